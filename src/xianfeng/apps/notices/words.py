"""What stands on the pages of notices: for whom one hangs, and where it stands."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

SCOPE_WORDS = {
    "branch": gettext_lazy("本支部党员"),
    "unit": gettext_lazy("本单位教职工"),
    "school": gettext_lazy("全校师生员工"),
    "society": gettext_lazy("全校师生员工和社会"),
}
CHANNEL_WORDS = {
    "web": gettext_lazy("网上公示"),
    "board": gettext_lazy("公示栏"),
    "bulletin": gettext_lazy("简报"),
    "broadcast": gettext_lazy("广播"),
    "meeting": gettext_lazy("会议"),
    "media": gettext_lazy("媒体"),
}
STATE_WORDS = {
    "proposed": gettext_lazy("待审核"),
    "reviewed": gettext_lazy("待审批"),
    "approved": gettext_lazy("待张贴"),
    "published": gettext_lazy("公示中"),
    "objection": gettext_lazy("有异议待办"),
    "ended": gettext_lazy("期满待确认"),
    "confirmed": gettext_lazy("已确认"),
    "superseded": gettext_lazy("已由新公示替代"),
    "withdrawn": gettext_lazy("已撤回"),
}
STATE_CODES = {
    "proposed": "in_review",
    "reviewed": "in_review",
    "approved": "approved",
    "published": "published",
    "objection": "objection",
    "ended": "due_soon",
    "confirmed": "confirmed",
    "superseded": "amended",
    "withdrawn": "withdrawn",
}
