"""Polls, sheets and rolls. While a poll is open nobody gets more than the number of sheets received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db.models import Exists, OuterRef

from xianfeng.apps.ballots import keys
from xianfeng.apps.ballots.models import Candidate, Poll, Recusal, RollEntry
from xianfeng.apps.ballots.rolls import RollLine, roll_text
from xianfeng.apps.ballots.sheets import Rules


@dataclass(frozen=True)
class CandidateRow:
    id: int
    position: int
    name: str
    note: str
    person_id: int | None
    organization_id: int | None


@dataclass(frozen=True)
class PollRow:
    id: int
    key: str
    purpose: str
    campaign_id: int
    step_code: str
    organization_id: int
    organization_name: str
    title: str
    state: str
    rules: Rules
    roll_sha256: str
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None
    issued: int
    paper_issued: int
    codes_issued: int
    returned: int | None
    counters_sha256: str
    void_reason: str
    predecessor_id: int | None
    trustees: int

    @property
    def paper_code(self) -> str:
        """Printed on every paper sheet of this poll, the same on all: tells the poll, not the voter."""
        return self.key[:8].upper()

    def takes_sheets(self, now: datetime) -> bool:
        return self.state == Poll.State.OPEN and now < self.closes_at


def _row(poll: Poll) -> PollRow:
    return PollRow(
        poll.pk,
        poll.key,
        poll.purpose,
        poll.campaign_id,
        poll.step_code,
        poll.organization_id,
        poll.organization.name,
        poll.title,
        poll.state,
        Rules.from_json(poll.rules),
        poll.roll_sha256,
        poll.opened_at,
        poll.closes_at,
        poll.closed_at,
        poll.issued,
        poll.paper_issued,
        poll.codes_issued,
        poll.returned,
        poll.counters_sha256,
        poll.void_reason,
        poll.predecessor_id,
        len(poll.public_keys),
    )


def get_poll(poll_id: int) -> PollRow:
    return _row(Poll.objects.select_related("organization").get(pk=poll_id))


def list_polls(
    campaign_id: int, step_code: str, organization_id: int | None = None, purpose: str | None = None
) -> list[PollRow]:
    """Oldest first."""
    found = Poll.objects.select_related("organization").filter(campaign_id=campaign_id, step_code=step_code)
    if organization_id is not None:
        found = found.filter(organization_id=organization_id)
    if purpose is not None:
        found = found.filter(purpose=purpose)
    return [_row(poll) for poll in found.order_by("pk")]


def list_open_for(person_id: int, *, now: datetime) -> list[PollRow]:
    """Polls that still wait for this person's sheet, the nearest deadline first: for the own to-do list only."""
    waiting = RollEntry.objects.filter(poll=OuterRef("pk"), person_id=person_id, marked=False)
    found = Poll.objects.select_related("organization").filter(
        Exists(waiting), state=Poll.State.OPEN, opened_at__lte=now, closes_at__gt=now
    )
    return [_row(poll) for poll in found.order_by("closes_at", "pk")]


def list_due(now: datetime) -> list[int]:
    """Polls whose time is over and that can be counted now; those that wait for a trustee's code are left out."""
    over = Poll.objects.filter(state__in=(Poll.State.OPEN, Poll.State.CLOSING), closes_at__lte=now)
    return [
        poll.pk
        for poll in over.order_by("closes_at", "pk").only("pk", "state", "key", "public_keys")
        if poll.state == Poll.State.OPEN
        or len(poll.public_keys) == 1
        or len(keys.parts_here(poll.key)) == len(poll.public_keys)
    ]


def list_candidates(poll_id: int) -> list[CandidateRow]:
    return [
        CandidateRow(one.pk, one.position, one.name, one.note, one.person_id, one.organization_id)
        for one in Candidate.objects.filter(poll_id=poll_id).order_by("position")
    ]


@dataclass(frozen=True)
class SheetForm:
    """The parts of a poll that never change once it is open: kept in memory, so that a sheet costs few queries."""

    poll_id: int
    key: str
    title: str
    rules: Rules
    candidates: tuple[CandidateRow, ...]
    strata: tuple[str, ...]
    public_keys: tuple[bytes, ...]
    closes_at: datetime
    organization_name: str
    roll_sha256: str
    issued: int
    recused: Mapping[int, frozenset[int]]
    """Person -> rows locked for that person."""

    @property
    def rows(self) -> tuple[int, ...]:
        """Row numbers in the order of the sheet: one a candidate, or one a candidate and item."""
        return self.rules.rows_of(one.position for one in self.candidates)

    @property
    def items(self) -> Mapping[str, str]:
        """Code -> title, in order; empty where each candidate is judged once."""
        return self.rules.items

    def candidate_of(self, row: int) -> tuple[CandidateRow, str]:
        """(candidate, item code) of one row."""
        position, item = self.rules.place_of(row)
        return self.candidates[position - 1], item

    def row_name(self, row: int) -> str:
        """The row in words: 张一, or 张一 · 忠诚星."""
        one, item = self.candidate_of(row)
        return f"{one.name} · {self.items[item]}" if item else one.name


@lru_cache(maxsize=256)
def get_sheet(poll_id: int) -> SheetForm:
    """The frozen form of one poll, read once per process. Raises `Poll.DoesNotExist`."""
    poll = Poll.objects.select_related("organization").get(pk=poll_id)
    rules = Rules.from_json(poll.rules)
    recused: dict[int, set[int]] = {}
    for person, row in Recusal.objects.filter(entry__poll=poll).values_list("entry__person_id", "candidate__position"):
        recused.setdefault(person, set()).add(row)
    return SheetForm(
        poll.pk,
        poll.key,
        poll.title,
        rules,
        tuple(list_candidates(poll_id)),
        tuple(sorted(rules.strata)),
        tuple(bytes.fromhex(key) for key in poll.public_keys),
        poll.closes_at,
        poll.organization.name,
        poll.roll_sha256,
        poll.issued,
        {person: frozenset(rows) for person, rows in recused.items()},
    )


def find_sheet(poll_id: int) -> SheetForm | None:
    try:
        return get_sheet(poll_id)
    except Poll.DoesNotExist:
        return None


@dataclass(frozen=True)
class ElectorRow:
    """What one elector may know about the own line: shown to that person alone."""

    entry_id: int
    position: int
    stratum: str
    marked: bool
    recused: frozenset[int] = field(default_factory=frozenset)


def find_elector(poll_id: int, person_id: int | None) -> ElectorRow | None:
    if person_id is None:
        return None
    entry = RollEntry.objects.filter(poll_id=poll_id, person_id=person_id).first()
    if entry is None:
        return None
    recused = get_sheet(poll_id).recused.get(person_id, frozenset())
    return ElectorRow(entry.pk, entry.position, entry.stratum, entry.marked, recused)


def list_roll(poll_id: int) -> list[RollLine]:
    """Names only, never marks: every elector may read it."""
    return [
        RollLine(*line)
        for line in RollEntry.objects.filter(poll_id=poll_id)
        .order_by("position")
        .values_list("position", "name", "unit", "stratum")
    ]


def get_roll_text(poll_id: int) -> str:
    """The file whose SHA-256 is on the poll's page."""
    return roll_text(Poll.objects.values_list("title", flat=True).get(pk=poll_id), list_roll(poll_id))


def list_roll_entries(poll_id: int) -> list[tuple[int, int, str, str]]:
    """(entry id, position, name, unit) for the hand-out list of paper sheets; no marks."""
    entries = RollEntry.objects.filter(poll_id=poll_id).order_by("position")
    return list(entries.values_list("pk", "position", "name", "unit"))


def count_marked(poll_id: int) -> int:
    """How many sheets have been received or handed out on paper: the only figure an open poll gives."""
    return RollEntry.objects.filter(poll_id=poll_id, marked=True).count()
