"""Projects on trial: start one, say what came of it, spread or end it; and the register of a unit (S2-15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.places import place_of
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, Refused, pen
from xianfeng.kinds.statement.models import Project

_note = pen("statement", "statement_project")


class ProjectRefused(Refused):
    """code: campaign_not_open | trial_backwards | is_decided | result_missing | trial_runs (until) | decision_missing."""


@dataclass(frozen=True)
class Draft:
    """What is tried, from when until when."""

    title: str
    idea: str
    trial_from: date
    trial_until: date
    sort: str = ""


@dataclass(frozen=True)
class ProjectRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    organization_name: str
    sort: str
    title: str
    idea: str
    trial_from: date
    trial_until: date
    entered_by: str
    result: str
    decision: str
    decision_word: str
    decided_on: date | None
    decided_by: str

    @property
    def url(self) -> str:
        return reverse("statement:project", args=[self.id])

    def waits_on(self, on: date) -> bool:
        """The trial is over and nobody has said what came of it."""
        return not self.decision and on > self.trial_until


def _row(one: Project) -> ProjectRow:
    return ProjectRow(
        one.pk,
        one.campaign_id,
        one.step_code,
        one.organization_id,
        one.organization.short_name or one.organization.name,
        one.sort,
        one.title,
        one.idea,
        one.trial_from,
        one.trial_until,
        one.entered_by_label,
        one.result,
        one.decision,
        one.get_decision_display(),
        one.decided_on,
        one.decided_by_label,
    )


def get_project(project_id: int) -> ProjectRow:
    return _row(Project.objects.select_related("organization").get(pk=project_id))


def list_projects(campaign_id: int, step_code: str, organization_ids: Iterable[int]) -> list[ProjectRow]:
    """The register: by the day on which the trial ends."""
    found = Project.objects.filter(
        campaign_id=campaign_id, step_code=step_code, organization_id__in=list(organization_ids)
    )
    return [_row(one) for one in found.select_related("organization")]


@transaction.atomic
def start_project(
    *,
    now: datetime,
    actor: Actor,
    nonce: UUID,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    draft: Draft,
    project_id: int | None = None,
) -> int:
    """Enter a project, or correct one that is not decided (a trial that takes longer); gives it. The same form sent twice
    is one project. Raises ProjectRefused."""
    known = Project.objects.filter(nonce=nonce).first()
    if known is not None and project_id is None:
        return known.pk
    if not campaigns.get_campaign(campaign_id).is_open:
        raise ProjectRefused("campaign_not_open")
    if draft.trial_until < draft.trial_from:
        raise ProjectRefused("trial_backwards")
    said = {
        "sort": draft.sort,
        "title": draft.title.strip(),
        "idea": draft.idea.strip(),
        "trial_from": draft.trial_from,
        "trial_until": draft.trial_until,
        "entered_at": now,
        "entered_by_label": actor.label,
    }
    if project_id is None:
        place = {"campaign_id": campaign_id, "step_code": step_code, "organization_id": organization_id}
        one = Project.objects.create(nonce=nonce, **place, **said)
    else:
        one = Project.objects.select_for_update(of=("self",)).get(pk=project_id)
        if one.decision:
            raise ProjectRefused("is_decided")
        Project.objects.filter(pk=one.pk).update(**said)
    _note(now, actor, "start_project", one, title=said["title"], until=draft.trial_until)
    return one.pk


@transaction.atomic
def decide_project(*, now: datetime, actor: Actor, project_id: int, result: str, decision: str) -> None:
    """The branch says what came of it, and spreads or ends it. It may be ended at any time, but is spread only after the
    trial. The same twice changes nothing. Raises ProjectRefused."""
    one = Project.objects.select_for_update(of=("self",)).get(pk=project_id)
    if one.decision:
        if (one.result, one.decision) != (result.strip(), decision):
            raise ProjectRefused("is_decided")
        return
    today = timezone.localdate(now)
    if not result.strip():
        raise ProjectRefused("result_missing")
    if decision not in Project.Decision.values:
        raise ProjectRefused("decision_missing")
    if decision == Project.Decision.SPREAD and today < one.trial_until:
        raise ProjectRefused("trial_runs", until=one.trial_until)
    one.result, one.decision, one.decided_on, one.decided_by_label = result.strip(), decision, today, actor.label
    one.save(update_fields=["result", "decision", "decided_on", "decided_by_label"])
    evidence.submit(
        now=now,
        actor=actor,
        **place_of(one),
        fact="project_decided",
        subject=f"statement_project:{one.pk}",
        occurred_on=today,
    )
    _note(now, actor, "decide_project", one, outcome=decision)
