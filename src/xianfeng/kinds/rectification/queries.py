"""Read plans of rectification: whose there must be, what they say, where their items stand, who may see which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence.reach import RecordLine, Todo
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.tracking import queries as tracking
from xianfeng.apps.tracking.queries import ItemRow
from xianfeng.apps.tracking.reading import COMMITTEE
from xianfeng.kinds.rectification.kind import Params, kind, origins
from xianfeng.kinds.rectification.models import Measure, Plan


def is_near(viewer: Viewer, organization_id: int) -> bool:
    """Of the branch committee itself; not of the one above, and not the bureau's officer."""
    return organization_id in viewer.heads(*COMMITTEE)


@dataclass(frozen=True)
class MeasureRow:
    position: int
    what: str
    how: str
    goal: str
    due_on: date | None
    owner_id: int | None
    owner_name: str
    item_id: int | None
    group: str = ""


@dataclass(frozen=True)
class PlanRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    organization_name: str
    level: str
    level_word: str
    person_id: int | None
    person_name: str
    texts: dict[str, str]
    state: str
    revision: int
    submitted_at: datetime | None
    submitted_by: int | None
    submitted_by_label: str
    returned_because: str
    adopted_at: datetime | None
    adopted_by_label: str
    measures: tuple[MeasureRow, ...]

    @property
    def title(self) -> str:
        return self.person_name or self.level_word


def _row(one: Plan) -> PlanRow:
    plain = [
        name
        for name in PlanRow.__dataclass_fields__
        if name not in ("id", "organization_name", "level_word", "person_name", "measures")
    ]
    return PlanRow(
        id=one.pk,
        **{name: getattr(one, name) for name in plain},
        organization_name=one.organization.short_name or one.organization.name,
        level_word=one.get_level_display(),
        person_name=one.person.name if one.person else "",
        measures=tuple(
            MeasureRow(
                line.position,
                line.what,
                line.how,
                line.goal,
                line.due_on,
                line.owner_id,
                line.owner.name if line.owner else "",
                line.item_id,
                line.group,
            )
            for line in one.measures.all()
        ),
    )


def _plans():
    return Plan.objects.select_related("organization", "person").prefetch_related("measures__owner")


def list_plans(campaign_id: int, step_code: str, organization_ids: Iterable[int]) -> list[PlanRow]:
    """By level, then by the number of the person: never by how much there is to put right."""
    found = _plans().filter(campaign_id=campaign_id, step_code=step_code, organization_id__in=list(organization_ids))
    return [_row(one) for one in found.order_by("organization__code", "level", "person__number")]


def find_plan(
    campaign_id: int, step_code: str, organization_id: int, level: str, person_id: int | None
) -> PlanRow | None:
    found = _plans().filter(
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        level=level,
        person_id=person_id,
    )
    return next((_row(one) for one in found), None)


def get_plan(plan_id: int) -> PlanRow:
    return _row(_plans().get(pk=plan_id))


def list_sources(step: campaigns.StepRow, organization_id: int, params: Params) -> list[ItemRow]:
    """Items of the programme in this organisation that this step puts right, wherever they come from, measures aside.

    Of a step that comes back (a round each phase): those opened before it ends and not closed before it began.
    """
    found = tracking.list_items(
        organization_ids=[organization_id], campaign_id=step.campaign_id, origins=origins(params)
    )
    return [
        item
        for item in found
        if not item.origin_ref.startswith("rectification_plan:")
        and not item.is_kept_close  # plans are read by the branch; it is put right by itself
        and item.opened_on < step.closes_on
        and (item.closed_on is None or item.closed_on >= step.opens_on)
    ]


@dataclass(frozen=True)
class Wanted:
    """A plan there must be. `sources`: what it answers."""

    level: str
    person_id: int | None
    name: str
    sources: tuple[ItemRow, ...] = ()


def list_wanted(step: campaigns.StepRow, organization_id: int, params: Params, on: date) -> list[Wanted]:
    """Whose plans the step asks for in this organisation.

    Where the source is a rating, a plan is owed only by those it concerns (and by the branch when it concerns the branch);
    otherwise by the organisation, its leading team and every member, as the plan says.
    """
    sources = list_sources(step, organization_id, params)
    about: dict[int, list[ItemRow]] = {}
    for item in sources:
        if item.person_id is not None:
            about.setdefault(item.person_id, []).append(item)
    own = tuple(item for item in sources if item.person_id is None)
    only_concerned = params.sources == ("rating",)
    found = []
    if "organization" in params.plans_of and (own or not only_concerned):
        found.append(Wanted("organization", None, "", own))
    if "leading_team" in params.plans_of and not only_concerned:
        found.append(Wanted("leading_team", None, ""))
    if "person" in params.plans_of:
        names = {row["person_id"]: row["person__name"] for row in people.members_of([organization_id], on=on)}
        who = [person for person in names if person in about] if only_concerned else list(names)
        found += [Wanted("person", person, names[person], tuple(about.get(person, ()))) for person in who]
    return found


def may_open(viewer: Viewer, params: Params, organization_id: int, level: str, person_id: int | None) -> bool:
    """Personal plans: the person and the branch committee, and for a secretary's own plan the level above. Others of a
    branch are for everybody of the branch and those over it, unless the step is private."""
    if viewer.person_id is not None and viewer.person_id == person_id:
        return True
    if is_near(viewer, organization_id):
        return True
    if person_id is not None:
        secretary = people.find_secretary(organization_id, on=viewer.on)
        return secretary is not None and secretary.id == person_id and viewer.may_run(organization_id)
    if params.private:
        return viewer.may_run(organization_id)
    return viewer.may_see(organization_id) or viewer.belongs_to(organization_id)


def list_items(plans: Iterable[PlanRow], sources: Iterable[ItemRow]) -> list[ItemRow]:
    """Everything these plans put right: what they answer, and their measures; one query."""
    rows = {item.id: item for item in sources}
    wanted = {measure.item_id for plan in plans for measure in plan.measures if measure.item_id}
    if wanted:
        rows |= {item.id: item for item in tracking.list_items(item_ids=wanted)}
    return sorted(rows.values(), key=lambda item: (item.due_on, item.id))


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """A plan to write for oneself, a plan sent back, and plans that wait for this committee."""
    if viewer.person_id is None:
        return []
    found = []
    near = viewer.heads(*COMMITTEE[:2])
    for campaign, steps in campaigns.list_open_steps():
        for step in steps:
            if step.kind == kind.code and step.state_on(on) != "ahead":
                found += _todos_of_step(viewer, campaign.id, step, near)
    return found


def _todos_of_step(viewer: Viewer, campaign_id: int, step: campaigns.StepRow, near: frozenset[int]) -> list[Todo]:
    params = Params.model_validate(step.params)
    state = "late" if step.state_on(viewer.on) == "over" else "open"
    found = []
    if "person" in params.plans_of:
        for branch in sorted(viewer.branch_ids):
            wanted = list_wanted(step, branch, params, viewer.on)
            mine = next((one for one in wanted if one.person_id == viewer.person_id), None)
            if mine is None:
                continue
            plan = find_plan(campaign_id, step.code, branch, "person", viewer.person_id)
            if plan is None or plan.state in ("draft", "returned"):
                title = _("写我的整改方案") if plan is None or plan.state == "draft" else _("修改我的整改方案")
                found.append(
                    Todo(
                        title,
                        step.last_day,
                        "rectification:mine",
                        (campaign_id, step.code, branch),
                        20,
                        step.title,
                        state,
                    )
                )
    waiting = list(
        Plan.objects.filter(
            campaign_id=campaign_id, step_code=step.code, state=Plan.State.SUBMITTED, organization_id__in=near
        )
        .exclude(submitted_by=viewer.person_id)
        .exclude(person_id=viewer.person_id)
        .order_by("submitted_at")
        .values_list("pk", flat=True)
    )
    if len(waiting) == 1:
        found.append(Todo(_("审定整改方案"), None, "rectification:plan", (waiting[0],), 5, step.title))
    elif waiting:
        what = _("审定整改方案（%(n)s 份）") % {"n": len(waiting)}
        found.append(Todo(what, None, "rectification:step", (campaign_id, step.code), 5, step.title))
    return found


def list_record(person_id: int) -> list[RecordLine]:
    """The own plans, whole, and measures of others that name the person and are not adopted yet (then they are items)."""
    found = []
    for one in _plans().filter(person_id=person_id):
        text = "\n".join(f"{part}：{words}" for part, words in one.texts.items() if words)
        day = one.adopted_at or one.submitted_at
        if day is not None:
            found.append(
                RecordLine(
                    timezone.localtime(day).date(),
                    _("整改方案"),
                    one.get_state_display(),
                    text,
                    one.adopted_by_label,
                    "",
                    f"rectification_plan:{one.pk}",
                )
            )
    waiting = Measure.objects.filter(owner_id=person_id, item_id__isnull=True).select_related("plan__organization")
    return found + [
        RecordLine(
            timezone.localtime(one.plan.submitted_at).date(),
            _("拟列为整改责任人"),
            one.what,
            "",
            str(one.plan.organization),
            "",
            f"rectification_measure:{one.pk}",
        )
        for one in waiting
        if one.plan.submitted_at is not None
    ]
