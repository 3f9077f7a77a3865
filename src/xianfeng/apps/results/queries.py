"""Read results, and compute them again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.evidence import queries as evidence
from xianfeng.apps.evidence.reach import RecordLine
from xianfeng.apps.results.models import Decision, Honour, Result, Veto
from xianfeng.core.scoring import build_given, build_rules, outcome_plain, score


def compute(rules: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The outcome as plain data. Raises `core.scoring.BadRules` or `BadInput`."""
    read = build_rules(dict(rules))
    return outcome_plain(score(read, build_given(dict(inputs), read)))


def sha256_of(*parts: object) -> str:
    """SHA-256 over the canonical JSON of the parts."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def printed_sha256(one: Result | Decision) -> str:
    """The check value that stands on pages, papers and packages. The hash itself covers every exact figure, withheld ones
    too: whoever knows the others could try out the few that are missing.
    """
    return sha256_of(one.salt, one.sha256)


@dataclass(frozen=True)
class ResultRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    title: str
    rules: dict[str, Any]
    inputs: dict[str, Any]
    outcome: dict[str, Any]
    subjects: dict[str, dict[str, Any]]
    settled: tuple[str, ...]
    sha256: str
    frozen_at: datetime
    supersedes_id: int | None
    printed_sha256: str

    @property
    def refusals(self) -> list[dict[str, Any]]:
        """Why the rule itself gives no list; empty when it does."""
        selection = self.outcome.get("selection")
        if selection is not None:
            return list(selection["refusals"])
        return [one for subject in self.outcome["subjects"] for one in subject["refusals"]]

    @property
    def run_off(self) -> dict[str, Any] | None:
        """{tied, places_left, inside} when the cap cuts through a tie."""
        return next((one["params"] for one in self.refusals if one["code"] == "run_off_needed"), None)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Codes inside by the rule, earlier stages included."""
        selection = self.outcome.get("selection") or {}
        return (*self.settled, *(selection.get("chosen") or ()))

    def name_of(self, code: str) -> str:
        return str(self.subjects.get(code, {}).get("name", code))


def _row(result: Result) -> ResultRow:
    return ResultRow(
        result.pk,
        result.campaign_id,
        result.step_code,
        result.organization_id,
        result.title,
        result.rules,
        result.inputs,
        result.outcome,
        result.subjects,
        tuple(result.settled),
        result.sha256,
        result.frozen_at,
        result.supersedes_id,
        printed_sha256(result),
    )


def get_result(result_id: int) -> ResultRow:
    return _row(Result.objects.get(pk=result_id))


def list_results(campaign_id: int, step_code: str = "", organization_id: int | None = None) -> list[ResultRow]:
    """Oldest first."""
    found = Result.objects.filter(campaign_id=campaign_id)
    if step_code:
        found = found.filter(step_code=step_code)
    if organization_id is not None:
        found = found.filter(organization_id=organization_id)
    return [_row(result) for result in found.order_by("pk")]


@dataclass(frozen=True)
class Replay:
    """One result computed again. `fault`: "" | hash | outcome | unreadable."""

    result_id: int
    title: str
    organization_id: int
    marks: int
    """How many subjects were computed again."""
    fault: str

    @property
    def same(self) -> bool:
        return not self.fault


def replay(result_id: int) -> Replay:
    """Compute from the stored rule and inputs alone and compare with what was frozen."""
    result = get_result(result_id)
    fault = ""
    if sha256_of(result.rules, result.inputs, result.outcome, result.subjects) != result.sha256:
        fault = "hash"
    else:
        try:
            if compute(result.rules, result.inputs) != result.outcome:
                fault = "outcome"
        except ValueError:
            fault = "unreadable"
    return Replay(result.id, result.title, result.organization_id, len(result.subjects), fault)


def replay_campaign(campaign_id: int) -> list[Replay]:
    found = Result.objects.filter(campaign_id=campaign_id).order_by("pk").values_list("pk", flat=True)
    return [replay(result_id) for result_id in found]


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


@dataclass(frozen=True)
class Standing:
    """Marks that count: a signed decision on a result of its round. What was decided goes before what was computed.

    `pending`: subjects about whom a later result says something else (an open contest, a mark written anew): their mark
    does not count until the decision is signed anew or the contest ends as it began. All others keep theirs.
    """

    result: ResultRow
    decision: DecisionRow
    pending: frozenset[str] = frozenset()

    def _outcome(self, code: str) -> dict[str, Any]:
        return outcome_of(self.result, code)

    def _decided(self, code: str, kind: str) -> Any:
        return next(
            (one["now"] for one in self.decision.differences if (one["code"], one["kind"]) == (code, kind)), None
        )

    def stars_of(self, code: str) -> tuple[str, ...] | None:
        """Items with a star; None where there is no result, or none that counts."""
        if code in self.pending:
            return None
        decided = self._decided(code, "stars")
        computed = self._outcome(code).get("stars")
        found = decided if decided is not None else computed
        return tuple(found) if found is not None else None

    def barred_by(self, code: str) -> tuple[str, ...]:
        return tuple(self._outcome(code).get("barred_by", ()))

    def band_of(self, code: str) -> str | None:
        if code in self.pending:
            return None
        decided = self._decided(code, "band")
        return decided if decided is not None else self._outcome(code).get("band")


def outcome_of(result: ResultRow, code: str) -> dict[str, Any]:
    """What a result says about one subject; empty when it says nothing."""
    return next((one for one in result.outcome["subjects"] if one["code"] == code), {})


def find_standing(latest: ResultRow) -> Standing | None:
    """The signed marks of the round whose latest result this is; None before the first signature."""
    decision = find_decision(latest.campaign_id, latest.step_code, latest.organization_id)
    if decision is None:
        return None
    signed = latest if decision.result_id == latest.id else get_result(decision.result_id)
    pending = {code for code in latest.subjects if outcome_of(latest, code) != outcome_of(signed, code)}
    return Standing(signed, decision, frozenset(pending))


def list_standing(campaign_id: int, step_code: str, organization_id: int | None = None) -> list[Standing]:
    """The signed marks of every round of a step."""
    latest = {row.organization_id: row for row in list_results(campaign_id, step_code, organization_id)}
    return [found for row in latest.values() if (found := find_standing(row)) is not None]


@dataclass(frozen=True)
class StarCount:
    """Stars one person or organisation holds over the rounds of a campaign."""

    name: str
    stars: int
    rounds: int
    is_barred: bool = False
    """A veto stood against it when one of the rounds was counted: the stars are kept, nobody is put forward by them."""


def count_stars(campaign_id: int) -> dict[tuple[str, int], StarCount]:
    """("person" | "organization", id) -> stars held; only signed marks count, only steps that give stars."""
    found: dict[tuple[str, int], StarCount] = {}
    steps = Result.objects.filter(campaign_id=campaign_id).values_list("step_code", flat=True).distinct()
    for step_code in sorted(steps):
        for standing in list_standing(campaign_id, step_code):
            for code, who in standing.result.subjects.items():
                stars = standing.stars_of(code)
                if stars is None:
                    continue
                is_person = bool(who.get("person"))
                key = (
                    ("person", int(who["person"])) if is_person else ("organization", int(who.get("organization") or 0))
                )
                before = found.get(key, StarCount(str(who.get("name", "")), 0, 0))
                barred = before.is_barred or bool(standing.barred_by(code))
                found[key] = StarCount(before.name, before.stars + len(stars), before.rounds + 1, barred)
    return found


def list_chosen(decision_id: int) -> list[dict[str, Any]]:
    """[{code, name, person, organization}] of a decision, for notices and honours."""
    one = Decision.objects.select_related("result").get(pk=decision_id)
    return [{"code": code, **one.result.subjects[code]} for code in one.chosen]


@dataclass(frozen=True)
class VetoRow:
    id: int
    organization_id: int
    person_id: int | None
    person_name: str
    code: str
    title: str
    evidence: str
    state: str
    contest_until: date | None
    objection: str
    answer: str
    recorded_by: str
    recorded_by_id: int | None = None
    """Who may not decide an objection to it."""

    @property
    def bars(self) -> bool:
        """Keeps off the list: until it is lifted."""
        return self.state != Veto.State.LIFTED


def list_vetoes(
    campaign_id: int, step_code: str, organization_id: int | None = None, person_id: int | None = None
) -> list[VetoRow]:
    found = Veto.objects.select_related("person").filter(campaign_id=campaign_id, step_code=step_code)
    if organization_id is not None:
        found = found.filter(organization_id=organization_id)
    if person_id is not None:
        found = found.filter(person_id=person_id)
    return [
        VetoRow(
            one.pk,
            one.organization_id,
            one.person_id,
            one.person.name if one.person else "",
            one.code,
            one.title,
            one.evidence,
            one.state,
            one.contest_until,
            one.objection,
            one.answer,
            one.recorded_by_label,
            one.recorded_by_id,
        )
        for one in found.order_by("pk")
    ]


def find_veto_place(veto_id: int) -> tuple[int, str, int, int | None] | None:
    """(campaign, step, organisation, person or none) of a veto."""
    found = Veto.objects.filter(pk=veto_id)
    return found.values_list("campaign_id", "step_code", "organization_id", "person_id").first()


@dataclass(frozen=True)
class HonourRow:
    id: int
    person_id: int | None
    organization_id: int | None
    title: str
    granted_on: date
    revoked_on: date | None
    revoked_because: str
    decision_id: int = 0
    notice: str = ""
    approval: str = ""
    name: str = ""


def _honour(one: Honour) -> HonourRow:
    return HonourRow(
        one.pk,
        one.person_id,
        one.organization_id,
        one.title,
        one.granted_on,
        one.revoked_on,
        one.revoked_because,
        one.decision_id,
        one.notice,
        one.approval,
        one.person.name if one.person else one.organization.name if one.organization else "",
    )


def list_honours(person_id: int | None = None, organization_id: int | None = None) -> list[HonourRow]:
    """Honours of one person or organisation, newest first, the revoked ones marked."""
    found = Honour.objects.filter(person_id=person_id, organization_id=organization_id).order_by("-granted_on", "-pk")
    return [_honour(one) for one in found.select_related("person", "organization")]


def list_honours_of(decision_id: int) -> list[HonourRow]:
    """All that were given on one decision, in the order they were given."""
    found = Honour.objects.filter(decision_id=decision_id).order_by("pk")
    return [_honour(one) for one in found.select_related("person", "organization")]


def find_honour(honour_id: int) -> HonourRow | None:
    one = Honour.objects.select_related("person", "organization").filter(pk=honour_id).first()
    return _honour(one) if one else None


def list_winners(title: str, organization_ids: list[int], *, before: date) -> list[tuple[date, int]]:
    """(day of the decision's meeting, person id) of everyone chosen for this title before a day: for rota statistics."""
    found = Decision.objects.select_related("result").filter(
        result__organization_id__in=organization_ids, meeting_on__lt=before, successors__isnull=True
    )
    winners = []
    for one in found.order_by("meeting_on", "pk"):
        if one.result.title == title:
            persons = [one.result.subjects[code].get("person") for code in one.chosen]
            winners += [(one.meeting_on, person) for person in persons if person]
    return winners


def list_record(person_id: int) -> list[RecordLine]:
    """What is kept here about a person, for the page "my record": honours, vetoes, decisions that name the person."""
    lines = []
    for honour in Honour.objects.filter(person_id=person_id):
        state = "withdrawn" if honour.revoked_on else "confirmed"
        lines.append(
            RecordLine(
                honour.granted_on, _("荣誉"), honour.title, honour.revoked_because, "", state, f"honour:{honour.pk}"
            )
        )
    for veto in Veto.objects.filter(person_id=person_id):
        lines.append(
            RecordLine(
                timezone.localtime(veto.recorded_at).date(),
                _("不能参评的认定"),
                veto.title,
                veto.evidence,
                veto.recorded_by_label,
                "objection" if veto.state == Veto.State.CONTESTED else "",
                f"veto:{veto.pk}",
                {"objection": veto.objection, "answer": veto.answer},
            )
        )
    return lines
