"""Why an item could not be changed, in one sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused
from xianfeng.ui.templatetags.xianfeng_ui import cn_date


def sentence(refused: Refused) -> str:
    params = dict(refused.params)
    for name in ("latest", "opened_on", "due_on"):
        if name in params:
            params[name] = cn_date(params[name])
    words = _words(refused.code) % params
    if "line" in params:
        return _("第 %(line)s 项：%(words)s") % {"line": params["line"], "words": words}
    return words


def _words(code: str) -> str:
    return {
        "due_missing": _("请写明完成期限。整改要确定时限。"),
        "due_in_the_past": _("期限不能早于 %(opened_on)s。"),
        "due_too_late": _("期限最迟到 %(latest)s，更晚的须经上级同意。"),
        "due_not_later": _("新的期限应晚于现在的 %(due_on)s。"),
        "what_missing": _("请写明事项。"),
        "origin_unknown": _("不认识这个来源，请从可选值中选择。"),
        "changed_meanwhile": _("这一事项刚刚有人办理过，请查看最新内容后再办。"),
        "closed_already": _("这一事项已经办结。"),
        "still_open": _("这一事项还没有办结，不需要重新整改。"),
        "not_the_owner": _("只能由责任人自己认领。"),
        "reason_missing": _("请写明理由。"),
        "text_missing": _("请写明内容。"),
        "place_missing": _("请写明在哪里公布。"),
        "day_impossible": _("发生日期不能晚于今天。"),
        "verdict_unknown": _("请选择结论。"),
        "second_person_needed": _("结论要由责任人和填写佐证的人以外的人来下。"),
        "evidence_missing": _("还没有填写本轮的完成情况，不能判定已完成。"),
        "explanation_missing": _("暂时解决不了的问题，须先公布情况说明。"),
        "pledge_open": _("这一事项已由承诺认领（%(pledges)s），承诺兑现或公开撤下后才能办结。"),
        "superior_needed": _("免予执行须由上一级党组织决定。"),
        "blank_column": _("改什么、怎么改、什么时候改、达到什么目标，四项都写明才能公布。"),
        "restricted": _("这一事项不公开。"),
        "measures_missing": _("请写明整顿措施。"),
        "helper_of_the_unit": _("联系帮助的人不能是本单位的书记、副书记。"),
        "superior_decides": _("是否解除整顿由上一级党组织决定。"),
        "inspection_missing": _("列入整顿以后还没有办结过督导检查，先检查再解除。"),
        "force_missing": _("难度较大的事项，须写明专班和各个节点。"),
        "milestone_outside": _("节点的日期应在 %(opened_on)s 到 %(due_on)s 之间。"),
        "dispute_on_record": _("本月已列有矛盾纠纷事项，不用填“没有发现”。"),
        "person_elsewhere": _("这里选的人不在本单位，请核对后另选。"),
        "part_unknown": _("请选择公布的内容。"),
    }.get(code, _("没有办成，请刷新页面后再试。"))
