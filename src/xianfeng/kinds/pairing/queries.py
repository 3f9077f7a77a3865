"""Read pairs: for the two sides whole, for one responsible person by name, for everybody else as numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.people import posts
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.progress import queries as progress
from xianfeng.core.scoring.masking import SMALLEST_CELL
from xianfeng.kinds.pairing.kind import Params, Relation, Tally, contacts_asked
from xianfeng.kinds.pairing.models import Pair, Report

RESPONSIBLE = ("branch_secretary", "principal", "bureau_officer")
UNIT_HEADS = ("branch_secretary", "deputy_secretary", "principal")
State = Pair.State
MOST_PROPOSED = 300


@dataclass(frozen=True)
class ContactRow:
    id: int
    held_on: date
    agreed: str
    """Empty for everybody but the two."""
    logged_by: int | None
    logged_by_label: str
    confirmed_on: date | None
    confirmed_by_label: str
    taking_part: int | None = None
    next_on: date | None = None


@dataclass(frozen=True)
class ReportRow:
    kind: str
    kind_word: str
    text: str
    written_on: date
    by_label: str


@dataclass(frozen=True)
class PairRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    organization_name: str
    relation: str
    left_id: int | None
    left_name: str
    right_id: int | None
    right_unit_id: int | None
    right_name: str
    goal: str
    state: str
    state_word: str
    from_date: date
    until_date: date | None
    end_reason: str
    proposed_by_label: str
    left_agreed_on: date | None
    right_agreed_on: date | None
    right_agreed_label: str
    contacts: tuple[ContactRow, ...]
    mentor: str = ""
    reports: tuple[ReportRow, ...] = ()

    @property
    def confirmed(self) -> int:
        return sum(1 for one in self.contacts if one.confirmed_on is not None)

    @property
    def waiting(self) -> tuple[ContactRow, ...]:
        return tuple(one for one in self.contacts if one.confirmed_on is None)

    @property
    def next_on(self) -> date | None:
        """When the two mean to meet next, as said at their last contact; none once the pair is over."""
        return self.contacts[-1].next_on if self.contacts and self.state == State.STANDING else None

    def is_side(self, person_id: int | None) -> bool:
        return person_id is not None and person_id in (self.left_id, self.right_id)

    @property
    def is_reported(self) -> bool:
        """Whoever was sent has written at the end."""
        return any(one.kind == Report.Kind.FINAL for one in self.reports)

    @property
    def left_is_unit(self) -> bool:
        return self.left_id is None


def _row(one: Pair) -> PairRow:
    unit = one.organization.short_name or one.organization.name
    right = one.right.name if one.right else ""
    if one.right_unit is not None:
        right = one.right_unit.short_name or one.right_unit.name
    return PairRow(
        one.pk,
        one.campaign_id,
        one.step_code,
        one.organization_id,
        unit,
        one.relation,
        one.left_id,
        one.left.name if one.left else unit,
        one.right_id,
        one.right_unit_id,
        right or one.right_name,
        one.goal,
        one.state,
        one.get_state_display(),
        one.from_date,
        one.until_date,
        one.end_reason,
        one.proposed_by_label,
        one.left_agreed_on,
        one.right_agreed_on,
        one.right_agreed_label,
        tuple(
            ContactRow(
                line.pk,
                line.held_on,
                line.agreed,
                line.logged_by,
                line.logged_by_label,
                line.confirmed_on,
                line.confirmed_by_label,
                line.taking_part,
                line.next_on,
            )
            for line in one.contacts.all()
        ),
        one.mentor,
        tuple(
            ReportRow(line.kind, line.get_kind_display(), line.text, line.written_on, line.by_label)
            for line in one.reports.all()
        ),
    )


def _pairs():
    return Pair.objects.select_related("organization", "left", "right", "right_unit").prefetch_related(
        "contacts", "reports"
    )


def get_pair(pair_id: int) -> PairRow:
    return _row(_pairs().get(pk=pair_id))


def list_of_step(campaign_id: int, step_code: str, organization_ids: Iterable[int]) -> list[PairRow]:
    """Every pair of these units, with contacts; two queries. For the responsible person and for counting."""
    found = _pairs().filter(campaign_id=campaign_id, step_code=step_code, organization_id__in=list(organization_ids))
    return [_row(one) for one in found.order_by("relation", "left__number", "pk")]


def list_of_person(campaign_id: int, step_code: str, person_id: int, unit_ids: Iterable[int] = ()) -> list[PairRow]:
    """The pairs in which this person (or a unit the person speaks for) is one of the two."""
    found = _pairs().filter(_concerns(person_id, unit_ids), campaign_id=campaign_id, step_code=step_code)
    return [_row(one) for one in found.order_by("relation", "pk")]


def list_everywhere(
    person_id: int, *, unit_ids: Iterable[int] = (), campaign_ids: Iterable[int] | None = None
) -> list[PairRow]:
    """The same over every step (of these campaigns), the earliest first."""
    found = _pairs().filter(_concerns(person_id, unit_ids))
    if campaign_ids is not None:
        found = found.filter(campaign_id__in=list(campaign_ids))
    return [_row(one) for one in found.order_by("from_date", "pk")]


def _concerns(person_id: int, unit_ids: Iterable[int]) -> Q:
    units = list(unit_ids)
    return (
        Q(left_id=person_id)
        | Q(right_id=person_id)
        | Q(right_unit_id__in=units)
        | Q(left__isnull=True, organization_id__in=units)
    )


def without_content(row: PairRow) -> PairRow:
    """The same pair for somebody who is not one of the two: dates and numbers, no words."""
    return replace(row, contacts=tuple(replace(one, agreed="") for one in row.contacts))


def units_of(viewer: Viewer) -> frozenset[int]:
    """Organisations the viewer speaks for."""
    return viewer.heads(*UNIT_HEADS)


def is_responsible(viewer: Viewer, organization_id: int) -> bool:
    """The one who may see names: who holds the post at this very unit."""
    return organization_id in viewer.heads(*RESPONSIBLE)


def may_open(viewer: Viewer, row: PairRow, params: Params) -> bool:
    """The two sides and one responsible person; where names are not restricted, whoever may see the unit."""
    if is_of_pair(viewer, row) or is_responsible(viewer, row.organization_id):
        return True
    return not params.names_restricted and viewer.may_see(row.organization_id)


def is_left(viewer: Viewer, row: PairRow) -> bool:
    if row.left_is_unit:
        return row.organization_id in units_of(viewer)
    return viewer.person_id is not None and viewer.person_id == row.left_id


def is_right(viewer: Viewer, row: PairRow) -> bool:
    if row.right_unit_id is not None:
        return row.right_unit_id in units_of(viewer)
    return viewer.person_id is not None and viewer.person_id == row.right_id


def is_of_pair(viewer: Viewer, row: PairRow) -> bool:
    return is_left(viewer, row) or is_right(viewer, row)


@dataclass(frozen=True)
class Coverage:
    """One relation of a unit in numbers: pairs that stand, those covered, confirmed contacts; no names."""

    code: str
    title: str
    pairs: int
    covered: int
    contacts: int


def tallies_of(rows: Iterable[PairRow], params: Params, person_id: int | None = None) -> dict[str, Tally]:
    """Relation -> tally over these pairs; declined ones count for nothing, ended ones for the contacts they had.

    Of one person: contacts count whichever side one is; what a person has to do for each of the own partners (`per_person`) is the left
    side's alone.
    """
    asked = contacts_asked(params)
    found: dict[str, Tally] = {}
    for row in rows:
        relation = params.relation(row.relation)
        if row.state in (State.DECLINED, State.PROPOSED) or relation is None:
            continue
        was = found.get(row.relation, Tally())
        mine = person_id is None or row.left_id == person_id or relation.target == "every_pair"
        stands = row.state == State.STANDING and mine
        covered = stands and row.confirmed >= asked
        found[row.relation] = Tally(was.pairs + stands, was.covered + covered, was.contacts + row.confirmed)
    return found


def coverage_of(rows: Iterable[PairRow], params: Params) -> list[Coverage]:
    tallies = tallies_of(rows, params)
    found = []
    for one in params.relations:
        tally = tallies.get(one.code, Tally())
        found.append(Coverage(one.code, one.title, tally.pairs, tally.covered, tally.contacts))
    return found


@dataclass(frozen=True)
class Reach:
    """How many of the people of one department have been reached (S0-45): numbers, no names."""

    department: str
    n: int
    of: int


def reach_of(rows: Iterable[PairRow], relation: Relation, organization_id: int, on: date) -> list[Reach]:
    """The departments of a unit in the order of the roster, with those of the group the relation reaches out to who have
    a confirmed contact; [] where the relation names no group. No line is about fewer than five people."""
    if relation.reaches is None:
        return []
    if relation.reaches == "non_members":
        wanted = {row[0] for row in people.list_non_member_staff([organization_id], on=on)}
    else:
        crowd = people.members_of if relation.reaches == "members" else people.staff_of
        wanted = {row["person_id"] for row in crowd([organization_id], on=on)}
    reached = {
        person
        for row in rows
        if row.relation == relation.code and row.confirmed
        for person in (row.left_id, row.right_id)
    }
    counts: dict[str, list[int]] = {}
    for person, department in people.list_departments(wanted, on=on).items():
        count = counts.setdefault(department, [0, 0])
        count[0] += person in reached
        count[1] += 1
    return without_small([Reach(department, n, of) for department, (n, of) in counts.items()])


def without_small(rows: list[Reach]) -> list[Reach]:
    """Departments of fewer than five people in one line, with the next smallest where that is still too few: no line, and
    no difference of lines, tells of one person. Nothing at all of a unit of fewer than five.

    Before: 语文组 7, 体育组 2, 图书馆 1. After: nothing but 其他部门 10; with 数学组 6 besides: 语文组 7, 其他部门 9.
    """
    by_size = sorted(rows, key=lambda row: row.of)
    small = [row for row in by_size if row.of < SMALLEST_CELL]
    for row in by_size[len(small) :] if small else []:
        if sum(one.of for one in small) >= SMALLEST_CELL:
            break
        small.append(row)
    rest = Reach(_("其他部门"), sum(one.n for one in small), sum(one.of for one in small))
    kept = [row for row in rows if row not in small]
    return [*kept, rest] if rest.of >= SMALLEST_CELL else kept


def load_of(rows: Iterable[PairRow]) -> dict[int, int]:
    """Person -> pairs that stand or wait, so that the load can be shared out."""
    found: dict[int, int] = {}
    for row in rows:
        if row.left_id is not None and row.state in (State.STANDING, State.PROPOSED):
            found[row.left_id] = found.get(row.left_id, 0) + 1
    return found


def list_side(step: campaigns.StepRow, word: str, organization_id: int, on: date) -> list[tuple[int, str]]:
    """People a word of the audience means in this unit."""
    campaign = campaigns.get_campaign(step.campaign_id)
    made = replace(step, subject="person", audience=(word,), without=(), school_types=())
    return [(one.id, one.name) for one in progress.list_audience(campaign, made, organization_id, on)]


def list_wanted(step: campaigns.StepRow, relation: Relation, organization_id: int, on: date) -> list[tuple[int, int]]:
    """(left, right) of every pair a relation means by the roster of the day: by two groups, or by who is in charge of what."""
    if relation.by_portfolio:
        return posts.list_portfolio_pairs(organization_id, on=on)
    assert relation.between is not None
    left, right = (list_side(step, word, organization_id, on) for word in relation.between)
    return [(one, two) for one, _name in left for two, _other in right]


def report_options(params: Params, *, left: bool, right: bool) -> list[tuple[str, str]]:
    """What this side may write about a posting: who was sent reports, who received says how it went."""
    if not params.one_at_a_time:
        return []
    wanted = ((left, Report.Kind.MIDDLE), (left, Report.Kind.FINAL), (right, Report.Kind.HOST))
    return [(kind.value, str(kind.label)) for side, kind in wanted if side]
