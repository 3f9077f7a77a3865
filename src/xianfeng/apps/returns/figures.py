"""What a report or a summary says by itself: figures and records taken from what happened, so that nobody types them (S4-44)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import queries as evidence
from xianfeng.apps.evidence import records
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.results import queries as results
from xianfeng.apps.tracking import queries as tracking
from xianfeng.core.schedule.spans import DateSpan

MOST_RECORDS = 30


@dataclass(frozen=True)
class Figure:
    """One line: what happened in the period, and where the whole stands at its end. None: nothing to count."""

    code: str
    title: str
    pieces: int
    done: int | None = None
    of: int | None = None


def list_figures(campaign_id: int, organization_id: int, span: DateSpan, *, except_step: str = "") -> list[Figure]:
    """A line a step with something to say, then the items; all of it counted, none of it typed."""
    last = span.last_day
    pieces: dict[str, int] = {}
    for fact in evidence.list_facts(campaign_id=campaign_id, organization_id=organization_id, on=last):
        if fact.occurred_on >= span.start:
            pieces[fact.step_code] = pieces.get(fact.step_code, 0) + 1
    row, steps = progress.board_row(campaign_id, organization_id, last)
    cells = dict(zip([step.code for step in steps], row.cells, strict=True)) if row else {}
    found = []
    for step in steps:
        cell = cells.get(step.code)
        if step.code == except_step or step.state_on(last) == "ahead":
            continue
        if step.code not in pieces and (cell is None or not cell.of):
            continue
        done, of = (cell.n, cell.of) if cell else (None, None)
        found.append(Figure(step.code, step.title, pieces.get(step.code, 0), done, of))
    return found + _items(campaign_id, organization_id, span)


def _items(campaign_id: int, organization_id: int, span: DateSpan) -> list[Figure]:
    rows = tracking.list_items(organization_ids=[organization_id], campaign_id=campaign_id)
    rows = [row for row in rows if row.opened_on < span.end]
    if not rows:
        return []
    counts = tracking.counts_of(rows, span.last_day)
    closed = sum(1 for row in rows if row.closed_on is not None and span.start <= row.closed_on < span.end)
    return [Figure("items", _("整改事项"), closed, counts.done, counts.countable)]


def list_attached(campaign_id: int, organization_id: int, span: DateSpan) -> list[dict[str, str]]:
    """Records of the organisation itself in the period (a meeting, a summary): title and note. Nothing about persons."""
    facts = evidence.list_facts(campaign_id=campaign_id, organization_id=organization_id, on=span.last_day)
    subjects = list(
        dict.fromkeys(fact.subject for fact in facts if fact.person_id is None and fact.occurred_on >= span.start)
    )
    told = records.describe(subjects[:MOST_RECORDS])
    return [{"title": told[one].title, "note": told[one].note} for one in subjects if one in told]


def list_recommended(campaign_id: int, organization_id: int) -> list[dict[str, str]]:
    """Who was chosen in this programme by a signed decision: what a recommendation is about (S1-21, S1-22)."""
    found = []
    for step in campaigns.list_steps(campaign_id):
        decision = results.find_decision(campaign_id, step.code, organization_id)
        if decision is not None:
            found += [
                {"honour": step.title, "name": str(one.get("name", ""))} for one in results.list_chosen(decision.id)
            ]
    return found
