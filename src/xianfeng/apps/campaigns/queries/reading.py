"""A campaign as it stands, all of it in one statement: nearly every page and every act asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import connection

from xianfeng.apps.campaigns import local
from xianfeng.apps.campaigns.models import Campaign
from xianfeng.apps.campaigns.queries.changes import LocalPlace, change_at
from xianfeng.apps.campaigns.queries.rows import CampaignRow, StepRow, document_label, step_row

WHOLE = """
SELECT c.id, c.title, c.organization_id, o.name, c.plan_version_id, c.starts_on, c.opened_at, c.closed_at, c.predecessor_id,
    c.plan::text,
    (SELECT json_agg(json_build_array(w.step_code, w.position, w.opens_on, w.closes_on, d.id, d.title, d.number)
                     ORDER BY w.position, w.id)::text
     FROM campaigns_stepwindow w LEFT JOIN campaigns_issueddocument d ON d.id = w.basis_id WHERE w.campaign_id = c.id),
    (SELECT json_agg(json_build_array(l.id, l.organization_id, l.school_types) ORDER BY l.id)::text
     FROM campaigns_localplan l WHERE l.campaign_id = c.id)
FROM campaigns_campaign c JOIN people_organization o ON o.id = c.organization_id
"""
THESE = WHOLE + "WHERE c.id = ANY(%(ids)s) ORDER BY c.id"
OPEN = WHOLE + "WHERE c.opened_at IS NOT NULL AND c.closed_at IS NULL ORDER BY c.starts_on, c.id"


@dataclass(frozen=True)
class Whole:
    """A campaign with the windows of the superior's plan."""

    campaign: CampaignRow
    windows: dict[str, tuple[int, date, date]]
    """Step code -> (position, opens, closes), in the order of the flow."""
    basis: dict[str, tuple[int, str]]
    """Step code -> (id, number and title) of the issued document the step stands on."""
    local_plans: list[LocalPlace]

    def change_for(self, organization_id: int | None) -> dict[str, Any] | None:
        """What a unit reads otherwise; no query where nobody has a local plan, else at most three."""
        if organization_id is None:
            return None
        known, place = _page.get(), (self.campaign.id, organization_id)
        if known is None:
            return change_at(self.local_plans, organization_id)
        if place not in known.changes:
            known.changes[place] = change_at(self.local_plans, organization_id)
        return known.changes[place]

    def with_change(self, change: dict[str, Any] | None) -> CampaignRow:
        """The campaign with its plan as it reads there."""
        return replace(self.campaign, plan=local.merged(self.campaign.plan, change)) if change else self.campaign

    def steps(self, change: dict[str, Any] | None = None) -> list[StepRow]:
        """In the order of the flow, as they read there."""
        steps = [step_row(self.campaign.id, step) for step in local.applied(self.campaign.plan, self.windows, change)]
        return [replace(step, basis=self.basis.get(step.code)) for step in steps] if self.basis else steps


@dataclass
class Known:
    """What was read for one page."""

    wholes: dict[int, Whole] = field(default_factory=dict)
    open_ids: list[int] | None = None
    changes: dict[tuple[int, int], dict[str, Any] | None] = field(default_factory=dict)


_page: ContextVar[Known | None] = ContextVar("page", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Within it no campaign is read twice: for a page that changes nothing, every room of which asks anew."""
    token = _page.set(Known())
    try:
        yield
    finally:
        _page.reset(token)


def read_campaign(campaign_id: int) -> Whole:
    """Raises `ObjectDoesNotExist`."""
    found = read_campaigns([campaign_id])
    if not found:
        raise Campaign.DoesNotExist(campaign_id)
    return found[0]


def read_campaigns(campaign_ids: Iterable[int]) -> list[Whole]:
    """In the order of their ids."""
    ids, known = sorted(set(campaign_ids)), _page.get()
    if known is None:
        return _read(THESE, {"ids": ids})
    if missing := [number for number in ids if number not in known.wholes]:
        known.wholes |= {at.campaign.id: at for at in _read(THESE, {"ids": missing})}
    return [known.wholes[number] for number in ids if number in known.wholes]


def read_open_campaigns() -> list[Whole]:
    """All that are open, the one begun first first."""
    known = _page.get()
    if known is None:
        return _read(OPEN, {})
    if known.open_ids is None:
        found = {at.campaign.id: at for at in _read(OPEN, {})}
        known.wholes |= found
        known.open_ids = list(found)
    return [known.wholes[number] for number in known.open_ids]


def _read(statement: str, values: dict[str, Any]) -> list[Whole]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [_whole(*row) for row in cursor.fetchall()]


def _whole(*row: Any) -> Whole:
    *facts, plan, steps, places = row
    campaign = CampaignRow(*facts, json.loads(plan))
    windows, basis = {}, {}
    for code, position, opens, closes, document, title, number in json.loads(steps or "[]"):
        windows[code] = position, date.fromisoformat(opens), date.fromisoformat(closes)
        if document is not None:
            basis[code] = document, document_label(title, number)
    local_plans = [
        LocalPlace(one, campaign.id, organization, tuple(school_types.split()))
        for one, organization, school_types in json.loads(places or "[]")
    ]
    return Whole(campaign, windows, basis, local_plans)
