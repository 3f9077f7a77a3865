"""Put facts on record and take them back. A fact is written by the kind whose record it points at, in its transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns import years
from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.journal import actions as journal
from xianfeng.apps.journal.actions import Actor, Refused

BATCH = 2000
"""Rows a statement: large enough for a whole district in a few round trips, small enough for any server."""


class EvidenceRefused(Refused):
    """`campaign_not_open`: nothing counts before the campaign opens or after it closes; `unknown_step`;
    `year_plan_missing`: nor before the branch's review and plan have been accepted (S0-02)."""

    code = "campaign_not_open"


def _require_open(campaign_id: int, step_code: str, organization_ids: Iterable[int] = ()) -> None:
    campaign = campaigns.get_campaign(campaign_id)
    if not campaign.is_open:
        raise EvidenceRefused("campaign_not_open", campaign=campaign.title)
    if not campaigns.has_step(campaign, step_code):
        raise EvidenceRefused("unknown_step", step=step_code)
    if not years.run_in(campaign, organization_ids, step_code):
        raise EvidenceRefused("year_plan_missing", campaign=campaign.title)


@transaction.atomic
def submit(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    person_id: int | None = None,
    fact: str,
    part: str = "",
    subject: str,
    occurred_on: date,
) -> int:
    """Put one fact on record; gives its id. The same fact again changes nothing; a withdrawn one stands again.

    `person_id` is the one who owed it (none for a step owed by an organisation), `subject` the record as "model:id".
    """
    _require_open(campaign_id, step_code, [organization_id])
    once = {"campaign_id": campaign_id, "step_code": step_code, "fact": fact, "part": part, "subject": subject}
    number = _insert(
        {
            **once,
            "organization_id": organization_id,
            "person_id": person_id,
            "occurred_on": occurred_on,
            "recorded_at": now,
        }
    )
    if number is None:
        known = Fact.objects.select_for_update().get(**once)
        number = known.pk
        if known.withdrawn_at is None:
            return number
        known.withdrawn_at, known.occurred_on, known.recorded_at = None, occurred_on, now
        known.save(update_fields=["withdrawn_at", "occurred_on", "recorded_at"])
    journal.record(
        now=now,
        actor=actor,
        action="evidence.submit",
        subject=subject,
        organization_id=organization_id,
        person_id=person_id,
        detail={"campaign": campaign_id, "step": step_code, "fact": fact, "part": part},
    )
    return number


def _insert(values: dict[str, object]) -> int | None:
    """The id of a new fact, none when it is on record already: most are new, and one round trip is enough for those."""
    columns, blanks = ", ".join(values), ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO evidence_fact ({columns}) VALUES ({blanks}) ON CONFLICT DO NOTHING RETURNING id",  # noqa: S608
            list(values.values()),
        )
        row = cursor.fetchone()
    return row[0] if row else None


@transaction.atomic
def submit_many(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    fact: str,
    part: str = "",
    rows: Iterable[tuple[int, int | None, str]],
    occurred_on: date,
) -> int:
    """Put the same fact on record for many: rows of (organisation, person or none, subject). Gives how many are new.

    One journal line for all of them: an attendance list, or the electors of a poll that has closed. Withdrawn facts
    are left as they are.
    """
    rows = list(rows)
    _require_open(campaign_id, step_code, {organization for organization, _person, _subject in rows})
    before = Fact.objects.filter(campaign_id=campaign_id, step_code=step_code, fact=fact, part=part)
    known = set(before.values_list("subject", flat=True))
    wanted = {subject: (organization, person) for organization, person, subject in rows if subject not in known}
    Fact.objects.bulk_create(
        [
            Fact(
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=organization,
                person_id=person,
                fact=fact,
                part=part,
                subject=subject,
                occurred_on=occurred_on,
                recorded_at=now,
            )
            for subject, (organization, person) in wanted.items()
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    if wanted:
        journal.record(
            now=now,
            actor=actor,
            action="evidence.submit_many",
            subject=f"campaign:{campaign_id}",
            detail={"step": step_code, "fact": fact, "part": part, "count": len(wanted)},
        )
    return len(wanted)


@transaction.atomic
def withdraw(
    *,
    now: datetime,
    actor: Actor,
    subject: str,
    fact: str | None = None,
    step_code: str | None = None,
    reason: str = "",
) -> int:
    """Let the facts that point at this record no longer count; gives how many there were. They stay, marked."""
    found = Fact.objects.select_for_update().filter(subject=subject, withdrawn_at__isnull=True)
    if fact is not None:
        found = found.filter(fact=fact)
    if step_code is not None:
        found = found.filter(step_code=step_code)
    standing = list(found)
    if not standing:
        return 0
    Fact.objects.filter(pk__in=[one.pk for one in standing]).update(withdrawn_at=now)
    journal.record(
        now=now,
        actor=actor,
        action="evidence.withdraw",
        subject=subject,
        organization_id=standing[0].organization_id,
        person_id=standing[0].person_id,
        detail={"facts": sorted({one.fact for one in standing}), "reason": reason},
    )
    return len(standing)
