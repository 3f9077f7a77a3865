"""考核奖惩: what follows from an outcome by the plan's rule table, as items with owner and date (S0-26).

Before: the rule "评为优秀的，作为推荐人选 · 书记 · 30 天" and one person with the outcome `outstanding`. After: one item, due 30
days after the result was confirmed, open until it is done or the superior waives it with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.people import queries as people
from xianfeng.apps.tracking.actions import Draft, ItemRefused, open_item
from xianfeng.core.schedule import next_anniversary
from xianfeng.core.schedule.months import add_months

NOT_FOR_OTHERS = ("talk", "help", "rectify", "withhold", "record", "repeat")
"""Consequences that are nobody's business but the unit's and the person's own: kept out of open lists."""


@dataclass(frozen=True)
class Subject:
    """Whom an outcome concerns: a person, or the organisation itself (no number)."""

    person_id: int | None
    name: str


@dataclass(frozen=True)
class Due:
    """One rule applied to one subject."""

    rule: str
    title: str
    action: str
    owner: str
    due_on: date
    subject: Subject


def _due_on(within: Mapping[str, object], values: Mapping[str, object], start: date) -> date | None:
    for unit, parameter in within.items():
        number = values.get(str(parameter)) if parameter else None
        if not isinstance(number, int):
            continue
        if unit == "days":
            return start + timedelta(days=number)
        if unit == "weeks":
            return start + timedelta(weeks=number)
        if unit == "months":
            return add_months(start, number)
        if unit == "working_days":
            return campaigns.add_working_days(start, number)
    return None


def _last_day(rule: Mapping[str, object], values: Mapping[str, object], start: date) -> date | None:
    """The end of the term, and in any case before the day the plan names (for 七一 the thirtieth of June, S0-60)."""
    due, day = _due_on(rule["within"], values, start), values.get(str(rule.get("by")))  # type: ignore[arg-type]
    if due is None or not isinstance(day, str):
        return due
    if len(day) > len("07-01"):
        return max(start, min(due, date.fromisoformat(day) - timedelta(days=1)))
    month, number = (int(part) for part in day.split("-"))
    return min(due, next_anniversary(month, number, start + timedelta(days=1)) - timedelta(days=1))


def due_consequences(
    plan: Mapping[str, object], step_code: str, outcomes: Mapping[str, Iterable[Subject]], start: date
) -> list[Due]:
    """Every rule of the plan that applies to these outcomes of a step. Raises ItemRefused when a term is not set."""
    steps = plan.get("steps", [])
    base = next((step.get("step", step["code"]) for step in steps if step["code"] == step_code), step_code)  # type: ignore[union-attr]
    found = []
    for rule in plan.get("consequences", []):  # type: ignore[union-attr]
        if rule["step"] not in (base, step_code):
            continue
        for subject in outcomes.get(rule["outcome"], ()):
            due = _last_day(rule, plan.get("values", {}), start)  # type: ignore[arg-type]
            if due is None:
                raise ItemRefused("due_missing")
            found.append(Due(rule["code"], rule["title"], rule["action"], rule["owner"], due, subject))
    return found


def _superior_secretary(organization_id: int, on: date) -> int | None:
    superior = people.find_superior(organization_id)
    secretary = people.find_secretary(superior.id, on=on) if superior else None
    return secretary.id if secretary else None


@transaction.atomic
def generate_consequences(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    outcomes: Mapping[str, Iterable[Subject]],
    occasion: str = "",
) -> int:
    """Open an item for every consequence that is due; twice opens nothing new. Gives how many are on record.

    `occasion` tells outcomes apart that come back within one step (a measurement made again)."""
    today = timezone.localdate(now)
    campaign = campaigns.get_campaign(campaign_id, organization_id)
    secretary = people.find_secretary(organization_id, on=today)
    secretary_id = secretary.id if secretary is not None else None
    dues = due_consequences(campaign.plan, step_code, outcomes, today)
    for due in dues:
        owner = {
            "branch_secretary": secretary_id,
            "the_person": due.subject.person_id,
            "superior": _superior_secretary(organization_id, today) if due.owner == "superior" else None,
        }.get(due.owner)
        open_item(
            now=now,
            actor=actor,
            organization_id=organization_id,
            campaign_id=campaign_id,
            step_code=step_code,
            draft=Draft(
                what=f"{due.title}：{due.subject.name}" if due.subject.name else due.title,
                due_on=due.due_on,
                origin="consequence",
                origin_ref=f"consequence:{due.rule}:{step_code}:{organization_id}:{due.subject.person_id or 0}"
                + (f":{occasion}" if occasion else ""),
                origin_text=due.title,
                level="person" if due.subject.person_id else "organization",
                person_id=due.subject.person_id,
                owner_id=owner,
                restricted=due.action in NOT_FOR_OTHERS,
            ),
        )
    return len(dues)
