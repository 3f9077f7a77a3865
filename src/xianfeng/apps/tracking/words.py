"""What stands on the pages of items: their states and what happened to them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

STATE_WORDS = {
    "waiting": gettext_lazy("待认领"),
    "in_progress": gettext_lazy("整改中"),
    "overdue": gettext_lazy("已逾期"),
    "submitted": gettext_lazy("待核查"),
    "done": gettext_lazy("已完成"),
    "not_applicable": gettext_lazy("不再适用"),
    "waived": gettext_lazy("免予执行"),
    "explained": gettext_lazy("已说明、待再研究"),
}
EVENT_WORDS = {
    "owner": gettext_lazy("责任人"),
    "evidence": gettext_lazy("完成情况"),
    "extension": gettext_lazy("延期"),
    "verdict_done": gettext_lazy("核查：已完成"),
    "verdict_partly": gettext_lazy("核查：部分完成"),
    "verdict_not_done": gettext_lazy("核查：未完成"),
    "verdict_not_applicable": gettext_lazy("核查：不再适用"),
    "verdict_waived": gettext_lazy("免予执行"),
    "published_plan": gettext_lazy("公布整改方案"),
    "published_measures": gettext_lazy("公布整改措施"),
    "published_results": gettext_lazy("公布整改结果"),
    "published_explanation": gettext_lazy("公布情况说明"),
}
