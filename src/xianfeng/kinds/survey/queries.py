"""Read rounds and their results. Before a round closes there is no result, not even how many codes were used."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from xianfeng.apps.ballots import queries as ballots
from xianfeng.apps.ballots.queries import PollRow
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.people import queries as people
from xianfeng.apps.progress import queries as progress
from xianfeng.kinds.survey.kind import CHOICES, NOT_INFORMED, Params
from xianfeng.kinds.survey.models import Batch, Round

SMALLEST = 5
"""No figure that rests on fewer sheets is shown, and no channel with fewer is opened at all."""
BY_CODE = ("students", "parents")
ACCOUNT = "account"


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
    poll_id: int | None
    slips: Mapping[str, int]
    """Group without accounts -> its poll."""
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
    """Slips printed, by group."""
    channels: tuple[Channel, ...] = ()
    """Empty while the round is open."""

    @property
    def is_open(self) -> bool:
        return self.state == Round.State.OPEN

    @property
    def deciding(self) -> int:
        """How many of the questions decide: those of the plan, or the one asked instead; the items behind them do not."""
        return len(self.params.questions) or 1

    @property
    def is_telling(self) -> bool:
        """Over, with enough answers to say something."""
        return not self.is_open and self.outcome != "too_few_answers"

    @property
    def groups(self) -> tuple[str, ...]:
        """Who answers by slip."""
        return tuple(self.slips)

    @property
    def needs_make_up(self) -> bool:
        return self.outcome == "majority_dissatisfied" and not self.make_up

    def takes_answers(self, now: datetime) -> bool:
        return self.is_open and now < self.closes_at


def _channel(code: str, questions: Iterable[str], poll: PollRow) -> Channel:
    if poll.state != "closed":
        return Channel(code, poll.issued, poll.returned, None, False)
    shown = ballots.get_published(poll.id)
    rows = []
    for question, row in zip(questions, shown.rows, strict=True):
        cells = {choice: row.cells.get(choice) for choice in CHOICES}
        informed = [cells[choice] for choice in CHOICES if choice != NOT_INFORMED]
        whole = all(cell is not None for cell in informed)
        rows.append(Figures(question, cells, sum(cell or 0 for cell in informed) if whole else None))
    return Channel(code, shown.issued, shown.returned, shown.valid, True, tuple(rows))


def poll_ids(one: Round) -> list[int]:
    """Every poll of a round: of those with an account first, then of each group."""
    by_slip = [batch.poll_id for batch in one.batches.all()]
    return by_slip if one.poll_id is None else [one.poll_id, *by_slip]


def exact_counts(one: Round) -> list[dict[str, int]]:
    """Per deciding question, choice -> sheets over all polls that were opened: for the judgement only, never for a page.

    The items of the criteria stand behind the questions of the plan (or the one asked instead) and decide nothing.
    """
    deciding = len(Params.model_validate(one.params).questions) or 1
    found: list[dict[str, int]] = [dict.fromkeys(CHOICES, 0) for _question in one.questions[:deciding]]
    for poll_id in poll_ids(one):
        if ballots.get_poll(poll_id).state == "closed":
            for row, tally in enumerate(ballots.get_tally(poll_id).rows[:deciding]):
                for choice in CHOICES:
                    found[row][choice] += tally.of(choice)
    return found


def _row(one: Round) -> RoundRow:
    slips = {batch.group: batch.poll_id for batch in one.batches.all()}
    held = {ACCOUNT: ballots.get_poll(one.poll_id)} if one.poll_id is not None else {}
    held |= {group: ballots.get_poll(poll_id) for group, poll_id in slips.items()}
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
        one.poll_id,
        slips,
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
        {group: held[group].issued for group in slips},
        ()
        if one.state == Round.State.OPEN
        else tuple(_channel(code, one.questions, poll) for code, poll in held.items()),
    )


def _rounds():
    return Round.objects.select_related("organization").prefetch_related("batches")


def items_of(campaign_id: int, step: campaigns.StepRow, organization_id: int) -> list[str]:
    """Titles of the items of the step's criteria sets as the unit meets them: asked one by one beside the questions."""
    sets = campaigns.get_campaign(campaign_id, organization_id).plan.get("criteria", {})
    return [item["title"] for code in step.criteria for item in sets.get(code, ()) if item["title"]]


def get_round(round_id: int) -> RoundRow:
    return _row(_rounds().get(pk=round_id))


def list_rounds(campaign_id: int, step_code: str, organization_ids: Iterable[int]) -> list[RoundRow]:
    """Every round of these organisations, oldest first: earlier ones stay visible."""
    found = _rounds().filter(campaign_id=campaign_id, step_code=step_code, organization_id__in=list(organization_ids))
    return [_row(one) for one in found.order_by("organization__code", "instrument", "number")]


def list_telling(organization_id: int, about: Collection[str], most: int) -> list[RoundRow]:
    """The newest counted rounds of a unit about these things, one for each step and way of measuring, in all its programmes."""
    found = _rounds().filter(
        organization_id=organization_id,
        params__about__in=list(about),
        outcome__in=("satisfied", "majority_dissatisfied"),
    )
    newest: dict[tuple[int, str, str], Round] = {}
    for one in found.order_by("-closed_at", "-pk"):
        newest.setdefault((one.campaign_id, one.step_code, one.instrument), one)
    return [_row(one) for one in list(newest.values())[:most]]


def list_due(now: datetime) -> list[int]:
    """Rounds past their deadline, and those whose polls were all ended early and are counted by now."""
    running = ("open", "closing")
    under_way = Q(poll__state__in=running) | Exists(Batch.objects.filter(round=OuterRef("pk"), poll__state__in=running))
    waiting = Round.objects.filter(Q(closes_at__lte=now) | ~under_way, state=Round.State.OPEN)
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
    names: frozenset[str] = frozenset()
    """Of all of them."""


def is_asked(step: campaigns.StepRow, found: progress.Coverage) -> bool:
    """Whether the plan asks this unit, or one below it: what is about the schools is not asked of the bureau's own staff."""
    return step.subject != "organization" or found.of != 0 or bool(found.excused)


def left_out(step: campaigns.StepRow, organization_id: int, on: date) -> frozenset[int]:
    """People whom the plan leaves out: a head does not answer about the head (S2-04)."""
    if not step.without:
        return frozenset()
    made = replace(step, subject="person", audience=step.without, without=(), school_types=())
    campaign = campaigns.get_campaign(step.campaign_id)
    return frozenset(one.id for one in progress.list_audience(campaign, made, organization_id, on))


def roster_of(
    organization_id: int, answered_by: Iterable[str], *, on: date, without: Container[int] = frozenset()
) -> Roster:
    """Staff of what the organisation covers, in the classes the plan names, `without` some; nobody twice."""
    groups, branches = set(answered_by), list(people.subtree_ids(organization_id))
    found: dict[int, Asked] = {}
    if groups & {"staff", "delegates", "non_members"}:
        for person, name, unit in people.list_non_member_staff(branches, on=on):
            found[person] = Asked(person, name, unit, "non_members")
    if groups & {"staff", "delegates", "members"}:
        for member in people.list_member_rows(branches, on=on):
            found[member.person_id] = Asked(member.person_id, member.name, member.branch_name, "members")
    found = {person: one for person, one in found.items() if person not in without}
    names = frozenset(one.name for one in found.values())
    silent = {row["pk"] for row in people.list_people_without_account(organization_id, on=on)} & found.keys()
    return Roster(tuple(one for one in found.values() if one.person_id not in silent), len(silent), names)
