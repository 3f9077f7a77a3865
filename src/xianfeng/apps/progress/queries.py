# ruff: noqa: S608 - every piece of SQL here is a constant of this room; values are always arguments
"""Coverage of a step, the board of a campaign, and what one person owes: worked out when asked, never stored.

A figure that cannot be known is none, never nought: steps that owe nothing, steps done once for the whole campaign,
and audiences without a roster here (parents, society) have no `of`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.util import find_spec

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.queries import CampaignRow, StepRow
from xianfeng.apps.people import queries as people
from xianfeng.apps.progress.standing import (
    Ask,
    ask_of,
    asks_of,
    fetch,
    marks,
    near_units,
    party_pairs,
    secretary_posts,
    standing,
)
from xianfeng.core.kind import UNIT_HOLDERS, find_kind

NAMES = (
    " SELECT t.is_done, t.is_excused, t.reason, t.subject_id, t.unit_id, coalesce(p.name, o.name) AS name, b.name"
    " FROM standing t JOIN ask a ON a.ask_no = t.ask_no"
    " LEFT JOIN people_person p ON a.per_person AND p.id = t.subject_id"
    " LEFT JOIN people_organization o ON NOT a.per_person AND o.id = t.subject_id"
    " JOIN people_organization b ON b.id = t.unit_id ORDER BY b.code, p.number, o.code"
)


@dataclass(frozen=True)
class Subject:
    """Somebody (or an organisation) of the audience."""

    id: int
    name: str
    organization_id: int
    organization_name: str
    is_person: bool
    reason: str = ""
    """Why excused."""


@dataclass(frozen=True)
class Coverage:
    """n of N, with names. `of` is the audience of the day less those excused who have not done it anyway (S0-04)."""

    n: int | None
    of: int | None
    state: str
    """no_data | not_applicable | not_started | open | late | done"""
    done: tuple[Subject, ...] = ()
    missing: tuple[Subject, ...] = ()
    excused: tuple[Subject, ...] = ()
    unlisted: tuple[str, ...] = ()
    """Words of the audience that no roster here can count."""

    @property
    def is_full(self) -> bool:
        """全覆盖: everybody has done it or is excused on record, and somebody is concerned at all."""
        return self.of is not None and self.n == self.of and bool(self.done or self.excused)


def _state(step: StepRow, on: date, n: int | None, of: int | None, excused: int = 0) -> str:
    if n is None or of is None:
        return "no_data"
    if of == 0 and not excused:
        return "not_applicable"
    if n >= of:
        return "done"
    return {"ahead": "not_started", "running": "open", "over": "late"}[step.state_on(on)]


def coverage(campaign_id: int, step_code: str, organization_id: int, on: date) -> Coverage:
    """Who of the branches at or below the organisation has done the step on the day `on`, by name."""
    campaign = campaigns.get_campaign(campaign_id)
    step = campaigns.get_step(campaign_id, step_code)
    steps = {campaign_id: [] if step.is_local else [step]}
    ways = campaigns.variations(steps, lambda: people.subtree_ids(organization_id))[campaign_id]
    step = next(
        (one.step for one in ways if one.units and organization_id in one.units and one.step.code == step_code), step
    )
    ask = ask_of(campaign, step, on)
    asks = [one for one in asks_of(campaign, ways, on) if one.step.code == step_code and one.is_counted]
    if not ask.is_counted or not asks:
        return Coverage(None, None, "no_data", unlisted=ask.unlisted)
    per_person = step.subject == "person"
    done, missing, excused = [], [], []
    for is_done, is_excused, reason, subject, unit, name, unit_name in fetch(
        standing(asks, on, organization_ids=[organization_id]), NAMES
    ):
        row = Subject(subject, name, unit, unit_name, per_person, reason)
        (done if is_done else excused if is_excused else missing).append(row)
    n, of = len(done), len(done) + len(missing)
    return Coverage(
        n, of, _state(step, on, n, of, len(excused)), tuple(done), tuple(missing), tuple(excused), ask.unlisted
    )


def list_audience(campaign: CampaignRow, step: StepRow, organization_id: int, on: date) -> tuple[Subject, ...]:
    """Whom the step concerns at or below the organisation on that very day, whatever they have done; empty without a
    roster. The step may be one made up for the question, with another audience (the roll of a meeting)."""
    ask = replace(ask_of(campaign, step, on), day=on)
    if not ask.is_counted:
        return ()
    return tuple(
        Subject(subject, name, unit, unit_name, step.subject == "person", reason)
        for _done, _excused, reason, subject, unit, name, unit_name in fetch(
            standing([ask], on, organization_ids=[organization_id]), NAMES
        )
    )


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
        states.add(_state(ask.step, on, part.done, part.done + part.missing, part.excused))
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


@dataclass(frozen=True)
class Owed:
    """One act that one person owes: a line of the to-do list."""

    campaign_id: int
    campaign_title: str
    step_code: str
    title: str
    verb: str
    minutes: int | None
    due_on: date
    """The last day of the step."""
    state: str
    """open | late | in_review (the own part is done; it is the reviewer's turn)"""
    role: str
    """self | branch (owed by the branch) | author (writes about others) | reviewer"""
    organization_id: int
    organization_name: str
    left: int | None
    """How many people are waiting for it, for an author or reviewer; else none."""
    url_name: str
    """Of the page where it is done, '' when the kind has no page; give `url_args`, and `?organization=`."""
    url_args: tuple[object, ...] = ()


def owed_by_person(person_id: int, on: date) -> list[Owed]:
    """What this person owes on the day, nearest date first, in a fixed number of queries.

    For oneself; for the branches one is secretary of (steps owed by the branch, comments to write, texts to review);
    and, as secretary above, for the secretaries of the branches directly below.
    """
    asks, is_own_part = [], []
    titles: dict[int, str] = {}
    posts: dict[int, bool] | None = None
    found_open = campaigns.list_open_steps()

    def places() -> list[int]:
        nonlocal posts
        posts = secretary_posts(person_id, on)
        return [*posts, *near_units(person_id)]

    ways = campaigns.variations({campaign.id: steps for campaign, steps in found_open}, places)
    for campaign, _steps in found_open:
        titles[campaign.id] = campaign.title
        for ask in asks_of(campaign, ways[campaign.id], on):
            if not ask.is_counted or ask.step.state_on(on) == "ahead":
                continue
            asks.append(ask)
            is_own_part.append(False)
            if ask.own_part != ask.needs:
                asks.append(replace(ask, needs=ask.own_part))
                is_own_part.append(True)
    if not asks:
        return []
    found = _own_lines(asks, is_own_part, titles, person_id, on)
    if posts is None:
        posts = secretary_posts(person_id, on)
    if posts:
        found += _secretary_lines(asks, is_own_part, titles, person_id, posts, on)
    own = {(ask.campaign_id, ask.step.code) for ask in asks if ask.step.is_local}
    behind = {
        line.campaign_id for line in found if line.state == "late" and (line.campaign_id, line.step_code) not in own
    }

    def place(line: Owed) -> tuple[bool, bool, date, str]:
        """What a unit has added itself comes after the core steps while one of those is late (S0-43)."""
        waits = line.campaign_id in behind and (line.campaign_id, line.step_code) in own
        return line.state == "in_review", waits, line.due_on, line.title

    return sorted(found, key=place)


def _own_lines(
    asks: list[Ask], is_own_part: list[bool], titles: dict[int, str], person_id: int, on: date
) -> list[Owed]:
    personal = [n for n, ask in enumerate(asks) if ask.step.subject == "person" and ask.doer == "subject"]
    if not personal:
        return []
    tail = (
        "SELECT t.ask_no, t.unit_id, coalesce(nullif(b.short_name, ''), b.name), t.is_done FROM standing t"
        " JOIN people_organization b ON b.id = t.unit_id WHERE NOT t.is_excused OR t.is_done"
    )
    rows = fetch(standing([asks[n] for n in personal], on, person_id=person_id), tail)
    handed_in, missing = set(), []
    for place, unit, unit_name, is_done in rows:
        number = personal[place]
        key = (asks[number].campaign_id, asks[number].step.code)
        if is_own_part[number]:
            if is_done:
                handed_in.add(key)
        elif not is_done:
            missing.append((number, key, unit, unit_name))
    return [
        _owed(asks[number], titles, on, unit, name, "self", state="in_review" if key in handed_in else "")
        for number, key, unit, name in missing
    ]


def _secretary_lines(
    asks: list[Ask],
    is_own_part: list[bool],
    titles: dict[int, str],
    person_id: int,
    posts: dict[int, bool],
    on: date,
) -> list[Owed]:
    """`posts`: branches the person answers for; True: its secretary, False: secretary of the organisation above."""
    wanted = [
        n
        for n, ask in enumerate(asks)
        if ask.step.subject == "organization" or ask.doer != "subject" or ask.own_part != ask.needs or is_own_part[n]
    ]
    if not wanted:
        return []
    own, below = [p for p, is_own in posts.items() if is_own], [p for p, is_own in posts.items() if not is_own]
    tail = (
        "SELECT t.ask_no, t.unit_id, coalesce(nullif(b.short_name, ''), b.name), count(*) FILTER (WHERE t.is_done),"
        " count(*) FILTER (WHERE NOT t.is_done AND NOT t.is_excused)"
        " FROM standing t JOIN ask a ON a.ask_no = t.ask_no JOIN people_organization b ON b.id = t.unit_id"
        f" WHERE (t.unit_id IN ({marks(own)}) AND NOT (a.per_person AND t.subject_id = %s))"
        f" OR (t.unit_id IN ({marks(below)}) AND a.per_person AND EXISTS (SELECT 1 FROM people_office f"
        " WHERE f.person_id = t.subject_id AND f.organization_id = t.unit_id AND f.role = 'branch_secretary'"
        " AND f.from_date <= %s AND (f.until_date IS NULL OR f.until_date > %s)))"
        " GROUP BY t.ask_no, t.unit_id, b.id ORDER BY b.code"
    )
    rows = fetch(
        standing([asks[n] for n in wanted], on, organization_ids=list(posts)),
        tail,
        [*own, person_id, *below, on, on],
    )
    counts = {(wanted[place], unit): (done, missing) for place, unit, _, done, missing in rows}
    found = []
    for place, unit, unit_name, done, missing in rows:
        number = wanted[place]
        ask = asks[number]
        own_act = ask.step.subject == "organization" and ask.doer == "subject"
        if is_own_part[number]:
            if own_act:  # who handed it in does not review it; the one above is told by the room that keeps it
                continue
            waiting = done - counts.get((number - 1, unit), (0, 0))[0]
            role = "reviewer" if posts[unit] or ask.step.subject == "person" else ""
            if waiting > 0 and role:
                found.append(_owed(ask, titles, on, unit, unit_name, role, left=waiting))
        elif ask.step.subject == "organization":
            from_outside = ask.doer == "superior" and ask.step.responsible not in UNIT_HOLDERS
            if missing and posts[unit] and not from_outside:
                is_reviewed = own_act and number + 1 < len(asks) and is_own_part[number + 1]
                handed_in = is_reviewed and counts.get((number + 1, unit), (0, 0))[0] > done
                found.append(_owed(ask, titles, on, unit, unit_name, "branch", state="in_review" if handed_in else ""))
        elif ask.doer != "subject" and missing:
            found.append(_owed(ask, titles, on, unit, unit_name, "author", left=missing))
    return found


def _owed(
    ask: Ask,
    titles: dict[int, str],
    on: date,
    unit: int,
    unit_name: str,
    role: str,
    *,
    left: int | None = None,
    state: str = "",
) -> Owed:
    kind = find_kind(ask.step.kind)
    room = f"xianfeng.kinds.{ask.step.kind}"
    has_page = find_spec(room) is not None and find_spec(f"{room}.urls") is not None
    return Owed(
        ask.campaign_id,
        titles[ask.campaign_id],
        ask.step.code,
        ask.step.title,
        kind.verb,
        kind.minutes,
        ask.step.last_day,
        state or ("late" if ask.step.state_on(on) == "over" else "open"),
        role,
        unit,
        unit_name,
        left,
        f"{ask.step.kind}:step" if has_page else "",
        (ask.campaign_id, ask.step.code),
    )


@dataclass(frozen=True)
class OwnStanding:
    """How one person stands with one step."""

    unit_id: int
    """The branch the person counts in."""
    is_done: bool
    is_excused: bool


def find_own_standing(campaign: CampaignRow, step: StepRow, person_id: int, on: date) -> OwnStanding | None:
    """None when the step is not about this person (or not about persons at all)."""
    ask = ask_of(campaign, step, on)
    if not ask.is_counted or step.subject != "person":
        return None
    rows = fetch(
        standing([ask], on, person_id=person_id), "SELECT unit_id, is_done, is_excused FROM standing ORDER BY unit_id"
    )
    return OwnStanding(*rows[0]) if rows else None
