"""Inspections of one unit: plan, begin (the sample is drawn here), find line by line, show, answer, close."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, pen, record
from xianfeng.apps.journal.rooms import each_room
from xianfeng.apps.people import queries as people
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.tracking import actions as tracking
from xianfeng.apps.tracking.actions import Draft
from xianfeng.core.kind import UNIT_HOLDERS
from xianfeng.core.sampling import draw_sample
from xianfeng.kinds.inspection import dues
from xianfeng.kinds.inspection.actions import LookBackRefused
from xianfeng.kinds.inspection.kind import Params, sample_size, sheet_lines
from xianfeng.kinds.inspection.models import Check, CheckLine

State, Verdict = Check.State, CheckLine.Verdict
JOINING = ("probationary_member", "activist")
"""Whose files an admission check draws from (S4-53)."""
_note = pen("inspection", "inspection.check", unit="unit_id", carries={"step": "step_code"})


class CheckRefused(LookBackRefused):
    """code: not_open | check_closed | shown_already | lines_left (params: left) | guidance_missing | reply_missing |
    reply_open (params: until) | not_shown | verdict_unknown | finding_missing | due_missing | own_check | not_begun."""


def _locked(check_id: int) -> Check:
    check = Check.objects.select_for_update(of=("self",)).get(pk=check_id)
    if check.state == State.CLOSED:
        raise CheckRefused("check_closed")
    return check


@transaction.atomic
def plan(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    unit_id: int,
    planned_on: date,
    unannounced: bool,
    form: str = "",
) -> int:
    """Set a day and the form, where the plan leaves it open (S2-33). The unit sees it unless it is an unannounced visit and
    the plan allows that. Gives the check's id.

    Raises CheckRefused.
    """
    campaign, step = campaigns.get_with_step(campaign_id, step_code, unit_id)
    if not campaign.is_open:
        raise CheckRefused("not_open")
    params = Params.model_validate(step.params).chosen(form)
    hidden = unannounced and params.unannounced
    check, made = Check.objects.select_for_update(of=("self",)).get_or_create(
        campaign_id=campaign_id,
        step_code=step_code,
        unit_id=unit_id,
        defaults={
            "form": params.form,
            "is_own": step.responsible in UNIT_HOLDERS,
            "unannounced": hidden,
            "state": State.PLANNED,
            "planned_on": planned_on,
            "inspector_id": actor.person_id,
            "inspector_label": actor.label,
        },
    )
    if not made and check.state != State.PLANNED:
        raise CheckRefused("shown_already")
    if not made:
        check.planned_on, check.unannounced, check.form = planned_on, hidden, params.form
        check.save(update_fields=["planned_on", "unannounced", "form"])
    _note(now, actor, "planned", check, on=planned_on)
    return check.pk


@transaction.atomic
def begin(*, now: datetime, actor: Actor, campaign_id: int, step_code: str, unit_id: int) -> int:
    """Freeze the sheet and draw the sample; twice is once. The inspector cannot choose whom to look at (S4-53).

    Raises CheckRefused.
    """
    campaign, step = campaigns.get_with_step(campaign_id, step_code, unit_id)
    if not campaign.is_open:
        raise CheckRefused("not_open")
    today = timezone.localdate(now)
    params = Params.model_validate(step.params)
    check, _made = Check.objects.select_for_update(of=("self",)).get_or_create(
        campaign_id=campaign_id,
        step_code=step_code,
        unit_id=unit_id,
        defaults={"form": params.form, "is_own": step.responsible in UNIT_HOLDERS, "state": State.PLANNED},
    )
    if check.state != State.PLANNED:
        return check.pk
    params = params.chosen(check.form)
    drawn, names = _drawn(params, unit_id, today)
    check.sample = drawn
    check.state, check.carried_on = State.OPEN, today
    check.inspector_id, check.inspector_label = actor.person_id, actor.label
    check.save(update_fields=["sample", "state", "carried_on", "inspector_id", "inspector_label"])
    names = _with_register(params, campaign_id, unit_id, today, names)
    titles = {one["code"]: one["title"] for one in campaign.plan.get("steps", ())}
    lines = sheet_lines(params, campaign.plan.get("criteria", {}), titles, names)
    CheckLine.objects.bulk_create(
        CheckLine(check_of=check, position=n, key=key, title=title[:300], person_id=person)
        for n, (key, title, person) in enumerate(lines)
    )
    _note(now, actor, "begun", check, form=params.form, lines=len(lines), sample=drawn and drawn["size"])
    return check.pk


def _drawn(params: Params, unit_id: int, on: date) -> tuple[dict[str, object] | None, list[tuple[int, str]]]:
    """The sample with all that is needed to draw it again, and (person, name) of those drawn."""
    if params.sample is None:
        return None, []
    status = {"statuses": JOINING} if params.form == "admission" else {}
    members = {row["person_id"]: row["person__name"] for row in people.members_of([unit_id], on=on, **status)}
    size = sample_size(params.sample, len(members))
    if not size:
        return {"share": str(params.sample), "size": 0, "of": 0}, []
    found = draw_sample({str(person): "all" for person in members}, size, secrets.token_hex(16))
    told: dict[str, object] = {
        "share": str(params.sample),
        "size": found.size,
        "of": len(members),
        "seed": found.seed,
        "population": sorted(members),
        "population_hash": found.population_hash,
    }
    return told, [(int(person), members[int(person)]) for person in found.members]


def _with_register(
    params: Params, campaign_id: int, unit_id: int, on: date, names: list[tuple[int, str]]
) -> list[tuple[int, str]]:
    """Beside the name of everybody drawn, what the register says: what the file lacks (S4-53), which months are paid
    (S4-52); the inspector finds the rest."""
    if not names:
        return names
    told = {}
    if params.form == "admission":
        told = dict(each_room("list_file_gaps", campaign_id=campaign_id, organization_id=unit_id, on=on))
    elif params.form == "dues":
        told = dues.told({one for one, _name in names}, on)
    return [
        (one, _("%(name)s（登记情况：%(told)s）") % {"name": name, "told": told[one]} if one in told else name)
        for one, name in names
    ]


@transaction.atomic
def find(
    *,
    now: datetime,
    actor: Actor,
    line_id: int,
    verdict: str,
    finding: str = "",
    evidence_seen: str = "",
    due_on: date | None = None,
) -> None:
    """What was found on one line, with what it was seen by. A gap says what is wrong and until when it is put right.

    One line at a time; there is no verdict for all. It can be corrected until the unit sees it; then gaps are tracked.
    Raises CheckRefused.
    """
    line = CheckLine.objects.select_related("check_of").get(pk=line_id)
    check = _locked(line.check_of_id)
    if check.state != State.OPEN:
        raise CheckRefused("shown_already")
    if verdict not in Verdict.values:
        raise CheckRefused("verdict_unknown")
    if line.person_id is not None and line.person_id == actor.person_id:
        raise CheckRefused("own_check")
    if verdict == Verdict.GAP and not finding.strip():
        raise CheckRefused("finding_missing")
    today = timezone.localdate(now)
    if verdict == Verdict.GAP and (due_on is None or due_on < today):
        raise CheckRefused("due_missing")
    line.due_on = due_on if verdict == Verdict.GAP else None
    line.verdict, line.finding, line.evidence = verdict, finding.strip(), evidence_seen.strip()
    line.found_on = today
    line.save(update_fields=["verdict", "finding", "evidence", "due_on", "found_on"])
    record(
        now=now,
        actor=actor,
        action="inspection.found",
        subject=f"inspection.line:{line.pk}",
        organization_id=check.unit_id,
        person_id=line.person_id,
        detail={"key": line.key, "verdict": verdict},
    )


@transaction.atomic
def show(
    *,
    now: datetime,
    actor: Actor,
    check_id: int,
    achievements: str,
    problems: str,
    direction: str,
    reply_by: date | None = None,
) -> None:
    """Hand the sheet to the unit with achievements, problems and direction (S2-34); from now on it can read and answer.

    A unit's own check is closed here. Each finding becomes a fact that a rating can look at (S0-36); nothing is marked.
    Raises CheckRefused.
    """
    check = _locked(check_id)
    if check.state != State.OPEN:
        raise CheckRefused("shown_already" if check.state != State.PLANNED else "not_begun")
    left = check.lines.filter(verdict="").count()
    if left:
        raise CheckRefused("lines_left", left=left)
    if not check.is_own and not (achievements.strip() and problems.strip() and direction.strip()):
        raise CheckRefused("guidance_missing")
    today = timezone.localdate(now)
    step = campaigns.get_step(check.campaign_id, check.step_code, check.unit_id)
    params = Params.model_validate(step.params)
    latest = campaigns.add_working_days(today, params.reply_within or 10)
    check.achievements, check.problems, check.direction = achievements.strip(), problems.strip(), direction.strip()
    check.shown_on, check.reply_by = today, max(reply_by, today) if reply_by else latest
    check.state = State.SHOWN
    check.save(update_fields=["achievements", "problems", "direction", "shown_on", "reply_by", "state"])
    for line in check.lines.exclude(verdict=Verdict.NOT_APPLICABLE):
        if line.verdict == Verdict.GAP:
            line.item_id = _tracked(now, actor, check, line)
            line.save(update_fields=["item_id"])
        evidence.submit(
            now=now,
            actor=actor,
            campaign_id=check.campaign_id,
            step_code=check.step_code,
            organization_id=check.unit_id,
            person_id=line.person_id,
            fact="inspection_finding",
            part=line.verdict,
            subject=f"inspection.line:{line.pk}",
            occurred_on=line.found_on or today,
        )
    _note(now, actor, "shown", check, gaps=check.lines.filter(verdict=Verdict.GAP).count(), reply_by=check.reply_by)
    if check.is_own:
        _close(now, actor, check)


def _tracked(now: datetime, actor: Actor, check: Check, line: CheckLine) -> int:
    return tracking.open_item(
        now=now,
        actor=actor,
        organization_id=check.unit_id,
        campaign_id=check.campaign_id,
        step_code=check.step_code,
        draft=Draft(
            what=line.finding,
            due_on=line.due_on,
            origin="inspection",
            origin_ref=f"inspection:{check.pk}:{line.position}",
            origin_text=line.title,
            level="person" if line.person_id else "organization",
            person_id=line.person_id,
            owner_id=line.person_id,
            restricted=line.person_id is not None,
            category=_category(check, line),
        ),
    )


def _category(check: Check, line: CheckLine) -> str:
    """The item of the plan's set that a line asks about: findings are filtered by it as complaints are (S4-11)."""
    code, _dot, rest = line.key.partition(".")
    items = campaigns.get_campaign(check.campaign_id, check.unit_id).plan.get("criteria", {}).get(code, ())
    return next((str(item["title"])[:200] for item in items if item["key"] == rest.partition(".")[0]), "")


@transaction.atomic
def answer(*, now: datetime, actor: Actor, check_id: int, text: str) -> None:
    """The unit's word on what was found. It stands beside the findings and does not change them.

    Raises CheckRefused.
    """
    check = _locked(check_id)
    if check.state not in (State.SHOWN, State.ANSWERED):
        raise CheckRefused("not_shown")
    if not text.strip():
        raise CheckRefused("reply_missing")
    check.reply, check.replied_by_label, check.replied_on = text.strip(), actor.label, timezone.localdate(now)
    check.state = State.ANSWERED
    check.save(update_fields=["reply", "replied_by_label", "replied_on", "state"])
    _note(now, actor, "answered", check)


@transaction.atomic
def close(*, now: datetime, actor: Actor, check_id: int) -> None:
    """The unit has answered or its time for it is over: the step is done; open gaps go on in tracking.

    Raises CheckRefused.
    """
    check = _locked(check_id)
    if check.state not in (State.SHOWN, State.ANSWERED):
        raise CheckRefused("not_shown")
    if check.state == State.SHOWN and check.reply_by is not None and timezone.localdate(now) <= check.reply_by:
        raise CheckRefused("reply_open", until=check.reply_by)
    _close(now, actor, check)


def _close(now: datetime, actor: Actor, check: Check) -> None:
    today = timezone.localdate(now)
    check.state, check.closed_on = State.CLOSED, today
    check.save(update_fields=["state", "closed_on"])
    params = Params.model_validate(campaigns.get_step(check.campaign_id, check.step_code, check.unit_id).params)
    covered = progress.coverage(check.campaign_id, check.step_code, check.unit_id, today)
    subjects = {one.id for one in (*covered.done, *covered.missing, *covered.excused)} or {check.unit_id}
    for subject in sorted(subjects):
        evidence.submit(
            now=now,
            actor=actor,
            campaign_id=check.campaign_id,
            step_code=check.step_code,
            organization_id=subject,
            fact="inspection_closed",
            part=params.form,
            subject=f"inspection.check:{check.pk}:{subject}" if len(subjects) > 1 else f"inspection.check:{check.pk}",
            occurred_on=today,
        )
    _note(now, actor, "closed", check)
