"""What tracked items tell one person: those to put right, those to look at, and those kept in the own record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns.gates import Question
from xianfeng.apps.evidence.reach import RecordLine, Todo
from xianfeng.apps.evidence.records import Record
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.tracking import queries
from xianfeng.apps.tracking.models import Item, ItemOwner
from xianfeng.apps.tracking.reading import COMMITTEE
from xianfeng.core.gates import Finding

NEAR = ("branch_secretary", "deputy_secretary")


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """The own items, and one line a unit for what waits for a verdict.

    The verdict belongs to the unit's own secretary; to the bureau where the secretary is the one who answers for the item
    (nobody decides on the own work). Items explained until a later day are nobody's to-do before that day.
    """
    if viewer.person_id is None:
        return []
    return [*_to_put_right(viewer.person_id, on), *_to_decide(viewer, on), *_to_urge(viewer, on)]


@dataclass(frozen=True)
class Ledger:
    """Where the measures of one head of a programme are on record: how it stands in numbers, and the page with the rest."""

    label: str
    text: str
    url: str


def tell_ledgers(organization_id: int, on: date) -> list[tuple[str, Ledger]]:
    """The deeds of a unit and this month's search for disputes, in numbers alone (S2-05, S2-16); for whoever may see it."""
    items = queries.list_items(organization_ids=[organization_id], origins=[Item.Origin.DEED, Item.Origin.DISPUTE])
    deeds = queries.counts_of([one for one in items if one.origin == Item.Origin.DEED], on)
    open_now = sum(one.origin == Item.Origin.DISPUTE and one.closed_on is None for one in items)
    month = next(iter(queries.list_month([organization_id], on)), None)
    looked = _("本月还没有填")
    if month is not None and month.found:
        looked = _("本月列入 %(n)s 项") % {"n": month.found}
    elif month is not None and month.quiet_on is not None:
        looked = _("本月没有发现")
    told = (
        _("共 %(of)s 项，已办成 %(n)s 项") % {"of": deeds.countable, "n": deeds.done}
        if deeds.total
        else _("还没有列入")
    )
    return [
        ("deeds", Ledger(_("办实事"), told, f"{reverse('tracking:list')}?origin=deed&unit={organization_id}")),
        (
            "disputes",
            Ledger(
                _("矛盾排查"),
                _("%(looked)s，还在办 %(n)s 项") % {"looked": looked, "n": open_now} if open_now else looked,
                reverse("tracking:disputes"),
            ),
        ),
    ]


def tell_evidence(wanted: Collection[str], organization_id: int, on: date) -> list[tuple[str, Record]]:
    """The rules a unit has in force, with what the last look found (S0-55, S4-38)."""
    if "rules" not in wanted:
        return []
    rows = [row for row in queries.list_mechanisms([organization_id]) if row.in_force_from <= on]
    return [
        (
            "rules",
            Record(
                f"mechanism:{row.id}",
                row.title,
                _("%(year)s年%(month)s月起施行，%(working)s")
                % {"year": row.in_force_from.year, "month": row.in_force_from.month, "working": row.working_word},
            ),
        )
        for row in rows
        if row.working != "replaced"
    ]


def _to_put_right(person_id: int, on: date) -> list[Todo]:
    todos = []
    for item in Item.objects.filter(owner_id=person_id, closed_on=None, submitted_on=None).order_by("due_on", "pk"):
        explained = item.difficulty == Item.Difficulty.NOT_YET and item.explanation and item.review_on
        if explained and on <= item.review_on:
            continue
        what = _("办理事项：%(what)s") if item.accepted_on else _("认领事项：%(what)s")
        late = on > item.due_on
        todos.append(
            Todo(
                what % {"what": item.what[:40]},
                item.due_on,
                "tracking:detail",
                (item.pk,),
                10 if item.accepted_on else 2,
                "",
                "late" if late else "open",
            )
        )
    return todos


def _to_urge(viewer: Viewer, on: date) -> list[Todo]:
    """What others of the unit are late with, for its secretary who answers for it (S0-34): one line a unit."""
    late: dict[int, list[Item]] = {}
    found = Item.objects.filter(
        organization_id__in=viewer.heads("branch_secretary"), closed_on=None, submitted_on=None, due_on__lt=on
    ).exclude(Q(owner_id=viewer.person_id) | Q(difficulty=Item.Difficulty.NOT_YET, review_on__gte=on))
    for item in found.order_by("due_on", "pk"):
        late.setdefault(item.organization_id, []).append(item)
    return [
        Todo(
            _("督促过期的整改：%(what)s") % {"what": items[0].what[:40]}
            if len(items) == 1
            else _("督促过期的整改（%(n)s 件）") % {"n": len(items)},
            items[0].due_on,
            "tracking:detail" if len(items) == 1 else "tracking:list",
            (items[0].pk,) if len(items) == 1 else (),
            None,
            "",
            "late",
        )
        for items in late.values()
    ]


def _to_decide(viewer: Viewer, on: date) -> list[Todo]:
    near, far = viewer.heads(*NEAR), viewer.over.get("bureau_officer", frozenset())
    committee = viewer.heads(*COMMITTEE)
    if not committee and not far:
        return []
    found = (
        Item.objects.filter(organization_id__in=committee | far, closed_on=None, submitted_on__isnull=False)
        .exclude(owner_id=viewer.person_id)
        .prefetch_related("evidence")
        .select_related("organization")
        .order_by("due_on", "pk")
    )
    waiting: dict[int, list[Item]] = {}
    items = list(found)
    leaders = people.list_secretaries({item.organization_id for item in items})
    for item in items:
        if any(piece.by == viewer.person_id and piece.round == item.round for piece in item.evidence.all()):
            continue
        personal = item.restricted and item.person_id is not None
        answers = item.person_id if personal else item.owner_id
        above = item.origin == Item.Origin.STRENGTHENING
        by_near = item.organization_id in (committee if personal else near) and item.person_id != viewer.person_id
        if above:
            by_near = item.organization_id in far
        if by_near or (item.organization_id, answers) in leaders:
            waiting.setdefault(item.organization_id, []).append(item)
    return [_verdict_line(unit, on) for unit in waiting.values()]


def _verdict_line(items: list[Item], on: date) -> Todo:
    first = items[0]
    late = "late" if on > first.due_on else "open"
    if len(items) == 1:
        what = _("核查整改：%(what)s") % {"what": first.what[:40]}
        return Todo(what, first.due_on, "tracking:detail", (first.pk,), 5, "", late)
    what = _("核查%(unit)s的整改（%(n)s 项）") % {
        "unit": first.organization.short_name or first.organization.name,
        "n": len(items),
    }
    return Todo(what, first.due_on, "tracking:list", (), 5 * len(items), "", late)


def list_record(person_id: int) -> list[RecordLine]:
    """Items about a person, and items the person answered for, with the time of each."""
    about = Item.objects.filter(Q(person_id=person_id)).select_related("organization").order_by("pk")
    lines = [
        RecordLine(
            item.opened_on,
            _("整改事项"),
            item.what,
            "\n".join(part for part in (item.how, item.goal, item.explanation) if part),
            str(item.organization),
            "closed" if item.closed_on else "open",
            f"tracking.item:{item.pk}",
        )
        for item in about
    ]
    terms = ItemOwner.objects.filter(person_id=person_id).select_related("item__organization").order_by("pk")
    lines += [
        RecordLine(
            term.from_date,
            _("整改责任人"),
            term.item.what,
            "",
            str(term.item.organization),
            "closed" if term.until_date or term.item.closed_on else "open",
            f"tracking.item:{term.item_id}",
        )
        for term in terms
    ]
    named = {term.item_id for term in terms}
    lines += [
        RecordLine(
            item.opened_on,
            _("整改责任人"),
            item.what,
            "",
            str(item.organization),
            "closed" if item.closed_on else "open",
            f"tracking.item:{item.pk}",
        )
        for item in Item.objects.filter(owner_id=person_id).exclude(pk__in=named).select_related("organization")
    ]
    return lines


def judge_condition(question: Question) -> list[Finding]:
    """`no_open_item`: everything put right, or openly explained until a later day. What follows from a result by the rule
    table goes on after the programme and is not asked for here (S0-26)."""
    if question.rule != "no_open_item":
        return []
    rows = queries.list_items(organization_ids=question.unit_ids, campaign_id=question.campaign.id, only_open=True)
    left = [row for row in rows if row.origin != Item.Origin.CONSEQUENCE and row.state_on(question.on) != "explained"]
    return [Finding(not left, {"open": len(left), "units": sorted({row.organization_name for row in left})[:5]})]
