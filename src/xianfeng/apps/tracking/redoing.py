"""整改效果不好、多数不满意的，在上级监督下重新整改 (S3-52): what a measurement of satisfaction does to items thought closed.

Before: three items of a school's plan closed, then 11 of 20 valid answers say dissatisfied, more than the half the plan
names. After: the three are open again in round 2, each with the superior's secretary named as supervisor; round 1 stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.evidence import queries as facts
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.people import queries as people
from xianfeng.apps.tracking import queries
from xianfeng.apps.tracking.actions import redo
from xianfeng.apps.tracking.consequences import Subject, due_consequences, generate_consequences
from xianfeng.core.kind import find_kind


@dataclass(frozen=True)
class Answers:
    """One question as it was answered: how many are dissatisfied, how many answers are valid, how many were asked."""

    dissatisfied: int
    valid: int
    asked: int


@transaction.atomic
def redo_where_dissatisfied(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    organization_id: int,
    answers: Sequence[Answers],
    measured_by: str,
    occasion: str,
    asked_on: date,
) -> int:
    """Do again, under the superior, every step of the unit whose own rule says so by these answers; gives how many items
    are open again. `measured_by`: title of the measurement, for the reason that stays on each item; `occasion`: which measurement it
    was, so that a further one has consequences of its own; `asked_on`: its first day. What was done again after it is not
    what was answered about: it stays closed, and its step done (the second way of measuring of the same satisfaction).

    Items about one person and kept private are left alone: the masses have not seen them (REQUIREMENTS 4-14).
    """
    on = timezone.localdate(now)
    reopened = 0
    for step in campaigns.list_steps(campaign_id, organization_id):
        kind = find_kind(step.kind)
        try:
            params = kind.read_params(step.params)
        except ValueError:
            continue
        if step.opens_on > on or not any(
            kind.must_be_redone(params, dissatisfied=one.dissatisfied, valid=one.valid, asked=one.asked)
            for one in answers
        ):
            continue
        reopened += _redo_step(now, actor, step, organization_id, on, measured_by, occasion, asked_on)
    return reopened


def _redo_step(
    now: datetime,
    actor: Actor,
    step: campaigns.StepRow,
    organization_id: int,
    on: date,
    measured_by: str,
    occasion: str,
    asked_on: date,
) -> int:
    rows = queries.list_items(organization_ids=[organization_id], campaign_id=step.campaign_id, step_code=step.code)
    closed = [row for row in rows if row.closed_on is not None and not row.is_personal and row.origin != "consequence"]
    answered = [row for row in closed if row.round == 1 or row.closed_on <= asked_on]
    if closed and not answered:
        return 0
    supervisor = _supervisor(organization_id, on)
    reason = _("“%(title)s”中多数不满意，在上级监督下重新整改") % {"title": measured_by}
    unit = [Subject(None, "")]
    plan = campaigns.get_campaign(step.campaign_id, organization_id).plan
    by_rule = due_consequences(plan, step.code, {"redo": unit}, on)
    generate_consequences(
        now=now,
        actor=actor,
        campaign_id=step.campaign_id,
        step_code=step.code,
        organization_id=organization_id,
        outcomes={"redo": unit},
        occasion=occasion,
    )
    for row in answered:
        again = by_rule[0].due_on if by_rule else on + max(row.first_due_on - row.opened_on, timedelta(days=1))
        redo(now=now, actor=actor, item_id=row.id, due_on=again, reason=reason, supervisor_label=supervisor)
    done = facts.list_facts(campaign_id=step.campaign_id, step_code=step.code, organization_id=organization_id)
    for subject in sorted({fact.subject for fact in done if fact.person_id is None}):
        evidence.withdraw(now=now, actor=actor, subject=subject)
    return len(answered)


def _supervisor(organization_id: int, on: date) -> str:
    """The named supervisor: the secretary of the superior, or the superior itself while nobody holds that post."""
    superior = people.find_superior(organization_id)
    if superior is None:
        return _("上级党组织")
    secretary = people.find_secretary(superior.id, on=on)
    return f"{superior.label} {secretary.name}" if secretary else superior.label
