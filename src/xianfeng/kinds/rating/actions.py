"""Run a rating round: start, open one party after the other, write sheets, count, have it observed, sign, review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.ballots.actions import NewCandidate, NewElector
from xianfeng.apps.ballots.sheets import RECUSED, Rules
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.people import queries as people
from xianfeng.apps.results import actions as results
from xianfeng.apps.results import queries as stored
from xianfeng.apps.results.actions import Difference
from xianfeng.apps.tracking.consequences import Subject, generate_consequences
from xianfeng.core.schedule.periods import add_workdays
from xianfeng.core.strokes import sort_by_strokes
from xianfeng.kinds.rating import fairness, gathering, queries
from xianfeng.kinds.rating.models import Rated, Review, Round, RoundParty, RoundUnit, Sheet
from xianfeng.kinds.rating.queries import RatedRow, RoundRow
from xianfeng.kinds.rating.weighing import ABSTAIN, Marks, choices_of, inputs_of, least_of, rules_of


class RatingRefused(Refused):
    """code: not_open | in_another_round (unit) | nobody_to_rate | no_items | not_your_turn | wrong_stage (stage) |
    not_this_way | too_few_raters (raters, least) | missing_must_be_withheld | reason_missing | not_yours | closed |
    changed_meanwhile | marks_missing (items) | reasons_missing (items) | sheets_missing (names) | observer_is_organiser |
    not_observed | no_result | term_over | under_review | own_mark | text_missing | wrong_mark.
    """


@transaction.atomic
def start_round(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    on: date,
    unit_ids: Sequence[int] = (),
    chosen: Collection[int] | None = None,
) -> int:
    """Start the round of one branch, or of several together under their superior; gives its id. Again: the same round.

    `chosen`: for teaching groups and leading teams, which of those in question (None: all of them).
    """
    if not campaigns.get_campaign(campaign_id).is_open:
        raise RatingRefused("not_open")
    there = Round.objects.filter(campaign_id=campaign_id, step_code=step_code, organization_id=organization_id).first()
    if there is not None:
        return there.pk
    units = sorted(set(unit_ids)) or [organization_id]
    for unit in units:
        if queries.find_round(campaign_id, step_code, unit) is not None:
            raise RatingRefused("in_another_round", unit=people.get_organization(unit).name)
    step = campaigns.get_step(campaign_id, step_code, organization_id)
    params = queries.params_of(step)
    if not queries.step_items(campaign_id, step, organization_id):
        raise RatingRefused("no_items")
    found = gathering.list_subjects(params, units, on=on)
    if chosen is not None and params.subjects in ("teaching_groups", "leaders"):
        found = [one for one in found if (one.person_id or one.organization_id) in chosen]
    if not found:
        raise RatingRefused("nobody_to_rate")
    made = Round.objects.create(
        campaign_id=campaign_id, step_code=step_code, organization_id=organization_id, started_at=now
    )
    RoundUnit.objects.bulk_create(RoundUnit(round=made, organization_id=unit) for unit in units)
    Rated.objects.bulk_create(
        Rated(
            round=made,
            code=f"s{number:03d}",
            person_id=one.person_id,
            organization_id=one.organization_id,
            unit_id=one.unit_id,
            name=one.name,
        )
        for number, one in enumerate(sort_by_strokes(found, name_of=lambda one: one.name), start=1)
    )
    record(
        now=now,
        actor=actor,
        action="rating.start_round",
        subject=f"rating_round:{made.pk}",
        organization_id=organization_id,
        detail={"units": units, "rated": len(found)},
    )
    return made.pk


def _turn(at: RoundRow, party: str, *states: str) -> queries.PartyRow:
    row = next((one for one in queries.list_parties(at) if one.party.code == party), None)
    if row is None:
        raise RatingRefused("not_this_way")
    if row.state not in states:
        raise RatingRefused("not_your_turn" if row.state == "ahead" else "wrong_stage", stage=row.state)
    return row


@transaction.atomic
def open_party(
    *,
    now: datetime,
    actor: Actor,
    round_id: int,
    party: str,
    on: date,
    closes_at: datetime | None = None,
    chosen: Collection[int] | None = None,
) -> int | None:
    """Give one party its turn; a polled one gets a secret poll whose id is given. `chosen`: delegates, picked by the organiser."""
    at = queries.get_round(Round.objects.select_for_update().get(pk=round_id).pk)
    row = _turn(at, party, "next")
    poll_id = _open_poll(at, actor, now, closes_at, on, party, chosen) if row.is_polled else None
    RoundParty.objects.update_or_create(
        round_id=round_id, party=party, defaults={"poll_id": poll_id, "opened_at": now, "closed_at": None}
    )
    record(
        now=now,
        actor=actor,
        action="rating.open_party",
        subject=f"rating_round:{round_id}",
        organization_id=at.organization_id,
        detail={"party": party, "poll": poll_id},
    )
    return poll_id


def _open_poll(
    at: RoundRow,
    actor: Actor,
    now: datetime,
    closes_at: datetime | None,
    on: date,
    party: str,
    chosen: Collection[int] | None,
) -> int:
    params = at.params
    wanted = at.party(party)
    assert wanted is not None
    raters = gathering.list_raters(party, at.unit_ids, on=on)
    if chosen is not None:
        raters = [one for one in raters if one.person_id in chosen]
    by_person = any(one.person_id is not None for one in at.rated)
    among = by_person and bool({one.person_id for one in at.rated} & {one.person_id for one in raters})
    least = least_of(wanted, params) + among
    if len(raters) < least:
        raise RatingRefused("too_few_raters", raters=len(raters), least=least)
    choices = choices_of(params)
    return ballots.open_poll(
        now=now,
        actor=actor,
        campaign_id=at.campaign_id,
        step_code=at.step_code,
        organization_id=at.organization_id,
        title=f"{at.title}：{wanted.title}",
        purpose=queries.PURPOSE,
        rules=Rules(
            choices=tuple(choices),
            labels=choices,
            smallest_cell=params.smallest_cell,
            least_electors=least,
            strata={party: wanted.title},
            items={item["code"]: item["title"] for item in at.items},
        ),
        candidates=[
            NewCandidate(
                one.name,
                person_id=one.person_id,
                organization_id=one.organization_id,
                note=people.get_organization(one.unit_id).name if at.is_joint else "",
            )
            for one in at.rated
        ],
        electors=[NewElector(one.person_id, one.name, one.unit, party) for one in raters],
        recusals=gathering.list_recusals(at, raters, on=on),
        closes_at=closes_at or now,
    )


@transaction.atomic
def leave_out(*, now: datetime, actor: Actor, round_id: int, party: str, reason: str) -> None:
    """A party is not heard. Only where the plan declared beforehand that its weight is divided among the others."""
    at = queries.get_round(round_id)
    row = _turn(at, party, "next")
    if row.party.when_missing != "reweigh" and row.party.weight:
        raise RatingRefused("missing_must_be_withheld")
    if not reason.strip():
        raise RatingRefused("reason_missing")
    RoundParty.objects.update_or_create(
        round_id=round_id,
        party=party,
        defaults={"poll_id": None, "opened_at": now, "closed_at": now, "left_out_because": reason.strip()},
    )
    record(
        now=now,
        actor=actor,
        action="rating.leave_out",
        subject=f"rating_round:{round_id}",
        organization_id=at.organization_id,
        detail={"party": party, "reason": reason.strip()},
    )


@transaction.atomic
def close_party(*, now: datetime, actor: Actor, round_id: int, party: str) -> None:
    """End the turn of a party of named sheets. The own sheets may be incomplete; all others have to be signed first."""
    at = queries.get_round(Round.objects.select_for_update().get(pk=round_id).pk)
    row = _turn(at, party, "open")
    if row.is_polled:
        raise RatingRefused("not_this_way")
    if party != "self":
        sheets = queries.list_sheets(round_id, party)
        missing = [one.name for one in at.rated if (one.id, party) not in sheets or not sheets[one.id, party].is_sent]
        if missing:
            raise RatingRefused("sheets_missing", names=missing)
    RoundParty.objects.filter(round_id=round_id, party=party).update(closed_at=now)
    record(
        now=now,
        actor=actor,
        action="rating.close_party",
        subject=f"rating_round:{round_id}",
        organization_id=at.organization_id,
        detail={"party": party, "sent": row.sent, "of": row.of},
    )


def sheet_is_open(at: RoundRow, rated: RatedRow, party: str) -> bool:
    """The party's turn, or a sheet that a review has sent back."""
    row = next((one for one in queries.list_parties(at) if one.party.code == party), None)
    if row is None or row.is_polled:
        return False
    return row.state == "open" or (row.state == "done" and party != "self" and _is_sent_back(rated, party))


def _is_sent_back(rated: RatedRow, party: str) -> bool:
    sheet = queries.find_sheet(rated.id, party)
    return sheet is not None and not sheet.is_sent


@transaction.atomic
def save_sheet(
    *,
    now: datetime,
    actor: Actor,
    rated_id: int,
    party: str,
    marks: Mapping[str, str],
    reasons: Mapping[str, str],
    revision: int,
    send: bool,
) -> int:
    """Keep a sheet as a draft, or send it signed; gives its revision. The own one stays open until the turn ends.

    `revision`: the one the page was made from (0: none yet); somebody else's later one is never overwritten.
    """
    found = queries.find_round_of_rated(rated_id)
    if found is None:
        raise RatingRefused("not_this_way")
    at, rated = found
    if not sheet_is_open(at, rated, party):
        raise RatingRefused("closed")
    items = [item["code"] for item in at.items]
    allowed = set(choices_of(at.params)) - {ABSTAIN}
    if any(mark not in allowed for code, mark in marks.items() if mark and code in items):
        raise RatingRefused("wrong_mark")
    kept = {code: marks[code] for code in items if marks.get(code)}
    said = {code: reasons[code].strip()[:500] for code in items if reasons.get(code, "").strip()}
    if send:
        _check_complete(at, party, items, kept, said)
    sheet = Sheet.objects.select_for_update().filter(rated_id=rated_id, party=party).first()
    if sheet is None:
        sheet = Sheet(rated_id=rated_id, party=party, saved_at=now, revision=0)
    if sheet.revision != revision:
        raise RatingRefused("changed_meanwhile")
    if sheet.sent_at is not None and party != "self":
        raise RatingRefused("closed")
    sheet.marks, sheet.reasons, sheet.saved_at, sheet.revision = kept, said, now, revision + 1
    if send:
        sheet.sent_at, sheet.signed_by_id, sheet.signed_by_label = now, actor.person_id, actor.label
    sheet.save()
    if send:
        record(
            now=now,
            actor=actor,
            action="rating.send_sheet",
            subject=f"rating_rated:{rated_id}",
            organization_id=rated.unit_id,
            person_id=rated.person_id,
            detail={"party": party},
        )
        if queries.latest_result(at) is not None and all(row.is_over for row in queries.list_parties(at)):
            count_round(now=now, actor=actor, round_id=at.id)
    return sheet.revision


def _check_complete(
    at: RoundRow, party: str, items: Sequence[str], marks: Mapping[str, str], reasons: Mapping[str, str]
) -> None:
    titles = {item["code"]: item["title"] for item in at.items}
    wanted = [item["code"] for item in at.items if item["key"]] if party == "self" else list(items)
    missing = [titles[code] for code in wanted if code not in marks]
    if missing or not marks:
        raise RatingRefused("marks_missing", items=missing)
    if party != "self":
        bare = [titles[code] for code in items if code not in reasons]
        if bare:
            raise RatingRefused("reasons_missing", items=bare)


def _marks(at: RoundRow) -> list[Marks]:
    """Everything known of every subject, as plain counters and signed sheets; drafts do not count."""
    found = {one.id: Marks(one.code) for one in at.rated}
    for (rated, party), sheet in queries.list_sheets(at.id).items():
        if sheet.is_sent:
            found[rated].sheets[party] = [dict(sorted(sheet.marks.items()))]
    for row in queries.list_parties(at):
        if row.poll is None or row.poll.state != "closed":
            continue
        counted: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
        for cell in polls.list_cells(row.poll.id):
            if cell.choice != RECUSED and cell.count:
                marks = counted[cell.position, cell.item]
                marks[cell.choice] = marks.get(cell.choice, 0) + cell.count
        for position, one in enumerate(at.rated, start=1):
            found[one.id].tallies[row.party.code] = {
                item["code"]: dict(sorted(counted.get((position, item["code"]), {}).items())) for item in at.items
            }
    barred, waiting, earlier = queries.list_vetoes(at), queries.contested(at), queries.earlier_stars(at)
    for one in at.rated:
        mark = found[one.id]
        mark.vetoes = [{"code": veto.code, "evidence": [f"veto:{veto.id}"]} for veto in barred.get(one.id, ())]
        mark.contested = one.id in waiting
        mark.earlier = earlier.get(one.key, [])
    return list(found.values())


def current_rules(at: RoundRow) -> dict[str, Any]:
    """The rule file of the round; with several rounds the stars a later selection asks for are part of it."""
    goal = gathering.find_goal(at)
    return rules_of(at.params, title=at.title, items=at.items, source=at.quote, goal=goal)


@transaction.atomic
def count_round(*, now: datetime, actor: Actor, round_id: int) -> int:
    """Apply the rules to what every party said and freeze the result; gives its id. Nothing new: the same result.

    Called again after a contest or its decision; then a later result takes the place of the one before.
    """
    at = queries.get_round(Round.objects.select_for_update().get(pk=round_id).pk)
    if not all(row.is_over for row in queries.list_parties(at)):
        raise RatingRefused("wrong_stage", stage="collecting")
    marks = _marks(at)
    goal = gathering.find_goal(at)
    if goal is None:
        for one in marks:
            one.earlier = []
    before = queries.latest_result(at)
    inputs = inputs_of(round_name=at.step_code, marks=marks)
    if before is not None:
        if before.inputs["subjects"] == inputs["subjects"] and before.rules == current_rules(at):
            return before.id
        counted = len(stored.list_results(at.campaign_id, at.step_code, at.organization_id))
        inputs["round"] = f"{at.step_code}#{counted + 1}"
    return results.freeze_result(
        now=now,
        actor=actor,
        campaign_id=at.campaign_id,
        step_code=at.step_code,
        organization_id=at.organization_id,
        title=at.title,
        rules=current_rules(at),
        inputs=inputs,
        subjects={
            one.code: {
                "name": one.name,
                "unit": one.unit_id,
                **({"person": one.person_id} if one.person_id else {"organization": one.organization_id}),
            }
            for one in at.rated
        },
        supersedes_id=before.id if before else None,
    )


@transaction.atomic
def confirm_conduct(*, now: datetime, actor: Actor, round_id: int, note: str) -> None:
    """The observer of the superior confirms how the round was held; until then the result is provisional (S1-35)."""
    at = queries.get_round(round_id)
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
    record(
        now=now,
        actor=actor,
        action="rating.confirm_conduct",
        subject=f"rating_round:{round_id}",
        organization_id=at.organization_id,
        detail={"note": note.strip()},
    )


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
    at = queries.get_round(round_id)
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
        findings=fairness.plain(fairness.panel(at, stage.result, on=on)),
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


@transaction.atomic
def ask_review(*, now: datetime, actor: Actor, rated_id: int, text: str, on: date) -> int:
    """The person rated (for an organisation its secretary) asks within the term that another looks at the mark again."""
    found = queries.find_round_of_rated(rated_id)
    if found is None:
        raise RatingRefused("not_this_way")
    at, rated = found
    if rated.person_id is not None and rated.person_id != actor.person_id:
        raise RatingRefused("not_yours")
    stage = queries.stage_of(at)
    if stage.decision is None or stage.result is None:
        raise RatingRefused("no_result")
    if any(one.state == Review.State.OPEN for one in queries.list_reviews(at.id, rated_id)):
        raise RatingRefused("under_review")
    if on > review_until(at, stage.decision.signed_at):
        raise RatingRefused("term_over")
    if not text.strip():
        raise RatingRefused("text_missing")
    review = Review.objects.create(
        rated_id=rated_id,
        result_id=stage.result.id,
        text=text.strip(),
        asked_by_id=actor.person_id,
        asked_at=now,
        answer_by=add_workdays(on, at.params.review_days, campaigns.work_calendar()),
    )
    record(
        now=now,
        actor=actor,
        action="rating.ask_review",
        subject=f"rating_review:{review.pk}",
        organization_id=rated.unit_id,
        person_id=rated.person_id,
    )
    count_round(now=now, actor=actor, round_id=at.id)
    return review.pk


def review_until(at: RoundRow, signed_at: datetime) -> date:
    """The last day on which a review can be asked for."""
    return add_workdays(timezone.localdate(signed_at), at.params.review_days, campaigns.work_calendar())


@transaction.atomic
def answer_review(*, now: datetime, actor: Actor, review_id: int, changed: bool, answer: str) -> None:
    """Somebody who did not sign the mark upholds it, or sends the organisation's sheets back to be written anew."""
    place = queries.find_review_place(review_id)
    if place is None:
        raise RatingRefused("not_this_way")
    at, rated = place
    review = Review.objects.select_for_update().get(pk=review_id)
    if review.state != Review.State.OPEN:
        raise RatingRefused("wrong_stage", stage="answered")
    if not answer.strip():
        raise RatingRefused("text_missing")
    signed = Sheet.objects.filter(rated_id=rated.id).exclude(party="self")
    if actor.person_id is not None and (
        actor.person_id in signed.values_list("signed_by_id", flat=True) or actor.person_id == rated.person_id
    ):
        raise RatingRefused("own_mark")
    review.state = Review.State.CHANGED if changed else Review.State.UPHELD
    review.answer, review.answered_by_label, review.answered_at = answer.strip(), actor.label, now
    review.save(update_fields=["state", "answer", "answered_by_label", "answered_at"])
    if changed:
        signed.update(sent_at=None)
    record(
        now=now,
        actor=actor,
        action="rating.answer_review",
        subject=f"rating_review:{review_id}",
        organization_id=rated.unit_id,
        person_id=rated.person_id,
        detail={"state": review.state},
    )
    if not changed:
        count_round(now=now, actor=actor, round_id=at.id)


@transaction.atomic
def record_veto(*, now: datetime, actor: Actor, rated_id: int, code: str, evidence_text: str, on: date) -> int:
    """Put one of the plan's vetoes on record against one subject, with evidence, before any poll opens (S0-38, S0-39)."""
    found = queries.find_round_of_rated(rated_id)
    rule = next((one for one in found[0].params.vetoes if one.code == code), None) if found else None
    if found is None or rule is None:
        raise RatingRefused("not_this_way")
    at, rated = found
    until = add_workdays(on, rule.contest_days, campaigns.work_calendar()) if rule.contest_days else None
    return results.record_veto(
        now=now,
        actor=actor,
        campaign_id=at.campaign_id,
        step_code=at.step_code,
        organization_id=at.organization_id
        if rated.person_id is not None
        else rated.organization_id or at.organization_id,
        person_id=rated.person_id,
        code=code,
        title=rule.title,
        evidence=evidence_text,
        contest_until=until,
    )


def _recount_vetoed(veto_id: int, now: datetime, actor: Actor) -> None:
    place = stored.find_veto_place(veto_id)
    at = queries.find_round(*place[:3]) if place is not None else None
    if at is not None and queries.latest_result(at) is not None:
        count_round(now=now, actor=actor, round_id=at.id)


@transaction.atomic
def contest_veto(*, now: datetime, actor: Actor, veto_id: int, objection: str, on: date) -> None:
    """Object to a veto; a result that is there already is withheld for this subject until somebody else has decided."""
    results.contest_veto(now=now, actor=actor, veto_id=veto_id, objection=objection, on=on)
    _recount_vetoed(veto_id, now, actor)


@transaction.atomic
def decide_veto(*, now: datetime, actor: Actor, veto_id: int, lifted: bool, answer: str) -> None:
    """Uphold or lift a contested veto; the result follows."""
    results.decide_veto(now=now, actor=actor, veto_id=veto_id, lifted=lifted, answer=answer)
    _recount_vetoed(veto_id, now, actor)


__all__ = [
    "RatingRefused",
    "answer_review",
    "ask_review",
    "close_party",
    "confirm_conduct",
    "contest_veto",
    "count_round",
    "decide_veto",
    "leave_out",
    "open_party",
    "record_veto",
    "save_sheet",
    "sheet_is_open",
    "sign",
    "start_round",
]
