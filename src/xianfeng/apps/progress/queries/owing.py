# ruff: noqa: S608 - every piece of SQL here is a constant of this room; values are always arguments
"""What one person owes on a day: the lines of the to-do list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from importlib.util import find_spec

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns import years
from xianfeng.apps.campaigns.queries import CampaignRow
from xianfeng.apps.progress.standing import Ask, asks_of, fetch, marks, near_units, secretary_posts, standing
from xianfeng.core.kind import UNIT_HOLDERS, find_kind


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
    """self | branch (owed by the branch) | author (writes about others) | reviewer | responsible (others are late with it)"""
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
    and, as secretary above, for the secretaries of the branches directly below. What people of the own branch are late with
    is told to its secretary as well, who answers for the programme there (第一责任人, S0-34).
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
            if not ask.is_counted or ask.is_told_by_kind or ask.step.state_on(on) == "ahead":
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
    found = _where_it_runs(found, [campaign for campaign, _steps in found_open])
    own = {(ask.campaign_id, ask.step.code) for ask in asks if ask.step.is_local}
    behind = {
        line.campaign_id for line in found if line.state == "late" and (line.campaign_id, line.step_code) not in own
    }

    def place(line: Owed) -> tuple[bool, bool, date, str]:
        """What a unit has added itself comes after the core steps while one of those is late (S0-43)."""
        waits = line.campaign_id in behind and (line.campaign_id, line.step_code) in own
        return line.state == "in_review", waits, line.due_on, line.title

    return sorted(found, key=place)


def _where_it_runs(found: list[Owed], running: list[CampaignRow]) -> list[Owed]:
    """Without what nobody can do yet: steps of a new round in a branch whose review and plan are still to be accepted
    (S0-02). A query a campaign that asks for the pair, none where no campaign does."""
    accepted = {one.id: years.accepted_in(one.id) for one in running if years.asks_for_pair(one)}
    return [
        line
        for line in found
        if line.campaign_id not in accepted
        or line.organization_id in accepted[line.campaign_id]
        or line.step_code == years.LOOK_BACK
    ]


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
        if ask.step.subject == "organization"
        or ask.doer != "subject"
        or ask.own_part != ask.needs
        or is_own_part[n]
        or ask.step.state_on(on) == "over"
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
        elif missing and posts[unit] and ask.step.state_on(on) == "over":
            found.append(_owed(ask, titles, on, unit, unit_name, "responsible", left=missing))
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
