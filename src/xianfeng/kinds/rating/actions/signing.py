"""Have the round observed, sign what the organisation decided, and set going what the plan lets follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.results import actions as results
from xianfeng.apps.results import patterns
from xianfeng.apps.results import queries as stored
from xianfeng.apps.results.actions import Difference
from xianfeng.apps.tracking.consequences import Subject, generate_consequences
from xianfeng.kinds.rating import fairness, queries
from xianfeng.kinds.rating.actions.rounds import RatingRefused, locked_round, note_round
from xianfeng.kinds.rating.models import Round
from xianfeng.kinds.rating.queries import RoundRow


@transaction.atomic
def confirm_conduct(*, now: datetime, actor: Actor, round_id: int, note: str) -> None:
    """The observer of the superior confirms how the round was held; until then the result is provisional (S1-35)."""
    at = locked_round(round_id)
    stage = queries.stage_of(at)
    if stage.code not in ("to_count", "to_observe", "deciding"):
        raise RatingRefused("wrong_stage", stage=stage.code)
    if not note.strip():
        raise RatingRefused("text_missing")
    if actor.person_id is not None and actor.person_id in {one.person_id for one in at.rated}:
        raise RatingRefused("observer_is_organiser")
    Round.objects.filter(pk=round_id, observed_at=None).update(
        observed_at=now, observed_by_id=actor.person_id, observed_by_label=actor.label, observed_note=note.strip()
    )
    note_round(now, actor, "confirm_conduct", at, note=note.strip())


@transaction.atomic
def sign(
    *,
    now: datetime,
    actor: Actor,
    round_id: int,
    body: str,
    meeting_on: date,
    differences: Sequence[Difference],
    remarks: Mapping[str, str],
    on: date,
) -> int:
    """Sign the organisation's decision; the step counts as done, and what the plan lets follow is set going."""
    at = locked_round(round_id)
    stage = queries.stage_of(at)
    if stage.code == "to_observe":
        raise RatingRefused("not_observed")
    if stage.code != "deciding" or stage.result is None:
        raise RatingRefused("wrong_stage", stage=stage.code)
    before = stored.find_decision(at.campaign_id, at.step_code, at.organization_id)
    decision_id = results.sign_marks(
        now=now,
        actor=actor,
        result_id=stage.result.id,
        body=body,
        meeting_on=meeting_on,
        differences=differences,
        findings=patterns.plain(fairness.panel(at, stage.result, on=on)),
        remarks=remarks,
    )
    if before is not None:
        for unit in at.unit_ids:
            evidence.withdraw(
                now=now, actor=actor, subject=f"decision:{before.id}:{unit}", reason="重新计算后由新的决定代替"
            )
    for unit in at.unit_ids:
        evidence.submit(
            now=now,
            actor=actor,
            campaign_id=at.campaign_id,
            step_code=at.step_code,
            organization_id=unit,
            fact="round_counted",
            subject=f"decision:{decision_id}:{unit}",
            occurred_on=meeting_on,
        )
        generate_consequences(
            now=now,
            actor=actor,
            campaign_id=at.campaign_id,
            step_code=at.step_code,
            organization_id=unit,
            outcomes=_outcomes(at, unit),
        )
    return decision_id


def _outcomes(at: RoundRow, unit_id: int) -> dict[str, list[Subject]]:
    """What the plan's consequences may hang on: reached, below_basic, or a class. Without a result: nothing."""
    found: dict[str, list[Subject]] = defaultdict(list)
    for standing in stored.list_standing(at.campaign_id, at.step_code, at.organization_id):
        for one in at.rated:
            if one.unit_id != unit_id:
                continue
            who = Subject(one.person_id, one.name if one.person_id is not None else "")
            stars, band = standing.stars_of(one.code), standing.band_of(one.code)
            if stars is not None and at.params.basic_stars is not None:
                found["reached" if len(stars) >= at.params.basic_stars else "below_basic"].append(who)
            if band is not None:
                found[band].append(who)
                if band in ("poor", "unqualified"):
                    found["below_basic"].append(who)
    return found
