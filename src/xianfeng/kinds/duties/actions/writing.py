"""Write duty sheets and hand them in: one by one, or many from a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.core.kind import find_kind
from xianfeng.kinds.duties import queries
from xianfeng.kinds.duties.actions.refusals import DutiesRefused
from xianfeng.kinds.duties.models import Duty, Sheet, Version

LONGEST = 500
"""Characters of one duty: a duty that does not fit in a few lines is several duties."""


@dataclass(frozen=True)
class NewLine:
    """One duty as typed. `stem` is that of the duty it continues."""

    text: str
    stem: UUID | None = None
    branch_stem: UUID | None = None
    department_stem: UUID | None = None


def subject_of(version: Version) -> str:
    return f"duty_sheet:{version.pk}"


def params_of(campaign_id: int, step_code: str, organization_id: int):
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
        if live.campaign_id != campaign_id and not campaigns.get_campaign(live.campaign_id).is_open:
            _carry_on(live, campaign_id, step_code)
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
    params = params_of(campaign_id, step_code, organization_id)
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
        subject=subject_of(version),
        organization_id=organization_id,
        person_id=person_id,
        detail={"level": level, "number": version.number, "copied_from": last.number if last else None},
    )
    return version.pk


def _carry_on(live: Version, campaign_id: int, step_code: str) -> None:
    """What was left unfinished in a round that is over is gone on with in this one, and handed in to it anew."""
    live.campaign_id, live.step_code = campaign_id, step_code
    if live.state == Version.State.SUBMITTED:
        live.state, live.submitted_at = Version.State.DRAFT, None
    live.save(update_fields=["campaign", "step_code", "state", "submitted_at"])


def live_version(version_id: int, revision: int | None = None) -> Version:
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
    version = live_version(version_id, revision)
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
            subject=subject_of(version),
            organization_id=version.sheet.organization_id,
            person_id=version.sheet.person_id,
            detail={"count": len(kept)},
        )
    return version.revision


def require_complete(version: Version, on: date) -> None:
    """At least one duty; a post's duties hang where the plan wants it, as far as there is something to hang under."""
    duties = list(version.duties.all())
    if not duties:
        raise DutiesRefused("empty")
    if version.sheet.level != Sheet.Level.POST:
        return
    params = params_of(version.campaign_id, version.step_code, version.sheet.organization_id)
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
    require_complete(version, on)
    version.state, version.submitted_at, version.reason = Version.State.SUBMITTED, now, ""
    version.save(update_fields=["state", "submitted_at", "reason"])
    put_fact(now, actor, version, "duty_sheet_submitted", on)
    record(
        now=now,
        actor=actor,
        action="duties.submit",
        subject=subject_of(version),
        organization_id=version.sheet.organization_id,
        person_id=version.sheet.person_id,
    )


def put_fact(now: datetime, actor: Actor, version: Version, fact: str, on: date) -> None:
    evidence.submit(
        now=now,
        actor=actor,
        campaign_id=version.campaign_id,
        step_code=version.step_code,
        organization_id=version.sheet.organization_id,
        person_id=version.sheet.person_id,
        fact=fact,
        part=version.sheet.level,
        subject=subject_of(version),
        occurred_on=on,
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
        version = live_version(version_id)
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
