"""Read duty sheets: current lines with their holders, the draft of a round, and what is still missing both ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from xianfeng.apps.evidence.reach import RecordLine
from xianfeng.apps.evidence.records import Record
from xianfeng.kinds.duties.models import Duty, Holding, Sheet, Version

LIVE = (Version.State.DRAFT, Version.State.SUBMITTED, Version.State.RETURNED)


def held_on(day: date) -> Q:
    return Q(from_date__lte=day) & (Q(until_date__isnull=True) | Q(until_date__gt=day))


@dataclass(frozen=True)
class Holder:
    id: int | None
    """Of the holding; none when the person holds it through a duty of the own sheet that hangs under it."""
    person_id: int
    name: str
    from_date: date | None = None
    until_date: date | None = None


@dataclass(frozen=True)
class Line:
    id: int
    stem: UUID
    position: int
    text: str
    branch_stem: UUID | None
    department_stem: UUID | None
    holders: tuple[Holder, ...] = ()
    above: str = ""
    """The department's and branch's duties it hangs under, as text."""


@dataclass(frozen=True)
class Change:
    """One row of the difference with the last adopted version, as the diff component shows it."""

    kind: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Said:
    name: str
    is_confirmation: bool
    text: str
    said_at: datetime


@dataclass(frozen=True)
class VersionRow:
    id: int
    level: str
    organization_id: int
    organization_name: str
    person_id: int | None
    person_name: str
    number: int
    state: str
    revision: int
    saved_at: datetime
    written_by: str
    decided_at: datetime | None
    decided_by: str
    reason: str
    lines: tuple[Line, ...]
    changes: tuple[Change, ...] = ()
    remarks: tuple[Said, ...] = field(default=())

    @property
    def whose(self) -> str:
        return self.person_name or self.organization_name


def lines_of(version: Version) -> tuple[Line, ...]:
    return tuple(
        Line(duty.pk, duty.stem, duty.position, duty.text, duty.branch_stem, duty.department_stem)
        for duty in version.duties.all()
    )


def _row(version: Version, changes: tuple[Change, ...] = (), lines: tuple[Line, ...] | None = None) -> VersionRow:
    sheet = version.sheet
    return VersionRow(
        version.pk,
        sheet.level,
        sheet.organization_id,
        str(sheet.organization),
        sheet.person_id,
        sheet.person.name if sheet.person_id else "",
        version.number,
        version.state,
        version.revision,
        version.saved_at,
        version.written_by_label,
        version.decided_at,
        version.decided_by_label,
        version.reason,
        lines_of(version) if lines is None else lines,
        changes,
        tuple(Said(one.person.name, one.is_confirmation, one.text, one.said_at) for one in version.remarks.all()),
    )


def _versions():
    return Version.objects.select_related("sheet__organization", "sheet__person").prefetch_related(
        "duties", "remarks__person"
    )


def difference(before: Iterable[Line], after: Iterable[Line]) -> tuple[Change, ...]:
    """Line by line, carried duties matched by stem: same, changed, added, removed."""
    old, new = {line.stem: line for line in before}, {line.stem: line for line in after}
    rows = []
    for stem, line in new.items():
        was = old.get(stem)
        if was is None:
            rows.append(Change("added", "", line.text))
        elif was.text == line.text:
            rows.append(Change("same", was.text, line.text))
        else:
            rows.append(Change("changed", was.text, line.text))
    return (*rows, *(Change("removed", line.text) for stem, line in old.items() if stem not in new))


def get_version(version_id: int) -> VersionRow:
    """A version with the difference to the last one adopted before it."""
    version = _versions().get(pk=version_id)
    before = (
        Version.objects.filter(sheet_id=version.sheet_id, number__lt=version.number, state=Version.State.ADOPTED)
        .prefetch_related("duties")
        .order_by("-number")
        .first()
    )
    lines = with_holders(lines_of(version), on=None)
    changes = difference(lines_of(before), lines) if before else ()
    return _row(version, changes, lines)


def _sheet(level: str, organization_id: int, person_id: int | None) -> Q:
    if person_id is not None:
        return Q(sheet__level=level, sheet__person_id=person_id)
    return Q(sheet__level=level, sheet__organization_id=organization_id, sheet__person__isnull=True)


def find_live(level: str, organization_id: int, person_id: int | None) -> VersionRow | None:
    """The version being written, submitted or returned."""
    version = _versions().filter(_sheet(level, organization_id, person_id), state__in=LIVE).order_by("-number").first()
    return get_version(version.pk) if version else None


def find_adopted(level: str, organization_id: int, person_id: int | None, *, on: date) -> VersionRow | None:
    """The version in force, with the holders of the day."""
    version = (
        _versions()
        .filter(_sheet(level, organization_id, person_id), state=Version.State.ADOPTED)
        .order_by("-number")
        .first()
    )
    return _row(version, lines=with_holders(lines_of(version), on=on)) if version else None


def list_versions(level: str, organization_id: int, person_id: int | None) -> list[VersionRow]:
    """All versions, newest first."""
    return [_row(one) for one in _versions().filter(_sheet(level, organization_id, person_id)).order_by("-number")]


def with_holders(lines: tuple[Line, ...], *, on: date | None) -> tuple[Line, ...]:
    """Lines with who answers for each: assigned, or through an own duty that hangs under it (two queries)."""
    stems = {line.stem for line in lines}
    above = {line.branch_stem for line in lines} | {line.department_stem for line in lines}
    holders: dict[UUID, dict[int, Holder]] = {}
    if on is not None and stems:
        hanging = _current_duties().filter(version__sheet__level=Sheet.Level.POST)
        for stem_branch, stem_department, person, name in hanging.filter(
            Q(branch_stem__in=stems) | Q(department_stem__in=stems)
        ).values_list("branch_stem", "department_stem", "version__sheet__person_id", "version__sheet__person__name"):
            for stem in (stem_branch, stem_department):
                holders.setdefault(stem, {})[person] = Holder(None, person, name)
        for one in Holding.objects.filter(held_on(on), stem__in=stems).select_related("person").order_by("from_date"):
            holders.setdefault(one.stem, {})[one.person_id] = Holder(
                one.pk, one.person_id, one.person.name, one.from_date, one.until_date
            )
    texts = texts_of(stem for stem in above if stem)
    return tuple(
        Line(
            line.id,
            line.stem,
            line.position,
            line.text,
            line.branch_stem,
            line.department_stem,
            tuple(holders.get(line.stem, {}).values()),
            "；".join(texts[stem] for stem in (line.department_stem, line.branch_stem) if stem in texts),
        )
        for line in lines
    )


def _current_duties():
    """Duties of the versions in force: the highest adopted number of each sheet."""
    newest = Version.objects.filter(state=Version.State.ADOPTED).order_by("sheet_id", "-number").distinct("sheet_id")
    return Duty.objects.filter(version__in=newest)


def texts_of(stems: Iterable[UUID]) -> dict[UUID, str]:
    """The newest adopted wording of each duty."""
    found = Duty.objects.filter(stem__in=set(stems), version__state=Version.State.ADOPTED)
    return {duty.stem: duty.text for duty in found.order_by("version__number")}


@dataclass(frozen=True)
class Choice:
    """A duty another one can hang under."""

    stem: UUID
    label: str


def list_branch_choices(branch_id: int) -> list[Choice]:
    found = _current_duties().filter(version__sheet__level="branch", version__sheet__organization_id=branch_id)
    return [Choice(duty.stem, duty.text) for duty in found.order_by("position")]


def list_department_choices(person_id: int, *, on: date) -> list[Choice]:
    """Duties of the departments the person works in, and of those above them."""
    works = "version__sheet__organization__closure_down__descendant__employments__"
    found = (
        _current_duties()
        .filter(
            Q(**{f"{works}until_date__isnull": True}) | Q(**{f"{works}until_date__gt": on}),
            version__sheet__level="department",
            version__sheet__organization__closure_down__relation="administrative",
            **{f"{works}person_id": person_id, f"{works}from_date__lte": on},
        )
        .select_related("version__sheet__organization")
        .order_by("version__sheet__organization__code", "position")
    )
    unique = {duty.stem: duty for duty in found}
    return [Choice(duty.stem, f"{duty.version.sheet.organization}：{duty.text}") for duty in unique.values()]


@dataclass(frozen=True)
class SheetState:
    """Where the sheet of one person or unit stands in a round."""

    version_id: int
    state: str
    count: int
    is_confirmed: bool
    has_comment: bool


def states_of(
    level: str, *, person_ids: Iterable[int] = (), organization_ids: Iterable[int] = ()
) -> dict[int, SheetState]:
    """Newest version by person (or by organisation), in two queries."""
    by_person = level == Sheet.Level.POST
    wanted = (
        Q(sheet__person_id__in=list(person_ids)) if by_person else Q(sheet__organization_id__in=list(organization_ids))
    )
    found = (
        Version.objects.filter(wanted, sheet__level=level)
        .order_by("sheet_id", "-number")
        .distinct("sheet_id")
        .select_related("sheet")
        .prefetch_related(Prefetch("duties", Duty.objects.only("version_id")), "remarks")
    )
    return {
        (one.sheet.person_id if by_person else one.sheet.organization_id): SheetState(
            one.pk,
            one.state,
            len(one.duties.all()),
            any(remark.is_confirmation for remark in one.remarks.all()),
            any(remark.text for remark in one.remarks.all()),
        )
        for one in found
    }


def list_in_force(level: str, ids: Iterable[int], *, on: date | None = None) -> dict[int, tuple[Line, ...]]:
    """Lines in force of many sheets, by person (level post) or organisation, in a fixed number of queries."""
    by_person = level == Sheet.Level.POST
    field_name = "version__sheet__person_id" if by_person else "version__sheet__organization_id"
    found = list(
        _current_duties()
        .filter(version__sheet__level=level, **{f"{field_name}__in": list(ids)})
        .select_related("version__sheet")
        .order_by("position")
    )
    lines = with_holders(
        tuple(
            Line(duty.pk, duty.stem, duty.position, duty.text, duty.branch_stem, duty.department_stem) for duty in found
        ),
        on=on,
    )
    of: dict[int, list[Line]] = {}
    for duty, line in zip(found, lines, strict=True):
        sheet = duty.version.sheet
        of.setdefault(sheet.person_id if by_person else sheet.organization_id, []).append(line)
    return {key: tuple(value) for key, value in of.items()}


@dataclass(frozen=True)
class HoldingRow:
    text: str
    name: str
    from_date: date
    until_date: date | None
    recorded_by: str


def list_holdings(organization_id: int) -> list[HoldingRow]:
    """Who answered for which duty of this unit, all times, newest first."""
    found = list(
        Holding.objects.filter(organization_id=organization_id).select_related("person").order_by("-from_date", "-pk")
    )
    texts = texts_of(one.stem for one in found)
    return [
        HoldingRow(texts.get(one.stem, ""), one.person.name, one.from_date, one.until_date, one.recorded_by_label)
        for one in found
    ]


def find_place_of_holding(holding_id: int) -> int | None:
    """The unit in which somebody holds it; none for a number nobody has."""
    return Holding.objects.filter(pk=holding_id).values_list("organization_id", flat=True).first()


class DutyRecords:
    """What other kinds may show of duties: a post pledge cites them, a narration ties its example to them."""

    def list_of_person(self, person_id: int, *, on: date, campaign_id: int | None) -> list[Record]:
        own = _current_duties().filter(version__sheet__level="post", version__sheet__person_id=person_id)
        return [_record(duty) for duty in own.select_related("version__sheet").order_by("position")]

    def list_by_ids(self, ids: Iterable[int]) -> list[Record]:
        found = Duty.objects.filter(pk__in=list(ids)).select_related("version__sheet")
        return [_record(duty) for duty in found]


def _record(duty: Duty) -> Record:
    version = duty.version
    return Record(
        f"duty:{duty.pk}",
        duty.text,
        f"v{version.number}",
        reverse("duties:version", args=[version.pk]),
        version.sheet.person_id,
        version.sheet.organization_id,
        version.campaign_id,
    )


def list_record(person_id: int) -> list[RecordLine]:
    """What is kept here about a person: every version of the post's sheet, and what was held when."""
    found = [
        RecordLine(
            (one.decided_at or one.saved_at).date(),
            _("岗位职责"),
            _("第 %(n)s 版") % {"n": one.number},
            "；".join(duty.text for duty in one.duties.all()),
            one.decided_by_label or one.written_by_label,
            one.state,
            f"duty_sheet:{one.pk}",
        )
        for one in Version.objects.filter(sheet__person_id=person_id).prefetch_related("duties")
    ]
    held = list(Holding.objects.filter(person_id=person_id).select_related("organization"))
    texts = texts_of(one.stem for one in held)
    return found + [
        RecordLine(
            one.from_date,
            _("承担职责"),
            str(one.organization),
            texts.get(one.stem, ""),
            one.recorded_by_label,
            "closed" if one.until_date else "open",
            f"duty_stem:{one.stem}",
        )
        for one in held
    ]
