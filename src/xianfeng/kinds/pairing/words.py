"""What the pages of pairs say when something does not go through."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import refusal_sentence


def sentence(refused: Refused) -> str:
    """Why it did not go through, and what to do next."""
    words = {
        "not_open": _("活动还没有开始或已经结束，现在不能办理。"),
        "relation_unknown": _("请选择是哪一种。"),
        "other_missing": _("请选择或填写对方。"),
        "oneself": _("不能和自己结对。"),
        "own_unit": _("联系点不能是本单位。"),
        "code_needed": _("请填学生的校内编号，不要写姓名。"),
        "known_already": _("这一对已经登记。"),
        "too_many": _("一人最多结对 %(most)s 个，请安排其他人。"),
        "overlap": _("同一时间已经有安排，请核对起止日期。"),
        "dates_wrong": _("截止日期须晚于开始日期。"),
        "not_your_turn": _("这件事已经办过，请刷新页面。"),
        "not_standing": _("双方同意后才能登记联系。"),
        "day_impossible": _("日期须在开始之后、今天以前。"),
        "next_day_impossible": _("下次联系的日期须晚于这次。"),
        "content_not_kept": _("这里不记内容，只记日期。"),
        "own_confirmation": _("由对方确认，登记的人不能自己确认。"),
        "text_missing": _("请写内容。"),
        "activity_missing": _("请写活动名称。"),
        "number_missing": _("请写参加人数。只写人数，不写姓名。"),
        "not_referable": _("这一对现在不能这样登记。"),
        "report_not_asked": _("只有挂职、支教期间和期满后写小结和反馈。"),
        "due_missing": _("请定完成日期。"),
        "due_in_the_past": _("完成日期在今天以前，请核对。"),
    }
    return refusal_sentence(refused, words)
