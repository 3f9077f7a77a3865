"""What a round brings: sheets or counters per party, measures, vetoes with evidence, earlier stars, votes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from xianfeng.core.scoring.bases import Base
from xianfeng.core.scoring.numbers import BadNumber, exact
from xianfeng.core.scoring.reading import RuleFault, Unreadable, read_json
from xianfeng.core.scoring.rules import Rules, rules_schema
from xianfeng.core.scoring.tally import ABSTAIN, BLANK, INVALID, NOT_MARKS

Count = Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)]

BALLOTS = (Base.BALLOTS_ISSUED.value, Base.BALLOTS_RETURNED.value, Base.BALLOTS_VALID.value)


class Part(BaseModel):
    """Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class VetoGiven(Part):
    """A veto that applies, with references to its evidence."""

    code: str
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]


class EarlierRound(Part):
    """Stars of a round before this one."""

    round: str
    stars: Count


class Subject(Part):
    """One person or organisation. Per party either `sheets` (item -> mark) or `tallies` (item -> mark -> count)."""

    code: str
    sheets: dict[str, list[dict[str, Any]]] = Field(default_factory=dict)
    tallies: dict[str, dict[str, dict[str, Count]]] = Field(default_factory=dict)
    measures: dict[str, dict[str, Count]] = Field(default_factory=dict)
    vetoes: tuple[VetoGiven, ...] = ()
    earlier: tuple[EarlierRound, ...] = ()
    votes: Count | None = None
    contested: bool = False


class Given(Part):
    """The whole input. `run_off`: votes of the run-off, for exactly those who were tied at the cap."""

    format: Literal[1]
    round: str
    counts: dict[str, Count] = Field(default_factory=dict)
    subjects: tuple[Subject, ...]
    run_off: dict[str, Count] = Field(default_factory=dict)


class BadInput(ValueError):
    """The input cannot be scored by these rules; `faults` says why."""

    def __init__(self, faults: Iterable[RuleFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(", ".join(fault.code for fault in self.faults))


def read_given(text: str, rules: Rules) -> Given:
    """Input from JSON text, checked against the rules. Raises `BadInput`."""
    try:
        plain = read_json(text)
    except Unreadable as error:
        raise BadInput([error.fault]) from None
    return build_given(plain, rules)


def build_given(plain: Any, rules: Rules) -> Given:
    """Input from plain data, checked against the rules. Raises `BadInput`."""
    try:
        given = Given.model_validate(plain)
    except ValidationError as error:
        codes = {"missing": "missing_field", "extra_forbidden": "unknown_field"}
        raise BadInput(
            RuleFault(codes.get(item["type"], "bad_value"), ".".join(str(step) for step in item["loc"]))
            for item in error.errors()
        ) from None
    faults = list(_faults(given, rules))
    if faults:
        raise BadInput(faults)
    return given


def read_mark(mark: object, rules: Rules) -> str:
    """The mark as the text counters are kept under. Raises BadNumber for what is not on the scale."""
    if mark is None:
        return BLANK
    if isinstance(mark, str) and mark in NOT_MARKS:
        return mark
    if rules.scale.type == "points":
        number = exact(mark)
        if not rules.scale.minimum <= number <= rules.highest():
            raise BadNumber(mark)
        return str(number)
    codes = {"yes", "no"} if rules.scale.type == "star" else {option.code for option in rules.scale.options}
    if not isinstance(mark, str) or mark not in codes:
        raise BadNumber(mark)
    return mark


def value_of(mark: str, rules: Rules) -> Fraction | None:
    """What a counted mark is worth; None when it is outside the base."""
    if mark in NOT_MARKS:
        return None
    if rules.scale.type == "points":
        return Fraction(mark)
    if rules.scale.type == "star":
        return rules.highest() if mark == "yes" else Fraction(0)
    return next((o.value for o in rules.scale.options if o.code == mark and not o.outside_base), None)


def counters(subject: Subject, party: str, item: str, rules: Rules) -> Counter[str]:
    """How often each mark was given; sheets and tallies of the same party add up, in any order."""
    counted: Counter[str] = Counter()
    for sheet in subject.sheets.get(party, ()):
        counted[read_mark(sheet.get(item), rules)] += 1
    for mark, count in subject.tallies.get(party, {}).get(item, {}).items():
        counted[read_mark(mark, rules)] += count
    return counted


def _faults(given: Given, rules: Rules) -> Iterable[RuleFault]:
    for code, times in Counter(subject.code for subject in given.subjects).items():
        if times > 1:
            yield RuleFault("subject_twice", "subjects", {"subject": code})
    for name in given.counts:
        if name not in {base.value for base in Base}:
            yield RuleFault("base_unknown", "counts", {"base": name})
    parties = {party.code for party in rules.parties}
    items = {item.code for item in rules.criteria}
    measures = {measure.code: {*measure.satisfied, *measure.other, *measure.outside_base} for measure in rules.measures}
    for at, subject in enumerate(given.subjects):
        path = f"subjects.{at}"
        for party in (*subject.sheets, *subject.tallies):
            if party not in parties:
                yield RuleFault("party_unknown", path, {"party": party})
        marked: list[tuple[str, str, object]] = [
            (party, item, mark)
            for party, sheets in subject.sheets.items()
            for sheet in sheets
            for item, mark in sheet.items()
        ]
        marked += [
            (party, item, mark)
            for party, rows in subject.tallies.items()
            for item, marks in rows.items()
            for mark in marks
        ]
        for party, item, mark in marked:
            if item not in items:
                yield RuleFault("item_unknown", path, {"item": item})
                continue
            try:
                read_mark(mark, rules)
            except BadNumber:
                yield RuleFault("mark_off_scale", path, {"party": party, "item": item, "mark": str(mark)})
        yield from _measure_faults(subject.measures, measures, path)
        yield from _history_faults(subject, given, rules, path)


def _measure_faults(
    found: Mapping[str, Mapping[str, int]], measures: Mapping[str, set[str]], path: str
) -> Iterable[RuleFault]:
    for code, marks in found.items():
        if code not in measures:
            yield RuleFault("measure_unknown", path, {"measure": code})
            continue
        for mark in marks:
            if mark not in measures[code] | {ABSTAIN, BLANK, INVALID}:
                yield RuleFault("mark_off_scale", path, {"measure": code, "mark": mark})


def _history_faults(subject: Subject, given: Given, rules: Rules, path: str) -> Iterable[RuleFault]:
    known = {veto.code for veto in rules.vetoes}
    for veto in subject.vetoes:
        if veto.code not in known:
            yield RuleFault("veto_unknown", path, {"veto": veto.code})
    rounds = [given.round, *(earlier.round for earlier in subject.earlier)]
    if len(set(rounds)) != len(rounds):
        yield RuleFault("round_twice", path)
    if subject.earlier and len(rounds) > (rules.threshold.rounds if rules.threshold else 1):
        yield RuleFault("too_many_rounds", path, {"rounds": rules.threshold.rounds if rules.threshold else 1})
    if any(earlier.stars > len(rules.criteria) for earlier in subject.earlier):
        yield RuleFault("too_many_stars", path, {"most": len(rules.criteria)})
    if rules.selection is not None and rules.selection.by == "votes" and subject.votes is None:
        yield RuleFault("votes_missing", path)
    most = min((given.counts[base] for base in BALLOTS if base in given.counts), default=None)
    if most is not None and subject.votes is not None and subject.votes > most:
        yield RuleFault("more_votes_than_ballots", path, {"votes": subject.votes, "ballots": most})


def given_schema() -> dict[str, Any]:
    """JSON Schema of the input file."""
    return {"$schema": rules_schema()["$schema"], **Given.model_json_schema()}
