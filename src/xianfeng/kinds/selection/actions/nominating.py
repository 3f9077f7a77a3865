"""Start a round and put people forward in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.ballots.sheets import Rules
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.apps.people import queries as people
from xianfeng.kinds.selection import queries
from xianfeng.kinds.selection.actions.rounds import SelectionRefused, electors_of, locked_round, require_stage
from xianfeng.kinds.selection.models import Nomination, Round
from xianfeng.kinds.selection.queries import RoundRow


@transaction.atomic
def start_round(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    unit_ids: Sequence[int] = (),
) -> int:
    """Start the round of one branch, or of several together under their superior; gives its id. Again: the same round.

    A branch too small for a secret vote cannot start alone: once it had a round of its own, no joint one could take it in.
    """
    made, is_new = Round.begin(
        now=now, campaign_id=campaign_id, step_code=step_code, organization_id=organization_id, unit_ids=unit_ids
    )
    if not is_new:
        return made.pk
    at = queries.get_round(made.pk)
    if at.params["subjects"] == "persons":
        below = [branch.id for branch in people.list_branches(organization_id)]
        if below and below != [organization_id] and len(at.unit_ids) < 2:
            raise SelectionRefused("units_missing")
        electors = len(electors_of(at, timezone.localdate(now)))
        if electors < Rules.least_electors:
            raise SelectionRefused("too_few_electors", electors=electors, least=Rules.least_electors)
    record(
        now=now,
        actor=actor,
        action="selection.start_round",
        subject=f"selection_round:{made.pk}",
        organization_id=organization_id,
        detail={"units": at.unit_ids},
    )
    return made.pk


@transaction.atomic
def nominate(
    *,
    now: datetime,
    actor: Actor,
    round_id: int,
    subject_id: int,
    source: str,
    reason: str,
    on: date,
    without_record: str = "",
) -> int:
    """Put somebody forward, signed and with deeds; one nomination of each person by the same author.

    `without_record`: why somebody of whom nothing is on record in the programme is put forward all the same; asked for where
    the plan wants the year's record to count (S0-61).
    """
    at = locked_round(round_id)
    require_stage(at, "nominating")
    if source != "committee" and source not in _allowed_sources(at):
        raise SelectionRefused("source_not_allowed")
    if not reason.strip():
        raise SelectionRefused("reason_missing")
    eligible = {row.subject_id: row for row in queries.list_eligible(at, on=on)}
    if subject_id not in eligible or not eligible[subject_id].is_eligible:
        raise SelectionRefused("not_eligible")
    words = reason.strip()
    if subject_id in queries.list_without_record(at):
        if not without_record.strip():
            raise SelectionRefused("record_missing")
        words = _("%(reason)s（没有平时记录的说明：%(why)s）") % {"reason": words, "why": without_record.strip()[:500]}
    field = "person_id" if at.params["subjects"] == "persons" else "organization_id"
    before = Nomination.objects.filter(
        round_id=round_id, source=source, nominated_by_id=actor.person_id, **{field: subject_id}
    )
    if before.exists():
        raise SelectionRefused("already_nominated")
    made = Nomination.objects.create(
        round_id=round_id,
        source=source,
        reason=words,
        nominated_by_id=actor.person_id,
        nominated_by_label=actor.label,
        nominated_at=now,
        **{field: subject_id},
    )
    record(
        now=now,
        actor=actor,
        action="selection.nominate",
        subject=f"nomination:{made.pk}",
        organization_id=at.organization_id,
        person_id=made.person_id,
        detail={"source": source},
    )
    return made.pk


_SOURCE_OF = {"members": "member", "committee": "committee", "self": "self", "superior": "superior"}


def _allowed_sources(at: RoundRow) -> set[str]:
    return {_SOURCE_OF[who] for who in at.params["nominated_by"] if who in _SOURCE_OF}
