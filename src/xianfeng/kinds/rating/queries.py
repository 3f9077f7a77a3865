"""Read a rating round: who is rated, where each party stands, what the marks are, who holds stars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xianfeng.apps.ballots import queries as ballots
from xianfeng.apps.ballots.queries import PollRow
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.queries import CampaignRow, StepRow
from xianfeng.apps.results import queries as results
from xianfeng.apps.results.queries import DecisionRow, ResultRow
from xianfeng.kinds.rating.kind import Params, Party, kind
from xianfeng.kinds.rating.models import Rated, Review, Round, RoundParty, Sheet
from xianfeng.kinds.rating.weighing import in_order, is_polled, items_of

PURPOSE = "rating"


@dataclass(frozen=True)
class RatedRow:
    id: int
    code: str
    name: str
    person_id: int | None
    organization_id: int | None
    unit_id: int

    @property
    def key(self) -> tuple[str, int]:
        """The subject over rounds, whatever its code in one of them."""
        return ("person", self.person_id) if self.person_id is not None else ("organization", self.organization_id or 0)


@dataclass(frozen=True)
class RoundRow:
    id: int
    campaign_id: int
    step_code: str
    title: str
    organization_id: int
    unit_ids: tuple[int, ...]
    params: Params
    items: tuple[dict[str, Any], ...]
    rated: tuple[RatedRow, ...]
    quote: str
    responsible: str
    started_at: datetime
    observed_at: datetime | None
    observed_by: str
    observed_note: str

    @property
    def is_joint(self) -> bool:
        return len(self.unit_ids) > 1

    def find(self, rated_id: int) -> RatedRow | None:
        return next((one for one in self.rated if one.id == rated_id), None)

    def by_code(self, code: str) -> RatedRow | None:
        return next((one for one in self.rated if one.code == code), None)

    def party(self, code: str) -> Party | None:
        return next((one for one in self.params.parties if one.code == code), None)


def params_of(step: StepRow) -> Params:
    read = kind.read_params(step.params)
    assert isinstance(read, Params)
    return read


def step_items(campaign: CampaignRow, step: StepRow) -> tuple[dict[str, Any], ...]:
    """The items of a step as its plan was frozen."""
    return tuple(items_of(params_of(step), campaign.plan.get("criteria", {})))


def _row(one: Round) -> RoundRow:
    campaign, step = campaigns.get_with_step(one.campaign_id, one.step_code, one.organization_id)
    return RoundRow(
        one.pk,
        one.campaign_id,
        one.step_code,
        step.title,
        one.organization_id,
        one.unit_ids,
        params_of(step),
        step_items(campaign, step),
        tuple(
            RatedRow(r.pk, r.code, r.name, r.person_id, r.organization_id, r.unit_id)
            for r in one.rated.order_by("code")
        ),
        step.quote,
        step.responsible,
        one.started_at,
        one.observed_at,
        one.observed_by_label,
        one.observed_note,
    )


def get_round(round_id: int) -> RoundRow:
    return _row(Round.objects.get(pk=round_id))


def find_round(campaign_id: int, step_code: str, organization_id: int) -> RoundRow | None:
    """The round this organisation runs, or the joint one it takes part in."""
    one = Round.find(campaign_id, step_code, organization_id)
    return _row(one) if one else None


def find_round_about(campaign_id: int, step_code: str, organization_id: int) -> RoundRow | None:
    """The round that an organisation runs, takes part in, or is itself rated in, as a teaching group is."""
    found = find_round(campaign_id, step_code, organization_id)
    if found is not None:
        return found
    one = Round.objects.filter(
        campaign_id=campaign_id, step_code=step_code, rated__organization_id=organization_id
    ).first()
    return _row(one) if one else None


def find_round_of_rated(rated_id: int) -> tuple[RoundRow, RatedRow] | None:
    one = Rated.objects.filter(pk=rated_id).values_list("round_id", flat=True).first()
    if one is None:
        return None
    at = get_round(one)
    rated = at.find(rated_id)
    return (at, rated) if rated else None


@dataclass(frozen=True)
class SheetRow:
    rated_id: int
    party: str
    marks: dict[str, str]
    reasons: dict[str, str]
    sent_at: datetime | None
    signed_by_id: int | None
    signed_by: str
    revision: int

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None


def list_sheets(round_id: int, party: str | None = None) -> dict[tuple[int, str], SheetRow]:
    """(rated, party) -> sheet."""
    found = Sheet.objects.filter(rated__round_id=round_id)
    if party is not None:
        found = found.filter(party=party)
    return {
        (one.rated_id, one.party): SheetRow(
            one.rated_id,
            one.party,
            one.marks,
            one.reasons,
            one.sent_at,
            one.signed_by_id,
            one.signed_by_label,
            one.revision,
        )
        for one in found
    }


def find_sheet(rated_id: int, party: str) -> SheetRow | None:
    one = Sheet.objects.filter(rated_id=rated_id, party=party).select_related("rated").first()
    return list_sheets(one.rated.round_id, party)[rated_id, party] if one else None


@dataclass(frozen=True)
class PartyRow:
    """Where one party stands: ahead (not its turn) | next (may be opened) | open | done | left_out."""

    party: Party
    state: str
    poll: PollRow | None
    sent: int
    of: int
    """Sheets sent of those wanted; for a poll, ballots received of those issued."""
    left_out_because: str = ""

    @property
    def is_polled(self) -> bool:
        return is_polled(self.party)

    @property
    def is_over(self) -> bool:
        return self.state in ("done", "left_out")


def list_parties(at: RoundRow) -> list[PartyRow]:
    """In the order of their turns; with an order in the plan one opens when the one before is over, else all at once."""
    opened = {one.party: one for one in RoundParty.objects.filter(round_id=at.id)}
    sheets = list_sheets(at.id)
    rows: list[PartyRow] = []
    for party in in_order(at.params):
        one = opened.get(party.code)
        poll = ballots.get_poll(one.poll_id) if one is not None and one.poll_id is not None else None
        if one is None:
            turn = all(row.is_over for row in rows) if at.params.order else True
            state = "next" if turn else "ahead"
        elif one.left_out_because:
            state = "left_out"
        elif poll is not None:
            state = {"closed": "done", "void": "next"}.get(poll.state, "open")
        else:
            state = "done" if one.closed_at is not None else "open"
        if poll is not None:
            sent, of = (poll.returned if poll.returned is not None else ballots.count_marked(poll.id)), poll.issued
        else:
            sent, of = sum(1 for row in sheets.values() if row.party == party.code and row.is_sent), len(at.rated)
        rows.append(PartyRow(party, state, poll, sent, of, one.left_out_because if one else ""))
    return rows


@dataclass(frozen=True)
class Stage:
    """Where a round stands: collecting | to_count | to_observe | deciding | decided."""

    code: str
    parties: list[PartyRow]
    result: ResultRow | None = None
    decision: DecisionRow | None = None
    """The one signed last; kept while a later result waits for its signature."""
    standing: results.Standing | None = None

    def standing_of(self, code: str) -> results.Standing | None:
        """The signed marks, where they still stand for this subject."""
        return self.standing if self.standing is not None and code not in self.standing.pending else None


def list_recountable(at: RoundRow) -> list[tuple[int, str]]:
    """(poll id, title) of the round's secret votes whose slips are still kept for a recount."""
    return ballots.list_recountable(at.campaign_id, at.step_code, at.organization_id)


def latest_result(at: RoundRow) -> ResultRow | None:
    found = results.list_results(at.campaign_id, at.step_code, at.organization_id)
    return found[-1] if found else None


def stage_of(at: RoundRow) -> Stage:
    """A decision stands for the marks it was signed on. A mark written anew has to be signed anew; while a contest is open
    only the contested mark waits.
    """
    parties = list_parties(at)
    result = latest_result(at)
    standing = results.find_standing(result) if result is not None else None
    if result is None:
        over = all(row.is_over for row in parties)
        return Stage("to_count" if over else "collecting", parties)
    if standing is not None:
        rewritten = {code for code in standing.pending if not _is_contested(result, code)}
        return Stage("deciding" if rewritten else "decided", parties, result, standing.decision, standing)
    if at.params.observer and at.observed_at is None:
        return Stage("to_observe", parties, result)
    return Stage("deciding", parties, result)


def _is_contested(result: ResultRow, code: str) -> bool:
    return any(one["code"] == "open_contest" for one in results.outcome_of(result, code).get("refusals", ()))


@dataclass(frozen=True)
class ReviewRow:
    id: int
    rated_id: int
    name: str
    text: str
    asked_at: datetime
    answer_by: date
    state: str
    answer: str
    answered_by: str


def list_reviews(round_id: int, rated_id: int | None = None) -> list[ReviewRow]:
    """Oldest first."""
    found = Review.objects.filter(rated__round_id=round_id).select_related("rated").order_by("pk")
    if rated_id is not None:
        found = found.filter(rated_id=rated_id)
    return [
        ReviewRow(
            one.pk,
            one.rated_id,
            one.rated.name,
            one.text,
            one.asked_at,
            one.answer_by,
            one.state,
            one.answer,
            one.answered_by_label,
        )
        for one in found
    ]


def find_review_place(review_id: int) -> tuple[RoundRow, RatedRow] | None:
    rated = Review.objects.filter(pk=review_id).values_list("rated_id", flat=True).first()
    return find_round_of_rated(rated) if rated is not None else None


def list_vetoes(at: RoundRow) -> dict[int, list[results.VetoRow]]:
    """Rated id -> grounds that stand against it, contested ones included."""
    of_person = {one.person_id: one.id for one in at.rated if one.person_id is not None}
    of_unit = {one.organization_id: one.id for one in at.rated if one.organization_id is not None}
    found: dict[int, list[results.VetoRow]] = {}
    places = {one.organization_id or one.unit_id for one in at.rated} | {at.organization_id}
    for veto in results.list_vetoes(at.campaign_id, at.step_code, places):
        rated = of_person.get(veto.person_id) if veto.person_id is not None else of_unit.get(veto.organization_id)
        if veto.bars and rated is not None:
            found.setdefault(rated, []).append(veto)
    return found


def contested(at: RoundRow) -> set[int]:
    """Rated ids whose mark waits for somebody else's word: an open review, or a veto objected to."""
    return contested_among(list_reviews(at.id), list_vetoes(at))


def contested_among(reviews: Iterable[ReviewRow], vetoes: Mapping[int, Iterable[results.VetoRow]]) -> set[int]:
    waiting = {row.rated_id for row in reviews if row.state == Review.State.OPEN}
    return waiting | {rated for rated, against in vetoes.items() if any(one.state == "contested" for one in against)}


def sibling_steps(campaign_id: int, step_code: str) -> list[str]:
    """The same step of the plan in all its phases, oldest first: the rounds that add up."""
    plan = campaigns.get_campaign(campaign_id).plan
    base = {step["code"]: step.get("step", step["code"]) for step in plan.get("steps", [])}
    same = [code for code, step in base.items() if step == base.get(step_code)]
    opens = {step.code: (step.opens_on, step.position) for step in campaigns.list_steps(campaign_id)}
    return sorted((code for code in same if code in opens), key=lambda code: opens[code])


def subject_key(who: Mapping[str, Any]) -> tuple[str, int]:
    return ("person", who["person"]) if who.get("person") else ("organization", int(who.get("organization") or 0))


def earlier_stars(at: RoundRow) -> dict[tuple[str, int], list[dict[str, Any]]]:
    """Subject -> [{round, stars}] of the signed rounds before this one."""
    if not at.params.accumulates:
        return {}
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for code in sibling_steps(at.campaign_id, at.step_code):
        if code == at.step_code:
            break
        for standing in results.list_standing(at.campaign_id, code):
            for subject in standing.result.subjects:
                stars = standing.stars_of(subject)
                if stars is not None:
                    who = standing.result.subjects[subject]
                    found.setdefault(subject_key(who), []).append({"round": code, "stars": len(stars)})
    return found
