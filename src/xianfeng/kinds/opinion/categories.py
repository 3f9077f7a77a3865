"""What an opinion is about, by the plan's own set (S3-64, S4-11), and what others may count of a restricted category."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.kinds.opinion.kind import LEAST_COUNTED, Params

if TYPE_CHECKING:
    from xianfeng.kinds.opinion.queries import OpinionRow


def titles_of(params: Params, campaign_id: int, organization_id: int) -> dict[str, str]:
    """Categories of a step, as its unit meets the plan: key -> title; none where the plan names no set."""
    if params.categories is None:
        return {}
    sets = campaigns.get_campaign(campaign_id, organization_id).plan.get("criteria", {})
    return {str(item["key"]): str(item["title"]) for item in sets.get(params.categories, ())}


def countable(rows: Iterable[OpinionRow], read: Collection[int]) -> list[OpinionRow]:
    """What a figure may count for somebody who reads the entries `read`: of those in restricted categories fewer than five stay
    out of it, and so cannot be worked out by taking the others away."""
    every = list(rows)
    hidden = {row.id for row in every if row.restricted and row.id not in read}
    return every if len(hidden) >= LEAST_COUNTED else [row for row in every if row.id not in hidden]
