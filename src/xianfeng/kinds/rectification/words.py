"""What the pages of rectification say: states, what a plan still lacks, refusals."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import refusal_sentence

FIELDS = {
    "what": gettext_lazy("请写每项措施改什么。"),
    "how": gettext_lazy("请写每项措施怎么改。"),
    "goal": gettext_lazy("请写每项措施达到什么目标。"),
    "due_on": gettext_lazy("每项措施都要有完成日期。"),
    "owner_id": gettext_lazy("每项措施都要有责任人。"),
    "group": gettext_lazy("请给每项措施选一个分类。"),
    "measures": gettext_lazy("请至少写一项整改措施。"),
}
LEVELS = {
    "person": gettext_lazy("党员个人"),
    "organization": gettext_lazy("党组织"),
    "leading_team": gettext_lazy("领导班子"),
}
SOURCES = {
    "opinions": gettext_lazy("征求到的意见"),
    "appraisal": gettext_lazy("评议"),
    "inspection": gettext_lazy("督导检查"),
    "last_programme": gettext_lazy("上一轮结转"),
    "rating": gettext_lazy("评星定级"),
    "survey": gettext_lazy("满意度测评"),
}


def _lack(code: str) -> str:
    return str(FIELDS[code]) if code in FIELDS else _("请写“%(part)s”。") % {"part": code}


def sentence(refused: Refused) -> str:
    """Why it did not go through, and what to do next."""
    if refused.code == "incomplete":
        return " ".join(_lack(code) for code in refused.params["lacks"])
    words = {
        "conflict": _("这份方案刚刚被别人改过，请刷新页面后再写。"),
        "handed_in": _("方案已经提交，审定或退回之前不能修改。"),
        "not_open": _("活动还没有开始或已经结束，现在不能办理。"),
        "due_too_late": _("完成日期不能晚于 %(latest)s；确需延长的，列入整改后由上级同意。"),
        "second_person_needed": _("方案由另一个人审定，本人和提交人不能审定。"),
        "not_submitted": _("方案还没有提交，或已经处理。"),
        "plans_missing": _("还有 %(n)s 份方案没有审定。"),
        "not_concerned": _("这一步没有要求这份方案。"),
        "due_in_the_past": _("有的措施完成日期在今天以前，请退回修改。"),
    }
    return refusal_sentence(refused, words)
