"""Read a round: who is eligible and why not, who was put forward, where it stands, what the patterns look like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.ballots import queries as ballots
from xianfeng.apps.ballots.queries import PollRow
from xianfeng.apps.ballots.sheets import Rules
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import queries as evidence
from xianfeng.apps.evidence.reach import RecordLine
from xianfeng.apps.people import posts
from xianfeng.apps.people import queries as people
from xianfeng.apps.results import queries as results
from xianfeng.apps.results.queries import DecisionRow, ResultRow
from xianfeng.kinds.selection.counting import shortlist
from xianfeng.kinds.selection.field import list_field
from xianfeng.kinds.selection.kind import kind
from xianfeng.kinds.selection.models import Nomination, Round

RECOMMENDATION = "recommendation"


@dataclass(frozen=True)
class RoundRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    unit_ids: tuple[int, ...]
    params: dict[str, Any]
    honour: str
    audience: tuple[str, ...] = ()

    @property
    def electorate(self) -> str:
        """members | staff: out of whom persons are chosen and who votes; of organisations it says nothing."""
        return str(self.params["electorate"])

    @property
    def is_for_party_workers(self) -> bool:
        """优秀党务工作者: only who holds a post of the committee of a branch may be put forward (S2-10)."""
        return "party_workers" in self.audience


def _row(one: Round) -> RoundRow:
    step = campaigns.get_step(one.campaign_id, one.step_code, one.organization_id)
    params = kind.read_params(step.params).model_dump(mode="json")
    return RoundRow(
        one.pk,
        one.campaign_id,
        one.step_code,
        one.organization_id,
        one.unit_ids,
        params,
        str(params["honour"]),
        step.audience,
    )


def get_round(round_id: int) -> RoundRow:
    return _row(Round.objects.get(pk=round_id))


def find_round(campaign_id: int, step_code: str, organization_id: int) -> RoundRow | None:
    """The round this organisation runs, or the joint one it takes part in."""
    one = Round.find(campaign_id, step_code, organization_id)
    return _row(one) if one else None


@dataclass(frozen=True)
class UnitRow:
    """One branch that may take part in a joint round. `is_small`: too few electors to vote secretly alone."""

    id: int
    label: str
    electors: int
    is_small: bool


def list_units(
    campaign_id: int, step_code: str, organization_id: int, *, electorate: str = "members", on: date
) -> list[UnitRow]:
    """Branches at or below an organisation that are in no round of this step yet, with their electors of the day."""
    branches = people.list_branches(organization_id)
    taken = set(
        Round.objects.filter(campaign_id=campaign_id, step_code=step_code).values_list(
            "units__organization_id", flat=True
        )
    )
    free = [branch for branch in branches if branch.id not in taken]
    found = list_field([branch.id for branch in free], electorate, on=on)
    electors = Counter(one.unit_id for one in found if one.may_elect)
    return [
        UnitRow(branch.id, branch.label, electors[branch.id], electors[branch.id] < Rules.least_electors)
        for branch in free
    ]


@dataclass(frozen=True)
class EligibleRow:
    """One subject of the round. `reasons`: why it cannot be put forward; empty when it can."""

    subject_id: int
    name: str
    unit: str
    reasons: tuple[str, ...]
    nominated: int
    recommended: bool
    """By at least the smallest cell of the masses; the figure itself is not shown."""
    leads: bool
    won_before: int
    worked_since: date | None

    @property
    def is_eligible(self) -> bool:
        return not self.reasons

    @property
    def is_put_forward(self) -> bool:
        return self.is_eligible and (self.nominated > 0 or self.recommended)


def list_vetoes(at: RoundRow) -> list[results.VetoRow]:
    """Recorded against anybody of the round, lifted ones included."""
    return results.list_vetoes(at.campaign_id, at.step_code, {*at.unit_ids, at.organization_id})


def _barred(at: RoundRow) -> dict[int, tuple[str, ...]]:
    """Subject id -> codes of what stands against it. A contested veto bars until it is decided."""
    against: dict[int, list[str]] = {}
    by_person = at.params["subjects"] == "persons"
    for veto in list_vetoes(at):
        subject = veto.person_id if by_person else veto.organization_id
        if veto.bars and subject is not None:
            against.setdefault(subject, []).append("veto_contested" if veto.state == "contested" else "veto")
    return {subject: tuple(dict.fromkeys(codes)) for subject, codes in against.items()}


def _places(at: RoundRow) -> list[tuple[int, str]]:
    """(id, name) of the organisations in question: the branches themselves, or the teaching groups of their schools."""
    if at.params["subjects"] == "teaching_groups":
        return [(group.organization_id, group.name) for group in posts.list_teaching_groups(at.unit_ids)]
    return [(unit.id, unit.name) for unit in people.list_organizations(frozenset(at.unit_ids))]


def _falls_short(
    held: Mapping[tuple[str, int], results.StarCount], kind_of: str, subject: int, needed: int | None
) -> bool:
    """The plan asks for stars, and the signed marks do not hold so many, or a veto stood against them."""
    if not needed:
        return False
    own = held.get((kind_of, subject))
    return own is None or own.is_barred or own.stars < needed


def list_chosen_elsewhere(at: RoundRow) -> set[int]:
    """Persons chosen in another selection of this programme for something else; nobody where the plan lets one have two (S0-60)."""
    if at.params["subjects"] != "persons" or not at.params["one_honour_each"]:
        return set()
    others = [
        step.code
        for step in campaigns.list_steps(at.campaign_id)
        if step.kind == kind.code
        and step.code != at.step_code
        and step.params.get("honour") != at.honour
        and step.params.get("subjects", "persons") == "persons"
        and step.params.get("one_honour_each", True)
    ]
    return results.list_chosen_persons(at.campaign_id, others) if others else set()


def list_eligible(at: RoundRow, *, on: date) -> list[EligibleRow]:
    """Everybody of the units, in the order of the register, each with the reasons against."""
    by_person = at.params["subjects"] == "persons"
    field = "person_id" if by_person else "organization_id"
    nominated = Counter(Nomination.objects.filter(round_id=at.id).values_list(field, flat=True))
    recommended, barred = list_recommended(at), _barred(at)
    needed = at.params.get("threshold")
    held = results.count_stars(at.campaign_id) if needed else {}
    won = Counter(person for _day, person in list_winners(at, on=on))
    elsewhere = list_chosen_elsewhere(at)
    rows = []
    if by_person:
        workers = posts.list_party_workers(at.unit_ids, on=on) if at.is_for_party_workers else None
        for one in list_field(at.unit_ids, at.electorate, on=on):
            reasons = list(barred.get(one.person_id, ()))
            if workers is not None and one.person_id not in workers:
                reasons.append("no_party_post")
            if one.reason:
                reasons.append(one.reason)
            if _falls_short(held, "person", one.person_id, needed):
                reasons.append("stars_missing")
            if one.person_id in elsewhere:
                reasons.append("chosen_elsewhere")
            rows.append((one.person_id, one.name, one.unit, reasons, one.leads, one.worked_since))
    else:
        for subject, name in _places(at):
            reasons = list(barred.get(subject, ()))
            if _falls_short(held, "organization", subject, needed):
                reasons.append("stars_missing")
            rows.append((subject, name, "", reasons, False, None))
    return [
        EligibleRow(
            subject,
            name,
            unit,
            tuple(reasons),
            nominated.get(subject, 0),
            subject in recommended,
            leads,
            won.get(subject, 0),
            since,
        )
        for subject, name, unit, reasons, leads, since in rows
    ]


def list_without_record(at: RoundRow, records: Mapping[int, Sequence[tuple[str, int]]] | None = None) -> set[int]:
    """Subjects with no record in this programme, not even signed stars; nobody where the plan does not ask for a record (S0-61)."""
    if not asks_for_record(at):
        return set()
    known = set(list_year_records(at) if records is None else records)
    if at.params["subjects"] == "persons":
        return {one.person_id for one in list_field(at.unit_ids, at.electorate, on=timezone.localdate())} - known
    return set(at.unit_ids) - known


def asks_for_record(at: RoundRow) -> bool:
    """Whether the year's record counts; a teaching group owes nothing of its own."""
    return bool(at.params["needs_record"]) and at.params["subjects"] != "teaching_groups"


def list_year_records(at: RoundRow) -> dict[int, list[tuple[str, int]]]:
    """Subject -> (what, how many) of the programme so far: records by step in the order of the plan, then signed stars.
    What is shown beside a name when somebody is put forward, for everybody by the same steps (S0-61)."""
    by_person = at.params["subjects"] == "persons"
    told: dict[int, dict[str, set[str]]] = {}
    for one in evidence.list_facts(campaign_id=at.campaign_id, organization_ids=at.unit_ids):
        subject = one.person_id if by_person else one.organization_id
        if subject is not None and one.step_code != at.step_code:
            told.setdefault(subject, {}).setdefault(one.step_code, set()).add(one.subject)
    titles = {step.code: step.title for step in campaigns.list_steps(at.campaign_id)}
    order = {code: place for place, code in enumerate(titles)}
    found = {
        subject: [
            (titles.get(code, code), len(records))
            for code, records in sorted(steps.items(), key=lambda pair: order.get(pair[0], len(order)))
        ]
        for subject, steps in told.items()
    }
    for (what, subject), held in results.count_stars(at.campaign_id).items():
        if (what == "person") == by_person:
            found.setdefault(subject, []).append((_("星"), held.stars))
    return found


def list_shortlist(at: RoundRow, *, on: date) -> list[EligibleRow]:
    """Who goes on the ballot: it follows from nominations and recommendations, nobody picks."""
    rows = {row.subject_id: row for row in list_eligible(at, on=on)}
    chosen = shortlist(
        [row.subject_id for row in rows.values() if row.is_eligible],
        {row.subject_id: row.nominated for row in rows.values()},
        {row.subject_id for row in rows.values() if row.recommended},
    )
    return [rows[subject] for subject in chosen]


def list_winners(at: RoundRow, *, on: date) -> list[tuple[date, int]]:
    """(day of the decision, person) of whoever was chosen for the same honour here before."""
    if at.params["subjects"] != "persons":
        return []
    return results.list_winners(at.honour, [at.organization_id, *at.unit_ids], before=on)


def list_nominations(round_id: int) -> list[dict[str, object]]:
    found = Nomination.objects.filter(round_id=round_id).select_related("person", "organization").order_by("pk")
    return [
        {
            "name": one.person.name if one.person else one.organization.name,
            "source": one.get_source_display(),
            "reason": one.reason,
            "by": one.nominated_by_label,
        }
        for one in found
    ]


def has_nominated(round_id: int, person_id: int | None) -> bool:
    return Nomination.objects.filter(round_id=round_id, nominated_by_id=person_id).exists()


def list_polls(at: RoundRow) -> list[PollRow]:
    return ballots.list_polls(at.campaign_id, at.step_code, at.organization_id)


def list_recommended(at: RoundRow) -> set[int]:
    """Subjects whom at least the smallest cell of the masses recommended, in a closed recommendation poll."""
    found = set()
    for poll in list_polls(at):
        if poll.purpose == RECOMMENDATION and poll.state == "closed":
            for row in ballots.get_tally(poll.id).rows:
                if row.of("recommend") >= poll.rules.smallest_cell:
                    found.add(row.candidate.person_id or row.candidate.organization_id or 0)
    return found


@dataclass(frozen=True)
class MassPart:
    """S0-48: how many of the masses took part, of how many, and how many are needed. `needed` 0: not asked for."""

    took_part: int
    invited: int
    needed: int

    @property
    def is_met(self) -> bool:
        return self.took_part >= self.needed


def mass_part(at: RoundRow, *, on: date) -> MassPart:
    share = at.params.get("non_members_at_least")
    invited = len(people.list_non_member_staff(list(at.unit_ids), on=on))
    closed = [poll for poll in list_polls(at) if poll.purpose == RECOMMENDATION and poll.state == "closed"]
    took_part = max((poll.returned or 0 for poll in closed), default=0)
    needed = -int(-(Fraction(share) * invited) // 1) if share is not None else 0
    return MassPart(took_part, invited, needed)


@dataclass(frozen=True)
class Stage:
    """Where a round stands: nominating | voting | to_count | run_off_needed | no_list | deciding | decided."""

    code: str
    poll: PollRow | None = None
    result: ResultRow | None = None
    decision: DecisionRow | None = None


def stage_of(at: RoundRow) -> Stage:
    decision = results.find_decision(at.campaign_id, at.step_code, at.organization_id)
    polls = [poll for poll in list_polls(at) if poll.purpose != RECOMMENDATION and poll.state != "void"]
    found = results.list_results(at.campaign_id, at.step_code, at.organization_id)
    poll, result = (polls[-1] if polls else None), (found[-1] if found else None)
    if decision is not None:
        return Stage("decided", poll, results.get_result(decision.result_id), decision)
    if poll is None:
        return Stage("nominating")
    if poll.state != "closed":
        return Stage("voting", poll, result)
    if result is None or result.inputs["round"] != f"poll:{poll.id}":
        return Stage("to_count", poll, result)
    if result.run_off is not None:
        return Stage("run_off_needed", poll, result)
    return Stage("no_list" if result.refusals else "deciding", poll, result)


@dataclass(frozen=True)
class Composition:
    """The list shown for what it is: how many, how many in leading posts, how many repeat winners."""

    total: int
    leading: int
    repeat_winners: int


def composition(rows: list[EligibleRow]) -> Composition:
    return Composition(len(rows), sum(row.leads for row in rows), sum(row.won_before > 0 for row in rows))


def list_record(person_id: int) -> list[RecordLine]:
    """Nominations of a person, for the page "my record"."""
    return [
        RecordLine(
            timezone.localtime(one.nominated_at).date(),
            _("推荐"),
            one.get_source_display(),
            one.reason,
            one.nominated_by_label,
            "",
            f"nomination:{one.pk}",
        )
        for one in Nomination.objects.filter(person_id=person_id).order_by("pk")
    ]
