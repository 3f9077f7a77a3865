"""The snapshot of a report: what `apps/returns` counts, and the words that were written."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.returns import figures
from xianfeng.core.schedule.spans import DateSpan


def content_of(
    campaign_id: int,
    step: campaigns.StepRow,
    organization_id: int,
    *,
    key: str,
    title: str,
    span: DateSpan,
    due: date,
    texts: dict[str, str],
    level: str,
    recommends: bool,
) -> dict[str, Any]:
    """The snapshot that is sent."""
    return {
        "report": key,
        "period": {"title": title, "from": span.start, "until": span.last_day, "due": due},
        "figures": [
            asdict(one) for one in figures.list_figures(campaign_id, organization_id, span, except_step=step.code)
        ],
        "attached": figures.list_attached(campaign_id, organization_id, span),
        "recommended": figures.list_recommended(campaign_id, organization_id) if recommends else [],
        "parts": texts,
        "level": level,
    }
