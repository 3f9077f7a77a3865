"""What the pages of reports say: states, levels, refusals."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import refusal_sentence

STATES = {
    "ahead": gettext_lazy("未到报送时间"),
    "waiting": gettext_lazy("未收到"),
    "open": gettext_lazy("待报送"),
    "overdue": gettext_lazy("逾期未报"),
    "returned": gettext_lazy("已退回"),
    "sent": gettext_lazy("已报送，待签收"),
    "acknowledged": gettext_lazy("已签收"),
}
FORMS = {
    "half_monthly": gettext_lazy("半月记实表"),
    "monthly": gettext_lazy("月报"),
    "summary": gettext_lazy("总结报告"),
    "meeting_material": gettext_lazy("会议材料"),
    "recommendation": gettext_lazy("推荐表"),
    "filing": gettext_lazy("备案材料"),
}
LEVELS = {
    "town": gettext_lazy("镇级"),
    "county": gettext_lazy("县（区）级"),
    "city": gettext_lazy("市级"),
    "province": gettext_lazy("省级"),
}


def sentence(refused: Refused) -> str:
    """Why it did not go through, and what to do next."""
    words = {
        "conflict": _("这份报表刚刚被别人改过，请刷新页面后再写。"),
        "not_open": _("活动还没有开始或已经结束，现在不能报送。"),
        "campaign_not_open": _("活动还没有开始或已经结束，现在不能报送。"),
        "not_yet": _("这一期从 %(day)s 起报送，现在可以先写。"),
        "part_missing": _("请写：%(parts)s。"),
        "copied": _("“%(parts)s”与上一期基本相同。请写本期的情况；确实没有变化的，在下面写明原因。"),
        "no_receiver": _("本组织没有登记这一关系的上级，无法报送。请先在人员与组织中登记。"),
        "no_superior": _("本组织没有登记上一级党组织，无法上报。请先在人员与组织中登记隶属关系。"),
        "level_too_low": _("请选择推荐到哪一级；不能低于方案要求的级别。"),
        "nothing_came_in": _("还没有收到报表，无法汇总。"),
        "nobody_above": _("本组织没有上级，汇总可以导出，不需要上报。"),
    }
    return refusal_sentence(refused, words)
