"""Write a plan of rectification, hand it in, adopt it by a second person, and say when everything is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.places import place_of
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, Refused, pen, record
from xianfeng.apps.people import queries as people
from xianfeng.apps.tracking import actions as tracking
from xianfeng.apps.tracking.actions import Draft
from xianfeng.kinds.rectification import queries
from xianfeng.kinds.rectification.kind import Measure as MeasureRule
from xianfeng.kinds.rectification.kind import Params, lacks, text_parts
from xianfeng.kinds.rectification.models import Measure, Plan

State = Plan.State
ORIGIN_OF = {"person": "appraisal", "organization": "other", "leading_team": "other"}
_note = pen("rectification", "rectification_plan", carries={"level": "level"})


class PlanRefused(Refused):
    """code: conflict | handed_in | not_open | incomplete (lacks) | due_too_late (latest) | second_person_needed |
    not_submitted | reason_missing | plans_missing (n) | not_concerned | person_elsewhere.
    """


@dataclass(frozen=True)
class NewMeasure:
    what: str
    how: str = ""
    goal: str = ""
    due_on: date | None = None
    owner_id: int | None = None
    group: str = ""


def _params(campaign_id: int, step_code: str, organization_id: int) -> Params:
    return Params.model_validate(campaigns.get_step(campaign_id, step_code, organization_id).params)


def _locked(plan_id: int) -> Plan:
    return Plan.objects.select_for_update(of=("self",)).get(pk=plan_id)


@transaction.atomic
def save(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    level: str,
    person_id: int | None,
    revision: int,
    texts: Mapping[str, str],
    measures: Sequence[NewMeasure],
) -> int:
    """Keep what was typed, begun or not; gives the plan. A plan that was handed in is not changed here.

    Raises PlanRefused.
    """
    if not campaigns.get_campaign(campaign_id).is_open:
        raise PlanRefused("not_open")
    params = _params(campaign_id, step_code, organization_id)
    if level not in params.plans_of:
        raise PlanRefused("not_concerned")
    one, _is_new = Plan.objects.select_for_update(of=("self",)).get_or_create(
        campaign_id=campaign_id,
        step_code=step_code,
        level=level,
        person_id=person_id,
        **({} if person_id is not None else {"organization_id": organization_id}),
        defaults={"organization_id": organization_id},
    )
    if one.state not in (State.DRAFT, State.RETURNED):
        raise PlanRefused("handed_in")
    if one.revision != revision:
        raise PlanRefused("conflict")
    owners = {line.owner_id for line in measures if line.owner_id is not None}
    if not people.belong(owners, organization_id, on=timezone.localdate(now)):
        raise PlanRefused("person_elsewhere")
    one.texts = {part: texts.get(part, "").strip() for part in text_parts(params)}
    one.revision += 1
    one.save(update_fields=["texts", "revision"])
    one.measures.all().delete()
    Measure.objects.bulk_create(
        Measure(
            plan=one,
            position=position,
            what=line.what.strip(),
            how=line.how.strip(),
            goal=line.goal.strip(),
            due_on=line.due_on,
            owner_id=line.owner_id,
            group=line.group if line.group in params.classes else "",
        )
        for position, line in enumerate((line for line in measures if line.what.strip()), start=1)
    )
    _note(now, actor, "save", one)
    return one.pk


@transaction.atomic
def submit(*, now: datetime, actor: Actor, plan_id: int) -> None:
    """Hand it to the committee. Refused while a part is empty, a measure has no day, or a day is past the longest term."""
    one = _locked(plan_id)
    if one.state not in (State.DRAFT, State.RETURNED):
        return
    params = _params(one.campaign_id, one.step_code, one.organization_id)
    lines = list(one.measures.all())
    missing = lacks(
        params,
        one.texts,
        [MeasureRule(line.what, line.how, line.goal, line.due_on, line.owner_id, line.group) for line in lines],
    )
    if missing:
        raise PlanRefused("incomplete", lacks=missing)
    if params.latest is not None:
        latest = timezone.localdate(now) + timedelta(days=params.latest)
        if any(line.due_on is not None and line.due_on > latest for line in lines):
            raise PlanRefused("due_too_late", latest=latest)
    one.state, one.submitted_at = State.SUBMITTED, now
    one.submitted_by, one.submitted_by_label, one.returned_because = actor.person_id, actor.label, ""
    one.save(update_fields=["state", "submitted_at", "submitted_by", "submitted_by_label", "returned_because"])
    _note(now, actor, "submit", one)


def _second_person(actor: Actor, one: Plan) -> None:
    if actor.person_id is None or actor.person_id in (one.submitted_by, one.person_id):
        raise PlanRefused("second_person_needed")


@transaction.atomic
def adopt(*, now: datetime, actor: Actor, plan_id: int) -> None:
    """Somebody else lets it stand: every measure becomes a tracked item with its own verdict later. Twice changes nothing.

    Items of a person, and of a private step, are kept out of lists that others read. Raises PlanRefused.
    """
    one = _locked(plan_id)
    if one.state == State.ADOPTED:
        return
    if one.state != State.SUBMITTED:
        raise PlanRefused("not_submitted")
    _second_person(actor, one)
    params = _params(one.campaign_id, one.step_code, one.organization_id)
    for line in one.measures.all():
        line.item_id = tracking.open_item(
            now=now,
            actor=actor,
            **place_of(one),
            draft=Draft(
                what=line.what,
                how=line.how,
                goal=line.goal,
                due_on=line.due_on,
                origin=ORIGIN_OF[one.level],
                origin_ref=f"rectification_plan:{one.pk}:{line.position}",
                level=one.level,
                person_id=one.person_id,
                owner_id=line.owner_id or one.person_id,
                restricted=params.private or one.person_id is not None,
            ),
        )
        line.save(update_fields=["item_id"])
    one.state, one.adopted_at, one.adopted_by_label = State.ADOPTED, now, actor.label
    one.save(update_fields=["state", "adopted_at", "adopted_by_label"])
    _note(now, actor, "adopt", one)


@transaction.atomic
def send_back(*, now: datetime, actor: Actor, plan_id: int, reason: str) -> None:
    """Back to who wrote it, with a reason. Raises PlanRefused."""
    if not reason.strip():
        raise PlanRefused("reason_missing")
    one = _locked(plan_id)
    if one.state != State.SUBMITTED:
        raise PlanRefused("not_submitted")
    _second_person(actor, one)
    one.state, one.returned_because = State.RETURNED, reason.strip()
    one.save(update_fields=["state", "returned_because"])
    _note(now, actor, "send_back", one, reason=reason.strip())


@transaction.atomic
def finish(*, now: datetime, actor: Actor, campaign_id: int, step_code: str, organization_id: int) -> int:
    """Look whether every plan stands and every item has its verdict, and put that on record; gives how many are still open.

    Nothing is closed here: verdicts are given one by one in `apps/tracking` (S0-52). With nobody and nothing concerned there is
    nothing to put right, and that is what is recorded. Raises PlanRefused.
    """
    step = campaigns.get_step(campaign_id, step_code, organization_id)
    params = Params.model_validate(step.params)
    today = timezone.localdate(now)
    wanted = queries.list_wanted(step, organization_id, params, today)
    plans = queries.list_plans(campaign_id, step_code, [organization_id])
    standing = {(plan.level, plan.person_id) for plan in plans if plan.state == State.ADOPTED}
    left = [one for one in wanted if (one.level, one.person_id) not in standing]
    if left:
        raise PlanRefused("plans_missing", n=len(left))
    place = {"campaign_id": campaign_id, "step_code": step_code, "organization_id": organization_id}
    subject = f"rectification:{campaign_id}:{organization_id}"
    stamp = {"now": now, "actor": actor, "subject": subject, "occurred_on": today}
    evidence.submit(**stamp, **place, fact="plan_adopted")
    sources = queries.list_sources(step, organization_id, params)
    still = [item for item in queries.list_items(plans, sources) if item.closed_on is None]
    if still:
        return len(still)
    evidence.submit(**stamp, **place, fact="items_decided")
    record(
        now=now,
        actor=actor,
        action="rectification.finish",
        subject=subject,
        organization_id=organization_id,
        detail={"campaign": campaign_id, "plans": len(standing)},
    )
    return 0
