"""Read rounds and their results. Before a round closes there is no result, not even how many codes were used."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q

from xianfeng.apps.ballots import queries as ballots
from xianfeng.apps.people import queries as people
from xianfeng.core.scoring.masking import mask_table
from xianfeng.kinds.survey.kind import CHOICES, NOT_INFORMED, Params
from xianfeng.kinds.survey.models import Batch, Code, Count, Round

SMALLEST = 5
"""No figure that rests on fewer sheets is shown, and no channel with fewer is opened at all."""
BY_CODE = ("students", "parents")
ACCOUNT = "account"


def hash_of(code: str) -> str:
    """The hash under which a code is known; spaces, dashes and lower case are forgiven."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"survey:{plain}".encode()).hexdigest()


@dataclass(frozen=True)
class Figures:
    """One question in one channel as it may be shown: None stands for a figure under five, or one that would give it away."""

    question: str
    cells: Mapping[str, int | None]
    base: int | None
    """Informed valid answers: what the percentages are of. None when 不了解 is withheld, as it could be worked out."""


@dataclass(frozen=True)
class Channel:
    """The sheets of one group. Groups are shown each by itself and never added up: nothing can be subtracted."""

    code: str
    issued: int
    returned: int | None
    valid: int | None
    is_counted: bool
    rows: tuple[Figures, ...] = ()


@dataclass(frozen=True)
class RoundRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    organization_name: str
    instrument: str
    number: int
    state: str
    params: Params
    questions: tuple[str, ...]
    groups: tuple[str, ...]
    poll_id: int | None
    sample: Mapping[str, object]
    without_account: int
    opened_at: datetime
    opened_by: str
    closes_at: datetime
    closed_at: datetime | None
    outcome: str
    decided_by: int
    make_up: str
    make_up_by: date | None
    make_up_label: str
    issued: Mapping[str, int] = field(default_factory=dict)
    """Codes printed, by group."""
    channels: tuple[Channel, ...] = ()
    """Empty while the round is open."""

    @property
    def is_open(self) -> bool:
        return self.state == Round.State.OPEN

    @property
    def needs_make_up(self) -> bool:
        return self.outcome == "majority_dissatisfied" and not self.make_up

    def takes_answers(self, now: datetime) -> bool:
        return self.is_open and now < self.closes_at


def _figures(question: str, counts: Mapping[str, int]) -> Figures:
    masked = mask_table({"row": {choice: counts.get(choice, 0) for choice in CHOICES}}, SMALLEST).cells
    cells = {choice: masked["row", choice] for choice in CHOICES}
    known = cells[NOT_INFORMED] is not None
    informed = sum(counts.get(choice, 0) for choice in CHOICES if choice != NOT_INFORMED)
    return Figures(question, cells, informed if known and informed >= SMALLEST else None)


def _poll_channel(one: Round) -> Channel | None:
    if one.poll_id is None:
        return None
    poll = ballots.get_poll(one.poll_id)
    if poll.state != "closed":
        return Channel(ACCOUNT, poll.issued, poll.returned, None, False)
    shown = ballots.get_published(one.poll_id)
    rows = []
    for question, row in zip(one.questions, shown.rows, strict=True):
        cells = {choice: row.cells.get(choice) for choice in CHOICES}
        informed = [cells[choice] for choice in CHOICES if choice != NOT_INFORMED]
        whole = all(cell is not None for cell in informed)
        rows.append(Figures(question, cells, sum(cell or 0 for cell in informed) if whole else None))
    return Channel(ACCOUNT, shown.issued, shown.returned, shown.valid, True, tuple(rows))


def exact_counts(one: Round) -> list[dict[str, int]]:
    """Per question, choice -> sheets over all channels that were opened: for the judgement only, never for a page."""
    found: list[dict[str, int]] = [dict.fromkeys(CHOICES, 0) for _question in one.questions]
    for row, choice, count in one.counts.values_list("row", "choice", "count"):
        found[row - 1][choice] += count
    if one.poll_id is not None and ballots.get_poll(one.poll_id).state == "closed":
        for row, tally in enumerate(ballots.get_tally(one.poll_id).rows):
            for choice in CHOICES:
                found[row][choice] += tally.of(choice)
    return found


def _channels(one: Round, batches: Iterable[Batch], counts: Iterable[Count]) -> tuple[Channel, ...]:
    if one.state == Round.State.OPEN:
        return ()
    by_group: dict[str, list[dict[str, int]]] = {}
    for count in counts:
        rows = by_group.setdefault(count.group, [{} for _question in one.questions])
        rows[count.row - 1][count.choice] = count.count
    found = [channel] if (channel := _poll_channel(one)) else []
    for batch in batches:
        rows = tuple(
            _figures(question, row)
            for question, row in zip(one.questions, by_group.get(batch.group, ()), strict=False)
            if batch.is_counted
        )
        valid = batch.returned if batch.is_counted else None
        found.append(Channel(batch.group, batch.issued, batch.returned, valid, batch.is_counted, rows))
    return tuple(found)


def _row(one: Round) -> RoundRow:
    batches = sorted(one.batches.all(), key=lambda batch: batch.group)
    return RoundRow(
        one.pk,
        one.campaign_id,
        one.step_code,
        one.organization_id,
        one.organization.short_name or one.organization.name,
        one.instrument,
        one.number,
        one.state,
        Params.model_validate(one.params),
        tuple(one.questions),
        tuple(one.groups),
        one.poll_id,
        one.sample,
        one.without_account,
        one.opened_at,
        one.opened_by_label,
        one.closes_at,
        one.closed_at,
        one.outcome,
        one.decided_by,
        one.make_up,
        one.make_up_by,
        one.make_up_label,
        {batch.group: batch.issued for batch in batches},
        _channels(one, batches, one.counts.all()),
    )


def _rounds():
    return Round.objects.select_related("organization").prefetch_related("batches", "counts")


def get_round(round_id: int) -> RoundRow:
    return _row(_rounds().get(pk=round_id))


def list_rounds(campaign_id: int, step_code: str, organization_ids: Iterable[int]) -> list[RoundRow]:
    """Every round of these organisations, oldest first: earlier ones stay visible."""
    found = _rounds().filter(campaign_id=campaign_id, step_code=step_code, organization_id__in=list(organization_ids))
    return [_row(one) for one in found.order_by("organization__code", "instrument", "number")]


def find_by_code(code: str) -> tuple[RoundRow, bool] | None:
    """(the round of a code, whether the code was used); None for an unknown code."""
    found = Code.objects.filter(sha256=hash_of(code)).values_list("round_id", "used").first()
    return (get_round(found[0]), found[1]) if found else None


def list_due(now: datetime) -> list[int]:
    """Rounds past their deadline, and those whose poll was ended early and is counted by now."""
    over = Q(closes_at__lte=now) | Q(poll__state__in=("closed", "void"))
    waiting = Round.objects.filter(over, state=Round.State.OPEN)
    return list(waiting.order_by("closes_at", "pk").values_list("pk", flat=True))


@dataclass(frozen=True)
class Asked:
    """One person who may answer with an account."""

    person_id: int
    name: str
    unit: str
    stratum: str


@dataclass(frozen=True)
class Roster:
    """Who is to answer: by account, and how many without one."""

    with_account: tuple[Asked, ...]
    without_account: int


def roster_of(organization_id: int, answered_by: Iterable[str], *, on: date) -> Roster:
    """Staff of what the organisation covers, in the classes the plan names; nobody twice."""
    groups, branches = set(answered_by), list(people.subtree_ids(organization_id))
    found: dict[int, Asked] = {}
    if groups & {"staff", "delegates", "non_members"}:
        for person, name, unit in people.list_non_member_staff(branches, on=on):
            found[person] = Asked(person, name, unit, "non_members")
    if groups & {"staff", "delegates", "members"}:
        for member in people.list_member_rows(branches, on=on):
            found[member.person_id] = Asked(member.person_id, member.name, member.branch_name, "members")
    silent = {row["pk"] for row in people.list_people_without_account(organization_id, on=on)} & found.keys()
    return Roster(tuple(one for one in found.values() if one.person_id not in silent), len(silent))
