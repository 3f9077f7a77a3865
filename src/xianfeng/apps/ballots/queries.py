"""Read polls. While a poll is open nobody gets more than the number of sheets received."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.ballots.models import Candidate, Counter, PaperCount, Poll, Recusal, RollEntry
from xianfeng.apps.ballots.rolls import RollLine, roll_text
from xianfeng.apps.ballots.sheets import COVER_ROW, SHEET_BLANK, SHEET_INVALID, SHEET_VALID, Rules
from xianfeng.apps.evidence.reach import Todo
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people.access import Viewer
from xianfeng.core.scoring.masking import mask_table


class TallySealed(Refused):
    """No result of any kind before the poll is closed, for anyone."""

    code = "tally_sealed"


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
    returned: int | None
    counters_sha256: str
    void_reason: str
    predecessor_id: int | None
    trustees: int

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
    """Polls whose time is over and that are not counted yet."""
    waiting = Poll.objects.filter(state__in=(Poll.State.OPEN, Poll.State.CLOSING), closes_at__lte=now)
    return list(waiting.order_by("closes_at", "pk").values_list("pk", flat=True))


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """The polls that wait for this person, for the own to-do list (`evidence.reach`); nobody else sees them."""
    if viewer.person_id is None:
        return []
    waiting = RollEntry.objects.filter(poll=OuterRef("pk"), person_id=viewer.person_id, marked=False)
    found = Poll.objects.filter(Exists(waiting), state=Poll.State.OPEN).order_by("closes_at", "pk")
    return [
        Todo(_("投票：%(title)s") % {"title": poll.title}, day, "ballots:start", (poll.pk,), 3)
        for poll in found
        if (day := timezone.localtime(poll.closes_at).date()) >= on
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


@dataclass(frozen=True)
class TallyRow:
    """One row of the sheet; `item` is '' on sheets without items."""

    candidate: CandidateRow
    counts: dict[str, int]
    item: str = ""

    def of(self, choice: str) -> int:
        return self.counts.get(choice, 0)


@dataclass(frozen=True)
class Tally:
    """Exact counters, for the rules to compute with. Pages show `published`, never this."""

    poll_id: int
    issued: int
    returned: int
    valid: int
    invalid: int
    blank: int
    rows: tuple[TallyRow, ...]
    returned_by_stratum: dict[str, int]
    sha256: str


def get_tally(poll_id: int, *, stratum: str | None = None) -> Tally:
    """The counters of a closed poll. Raises `TallySealed` before, and for a poll declared void."""
    poll = Poll.objects.get(pk=poll_id)
    if poll.state != Poll.State.CLOSED:
        raise TallySealed(poll=poll.title)
    counts: dict[int, dict[str, int]] = {}
    by_stratum: dict[str, int] = {}
    for where, row, choice, count in Counter.objects.filter(poll_id=poll_id).values_list(
        "stratum", "row", "choice", "count"
    ):
        if row == COVER_ROW:
            by_stratum[where] = by_stratum.get(where, 0) + count
        if stratum is None or where == stratum:
            cells = counts.setdefault(row, {})
            cells[choice] = cells.get(choice, 0) + count
    rules = Rules.from_json(poll.rules)
    cover = counts.get(COVER_ROW, {})
    valid, invalid, blank = (cover.get(state, 0) for state in (SHEET_VALID, SHEET_INVALID, SHEET_BLANK))
    return Tally(
        poll.pk,
        poll.issued,
        valid + invalid + blank,
        valid,
        invalid,
        blank,
        tuple(
            TallyRow(one, counts.get(rules.row_of(one.position, item), {}), item)
            for one in list_candidates(poll_id)
            for item in rules.item_codes()
        ),
        by_stratum,
        poll.counters_sha256,
    )


@dataclass(frozen=True)
class Cell:
    """One counter of a row: how often this class of electors said `choice` of this candidate in this item."""

    stratum: str
    position: int
    item: str
    choice: str
    count: int


def list_cells(poll_id: int) -> list[Cell]:
    """Every exact counter of a closed poll but those of whole sheets, for rules to compute with; pages mask first.

    In the order of strata, candidates, items; zeros included. Raises `TallySealed` before closing and for a void poll.
    """
    poll = Poll.objects.get(pk=poll_id)
    if poll.state != Poll.State.CLOSED:
        raise TallySealed(poll=poll.title)
    rules = Rules.from_json(poll.rules)
    order = {code: number for number, code in enumerate(rules.row_codes())}
    found = Counter.objects.filter(poll_id=poll_id).exclude(row=COVER_ROW)
    lines = sorted(
        found.values_list("stratum", "row", "choice", "count"), key=lambda line: (line[0], line[1], order[line[2]])
    )
    return [Cell(stratum, *rules.place_of(row), choice, count) for stratum, row, choice, count in lines]


@dataclass(frozen=True)
class PublishedRow:
    """One candidate's figures as they may be shown; None stands for a figure that is withheld."""

    candidate: CandidateRow
    cells: dict[str, int | None]
    item: str = ""


@dataclass(frozen=True)
class Published:
    """发出, 收回, 有效, 无效, 弃权 in full; every other figure only where no cell under the limit can be worked out."""

    issued: int
    returned: int
    valid: int
    invalid: int
    blank: int
    rows: tuple[PublishedRow, ...]
    smallest_cell: int
    sha256: str


def get_published(poll_id: int) -> Published:
    """What people may see of a closed poll. Raises `TallySealed` before."""
    tally, rules = get_tally(poll_id), get_poll(poll_id).rules
    rows = []
    for row in tally.rows:
        counts = {code: row.of(code) for code in rules.row_codes()}
        masked = mask_table({"row": counts}, rules.smallest_cell).cells
        rows.append(PublishedRow(row.candidate, {code: masked["row", code] for code in counts}, row.item))
    return Published(
        tally.issued,
        tally.returned,
        tally.valid,
        tally.invalid,
        tally.blank,
        tuple(rows),
        rules.smallest_cell,
        tally.sha256,
    )


def counters_sha256(cells: list[tuple[str, int, str, int]]) -> str:
    """SHA-256 over (stratum, row, choice, count) in order, as printed on the notice."""
    text = json.dumps(sorted(cells), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class PaperDifference:
    """One figure on which the two tellers do not agree. Row 0 counts whole sheets."""

    stratum: str
    row: int
    choice: str
    first: int
    second: int


@dataclass(frozen=True)
class PaperState:
    tellers: tuple[int, ...]
    differences: tuple[PaperDifference, ...]

    @property
    def agrees(self) -> bool:
        return len(self.tellers) == 2 and not self.differences


def get_paper_state(poll_id: int) -> PaperState:
    """Who has entered the paper count and where the two entries differ (nothing of either is shown otherwise)."""
    entered: dict[int, dict[tuple[str, int, str], int]] = {}
    for teller, stratum, row, choice, count in PaperCount.objects.filter(poll_id=poll_id).values_list(
        "teller_id", "stratum", "row", "choice", "count"
    ):
        entered.setdefault(teller, {})[stratum, row, choice] = count
    tellers = tuple(sorted(entered))
    if len(tellers) < 2:
        return PaperState(tellers, ())
    first, second = entered[tellers[0]], entered[tellers[1]]
    differences = tuple(
        PaperDifference(*cell, first.get(cell, 0), second.get(cell, 0))
        for cell in sorted(set(first) | set(second))
        if first.get(cell, 0) != second.get(cell, 0)
    )
    return PaperState(tellers, differences)


def list_tellers(poll_id: int) -> list[tuple[int, str]]:
    """(person id, name) of those who have entered the paper count."""
    found = PaperCount.objects.filter(poll_id=poll_id).order_by("teller_id")
    return list(found.values_list("teller_id", "teller__name").distinct())
