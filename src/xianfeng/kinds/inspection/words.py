"""What stands on the pages of look-backs and checks: forms, states, refusals."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import refusal_sentence
from xianfeng.apps.tracking import refusals as tracking
from xianfeng.apps.tracking.actions import ItemRefused

FORMS = {
    "look_back": gettext_lazy("回头看"),
    "report_hearing": gettext_lazy("听取汇报"),
    "dispatch": gettext_lazy("专题调度"),
    "exchange": gettext_lazy("交流研讨"),
    "visit": gettext_lazy("明查暗访"),
    "target": gettext_lazy("目标考核"),
    "dues": gettext_lazy("党费收缴检查"),
    "admission": gettext_lazy("发展程序抽查"),
    "study": gettext_lazy("理论学习检查"),
    "through_lines": gettext_lazy("四个始终"),
    "acceptance": gettext_lazy("迎接验收自查"),
}
STATES = {"planned": "not_started", "open": "open", "shown": "waiting", "answered": "in_review", "closed": "done"}


def sentence(refused: Refused) -> str:
    """Why it did not go through, and what to do next."""
    if isinstance(refused, ItemRefused):
        return tracking.sentence(refused)
    words = {
        "not_open": _("活动还没有开始或已经结束。"),
        "check_closed": _("这次检查已经办结。"),
        "shown_already": _("这一步已经办过，请刷新页面。"),
        "not_begun": _("检查还没有开始。"),
        "lines_left": _("还有 %(left)s 项没有结论，逐项写完才能交被查单位。"),
        "guidance_missing": _("成绩、问题、努力方向三项都要写。"),
        "reply_missing": _("请写明答复。"),
        "reply_open": _("被查单位的答复期到 %(until)s，之后或答复之后才能办结。"),
        "not_shown": _("检查情况还没有交被查单位。"),
        "verdict_unknown": _("请选择结论。"),
        "finding_missing": _("“有问题”的必须写明是什么问题。"),
        "due_missing": _("“有问题”的必须写整改期限，不早于今天。"),
        "month_unknown": _("只能登记最近十二个月，不能登记以后的月份。"),
        "person_unknown": _("名单有变动，请刷新页面再登记。"),
        "own_check": _("不能检查自己。"),
        "point_unknown": _("检查表里没有这一项，请刷新页面。"),
        "checked_already": _("这一项已经有结论。"),
        "second_person_needed": _("自己的事项要由另一个人检查。"),
        "note_missing": _("请写明说明。"),
        "points_left": _("还有 %(left)s 项没有结论，逐项检查完才能办结。"),
    }
    return refusal_sentence(refused, words)
