"""From rules and input to stars, totals, bands and the list put forward; every number with its base and its source.

Pure and exact: the same rules and the same input give the same result on any machine in any year. What cannot be
decided is refused with a code (too few raters, an open contest, a tie at the cap), never guessed, never a zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from xianfeng.core.scoring.bases import MissingBase
from xianfeng.core.scoring.caps import Cap, pick_inside, settle_run_off
from xianfeng.core.scoring.given import Given, Subject, counters, value_of
from xianfeng.core.scoring.majority import ShareRule
from xianfeng.core.scoring.numbers import RoundingRule, text_of
from xianfeng.core.scoring.rules import Floor, Party, Rules
from xianfeng.core.scoring.tally import base_of

Params = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not decided."""

    code: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the explanation: `value` of `about`, worked out by `how` from `parts` on `base_count` of `base`."""

    about: str
    how: str
    value: Fraction | int | str | None
    base: str = ""
    base_count: int | None = None
    parts: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class SubjectResult:
    """None means withheld; then `refusals` says why. `stars_total` adds earlier rounds."""

    code: str
    items: Mapping[str, Fraction | None]
    total: Fraction | None
    stars: tuple[str, ...] | None
    stars_total: int | None
    reached: bool | None
    band: str | None
    barred_by: tuple[str, ...]
    refusals: tuple[Refusal, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SelectionResult:
    """`chosen` is sorted by code: who is inside, without any order of merit. None when withheld."""

    chosen: tuple[str, ...] | None
    eligible: tuple[str, ...]
    not_eligible: Mapping[str, tuple[str, ...]]
    places: int | None
    refusals: tuple[Refusal, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything a round decides."""

    rules: Rules
    round: str
    subjects: tuple[SubjectResult, ...]
    selection: SelectionResult | None


def score(rules: Rules, given: Given) -> Outcome:
    """Score a round. Both must have been checked (`read_rules`, `read_given`)."""
    subjects = tuple(_score_subject(rules, subject) for subject in sorted(given.subjects, key=lambda s: s.code))
    selection = _select(rules, given, subjects) if rules.selection is not None else None
    return Outcome(rules, given.round, subjects, selection)


class _Notes:
    """Lines and refusals of one subject in the making."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.refusals: list[Refusal] = []

    def refuse(self, code: str, **params: object) -> None:
        refusal = Refusal(code, params)
        if refusal not in self.refusals:
            self.refusals.append(refusal)


def _score_subject(rules: Rules, subject: Subject) -> SubjectResult:
    notes = _Notes()
    barred = tuple(sorted({veto.code for veto in subject.vetoes}))
    for veto in subject.vetoes:
        source = next(rule.source for rule in rules.vetoes if rule.code == veto.code)
        notes.lines.append(Line(f"veto:{veto.code}", "veto", None, parts=tuple(sorted(veto.evidence)), source=source))
    if subject.contested:
        notes.refuse("open_contest")
        nothing: dict[str, Fraction | None] = {item.code: None for item in rules.criteria}
        return SubjectResult(
            subject.code, nothing, None, None, None, None, None, barred, tuple(notes.refusals), tuple(notes.lines)
        )
    items = {item.code: _score_item(rules, subject, item.code, notes) for item in rules.criteria}
    total = _total(rules, items, notes)
    stars = _stars(rules, items, notes)
    stars_total = None if stars is None else len(stars) + sum(earlier.stars for earlier in subject.earlier)
    reached = None
    if rules.threshold is not None and stars_total is not None:
        reached = stars_total >= rules.threshold.stars
        rounds = tuple(sorted(f"{earlier.round}:{earlier.stars}" for earlier in subject.earlier))
        notes.lines.append(
            Line(
                "threshold",
                "stars_of_rounds",
                stars_total,
                "threshold",
                rules.threshold.stars,
                rounds,
                rules.threshold.source,
            )
        )
    band = _band(rules, subject, total, notes)
    return SubjectResult(
        subject.code, items, total, stars, stars_total, reached, band, barred, tuple(notes.refusals), tuple(notes.lines)
    )


def _score_item(rules: Rules, subject: Subject, item: str, notes: _Notes) -> Fraction | None:
    parts: list[tuple[Party, Fraction]] = []
    for party in rules.parties:
        mean = _party_mean(rules, subject, party, item, notes)
        if mean is not None:
            parts.append((party, mean))
        elif party.weight > 0 and party.when_missing == "withhold":
            notes.refuse("too_few_raters", party=party.code, item=item, at_least=party.at_least)
            return None
    weight = sum((party.weight for party, _ in parts), Fraction(0))
    if weight == 0 or all(party.code == "self" or party.weight == 0 for party, _ in parts):
        notes.refuse("nobody_else_marked", item=item)
        return None
    value = sum((party.weight * mean for party, mean in parts), Fraction(0)) / weight
    if rules.rounding.at == "item":
        value = RoundingRule(rules.rounding.places, rules.rounding.mode).apply(value)
    how = "weighted_mean" if weight == 1 else "reweighed_mean"
    named = tuple(f"{party.code}×{text_of(party.weight / weight)}" for party, _ in parts)
    source = next(criterion.source for criterion in rules.criteria if criterion.code == item)
    notes.lines.append(Line(f"item:{item}", how, value, "weights", None, named, source))
    return value


def _party_mean(rules: Rules, subject: Subject, party: Party, item: str, notes: _Notes) -> Fraction | None:
    counted = counters(subject, party.code, item, rules)
    values: Counter[Fraction] = Counter()
    for mark, count in counted.items():
        value = value_of(mark, rules)
        if value is not None:
            values[value] += count
    valid = values.total()
    about = f"party:{party.code}:{item}"
    if valid < party.at_least:
        shown = None if party.secret and valid < rules.smallest_cell else valid
        notes.lines.append(Line(about, "missing", None, "marks_valid", shown, source=party.source))
        return None
    how = "mean"
    if party.trim is not None and valid >= party.trim.when_at_least:
        values = _trimmed(values, party.trim.each_end)
        how = "trimmed_mean"
    mean = sum((value * count for value, count in values.items()), Fraction(0)) / values.total()
    notes.lines.append(Line(about, how, mean, "marks_valid", valid, source=party.source))
    return mean


def _trimmed(values: Counter[Fraction], each_end: int) -> Counter[Fraction]:
    kept = Counter(values)
    for order in (sorted(values), sorted(values, reverse=True)):
        left = each_end
        for value in order:
            taken = min(left, kept[value])
            kept[value] -= taken
            left -= taken
    return +kept


def _total(rules: Rules, items: Mapping[str, Fraction | None], notes: _Notes) -> Fraction | None:
    missing = [code for code, value in items.items() if value is None]
    if missing:
        keys = [item.code for item in rules.criteria if item.key and item.code in missing]
        notes.refuse("item_missing", items=missing, key_items=keys)
        return None
    weighted = [(item, value) for item in rules.criteria if (value := items[item.code]) is not None]
    value = sum((item.weight * own for item, own in weighted), Fraction(0))
    if rules.total == "weighted_mean":
        value /= sum((item.weight for item, _ in weighted), Fraction(0))
    if rules.rounding.at == "total":
        value = RoundingRule(rules.rounding.places, rules.rounding.mode).apply(value)
    parts = tuple(f"{item.code}×{text_of(item.weight)}" for item, _ in weighted)
    notes.lines.append(Line("total", rules.total, value, "items", len(weighted), parts, rules.rounding.source))
    return value


def _stars(rules: Rules, items: Mapping[str, Fraction | None], notes: _Notes) -> tuple[str, ...] | None:
    if rules.stars is None or any(value is None for value in items.values()):
        return None
    granted = tuple(code for code, value in items.items() if value is not None and value >= rules.stars.granted_from)
    notes.lines.append(
        Line(
            "stars",
            f"granted_from:{text_of(rules.stars.granted_from)}",
            len(granted),
            "stars_defined",
            len(items),
            granted,
            rules.stars.source,
        )
    )
    return granted


def _band(rules: Rules, subject: Subject, total: Fraction | None, notes: _Notes) -> str | None:
    if not rules.bands or total is None:
        return None
    at = next((n for n, band in enumerate(rules.bands) if total >= band.at_least), None)
    for floor in rules.floors:
        holds = _floor_holds(rules, subject, floor, notes)
        if holds is None:
            return None
        if holds and at is not None:
            at = max(at, next(n for n, band in enumerate(rules.bands) if band.code == floor.best_band))
    if at is None:
        notes.refuse("below_every_band", total=text_of(total))
        return None
    band = rules.bands[at]
    notes.lines.append(Line("band", f"at_least:{text_of(band.at_least)}", band.code, source=band.source))
    return band.code


def _floor_holds(rules: Rules, subject: Subject, floor: Floor, notes: _Notes) -> bool | None:
    measure = next(measure for measure in rules.measures if measure.code == floor.measure)
    marks = subject.measures.get(measure.code, {})
    base = base_of(marks, measure.outside_base)
    if base < measure.at_least:
        notes.refuse("measure_without_base", measure=measure.code, at_least=measure.at_least)
        return None
    share = Fraction(sum(marks.get(code, 0) for code in measure.satisfied), base)
    outside = tuple(f"{code}:{marks.get(code, 0)}" for code in measure.outside_base)
    notes.lines.append(Line(f"measure:{measure.code}", "share", share, "answers_valid", base, outside, floor.source))
    return share < floor.below


def _select(rules: Rules, given: Given, subjects: tuple[SubjectResult, ...]) -> SelectionResult:
    rule = rules.selection
    assert rule is not None
    votes = {subject.code: Fraction(subject.votes or 0) for subject in given.subjects}
    lines: list[Line] = []
    refusals: list[Refusal] = []
    undecided = [result.code for result in subjects if _may_still_change(result)]
    if undecided:
        refusals.append(Refusal("subjects_undecided", {"subjects": undecided}))
    grounds = {result.code: _grounds(rules, result) for result in subjects}
    try:
        if rule.majority is not None:
            share = ShareRule(rule.majority.share, rule.majority.base, rule.majority.compare)
            needed = share.needed(given.counts)
            base = given.counts[rule.majority.base.value]
            lines.append(
                Line(
                    "majority",
                    share.compare.value,
                    needed,
                    share.base.value,
                    base,
                    (text_of(share.share),),
                    rule.majority.source,
                )
            )
            for code in grounds:
                if not share.judge(int(votes[code]), given.counts).met:
                    grounds[code] = (*grounds[code], "no_majority")
        places = None
        if rule.cap is not None:
            cap = Cap(rule.cap.share, rule.cap.base, rule.cap.rounding, rule.cap.least)
            places = cap.places(given.counts)
            lines.append(
                Line(
                    "cap",
                    cap.rounding.value,
                    places,
                    cap.base.value,
                    given.counts[cap.base.value],
                    (text_of(cap.share),),
                    rule.cap.source,
                )
            )
    except MissingBase as error:
        refusals.append(Refusal("base_missing", {"base": error.args[0]}))
        return SelectionResult(None, (), {}, None, tuple(refusals), tuple(lines))
    eligible = tuple(code for code, against in grounds.items() if not against)
    outside = {code: against for code, against in grounds.items() if against}
    chosen: tuple[str, ...] | None = None
    if not refusals:
        values = {result.code: _value(rule.by, result, votes) for result in subjects if result.code in eligible}
        inside = pick_inside(values, len(values) if places is None else places)
        if given.run_off and set(given.run_off) == set(inside.tied):
            tied = tuple(f"{code}:{count}" for code, count in sorted(given.run_off.items()))
            lines.append(Line("run_off", "votes", inside.places_left, "places_left", inside.places_left, tied))
            inside = settle_run_off(inside, given.run_off)
        elif given.run_off:
            refusals.append(Refusal("run_off_not_of_the_tied", {"tied": list(inside.tied)}))
        if inside.needs_run_off:
            found = {"tied": list(inside.tied), "places_left": inside.places_left, "inside": list(inside.chosen)}
            refusals.append(Refusal("run_off_needed", found))
        chosen = None if refusals else inside.chosen
    return SelectionResult(chosen, eligible, outside, places, tuple(refusals), tuple(lines))


def _may_still_change(result: SubjectResult) -> bool:
    """Withheld, and not kept out by a veto that nobody contests: the list has to wait for this one."""
    contested = any(refusal.code == "open_contest" for refusal in result.refusals)
    return bool(result.refusals) and (contested or not result.barred_by)


def _grounds(rules: Rules, result: SubjectResult) -> tuple[str, ...]:
    """Why a subject may not be put forward; empty when it may."""
    assert rules.selection is not None
    found = [f"veto:{code}" for code in result.barred_by]
    if result.refusals:
        found.append("undecided")
    if rules.threshold is not None and result.reached is False:
        found.append("threshold_not_reached")
    needed = rules.selection.best_band_needed
    if needed is not None:
        order = [band.code for band in rules.bands]
        if result.band is None or order.index(result.band) > order.index(needed):
            found.append("band_not_reached")
    return tuple(found)


def _value(by: str, result: SubjectResult, votes: Mapping[str, Fraction]) -> Fraction:
    if by == "votes":
        return votes[result.code]
    if by == "stars":
        return Fraction(result.stars_total or 0)
    return result.total if result.total is not None else Fraction(0)
