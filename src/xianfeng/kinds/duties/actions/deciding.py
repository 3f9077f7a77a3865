"""Put a duty sheet in force or return it; who answers for each duty; what its holder says to it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.kinds.duties import queries
from xianfeng.kinds.duties.actions.refusals import DutiesRefused
from xianfeng.kinds.duties.actions.writing import live_version, params_of, put_fact, require_complete, subject_of
from xianfeng.kinds.duties.models import Duty, Holding, Remark, Sheet, Version


@transaction.atomic
def adopt(*, now: datetime, actor: Actor, version_id: int) -> None:
    """Put the version in force. Nobody adopts the own post's sheet. Adopting twice changes nothing."""
    version = Version.objects.select_for_update(of=("self",)).select_related("sheet").get(pk=version_id)
    if version.state == Version.State.ADOPTED:
        return
    if version.sheet.person_id is not None and version.sheet.person_id == actor.person_id:
        raise DutiesRefused("own_sheet")
    on = timezone.localtime(now).date()
    require_complete(version, on)
    version.state, version.decided_at, version.decided_by_label = Version.State.ADOPTED, now, actor.label
    version.reason = ""
    version.save(update_fields=["state", "decided_at", "decided_by_label", "reason"])
    count_if_complete(now=now, actor=actor, version=version, on=on)
    record(
        now=now,
        actor=actor,
        action="duties.adopt",
        subject=subject_of(version),
        organization_id=version.sheet.organization_id,
        person_id=version.sheet.person_id,
        detail={"number": version.number},
    )


def count_if_complete(*, now: datetime, actor: Actor, version: Version, on: date) -> None:
    """Let an adopted sheet count, or no longer: a unit's sheet counts while every duty has a holder (S0-06)."""
    if version.sheet.level == Sheet.Level.POST:
        put_fact(now, actor, version, "duty_sheet_adopted", on)
        return
    lines = queries.with_holders(queries.lines_of(version), on=on)
    params = params_of(version.campaign_id, version.step_code, version.sheet.organization_id)
    if params.both_ways and any(not line.holders for line in lines):
        evidence.withdraw(
            now=now, actor=actor, subject=subject_of(version), fact="duty_sheet_adopted", reason="no_holder"
        )
    else:
        put_fact(now, actor, version, "duty_sheet_adopted", on)


@transaction.atomic
def send_back(*, now: datetime, actor: Actor, version_id: int, reason: str) -> None:
    """Return a sheet that was handed in, with a reason its holder reads."""
    if not reason.strip():
        raise DutiesRefused("reason_missing")
    version = live_version(version_id)
    if version.state != Version.State.SUBMITTED:
        raise DutiesRefused("not_submitted")
    version.state, version.reason = Version.State.RETURNED, reason.strip()
    version.decided_at, version.decided_by_label = now, actor.label
    version.save(update_fields=["state", "reason", "decided_at", "decided_by_label"])
    evidence.withdraw(now=now, actor=actor, subject=subject_of(version), fact="duty_sheet_submitted", reason=reason)
    record(
        now=now,
        actor=actor,
        action="duties.send_back",
        subject=subject_of(version),
        organization_id=version.sheet.organization_id,
        person_id=version.sheet.person_id,
        detail={"reason": reason.strip()},
    )


def _refresh(now: datetime, actor: Actor, stem: UUID, on: date) -> None:
    """After a change of holder: does the unit's sheet in force count now?"""
    duty = (
        Duty.objects.filter(stem=stem, version__state=Version.State.ADOPTED)
        .exclude(version__sheet__level=Sheet.Level.POST)
        .select_related("version__sheet")
        .order_by("-version__number")
        .first()
    )
    if duty is not None and campaigns.get_campaign(duty.version.campaign_id).is_open:
        count_if_complete(now=now, actor=actor, version=duty.version, on=on)


@transaction.atomic
def assign(*, now: datetime, actor: Actor, stem: UUID, organization_id: int, person_id: int, from_date: date) -> int:
    """Name a holder of a department's or branch's duty from a day on. Naming the same one twice changes nothing."""
    standing = Holding.objects.filter(queries.held_on(from_date), stem=stem, person_id=person_id).first()
    if standing is not None:
        return standing.pk
    holding = Holding.objects.create(
        stem=stem,
        organization_id=organization_id,
        person_id=person_id,
        from_date=from_date,
        recorded_by_label=actor.label,
    )
    _refresh(now, actor, stem, timezone.localtime(now).date())
    record(
        now=now,
        actor=actor,
        action="duties.assign",
        subject=f"duty_stem:{stem}",
        organization_id=organization_id,
        person_id=person_id,
        detail={"from": from_date},
    )
    return holding.pk


@transaction.atomic
def release(*, now: datetime, actor: Actor, holding_id: int, until_date: date) -> None:
    """End a holding; it stays in the history."""
    holding = Holding.objects.select_for_update(of=("self",)).get(pk=holding_id)
    if holding.until_date is not None:
        return
    holding.until_date = max(until_date, holding.from_date)
    holding.save(update_fields=["until_date"])
    _refresh(now, actor, holding.stem, timezone.localtime(now).date())
    record(
        now=now,
        actor=actor,
        action="duties.release",
        subject=f"duty_stem:{holding.stem}",
        organization_id=holding.organization_id,
        person_id=holding.person_id,
        detail={"until": until_date},
    )


@transaction.atomic
def remark(*, now: datetime, actor: Actor, version_id: int, is_confirmation: bool, text: str = "") -> None:
    """The holder confirms the sheet in force, or says what does not fit."""
    version = Version.objects.select_related("sheet").get(pk=version_id)
    if not is_confirmation and not text.strip():
        raise DutiesRefused("reason_missing")
    if is_confirmation and version.remarks.filter(person_id=actor.person_id, is_confirmation=True).exists():
        return
    Remark.objects.create(
        version=version,
        person_id=actor.person_id,
        is_confirmation=is_confirmation,
        text=text.strip(),
        said_at=now,
    )
    record(
        now=now,
        actor=actor,
        action="duties.confirm" if is_confirmation else "duties.remark",
        subject=subject_of(version),
        organization_id=version.sheet.organization_id,
        person_id=version.sheet.person_id,
    )
