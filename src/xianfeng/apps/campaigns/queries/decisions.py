"""What was decided about a unit or a person in a step: verdicts and excuses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns.models import (
    Excuse,
    StepVerdict,
)
from xianfeng.apps.campaigns.queries.groups import list_seats_of
from xianfeng.apps.people.record_notes import RecordLine


@dataclass(frozen=True)
class VerdictRow:
    step_code: str
    organization_id: int
    verdict: str
    reason: str
    decided_by: str
    decided_at: datetime


def list_verdicts(
    campaign_id: int, organization_ids: Iterable[int] | None = None, *, step_codes: Iterable[str] | None = None
) -> list[VerdictRow]:
    """The latest verdict of each step and organisation."""
    found = StepVerdict.objects.filter(campaign_id=campaign_id).order_by("decided_at", "pk")
    if organization_ids is not None:
        found = found.filter(organization_id__in=list(organization_ids))
    if step_codes is not None:
        found = found.filter(step_code__in=list(step_codes))
    latest = {
        (verdict.step_code, verdict.organization_id): VerdictRow(
            verdict.step_code,
            verdict.organization_id,
            verdict.verdict,
            verdict.reason,
            verdict.decided_by_label,
            verdict.decided_at,
        )
        for verdict in found
    }
    return list(latest.values())


@dataclass(frozen=True)
class ExcuseRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    person_id: int | None
    reason: str
    make_up_on: date | None


def _excuse(found: Excuse) -> ExcuseRow:
    return ExcuseRow(
        found.pk,
        found.campaign_id,
        found.step_code,
        found.organization_id,
        found.person_id,
        found.reason,
        found.make_up_on,
    )


def get_excuse(excuse_id: int) -> ExcuseRow:
    return _excuse(Excuse.objects.get(pk=excuse_id))


def list_excuses(campaign_id: int, organization_ids: Iterable[int] | None = None) -> list[ExcuseRow]:
    found = Excuse.objects.filter(campaign_id=campaign_id, withdrawn_at__isnull=True)
    if organization_ids is not None:
        found = found.filter(organization_id__in=list(organization_ids))
    return [_excuse(excuse) for excuse in found]


def list_record(person_id: int) -> list[RecordLine]:
    """Every excuse recorded about a person, withdrawn ones with their state (S0-04), and every seat in a group."""
    found = Excuse.objects.filter(person_id=person_id).select_related("campaign").order_by("recorded_at", "pk")
    lines = []
    for excuse in found:
        titles = {step["code"]: step["title"] for step in excuse.campaign.plan.get("steps", [])}
        lines.append(
            RecordLine(
                timezone.localtime(excuse.recorded_at).date(),
                _("请假登记"),
                _("%(campaign)s · %(step)s")
                % {"campaign": excuse.campaign.title, "step": titles.get(excuse.step_code, excuse.step_code)},
                excuse.reason + (_("（已撤销）") if excuse.withdrawn_at else ""),
                excuse.recorded_by_label,
                "withdrawn" if excuse.withdrawn_at else "",
                f"excuse:{excuse.pk}",
            )
        )
    return lines + list_seats_of(person_id)
