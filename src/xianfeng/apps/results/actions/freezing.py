"""Compute a result and freeze it with its rules and inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.results import queries
from xianfeng.apps.results.models import Result


class ResultRefused(Refused):
    """code: undecided (refusals) | unknown_subject | over_cap (count, places) | difference_without_reason (codes) |
    flag_without_reason (flags) | meeting_day | not_eligible (codes) | unknown_mark (codes) | result_replaced.
    """


@transaction.atomic
def freeze_result(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    title: str,
    rules: Mapping[str, Any],
    inputs: Mapping[str, Any],
    subjects: Mapping[str, Mapping[str, Any]],
    settled: Sequence[str] = (),
    supersedes_id: int | None = None,
) -> int:
    """Compute the outcome and keep it with rule and inputs; gives the id. Raises BadRules or BadInput for bad data.

    The same rule and inputs for the same step and organisation give the result that is there already.
    """
    outcome = queries.compute(rules, inputs)
    digest = queries.sha256_of(rules, inputs, outcome, subjects)
    there = Result.objects.filter(
        campaign_id=campaign_id, step_code=step_code, organization_id=organization_id, sha256=digest
    ).first()
    if there is not None:
        return there.pk
    result = Result.objects.create(
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        title=title,
        rules=dict(rules),
        inputs=dict(inputs),
        outcome=outcome,
        subjects={code: dict(who) for code, who in subjects.items()},
        settled=list(settled),
        sha256=digest,
        frozen_at=now,
        supersedes_id=supersedes_id,
    )
    record(
        now=now,
        actor=actor,
        action="results.freeze_result",
        subject=f"result:{result.pk}",
        organization_id=organization_id,
        detail={
            "title": title,
            "sha256": queries.printed_sha256(result),
            "rules": outcome["rules"],
            "refusals": queries.result_row(result).refusals,
        },
    )
    return result.pk
