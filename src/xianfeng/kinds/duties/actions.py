"""Write duty sheets, adopt them, and say who answers for each duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.core.kind import find_kind
from xianfeng.kinds.duties import queries
from xianfeng.kinds.duties.models import Duty, Holding, Remark, Sheet, Version

LONGEST = 500
"""Characters of one duty: a duty that does not fit in a few lines is several duties."""


class DutiesRefused(Refused):
    """code: conflict (params: current) | empty | too_long | not_hung (params: lines) | not_open | own_sheet |
    reason_missing | no_holder (params: lines) | already_holds | not_submitted."""


@dataclass(frozen=True)
class NewLine:
    """One duty as typed. `stem` is that of the duty it continues."""

    text: str
    stem: UUID | None = None
    branch_stem: UUID | None = None
    department_stem: UUID | None = None


def _subject(version: Version) -> str:
    return f"duty_sheet:{version.pk}"


def _params(campaign_id: int, step_code: str, organization_id: int):
    step = campaigns.get_step(campaign_id, step_code, organization_id)
    return find_kind(step.kind).read_params(step.params)


@transaction.atomic
def start(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    level: str,
    organization_id: int,
    person_id: int | None = None,
) -> int:
    """The version to write in: the one under way, else a new one copied from the last adopted (S0-24). Gives its id."""
    if person_id is None:
        sheet, _ = Sheet.objects.get_or_create(level=level, organization_id=organization_id, person=None)
    else:
        sheet, _ = Sheet.objects.get_or_create(
            level=level, person_id=person_id, defaults={"organization_id": organization_id}
        )
    Sheet.objects.select_for_update().get(pk=sheet.pk)
    live = sheet.versions.filter(state__in=queries.LIVE).order_by("-number").first()
    if live is not None:
        return live.pk
    last = sheet.versions.order_by("-number").first()
    if person_id is not None and sheet.organization_id != organization_id:
        sheet.organization_id = organization_id
        sheet.save(update_fields=["organization"])
    version = Version.objects.create(
        sheet=sheet,
        number=last.number + 1 if last else 1,
        campaign_id=campaign_id,
        step_code=step_code,
        saved_at=now,
        written_by_label=actor.label,
    )
    params = _params(campaign_id, step_code, organization_id)
    if last is not None and getattr(params, "from_last_round", True):
        Duty.objects.bulk_create(
            Duty(
                version=version,
                position=duty.position,
                stem=duty.stem,
                text=duty.text,
                branch_stem=duty.branch_stem,
                department_stem=duty.department_stem,
            )
            for duty in last.duties.all()
        )
    record(
        now=now,
        actor=actor,
        action="duties.start",
        subject=_subject(version),
        organization_id=organization_id,
        person_id=person_id,
        detail={"level": level, "number": version.number, "copied_from": last.number if last else None},
    )
    return version.pk


def _live(version_id: int, revision: int | None = None) -> Version:
    version = Version.objects.select_for_update(of=("self",)).select_related("sheet").get(pk=version_id)
    if version.state not in queries.LIVE:
        raise DutiesRefused("not_open")
    if revision is not None and version.revision != revision:
        raise DutiesRefused("conflict", current=version.revision)
    return version


@transaction.atomic
def save(
    *, now: datetime, actor: Actor, version_id: int, revision: int, lines: Sequence[NewLine], journal: bool = True
) -> int:
    """Save the whole sheet as typed; gives the new revision. Empty lines are left out.

    `journal=False` for a draft saved while typing: the line is written when it is handed in.
    """
    version = _live(version_id, revision)
    if version.state == Version.State.SUBMITTED:
        raise DutiesRefused("not_open")
    kept = [line for line in lines if line.text.strip()]
    for line in kept:
        if len(line.text) > LONGEST:
            raise DutiesRefused("too_long", most=LONGEST)
    version.duties.all().delete()
    Duty.objects.bulk_create(
        Duty(
            version=version,
            position=position,
            stem=line.stem or uuid4(),
            text=line.text.strip(),
            branch_stem=line.branch_stem,
            department_stem=line.department_stem,
        )
        for position, line in enumerate(kept, start=1)
    )
    version.revision, version.saved_at, version.written_by_label = version.revision + 1, now, actor.label
    version.save(update_fields=["revision", "saved_at", "written_by_label"])
    if journal:
        record(
            now=now,
            actor=actor,
            action="duties.save",
            subject=_subject(version),
            organization_id=version.sheet.organization_id,
            person_id=version.sheet.person_id,
            detail={"count": len(kept)},
        )
    return version.revision


def _require_complete(version: Version, on: date) -> None:
    """At least one duty; a post's duties hang where the plan wants it, as far as there is something to hang under."""
    duties = list(version.duties.all())
    if not duties:
        raise DutiesRefused("empty")
    if version.sheet.level != Sheet.Level.POST:
        return
    params = _params(version.campaign_id, version.step_code, version.sheet.organization_id)
    loose: list[int] = []
    unhung = [duty.position for duty in duties if duty.branch_stem is None]
    if "branch" in params.hangs_under and unhung and queries.list_branch_choices(version.sheet.organization_id):
        loose += unhung
    unhung = [duty.position for duty in duties if duty.department_stem is None]
    if (
        "department" in params.hangs_under
        and unhung
        and queries.list_department_choices(version.sheet.person_id, on=on)
    ):
        loose += unhung
    if loose:
        raise DutiesRefused("not_hung", lines=sorted(set(loose)))


@transaction.atomic
def submit(*, now: datetime, actor: Actor, version_id: int) -> None:
    """The holder hands the sheet in; handing it in twice changes nothing."""
    version = Version.objects.select_for_update(of=("self",)).select_related("sheet").get(pk=version_id)
    if version.state in (Version.State.SUBMITTED, Version.State.ADOPTED):
        return
    on = timezone.localtime(now).date()
    _require_complete(version, on)
    version.state, version.submitted_at, version.reason = Version.State.SUBMITTED, now, ""
    version.save(update_fields=["state", "submitted_at", "reason"])
    _put(now, actor, version, "duty_sheet_submitted", on)
    record(
        now=now,
        actor=actor,
        action="duties.submit",
        subject=_subject(version),
        organization_id=version.sheet.organization_id,
        person_id=version.sheet.person_id,
    )


def _put(now: datetime, actor: Actor, version: Version, fact: str, on: date) -> None:
    evidence.submit(
        now=now,
        actor=actor,
        campaign_id=version.campaign_id,
        step_code=version.step_code,
        organization_id=version.sheet.organization_id,
        person_id=version.sheet.person_id,
        fact=fact,
        part=version.sheet.level,
        subject=_subject(version),
        occurred_on=on,
    )


@transaction.atomic
def adopt(*, now: datetime, actor: Actor, version_id: int) -> None:
    """Put the version in force. Nobody adopts the own post's sheet. Adopting twice changes nothing."""
    version = Version.objects.select_for_update(of=("self",)).select_related("sheet").get(pk=version_id)
    if version.state == Version.State.ADOPTED:
        return
    if version.sheet.person_id is not None and version.sheet.person_id == actor.person_id:
        raise DutiesRefused("own_sheet")
    on = timezone.localtime(now).date()
    _require_complete(version, on)
    version.state, version.decided_at, version.decided_by_label = Version.State.ADOPTED, now, actor.label
    version.reason = ""
    version.save(update_fields=["state", "decided_at", "decided_by_label", "reason"])
    count_if_complete(now=now, actor=actor, version=version, on=on)
    record(
        now=now,
        actor=actor,
        action="duties.adopt",
        subject=_subject(version),
        organization_id=version.sheet.organization_id,
        person_id=version.sheet.person_id,
        detail={"number": version.number},
    )


def count_if_complete(*, now: datetime, actor: Actor, version: Version, on: date) -> None:
    """Let an adopted sheet count, or no longer: a unit's sheet counts while every duty has a holder (S0-06)."""
    if version.sheet.level == Sheet.Level.POST:
        _put(now, actor, version, "duty_sheet_adopted", on)
        return
    lines = queries.with_holders(queries.lines_of(version), on=on)
    params = _params(version.campaign_id, version.step_code, version.sheet.organization_id)
    if params.both_ways and any(not line.holders for line in lines):
        evidence.withdraw(
            now=now, actor=actor, subject=_subject(version), fact="duty_sheet_adopted", reason="no_holder"
        )
    else:
        _put(now, actor, version, "duty_sheet_adopted", on)


@transaction.atomic
def send_back(*, now: datetime, actor: Actor, version_id: int, reason: str) -> None:
    """Return a sheet that was handed in, with a reason its holder reads."""
    if not reason.strip():
        raise DutiesRefused("reason_missing")
    version = _live(version_id)
    if version.state != Version.State.SUBMITTED:
        raise DutiesRefused("not_submitted")
    version.state, version.reason = Version.State.RETURNED, reason.strip()
    version.decided_at, version.decided_by_label = now, actor.label
    version.save(update_fields=["state", "reason", "decided_at", "decided_by_label"])
    evidence.withdraw(now=now, actor=actor, subject=_subject(version), fact="duty_sheet_submitted", reason=reason)
    record(
        now=now,
        actor=actor,
        action="duties.send_back",
        subject=_subject(version),
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
        subject=_subject(version),
        organization_id=version.sheet.organization_id,
        person_id=version.sheet.person_id,
    )


@dataclass(frozen=True)
class BulkRow:
    """One line of a pasted or uploaded list: whose duty, the text, and the numbers of the duties it hangs under."""

    person_id: int
    text: str
    branch_stem: UUID | None = None
    department_stem: UUID | None = None


@transaction.atomic
def enter_many(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    branch_id: int,
    rows: Sequence[BulkRow],
) -> int:
    """Add duties to the post sheets of many people at once; a text that is there already is not added again.

    Gives how many duties were added. Sheets that are handed in or in force get a version under way first.
    """
    added = 0
    for person_id in dict.fromkeys(row.person_id for row in rows):
        version_id = start(
            now=now,
            actor=actor,
            campaign_id=campaign_id,
            step_code=step_code,
            level=Sheet.Level.POST,
            organization_id=branch_id,
            person_id=person_id,
        )
        version = _live(version_id)
        before = [
            NewLine(duty.text, duty.stem, duty.branch_stem, duty.department_stem) for duty in version.duties.all()
        ]
        known = {line.text for line in before}
        new = [
            NewLine(row.text.strip(), None, row.branch_stem, row.department_stem)
            for row in rows
            if row.person_id == person_id and row.text.strip() and row.text.strip() not in known
        ]
        if new:
            if version.state == Version.State.SUBMITTED:
                version.state = Version.State.DRAFT
                version.save(update_fields=["state"])
            save(
                now=now,
                actor=actor,
                version_id=version_id,
                revision=version.revision,
                lines=[*before, *new],
                journal=False,
            )
            added += len(new)
    record(
        now=now,
        actor=actor,
        action="duties.enter_many",
        subject=f"campaign:{campaign_id}",
        organization_id=branch_id,
        detail={"step": step_code, "added": added},
    )
    return added
