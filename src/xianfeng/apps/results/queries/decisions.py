"""Signed decisions, and which results of joint rounds they settle for a unit."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from xianfeng.apps.evidence import queries as evidence
from xianfeng.apps.results.models import Decision
from xianfeng.apps.results.queries.computed import ResultRow, get_result, list_results, printed_sha256


@dataclass(frozen=True)
class DecisionRow:
    id: int
    result_id: int
    body: str
    chosen: tuple[str, ...]
    differences: tuple[dict[str, Any], ...]
    remarks: tuple[dict[str, Any], ...]
    meeting_on: date
    signed_by: str
    signed_at: datetime
    sha256: str
    supersedes_id: int | None
    printed_sha256: str
    signed_by_id: int | None = None

    def is_signed_by(self, person_id: int | None, label: str) -> bool:
        """By the person; by the label only where a decision of old, or somebody who is no person here, leaves nothing else."""
        if self.signed_by_id is None or person_id is None:
            return self.signed_by == label
        return self.signed_by_id == person_id


def _decision(one: Decision) -> DecisionRow:
    return DecisionRow(
        one.pk,
        one.result_id,
        one.body,
        tuple(one.chosen),
        tuple(one.differences),
        tuple(one.remarks),
        one.meeting_on,
        one.signed_by_label,
        one.signed_at,
        one.sha256,
        one.supersedes_id,
        printed_sha256(one),
        one.signed_by_id,
    )


def get_decision(decision_id: int) -> DecisionRow:
    return _decision(Decision.objects.get(pk=decision_id))


def find_decision(campaign_id: int, step_code: str, organization_id: int) -> DecisionRow | None:
    """The decision that stands: the latest one of this organisation, else of the joint round it took part in."""
    found = Decision.objects.filter(
        result__campaign_id=campaign_id, result__step_code=step_code, result__organization_id=organization_id
    )
    latest = found.order_by("-pk").first()
    if latest is None:
        shared = _shared(campaign_id, step_code, organization_id)
        latest = Decision.objects.filter(pk__in=shared).order_by("-pk").first()
    return _decision(latest) if latest else None


def latest_decisions(results: Iterable[ResultRow]) -> dict[tuple[str, int], DecisionRow]:
    """(step, organisation) -> the decision signed last on any of these results; one query."""
    place = {row.id: (row.step_code, row.organization_id) for row in results}
    return {place[one.result_id]: _decision(one) for one in Decision.objects.filter(result_id__in=place).order_by("pk")}


def list_signed_days(campaign_id: int, step_code: str, organization_id: int) -> dict[int, date]:
    """Decision id -> the day it was signed, of every decision of this round, those since replaced included."""
    found = Decision.objects.filter(
        result__campaign_id=campaign_id, result__step_code=step_code, result__organization_id=organization_id
    )
    return {number: timezone.localdate(at) for number, at in found.order_by("pk").values_list("pk", "signed_at")}


def _shared(campaign_id: int, step_code: str, organization_id: int) -> list[int]:
    """Decisions of joint rounds that count for this organisation, as its facts name them: `decision:<id>:<unit>`."""
    facts = evidence.list_facts(campaign_id=campaign_id, step_code=step_code, organization_id=organization_id)
    parts = [fact.subject.split(":") for fact in facts]
    return [int(part[1]) for part in parts if part[0] == "decision" and len(part) == 3]


def list_results_of_unit(campaign_id: int, organization_id: int) -> list[ResultRow]:
    """Results of the organisation's own rounds and of the joint ones it took part in, oldest first."""
    own = list_results(campaign_id, organization_id=organization_id)
    steps = {fact.step_code for fact in evidence.list_facts(campaign_id=campaign_id, organization_id=organization_id)}
    shared = [decision for step in sorted(steps) for decision in _shared(campaign_id, step, organization_id)]
    known = {row.id for row in own}
    joint = Decision.objects.filter(pk__in=shared).exclude(result_id__in=known).values_list("result_id", flat=True)
    return sorted([*own, *(get_result(number) for number in set(joint))], key=lambda row: row.id)


def list_chosen_persons(campaign_id: int, step_codes: Collection[str]) -> set[int]:
    """Everybody whom a standing decision of any of these selections chose, whichever organisation held it."""
    found = Decision.objects.select_related("result").filter(
        result__campaign_id=campaign_id, result__step_code__in=step_codes, successors__isnull=True
    )
    persons = {one.result.subjects[code].get("person") for one in found for code in one.chosen}
    return persons - {None}


@dataclass(frozen=True)
class Chosen:
    """What one decision that stands chose. `issued`, `returned`: sheets of the vote it rests on, where there was one."""

    campaign_id: int
    organization_id: int
    decided_on: date
    names: dict[int, str]
    """Person -> the name on the ballot."""
    issued: int | None
    returned: int | None


def list_decided(campaign_ids: Collection[int], step_code: str) -> list[Chosen]:
    """Every decision that stands on a step of these campaigns, oldest first; one query."""
    found = Decision.objects.select_related("result").filter(
        result__campaign_id__in=campaign_ids, result__step_code=step_code, successors__isnull=True
    )
    rows = []
    for one in found.order_by("pk"):
        chosen = [one.result.subjects[code] for code in one.chosen]
        counts = one.result.inputs.get("counts", {})
        rows.append(
            Chosen(
                one.result.campaign_id,
                one.result.organization_id,
                one.meeting_on,
                {who["person"]: who["name"] for who in chosen if who.get("person")},
                counts.get("ballots_issued"),
                counts.get("ballots_returned"),
            )
        )
    return rows


def list_chosen(decision_id: int) -> list[dict[str, Any]]:
    """[{code, name, person, organization}] of a decision, for notices and honours."""
    one = Decision.objects.select_related("result").get(pk=decision_id)
    return [{"code": code, **one.result.subjects[code]} for code in one.chosen]
