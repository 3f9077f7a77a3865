"""Read the look-back sheet of a branch: every link of the earlier round × branch or member, with what is on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Max

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import queries as evidence
from xianfeng.apps.people import queries as people
from xianfeng.apps.plans import queries as plans
from xianfeng.kinds.inspection.checks import list_todos as list_todos
from xianfeng.kinds.inspection.models import Check, LookBackVerdict


def list_last_inspections(organization_ids: Collection[int]) -> list[tuple[int, date]]:
    """(unit, day) of the newest inspection that somebody from outside finished there; none for who never had one (S1-41)."""
    closed = Check.objects.filter(unit_id__in=organization_ids, is_own=False, closed_on__isnull=False)
    return list(closed.values("unit_id").annotate(last=Max("closed_on")).values_list("unit_id", "last"))


@dataclass(frozen=True)
class Point:
    """One line of the sheet. `facts`: how many records the earlier round holds for it (nought is said, not hidden)."""

    step_code: str
    step_title: str
    person_id: int | None
    name: str
    facts: int
    verdict: str = ""
    note: str = ""
    item_id: int | None = None
    checked_on: date | None = None
    checker_label: str = ""

    @property
    def verdict_word(self) -> str:
        return str(LookBackVerdict.Verdict(self.verdict).label) if self.verdict else ""

    @property
    def is_gap(self) -> bool:
        return self.verdict in LookBackVerdict.GAPS


def point_key(step_code: str, organization_id: int, person_id: int | None) -> str:
    return f"{step_code}:{organization_id}:{person_id or 0}"


def verdict_options() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in LookBackVerdict.Verdict.choices]


def covered_steps(predecessor: campaigns.CampaignRow) -> list[campaigns.StepRow]:
    """The links to look at again: those the plan names for 回头看, otherwise all."""
    steps = campaigns.list_steps(predecessor.id)
    try:
        look_back = plans.get_pack(predecessor.plan_version_id).plan.look_back
    except (ObjectDoesNotExist, ValueError, KeyError):
        look_back = None
    if look_back is None:
        return steps
    base = {step["code"]: step.get("step", step["code"]) for step in predecessor.plan.get("steps", [])}
    return [step for step in steps if base.get(step.code, step.code) in look_back.covers]


def list_points(campaign_id: int, organization_id: int, on: date) -> list[Point]:
    """The whole sheet of one branch, in the order of the earlier flow; a fixed number of queries."""
    campaign = campaigns.get_campaign(campaign_id)
    if campaign.predecessor_id is None:
        return []
    predecessor = campaigns.get_campaign(campaign.predecessor_id)
    facts = evidence.list_facts(campaign_id=predecessor.id, organization_id=organization_id)
    counted = Counter((fact.step_code, fact.person_id) for fact in facts)
    members = {row["person_id"]: row["person__name"] for row in people.members_of([organization_id], on=on)}
    found = {
        verdict.point: verdict
        for verdict in LookBackVerdict.objects.filter(campaign_id=campaign_id, organization_id=organization_id)
    }
    points = []
    for step in covered_steps(predecessor):
        subjects: list[tuple[int | None, str]] = list(members.items()) if step.subject == "person" else [(None, "")]
        for person_id, name in subjects:
            verdict = found.get(point_key(step.code, organization_id, person_id))
            points.append(
                Point(
                    step.code,
                    step.title,
                    person_id,
                    name,
                    counted[step.code, person_id] or (counted[step.code, None] if person_id is None else 0),
                    *(
                        (verdict.verdict, verdict.note, verdict.item_id, verdict.checked_on, verdict.checker_label)
                        if verdict
                        else ()
                    ),
                )
            )
    return points
