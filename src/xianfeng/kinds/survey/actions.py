"""Open a round, close it, and write down the make-up when too many are not satisfied.

Whoever answers does so in a secret poll of `apps.ballots`: by account, or by printed slip.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.ballots.sheets import Rules
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.tracking.consequences import Subject, generate_consequences
from xianfeng.apps.tracking.redoing import Answers, redo_where_dissatisfied
from xianfeng.core.sampling.drawing import ImpossibleSample, draw_sample
from xianfeng.kinds.survey import queries, words
from xianfeng.kinds.survey.kind import BEFOREHAND, CHOICES, DISSATISFIED, NOT_INFORMED, Params, judge
from xianfeng.kinds.survey.models import Batch, Round
from xianfeng.kinds.survey.queries import BY_CODE, SMALLEST, Asked
from xianfeng.kinds.survey.register import count_register


class SurveyRefused(Refused):
    """code: unknown_instrument | still_running | passed_already | make_up_missing | closes_in_the_past | nobody_chosen |
    too_few_asked (asked, least) | still_open (closes_at) | reason_missing | nothing_to_make_up | day_past | problem_incomplete | answer_unknown |
    not_asked_here | person_named (name).
    """


def _chosen(params: Params, instrument: str, roster: queries.Roster, chosen: Collection[int]) -> tuple[list, dict]:
    """(who is asked by account, how they were drawn)."""
    everybody = list(roster.with_account)
    if instrument == "representatives":
        picked = [one for one in everybody if one.person_id in chosen]
        if everybody and not picked:
            raise SurveyRefused("nobody_chosen")
        return picked, {}
    if instrument != "random_sample" or params.sample_size is None or len(everybody) <= params.sample_size:
        return everybody, {}
    seed = secrets.token_hex(8)
    try:
        sample = draw_sample({str(one.person_id): one.stratum for one in everybody}, params.sample_size, seed)
    except ImpossibleSample:
        return everybody, {}
    drawn = set(sample.members)
    told = {
        "seed": seed,
        "size": sample.size,
        "population": len(everybody),
        "population_sha256": sample.population_hash,
        "strata": dict(sample.strata),
        "drawn": dict(sample.drawn),
    }
    return [one for one in everybody if str(one.person_id) in drawn], told


def _require_nobody_named(questions: Collection[str], organization_id: int, on: date) -> None:
    """Teachers are rated as a body, never one of them (S2-04)."""
    everybody = queries.roster_of(organization_id, ("staff",), on=on).names
    for name in everybody:
        if any(name in question for question in questions):
            raise SurveyRefused("person_named", name=name)


def _require_turn(campaign_id: int, step_code: str, organization_id: int, instrument: str) -> Round | None:
    """The last round of the instrument, when a further one may begin after it."""
    last = (
        Round.objects.select_for_update()
        .filter(campaign_id=campaign_id, step_code=step_code, organization_id=organization_id, instrument=instrument)
        .order_by("-number")
        .first()
    )
    if last is None:
        return None
    if last.state == Round.State.OPEN:
        raise SurveyRefused("still_running")
    if last.params["about"] in BEFOREHAND:
        return last
    if last.outcome == "satisfied":
        raise SurveyRefused("passed_already")
    if last.outcome == "majority_dissatisfied" and not last.make_up:
        raise SurveyRefused("make_up_missing")
    return last


@transaction.atomic
def open_round(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    unit_id: int,
    instrument: str,
    closes_at: datetime,
    question: str,
    chosen: Collection[int] = (),
    on: date,
) -> int:
    """Begin a round; gives its id. `question` stands when the plan names none; `chosen`: the representatives.

    Staff with an account get a poll of `apps.ballots` when there are five or more; everybody else answers by code. A round
    after one that failed needs its make-up written down first, asks anew and draws a fresh sample (S3-58).
    """
    campaign, step = campaigns.get_with_step(campaign_id, step_code, organization_id)
    if not campaign.is_open:
        raise evidence.EvidenceRefused("campaign_not_open", campaign=campaign.title)
    params = Params.model_validate(step.params)
    if instrument not in params.instruments:
        raise SurveyRefused("unknown_instrument")
    if closes_at <= now:
        raise SurveyRefused("closes_in_the_past")
    if not queries.is_asked(step, progress.coverage(campaign_id, step_code, organization_id, on)):
        raise SurveyRefused("not_asked_here")
    last = _require_turn(campaign_id, step_code, organization_id, instrument)
    without = queries.left_out(step, organization_id, on)
    roster = queries.roster_of(organization_id, params.answered_by, on=on, without=without)
    questions = [*(params.questions or [question]), *queries.items_of(campaign_id, step, organization_id)]
    if params.about == "role":
        _require_nobody_named(questions, organization_id, on)
    asked, sample = _chosen(params, instrument, roster, chosen)
    by_account = asked if len(asked) >= SMALLEST else []
    groups = [group for group in params.answered_by if group in BY_CODE]
    silent = roster.without_account + (0 if by_account else len(asked))
    if silent:
        groups.append("staff")
    if not by_account and not groups:
        raise SurveyRefused("too_few_asked", asked=len(asked), least=SMALLEST)
    made = Round(
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        unit_id=unit_id,
        instrument=instrument,
        number=last.number + 1 if last else 1,
        params=params.model_dump(mode="json"),
        questions=questions,
        sample=sample,
        without_account=silent,
        opened_at=now,
        opened_by_label=actor.label,
        closes_at=closes_at,
    )
    title = step.title
    if by_account:
        made.poll_id = _open_poll(now, actor, made, title, {"asked": "教职工"}, by_account)
    made.save(force_insert=True)
    for group in groups:
        name = str(words.GROUPS[group])
        poll_id = _open_poll(now, actor, made, f"{title}（{name}）", {group: name})
        Batch.objects.create(round=made, group=group, poll_id=poll_id)
    record(
        now=now,
        actor=actor,
        action="survey.open_round",
        subject=f"survey_round:{made.pk}",
        organization_id=organization_id,
        detail={"instrument": instrument, "number": made.number, "groups": groups, "sample": sample},
    )
    return made.pk


def _open_poll(
    now: datetime, actor: Actor, one: Round, title: str, strata: dict[str, str], asked: Sequence[Asked] = ()
) -> int:
    """A poll of the people asked; without any, by slip. Slips are opened by the system's key: two trustees would have to
    come for every group."""
    return ballots.open_poll(
        now=now,
        actor=actor,
        campaign_id=one.campaign_id,
        step_code=one.step_code,
        organization_id=one.organization_id,
        title=title,
        purpose="rating",
        rules=Rules(
            choices=CHOICES,
            labels={
                "satisfied": "满意",
                "basically_satisfied": "基本满意",
                "dissatisfied": "不满意",
                "not_informed": "不了解",
            },
            smallest_cell=SMALLEST,
            order="listed",
            strata=strata,
            by_slip=not asked,
        ),
        candidates=[ballots.NewCandidate(question) for question in one.questions],
        electors=[ballots.NewElector(person.person_id, person.name, person.unit, "asked") for person in asked],
        closes_at=one.closes_at,
        seal_to_trustees=None if asked else False,
    )


def close_round(*, now: datetime, actor: Actor, round_id: int, reason: str = "") -> queries.RoundRow:
    """Close all polls of the round and judge what they say. Closing again changes nothing.

    Before the deadline a reason is needed, unless every poll has been ended by itself. A group with fewer than five
    sheets is destroyed unopened. While a poll waits for its trustees the round stays open; the job closes it after them.
    """
    one = Round.objects.get(pk=round_id)
    if one.state == Round.State.CLOSED:
        return queries.get_round(round_id)
    held = [polls.get_poll(poll_id) for poll_id in queries.poll_ids(one)]
    if now < one.closes_at and not reason.strip() and any(poll.state == "open" for poll in held):
        raise SurveyRefused("still_open", closes_at=one.closes_at)
    closed = [ballots.close_poll(now=now, actor=actor, poll_id=poll.id, reason=reason) for poll in held]
    if any(poll.state == "closing" for poll in closed):
        return queries.get_round(round_id)
    with transaction.atomic():
        one = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
        if one.state == Round.State.OPEN:
            _judge(now, actor, one, reason)
    return queries.get_round(round_id)


def _judge(now: datetime, actor: Actor, one: Round, reason: str) -> None:
    issued = sum(polls.get_poll(poll_id).issued for poll_id in queries.poll_ids(one))
    verdict = judge(Params.model_validate(one.params), queries.exact_counts(one), issued)
    one.state, one.closed_at = Round.State.CLOSED, now
    one.outcome, one.decided_by = verdict.outcome, verdict.question
    if one.params["about"] == "baseline":
        on = timezone.localdate(now)
        one.register = {"on": on.isoformat(), "counts": count_register(one.organization_id, on=on)}
    one.save(update_fields=["state", "closed_at", "outcome", "decided_by", "register"])
    _follow(now, actor, one, issued)
    if verdict.outcome in ("satisfied", "counted"):
        evidence.submit(
            now=now,
            actor=actor,
            campaign_id=one.campaign_id,
            step_code=one.step_code,
            organization_id=one.unit_id,
            fact="survey_counted",
            part=one.instrument,
            subject=f"survey_round:{one.pk}",
            occurred_on=timezone.localtime(now).date(),
        )
    record(
        now=now,
        actor=actor,
        action="survey.close_round",
        subject=f"survey_round:{one.pk}",
        organization_id=one.organization_id,
        detail={"number": one.number, "instrument": one.instrument, "outcome": verdict.outcome, "reason": reason},
    )


EFFECT = ("programme", "rectification")
"""What is measured when an outcome says whether the work was any good; the others ask how things stand before it."""


def _follow(now: datetime, actor: Actor, one: Round, asked: int) -> None:
    """What the plan says of this outcome, and the redo of what most are dissatisfied with (S3-52, S3-58)."""
    params = Params.model_validate(one.params)
    place = {"campaign_id": one.campaign_id, "organization_id": one.organization_id}
    occasion = f"round{one.pk}"
    generate_consequences(
        now=now,
        actor=actor,
        **place,
        step_code=one.step_code,
        outcomes={one.outcome: [Subject(None, "")]},
        occasion=occasion,
    )
    if params.about not in EFFECT:
        return
    answers = [
        Answers(row[DISSATISFIED], sum(row[choice] for choice in CHOICES if choice != NOT_INFORMED), asked)
        for row in queries.exact_counts(one)
    ]
    title = campaigns.get_step(one.campaign_id, one.step_code, one.organization_id).title
    asked_on = timezone.localdate(one.opened_at)
    redo_where_dissatisfied(
        now=now, actor=actor, **place, answers=answers, measured_by=title, occasion=occasion, asked_on=asked_on
    )


@transaction.atomic
def plan_make_up(*, now: datetime, actor: Actor, round_id: int, text: str, by: date) -> None:
    """Write down the make-up (补课) after a round in which too many were not satisfied: what, and until when (S3-58)."""
    one = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
    if one.outcome != "majority_dissatisfied":
        raise SurveyRefused("nothing_to_make_up")
    if not text.strip():
        raise SurveyRefused("reason_missing")
    if by < timezone.localtime(now).date():
        raise SurveyRefused("day_past")
    one.make_up, one.make_up_by, one.make_up_label = text.strip(), by, actor.label
    one.save(update_fields=["make_up", "make_up_by", "make_up_label"])
    record(
        now=now,
        actor=actor,
        action="survey.plan_make_up",
        subject=f"survey_round:{one.pk}",
        organization_id=one.organization_id,
        detail={"text": text.strip(), "by": by},
    )
