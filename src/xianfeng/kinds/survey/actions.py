"""Open a round, print codes, take answers, count them, and write down the make-up when too many are not satisfied.

`answer` takes no actor, writes no journal line and keeps no time, as `ballots.actions.cast` does and for the same reason.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots import keys, sealing
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.ballots.sheets import COVER_ROW, Rules
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.tracking.consequences import Subject, generate_consequences
from xianfeng.apps.tracking.redoing import Answers, redo_where_dissatisfied
from xianfeng.core.sampling.drawing import ImpossibleSample, draw_sample
from xianfeng.kinds.survey import queries
from xianfeng.kinds.survey.kind import CHOICES, DISSATISFIED, NOT_INFORMED, Params, judge
from xianfeng.kinds.survey.models import Answer, Batch, Code, Count, Round
from xianfeng.kinds.survey.queries import BY_CODE, SMALLEST, Asked

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12
"""31 letters, 12 of them: 59 bits. Easily mistaken letters are left out."""
MOST_CODES = 5000
KEY_PLACE = "survey"
_shuffle = secrets.SystemRandom().shuffle


class SurveyRefused(Refused):
    """code: unknown_instrument | still_running | passed_already | make_up_missing | closes_in_the_past | nobody_chosen |
    too_few_asked (asked, least) | round_closed | unknown_group | too_few_codes (least) | too_many_codes (most) |
    code_unknown | code_used | answer_missing | still_open (closes_at) | reason_missing | nothing_to_make_up |
    day_past | key_missing | answers_do_not_match.
    """


def _key_name(one: Round) -> str:
    """Keys of rounds lie in a folder of their own, which the sweep of the ballots does not enter."""
    (Path(settings.KEY_FOLDER) / KEY_PLACE).mkdir(parents=True, exist_ok=True, mode=0o700)
    return f"{KEY_PLACE}/{one.key}"


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
    campaign = campaigns.get_campaign(campaign_id)
    if not campaign.is_open:
        raise evidence.EvidenceRefused("campaign_not_open", campaign=campaign.title)
    params = Params.model_validate(campaigns.get_step(campaign_id, step_code, organization_id).params)
    if instrument not in params.instruments:
        raise SurveyRefused("unknown_instrument")
    if closes_at <= now:
        raise SurveyRefused("closes_in_the_past")
    last = _require_turn(campaign_id, step_code, organization_id, instrument)
    roster = queries.roster_of(organization_id, params.answered_by, on=on)
    asked, sample = _chosen(params, instrument, roster, chosen)
    by_account = asked if len(asked) >= SMALLEST else []
    groups = [group for group in params.answered_by if group in BY_CODE]
    silent = roster.without_account + (0 if by_account else len(asked))
    if silent:
        groups.append("staff")
    if not by_account and not groups:
        raise SurveyRefused("too_few_asked", asked=len(asked), least=SMALLEST)
    private, public = sealing.make_key()
    questions = list(params.questions) or [question]
    made = Round(
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        unit_id=unit_id,
        instrument=instrument,
        number=last.number + 1 if last else 1,
        params=params.model_dump(mode="json"),
        questions=questions,
        groups=groups,
        public_key=public.hex(),
        sample=sample,
        without_account=silent,
        opened_at=now,
        opened_by_label=actor.label,
        closes_at=closes_at,
    )
    if by_account:
        made.poll_id = _open_poll(now, actor, made, by_account, campaigns.get_step(campaign_id, step_code).title)
    made.save(force_insert=True)
    Batch.objects.bulk_create(Batch(round=made, group=group) for group in groups)
    keys.save(_key_name(made), [private])
    record(
        now=now,
        actor=actor,
        action="survey.open_round",
        subject=f"survey_round:{made.pk}",
        organization_id=organization_id,
        detail={"instrument": instrument, "number": made.number, "groups": groups, "sample": sample},
    )
    return made.pk


def _open_poll(now: datetime, actor: Actor, one: Round, asked: list[Asked], title: str) -> int:
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
            strata={"asked": "教职工"},
        ),
        candidates=[ballots.NewCandidate(question) for question in one.questions],
        electors=[ballots.NewElector(person.person_id, person.name, person.unit, "asked") for person in asked],
        closes_at=one.closes_at,
    )


def _open_round(round_id: int, now: datetime) -> Round:
    one = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
    if one.state != Round.State.OPEN or now >= one.closes_at:
        raise SurveyRefused("round_closed")
    return one


@transaction.atomic
def issue_codes(*, now: datetime, actor: Actor, round_id: int, group: str, count: int) -> list[str]:
    """Make one-time codes for one group and give them once, to be printed: only their hashes are kept."""
    one = _open_round(round_id, now)
    batch = one.batches.filter(group=group).first()
    if batch is None:
        raise SurveyRefused("unknown_group")
    if batch.issued + count < SMALLEST or count < 1:
        raise SurveyRefused("too_few_codes", least=SMALLEST)
    if batch.issued + count > MOST_CODES:
        raise SurveyRefused("too_many_codes", most=MOST_CODES)
    codes = ["".join(secrets.choice(ALPHABET) for _letter in range(CODE_LENGTH)) for _code in range(count)]
    Code.objects.bulk_create(Code(sha256=queries.hash_of(code), round=one, group=group) for code in codes)
    Batch.objects.filter(pk=batch.pk).update(issued=F("issued") + count)
    record(
        now=now,
        actor=actor,
        action="survey.issue_codes",
        subject=f"survey_round:{one.pk}",
        organization_id=one.organization_id,
        detail={"group": group, "count": count},
    )
    return codes


def answer(*, now: datetime, code: str, marks: Mapping[int, str]) -> None:
    """Take the sheet of one code, once. `marks`: question (from 1) -> choice; every question, 不了解 is a choice too."""
    digest = queries.hash_of(code)
    with transaction.atomic():
        found = Code.objects.select_related("round").filter(sha256=digest).first()
        if found is None:
            raise SurveyRefused("code_unknown")
        one = found.round
        said = [marks.get(row, "") for row in range(1, len(one.questions) + 1)]
        if any(choice not in CHOICES for choice in said):
            raise SurveyRefused("answer_missing")
        marked = Code.objects.filter(pk=digest, used=False).update(used=True)
        state, closes_at = Round.objects.filter(pk=one.pk).values_list("state", "closes_at").get()
        if state != Round.State.OPEN or now >= closes_at:
            raise SurveyRefused("round_closed")
        if not marked:
            raise SurveyRefused("code_used")
        group, public = one.groups.index(found.group), [bytes.fromhex(one.public_key)]
        sealed = [sealing.seal(one.pk, sealing.Mark(COVER_ROW, 0, group), public)]
        sealed += [
            sealing.seal(one.pk, sealing.Mark(row, CHOICES.index(choice), group), public)
            for row, choice in enumerate(said, start=1)
        ]
        _shuffle(sealed)
        Answer.objects.bulk_create(Answer(round=one, sealed=content) for content in sealed)


def close_round(*, now: datetime, actor: Actor, round_id: int, reason: str = "") -> queries.RoundRow:
    """Count the poll and the answers by code, keep figures, destroy the rest, and judge. Closing again changes nothing.

    Before the deadline a reason is needed. A group with fewer than five sheets is destroyed unopened.
    """
    one = Round.objects.get(pk=round_id)
    if one.state == Round.State.CLOSED:
        return queries.get_round(round_id)
    poll = polls.get_poll(one.poll_id) if one.poll_id is not None else None
    is_ended = poll is not None and poll.state != "open"  # with its reason, or at its end
    if now < one.closes_at and not reason.strip() and not is_ended:
        raise SurveyRefused("still_open", closes_at=one.closes_at)
    if poll is not None and poll.state in ("open", "closing"):
        closed = ballots.close_poll(now=now, actor=actor, poll_id=poll.id, reason=reason)
        if closed.state == "closing":  # the trustees' codes are still to come; the job closes the round after them
            return queries.get_round(round_id)
    with transaction.atomic():
        one = Round.objects.select_for_update(of=("self",)).get(pk=round_id)
        if one.state == Round.State.OPEN:
            _count(one)
            _judge(now, actor, one, reason)
        transaction.on_commit(lambda: keys.destroy(_key_name(one)))
    return queries.get_round(round_id)


def _count(one: Round) -> None:
    """Open all sealed answers in random order into counts; groups with too few are not opened."""
    # Every code is locked, used or not: a sheet on its way is waited for, a later one finds its code gone.
    codes = list(one.codes.select_for_update().order_by("pk").values_list("group", "used"))
    used = Counter(group for group, was_used in codes if was_used)
    cells: Counter[tuple[str, int, str]] = Counter()
    sealed = [bytes(content) for content in one.answers.values_list("sealed", flat=True)]
    if sealed:
        try:
            private = keys.load(_key_name(one))
        except keys.KeyMissing as error:
            raise SurveyRefused("key_missing") from error
        _shuffle(sealed)
        try:
            for content in sealed:
                mark = sealing.unseal(one.pk, content, private)
                cells[one.groups[mark.stratum], mark.row, "" if mark.row == COVER_ROW else CHOICES[mark.choice]] += 1
        except (sealing.SlipUnreadable, IndexError) as error:
            raise SurveyRefused("answers_do_not_match") from error
    sheets = {group: cells[group, COVER_ROW, ""] for group in one.groups}
    if len(sealed) != sum(used.values()) * (len(one.questions) + 1) or any(
        sheets[group] != used[group] for group in one.groups
    ):
        raise SurveyRefused("answers_do_not_match")
    for batch in one.batches.all():
        batch.returned, batch.is_counted = used[batch.group], used[batch.group] >= SMALLEST
        batch.save(update_fields=["returned", "is_counted"])
        if batch.is_counted:
            Count.objects.bulk_create(
                Count(round=one, group=batch.group, row=row, choice=choice, count=cells[batch.group, row, choice])
                for row in range(1, len(one.questions) + 1)
                for choice in CHOICES
            )
    one.answers.all().delete()
    one.codes.all().delete()


def _judge(now: datetime, actor: Actor, one: Round, reason: str) -> None:
    issued = sum(one.batches.values_list("issued", flat=True))
    if one.poll_id is not None:
        issued += polls.get_poll(one.poll_id).issued
    verdict = judge(Params.model_validate(one.params), queries.exact_counts(one), issued)
    one.state, one.closed_at = Round.State.CLOSED, now
    one.outcome, one.decided_by = verdict.outcome, verdict.question
    one.save(update_fields=["state", "closed_at", "outcome", "decided_by"])
    _follow(now, actor, one, issued)
    if verdict.outcome == "satisfied":
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
    redo_where_dissatisfied(now=now, actor=actor, **place, answers=answers, measured_by=title, occasion=occasion)


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
