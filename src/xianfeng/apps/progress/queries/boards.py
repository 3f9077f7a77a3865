"""The board of a campaign: units down, steps across, figures alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.queries import CampaignRow, StepRow
from xianfeng.apps.people import queries as people
from xianfeng.apps.progress.queries.coverage import step_state
from xianfeng.apps.progress.standing import Ask, ask_of, asks_of, fetch, party_pairs, standing


@dataclass(frozen=True)
class Cell:
    """One step in one row of the board."""

    n: int | None
    of: int | None
    excused: int | None
    state: str
    verdict: str = ""
    """passed | returned | forced, '' while nobody has decided."""


@dataclass(frozen=True)
class BoardRow:
    organization_id: int
    name: str
    code: str
    cells: tuple[Cell, ...]
    branches: tuple[BoardRow, ...] = ()
    """The branches below, when there are others than the row itself."""
    own: Cell | None = None
    """What the units of this row have added to their superior's plan, all together; none: nothing."""


@dataclass(frozen=True)
class Board:
    campaign: CampaignRow
    steps: tuple[StepRow, ...]
    rows: tuple[BoardRow, ...]
    total: tuple[Cell, ...]
    own: Cell | None = None


@dataclass
class _Sum:
    done: int = 0
    missing: int = 0
    excused: int = 0

    def plus(self, other: _Sum) -> None:
        self.done += other.done
        self.missing += other.missing
        self.excused += other.excused


def board(campaign_id: int, on: date) -> Board:
    """Direct subordinates of the root down, steps across; a fixed number of queries, whatever the size.

    Rows stand by code, never by figures. A root that is itself a branch is its own row. The columns are the steps of the
    superior's plan, each unit counted as it meets them; what units have added themselves stands together in `own`.
    """
    campaign = campaigns.get_campaign(campaign_id)
    steps = campaigns.list_steps(campaign_id)
    branches = people.list_branches(campaign.organization_id)
    ways = campaigns.variations({campaign_id: steps}, lambda: [branch.id for branch in branches])[campaign_id]
    asks = asks_of(campaign, ways, on)
    sums = _sums(asks, on)
    children = people.list_children(campaign.organization_id)
    above = party_pairs([campaign.organization_id, *(child.id for child in children)])
    below_of: dict[int, set[int]] = {}
    for upper, lower in above:
        below_of.setdefault(upper, set()).add(lower)
    verdicts = {(row.step_code, row.organization_id): row.verdict for row in campaigns.list_verdicts(campaign_id)}
    asks_by_code: dict[str, list[Ask]] = {}
    for ask in asks:
        asks_by_code.setdefault(ask.step.code, []).append(ask)
    added = [ask for ask in asks if ask.step.is_local]

    def cells(units: Sequence[int], of: int | None) -> tuple[Cell, ...]:
        return tuple(
            _cell(asks_by_code.get(step.code, []), sums, units, on, verdicts.get((step.code, of), "") if of else "")
            for step in steps
        )

    def own(units: Sequence[int]) -> Cell | None:
        here = [ask for ask in added if ask.units and ask.units & set(units)]
        return _cell(here, sums, units, on) if here else None

    is_own_row = [branch for branch in branches if branch.id == campaign.organization_id]
    rows = []
    for head in is_own_row or children:
        below = branches if is_own_row else [branch for branch in branches if branch.id in below_of[head.id]]
        if not below:
            continue
        inner = () if [branch.id for branch in below] == [head.id] else below
        units = sorted(below_of[head.id])
        rows.append(
            BoardRow(
                head.id,
                head.label,
                head.code,
                cells(units, head.id),
                tuple(BoardRow(b.id, b.label, b.code, cells([b.id], b.id), own=own([b.id])) for b in inner),
                own(units),
            )
        )
    everywhere = sorted(below_of[campaign.organization_id])
    total = cells(everywhere, campaign.organization_id)
    return Board(campaign, tuple(steps), tuple(rows), total, own(everywhere))


def _cell(
    asks: Sequence[Ask], sums: dict[tuple[str, int], _Sum], units: Sequence[int], on: date, verdict: str = ""
) -> Cell:
    """One step (in all the ways it is met) over these units; late as soon as one of them is late."""
    counted = [ask for ask in asks if ask.is_counted]
    if not counted:
        return Cell(None, None, None, "no_data", verdict)
    total, states = _Sum(), set()
    for ask in counted:
        part = _Sum()
        for unit in units:
            if unit not in ask.but and (ask.units is None or unit in ask.units):
                part.plus(sums.get((ask.step.code, unit), _Sum()))
        total.plus(part)
        states.add(step_state(ask.step, on, part.done, part.done + part.missing, part.excused))
    whole = total.done + total.missing
    last = ("late", "open", "not_started", "done", "not_applicable")
    return Cell(total.done, whole, total.excused, next(state for state in last if state in states), verdict)


def board_row(campaign_id: int, organization_id: int, on: date) -> tuple[BoardRow | None, tuple[StepRow, ...]]:
    """The one row of a branch, with the steps as it meets them; none when the campaign does not run there."""
    campaign = campaigns.get_campaign(campaign_id)
    steps = tuple(campaigns.list_steps(campaign_id, organization_id))
    branches = [branch for branch in people.list_branches(organization_id) if branch.id == organization_id]
    if not branches:
        return None, steps
    asks = [ask_of(campaign, step, on) for step in steps]
    sums = _sums(asks, on, organization_ids=[organization_id])
    verdicts = {row.step_code: row.verdict for row in campaigns.list_verdicts(campaign_id, [organization_id])}
    cells = [_cell([ask], sums, [organization_id], on, verdicts.get(ask.step.code, "")) for ask in asks]
    branch = branches[0]
    return BoardRow(branch.id, branch.label, branch.code, tuple(cells)), steps


def _sums(asks: Sequence[Ask], on: date, organization_ids: list[int] | None = None) -> dict[tuple[str, int], _Sum]:
    """Done, missing and excused of every step and branch, in one query."""
    counted = [ask for ask in asks if ask.is_counted]
    if not counted:
        return {}
    tail = (
        "SELECT ask_no, unit_id, count(*) FILTER (WHERE is_done), count(*) FILTER (WHERE NOT is_done AND NOT is_excused),"
        " count(*) FILTER (WHERE NOT is_done AND is_excused) FROM standing GROUP BY ask_no, unit_id"
    )
    return {
        (counted[number].step.code, unit): _Sum(done, missing, excused)
        for number, unit, done, missing, excused in fetch(
            standing(counted, on, organization_ids=organization_ids), tail
        )
    }
