"""Every topic of the plan is promised on, or it is said why not (S1-17): who answers what, and what is still to come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.core.kind import find_kind
from xianfeng.kinds.pledge.kind import topic_state
from xianfeng.kinds.pledge.models import Citation, Pledge, Silence, Text
from xianfeng.kinds.pledge.refusals import PledgeRefused

ANSWERED, WRITTEN = "topics_answered", "topics_written"


@dataclass(frozen=True)
class TopicRow:
    subject: str
    """"criterion:set.key", as a wording cites it."""
    title: str
    state: str
    """published | written (handed in, under review) | explained | missing."""
    reason: str
    """Why nothing is promised, where that is said: by itself, or when the pledge was given up."""


def _titles(campaign_id: int, step_code: str, organization_id: int | None) -> dict[str, str]:
    """subject -> title of the topics, as the branch meets the plan (None: as its superior set it); {} if not asked for."""
    campaign, step = campaigns.get_with_step(campaign_id, step_code, organization_id)
    params: Any = find_kind(step.kind).read_params(step.params)
    if not params.every_topic:
        return {}
    items = campaign.plan.get("criteria", {}).get(params.requirements, [])
    return {f"criterion:{params.requirements}.{item['key']}": item["title"] for item in items}


def list_topics(campaign_id: int, step_code: str, *, organization_id: int, person_id: int | None) -> list[TopicRow]:
    """How one author stands with every topic the plan names; [] where the plan does not ask for all of them."""
    titles = _titles(campaign_id, step_code, organization_id)
    return _standing(campaign_id, step_code, titles, [organization_id], person_id)[organization_id] if titles else []


def _standing(
    campaign_id: int, step_code: str, titles: dict[str, str], units: Sequence[int], person_id: int | None
) -> dict[int, list[TopicRow]]:
    """Branch -> topics, in two queries for all of them."""
    own = {"campaign_id": campaign_id, "step_code": step_code, "organization_id__in": units, "person_id": person_id}
    cited: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for unit, subject, state, dropped in (
        Citation.objects.filter(**{f"text__pledge__{name}": value for name, value in own.items()})
        .filter(text__state__in=(Text.State.SUBMITTED, Text.State.PUBLISHED))
        .values_list("text__pledge__organization_id", "subject", "text__state", "text__pledge__dropped_reason")
    ):
        cited.setdefault((unit, subject), []).append((state, dropped))
    said = {(one.organization_id, one.topic): one.reason for one in Silence.objects.filter(**own)}

    def row(unit: int, subject: str, title: str) -> TopicRow:
        here = cited.get((unit, subject), [])
        reason = said.get((unit, subject), "") or next((dropped for _state, dropped in here if dropped), "")
        state = topic_state([state for state, dropped in here if not dropped], is_explained=bool(reason))
        return TopicRow(subject, title, state, reason if state == "explained" else "")

    return {unit: [row(unit, subject, title) for subject, title in titles.items()] for unit in units}


def list_explained(organization_id: int) -> list[TopicRow]:
    """What a branch itself says it promises nothing on, in the campaigns that run; newest first."""
    places = Silence.objects.filter(
        organization_id=organization_id, person__isnull=True, campaign__closed_at__isnull=True
    ).order_by("-campaign_id", "step_code")
    return [
        row
        for campaign_id, step_code in dict.fromkeys(places.values_list("campaign_id", "step_code"))
        for row in list_topics(campaign_id, step_code, organization_id=organization_id, person_id=None)
        if row.state == "explained"
    ]


@dataclass(frozen=True)
class TopicCount:
    title: str
    published: int
    explained: int
    of: int


def count_topics(campaign_id: int, step_code: str, organization_ids: Sequence[int]) -> list[TopicCount]:
    """Topic by topic, how many of these branches promise on it publicly and how many say why not."""
    titles = _titles(campaign_id, step_code, None)
    if not titles:
        return []
    counts = {title: Counter[str]() for title in titles.values()}
    for rows in _standing(campaign_id, step_code, titles, organization_ids, None).values():
        for row in rows:
            counts[row.title][row.state] += 1
    return [TopicCount(title, seen["published"], seen["explained"], seen.total()) for title, seen in counts.items()]


def settle(now: datetime, actor: Actor, pledge: Pledge | Silence) -> None:
    """Put on record, or take back, that this author has written on every topic and that all of it is answered publicly.

    Called by whatever changes it, in its transaction; only pledges that answer topics are looked at, and
    nothing counts any more once the campaign is over.
    """
    if isinstance(pledge, Pledge) and pledge.measure != "topic":
        return
    if not campaigns.get_campaign(pledge.campaign_id).is_open:
        return
    rows = list_topics(
        pledge.campaign_id, pledge.step_code, organization_id=pledge.organization_id, person_id=pledge.person_id
    )
    if not rows:
        return
    subject = f"topics:{pledge.campaign_id}.{pledge.organization_id}.{pledge.person_id or 0}"
    states = {row.state for row in rows}
    for fact, holds in ((WRITTEN, "missing" not in states), (ANSWERED, states <= {"published", "explained"})):
        if holds:
            evidence.submit(
                now=now,
                actor=actor,
                campaign_id=pledge.campaign_id,
                step_code=pledge.step_code,
                organization_id=pledge.organization_id,
                person_id=pledge.person_id,
                fact=fact,
                subject=subject,
                occurred_on=timezone.localdate(now),
            )
        else:
            evidence.withdraw(now=now, actor=actor, subject=subject, fact=fact, step_code=pledge.step_code)


@transaction.atomic
def say_why(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    person_id: int | None,
    topic: str,
    reason: str,
) -> None:
    """Say why nothing is promised on a topic; it is shown where the pledges are. Said again, the newer words stand.

    Raises `campaign_not_open`, `topic_unknown`, `reason_missing`.
    """
    if not campaigns.get_campaign(campaign_id).is_open:
        raise PledgeRefused("campaign_not_open")
    author = {"organization_id": organization_id, "person_id": person_id}
    rows = list_topics(campaign_id, step_code, **author)
    if topic not in {row.subject for row in rows}:
        raise PledgeRefused("topic_unknown")
    if not reason.strip():
        raise PledgeRefused("reason_missing")
    said, _is_new = Silence.objects.update_or_create(
        campaign_id=campaign_id,
        step_code=step_code,
        **author,
        topic=topic,
        defaults={"reason": reason.strip(), "said_by_label": actor.label, "said_at": now},
    )
    settle(now, actor, said)
    record(
        now=now,
        actor=actor,
        action="pledge.say_why",
        subject=f"campaign:{campaign_id}",
        organization_id=organization_id,
        person_id=person_id,
        detail={"step": step_code, "topic": topic, "reason": reason.strip()},
    )
