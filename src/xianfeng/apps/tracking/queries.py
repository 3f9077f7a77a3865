"""Read items: what is open, what is late, how many were put right – always computed from the items themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from xianfeng.apps.people import queries as people
from xianfeng.apps.tracking.models import Item, ItemPublication, Mechanism, QuietMonth

STRENGTHENING = Item.Origin.STRENGTHENING
STATES = ("waiting", "in_progress", "overdue", "submitted", "done", "not_applicable", "waived", "explained")


@dataclass(frozen=True)
class ItemRow:
    id: int
    campaign_id: int | None
    step_code: str
    organization_id: int
    organization_name: str
    person_id: int | None
    origin: str
    origin_ref: str
    origin_text: str
    predecessor_id: int | None
    level: str
    difficulty: str
    what: str
    how: str
    goal: str
    opened_on: date
    due_on: date
    first_due_on: date
    owner_id: int | None
    owner_name: str
    accepted_on: date | None
    round: int
    submitted_on: date | None
    verdict: str
    closed_on: date | None
    explanation: str
    review_on: date | None
    task_force: str
    milestones: list[list[str]]
    supervisor_label: str
    restricted: bool
    category: str
    served: str
    version: int

    @property
    def origin_word(self) -> str:
        return str(Item.Origin(self.origin).label)

    @property
    def is_personal(self) -> bool:
        """About one person and kept from others: for the person and the branch committee (S1-23)."""
        return self.restricted and self.person_id is not None

    @property
    def is_kept_close(self) -> bool:
        """Of a category that the plan restricts (S3-64): for its owner and who organises, not for inspectors or the archive."""
        return self.restricted and bool(self.category)

    @property
    def is_strengthening(self) -> bool:
        """That the unit as a whole needs strengthening (S2-02): for the unit and the level above."""
        return self.origin == Item.Origin.STRENGTHENING

    def is_overdue(self, on: date) -> bool:
        return self.closed_on is None and on > self.due_on and not self._is_explained(on)

    def _is_explained(self, on: date) -> bool:
        """Not solvable for now, said so in public, and the day to look again has not come."""
        return bool(
            self.difficulty == Item.Difficulty.NOT_YET and self.explanation and self.review_on and on <= self.review_on
        )

    def state_on(self, on: date) -> str:
        """One of STATES. A late item is late whatever was handed in, until somebody else has looked at it."""
        if self.closed_on is not None:
            return self.verdict
        if self._is_explained(on):
            return "explained"
        if self.submitted_on is not None:
            return "submitted"
        if on > self.due_on:
            return "overdue"
        return "in_progress" if self.accepted_on else "waiting"

    def blanks(self) -> tuple[str, ...]:
        """Which of the four questions are still unanswered: publication waits for them (S3-54)."""
        return tuple(name for name in ("what", "how", "goal") if not getattr(self, name).strip())


def origin_options() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in Item.Origin.choices]


def _row(item: Item) -> ItemRow:
    return ItemRow(
        **{name: getattr(item, name) for name in ItemRow.__dataclass_fields__ if name != "organization_name"},
        organization_name=item.organization.name,
    )


def get_item(item_id: int) -> ItemRow:
    return _row(Item.objects.select_related("organization").get(pk=item_id))


def find_item(item_id: int) -> ItemRow | None:
    found = Item.objects.select_related("organization").filter(pk=item_id).first()
    return _row(found) if found else None


def list_items(
    *,
    item_ids: Iterable[int] | None = None,
    organization_ids: Iterable[int] | None = None,
    campaign_id: int | None = None,
    owner_id: int | None = None,
    person_id: int | None = None,
    origins: Iterable[str] = (),
    origin_refs: Iterable[str] = (),
    step_code: str = "",
    only_open: bool = False,
    with_restricted: bool = True,
) -> list[ItemRow]:
    """By due date; one query."""
    found = Item.objects.select_related("organization").order_by("due_on", "pk")
    if item_ids is not None:
        found = found.filter(pk__in=list(item_ids))
    if organization_ids is not None:
        found = found.filter(organization_id__in=list(organization_ids))
    if campaign_id is not None:
        found = found.filter(campaign_id=campaign_id)
    if owner_id is not None:
        found = found.filter(owner_id=owner_id)
    if person_id is not None:
        found = found.filter(Q(person_id=person_id) | Q(owner_id=person_id))
    if origins:
        found = found.filter(origin__in=list(origins))
    if origin_refs:
        found = found.filter(origin_ref__in=list(origin_refs))
    if step_code:
        found = found.filter(step_code=step_code)
    if only_open:
        found = found.filter(closed_on__isnull=True)
    if not with_restricted:
        found = found.filter(restricted=False)
    return [_row(item) for item in found]


@dataclass(frozen=True)
class Counts:
    """How many items, by state; `done` over `countable` (what no longer applies left out) is the rate."""

    total: int
    by_state: dict[str, int]

    @property
    def done(self) -> int:
        return self.by_state.get("done", 0)

    @property
    def countable(self) -> int:
        return self.total - self.by_state.get("not_applicable", 0) - self.by_state.get("waived", 0)

    @property
    def overdue(self) -> int:
        return self.by_state.get("overdue", 0)


def counts_of(rows: Iterable[ItemRow], on: date) -> Counts:
    states = Counter(row.state_on(on) for row in rows)
    return Counts(sum(states.values()), {state: states.get(state, 0) for state in STATES})


@dataclass(frozen=True)
class UnitCounts:
    organization_id: int
    organization_name: str
    counts: Counts


def counts_by_unit(rows: Iterable[ItemRow], on: date) -> list[UnitCounts]:
    """Counts of each unit, by name: never by result."""
    of_unit: dict[tuple[str, int], list[ItemRow]] = {}
    for row in rows:
        of_unit.setdefault((row.organization_name, row.organization_id), []).append(row)
    return [UnitCounts(number, name, counts_of(group, on)) for (name, number), group in sorted(of_unit.items())]


def count_overdue(organization_ids: Iterable[int], on: date) -> int:
    """Open items past their due date in these organisations (what the superior's panel shows)."""
    rows = list_items(organization_ids=organization_ids, only_open=True)
    return sum(row.is_overdue(on) for row in rows)


@dataclass(frozen=True)
class EventRow:
    """One line of an item's history: code, day, who, words and whatever dates belong to it."""

    code: str
    on: date
    who: str
    text: str = ""
    round: int = 1
    old: date | None = None
    new: date | None = None
    late_entry: bool = False


def list_history(item_id: int) -> list[EventRow]:
    """Owners, evidence, verdicts, extensions and publications, oldest first; a fixed number of queries."""
    item = Item.objects.get(pk=item_id)
    events = [EventRow("owner", owner.from_date, owner.name, new=owner.until_date) for owner in item.owners.all()]
    events += [
        EventRow(
            "evidence",
            piece.occurred_on,
            piece.by_label,
            piece.text,
            piece.round,
            late_entry=(piece.recorded_on - piece.occurred_on).days > 7,
            new=piece.recorded_on,
        )
        for piece in item.evidence.all()
    ]
    events += [
        EventRow(f"verdict_{found.verdict}", found.checked_on, found.checker_label, found.reason, found.round)
        for found in item.verdicts.all()
    ]
    events += [
        EventRow("extension", move.made_on, move.made_by_label, move.reason, 1, move.old_due_on, move.new_due_on)
        for move in item.extensions.all()
    ]
    events += [
        EventRow(f"published_{shown.part}", shown.published_on, shown.by_label, shown.place)
        for shown in item.publications.all()
    ]
    return sorted(events, key=lambda event: (event.on, event.code))


def list_published(organization_ids: Iterable[int], on: date) -> list[ItemRow]:
    """What may stand on an open page: published, about a unit, not restricted, the four questions answered."""
    found = (
        Item.objects.select_related("organization")
        .filter(
            organization_id__in=list(organization_ids),
            restricted=False,
            person__isnull=True,
            publications__part=ItemPublication.Part.PLAN,
            publications__published_on__lte=on,
        )
        .exclude(level=Item.Level.PERSON)
        .distinct()
        .order_by("due_on", "pk")
    )
    return [row for row in map(_row, found) if not row.blanks()]


@dataclass(frozen=True)
class MechanismRow:
    id: int
    organization_id: int
    organization_name: str
    title: str
    owner_name: str
    in_force_from: date
    check_on: date
    last_checked_on: date | None
    working: str
    remark: str

    @property
    def working_word(self) -> str:
        return str(Mechanism.Working(self.working).label)


def list_mechanisms(organization_ids: Iterable[int]) -> list[MechanismRow]:
    found = Mechanism.objects.select_related("organization").filter(organization_id__in=list(organization_ids))
    return [
        MechanismRow(
            **{name: getattr(one, name) for name in MechanismRow.__dataclass_fields__ if name != "organization_name"},
            organization_name=one.organization.name,
        )
        for one in found.order_by("check_on", "pk")
    ]


@dataclass(frozen=True)
class MonthRow:
    """Whether a unit looked for disputes in a month: `found` this month's, or that it said none were."""

    organization_id: int
    name: str
    found: int
    quiet_on: date | None


def list_month(organization_ids: Iterable[int], on: date) -> list[MonthRow]:
    """The month of the day, by branch; three queries (S2-05)."""
    first = on.replace(day=1)
    units = [one for one in people.list_organizations(frozenset(organization_ids)) if one.is_branch]
    wanted = [one.id for one in units]
    disputes = Item.objects.filter(organization_id__in=wanted, origin=Item.Origin.DISPUTE, opened_on__gte=first)
    found = Counter(disputes.values_list("organization_id", flat=True))
    quiet = QuietMonth.objects.filter(organization_id__in=wanted, month=first)
    said = dict(quiet.values_list("organization_id", "said_on"))
    return [MonthRow(one.id, one.label, found[one.id], said.get(one.id)) for one in units]
