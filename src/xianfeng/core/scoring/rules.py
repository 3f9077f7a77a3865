"""The rule file: one YAML text that says everything a result depends on (S0-37, S1-19 … S1-21, S2-50).

Every rule carries its `source` sentence. `read_rules` checks the whole before anything is scored, so that what cannot
work (weights that do not add up, a threshold nobody can reach) is refused when the round opens and not when it closes.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError, WithJsonSchema

from xianfeng.core.scoring.bases import Base
from xianfeng.core.scoring.majority import Compare
from xianfeng.core.scoring.numbers import BadNumber, Rounding, exact, text_of
from xianfeng.core.scoring.reading import RuleFault, Unreadable, read_yaml
from xianfeng.core.scoring.tally import NOT_MARKS


def _exact(raw: object) -> Fraction:
    try:
        return exact(raw)
    except BadNumber as error:
        raise ValueError("not_exact") from error


Number = Annotated[
    Fraction,
    BeforeValidator(_exact),
    PlainSerializer(text_of, return_type=str),
    WithJsonSchema({"type": ["string", "integer"], "description": "精确数：'8'、'0.25'、'1/3'、'90%'；小数须加引号"}),
]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Raters = Annotated[int, Field(ge=1, le=1_000_000)]


class Part(BaseModel):
    """Unknown keys are refused; nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(Part):
    """A rule with the sentence it comes from; empty only where the rule is the reader's own."""

    source: str = ""


class Criterion(Sourced):
    """One item that is marked. `key`: must be rated, or the whole is withheld (S0-31)."""

    code: Code
    title: str
    weight: Number = Fraction(1)
    key: bool = False


class Option(Part):
    """One mark of a graded scale. Without `value` it counts in no score; `outside_base`: 不了解."""

    code: Code
    title: str
    value: Number | None = None
    outside_base: bool = False


class Scale(Part):
    """`points`: numbers from `minimum` to `maximum`. `grades`: the options. `star`: yes or no, worth a full star or none."""

    type: Literal["points", "grades", "star"]
    minimum: Number = Fraction(0)
    maximum: Number | None = None
    options: tuple[Option, ...] = ()


class Trim(Part):
    """Leave out the `each_end` highest and lowest marks once there are `when_at_least` of them."""

    each_end: Raters
    when_at_least: Annotated[int, Field(ge=3, le=1_000_000)]


class Party(Sourced):
    """Who marks. Fewer than `at_least` valid marks make the party missing, which is never a zero."""

    code: Code
    title: str
    weight: Number
    at_least: Raters = 1
    when_missing: Literal["withhold", "reweigh"] = "withhold"
    secret: bool = False
    trim: Trim | None = None


class RoundTo(Sourced):
    """The one place where a number is rounded."""

    at: Literal["item", "total"]
    places: Annotated[int, Field(ge=0, le=6)]
    mode: Rounding = Rounding.HALF_UP


class Stars(Sourced):
    """A star per item: `points_per_star` at most, granted from `granted_from` on."""

    points_per_star: Number = Fraction(10)
    granted_from: Number = Fraction(8)


class Band(Sourced):
    """A class by total, for example at least 90: 好."""

    code: Code
    title: str
    at_least: Number


class Measure(Sourced):
    """A satisfaction question counted beside the score. `outside_base` (不了解) is reported, never in the base."""

    code: Code
    title: str
    satisfied: tuple[Code, ...]
    other: tuple[Code, ...]
    outside_base: tuple[Code, ...] = ()
    at_least: Raters = 5


class Floor(Sourced):
    """Below this share of satisfied, the band is `best_band` at most (群众满意率 < 90 %)."""

    measure: Code
    below: Number
    best_band: Code


class Veto(Sourced):
    """Keeps a subject out of the selection whatever the score; needs evidence (S0-38, S0-39)."""

    code: Code
    title: str


class Threshold(Sourced):
    """At least `stars`, added up over `rounds` rounds, this one included (S1-21)."""

    stars: Annotated[int, Field(ge=1)]
    rounds: Annotated[int, Field(ge=1, le=1000)] = 1


class CapRule(Sourced):
    """At most `share` of the named base."""

    share: Number
    base: Base
    rounding: Rounding = Rounding.DOWN
    least: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class MajorityRule(Sourced):
    """`share` of the named base, exceeded or reached."""

    share: Number
    base: Base
    compare: Compare = Compare.MORE_THAN

    @property
    def is_possible(self) -> bool:
        """More than the whole is never reached. More than nothing is: a single vote."""
        return 0 <= self.share < 1 if self.compare is Compare.MORE_THAN else 0 < self.share <= 1


class Selection(Sourced):
    """Who is put forward: eligible, with a majority where votes count, inside the cap."""

    code: Code
    title: str
    by: Literal["total", "stars", "votes"]
    best_band_needed: Code | None = None
    majority: MajorityRule | None = None
    cap: CapRule | None = None


class Rules(Part):
    """The whole rule file."""

    format: Literal[1]
    code: Code
    title: str
    version: str
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    scale: Scale
    parties: Annotated[tuple[Party, ...], Field(min_length=1)]
    total: Literal["sum", "weighted_mean"] = "sum"
    rounding: RoundTo
    stars: Stars | None = None
    bands: tuple[Band, ...] = ()
    measures: tuple[Measure, ...] = ()
    floors: tuple[Floor, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    threshold: Threshold | None = None
    selection: Selection | None = None
    smallest_cell: Raters = 5

    def fingerprint(self) -> str:
        """SHA-256 over the canonical JSON of everything the rules say."""
        plain = json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()

    def highest(self) -> Fraction:
        """The highest mark of the scale."""
        if self.scale.type == "star":
            return self.stars.points_per_star if self.stars else Fraction(1)
        if self.scale.type == "points":
            return self.scale.maximum if self.scale.maximum is not None else Fraction(0)
        return max((option.value for option in self.scale.options if option.value is not None), default=Fraction(0))

    def highest_total(self) -> Fraction:
        """What a subject with the highest mark throughout gets."""
        return self.highest() * (
            sum((item.weight for item in self.criteria), Fraction(0)) if self.total == "sum" else 1
        )


class BadRules(ValueError):
    """The rule file cannot be used; `faults` says why, the first one first."""

    def __init__(self, faults: Iterable[RuleFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(", ".join(fault.code for fault in self.faults))


def read_rules(text: str) -> Rules:
    """Rules from YAML text. Raises `BadRules`."""
    try:
        plain = read_yaml(text)
    except Unreadable as error:
        raise BadRules([error.fault]) from None
    return build_rules(plain)


def build_rules(plain: Any) -> Rules:
    """Rules from plain data. Raises `BadRules`."""
    if not isinstance(plain, Mapping):
        raise BadRules([RuleFault("not_a_mapping")])
    try:
        rules = Rules.model_validate(plain)
    except ValidationError as error:
        raise BadRules(_schema_faults(error)) from None
    faults = list(rule_faults(rules))
    if faults:
        raise BadRules(faults)
    return rules


def _schema_faults(error: ValidationError) -> list[RuleFault]:
    codes = {"missing": "missing_field", "extra_forbidden": "unknown_field"}
    return [
        RuleFault(codes.get(item["type"], "bad_value"), ".".join(str(step) for step in item["loc"]))
        for item in error.errors()
    ]


def rule_faults(rules: Rules) -> Iterable[RuleFault]:
    """What the fields allow and the whole does not."""
    for name in ("criteria", "parties", "bands", "measures", "vetoes"):
        for code, times in Counter(item.code for item in getattr(rules, name)).items():
            if times > 1:
                yield RuleFault("code_twice", name, {"code": code})
    yield from _party_faults(rules)
    yield from _scale_faults(rules)
    yield from _result_faults(rules)


def _party_faults(rules: Rules) -> Iterable[RuleFault]:
    weights = [party.weight for party in rules.parties]
    if any(weight < 0 for weight in weights) or sum(weights) != 1:
        yield RuleFault("weights_not_whole", "parties", {"sum": text_of(sum(weights, Fraction(0)))})
    if all(party.code == "self" or party.weight == 0 for party in rules.parties):
        yield RuleFault("self_alone", "parties")
    for at, party in enumerate(rules.parties):
        if party.secret and party.at_least < rules.smallest_cell:
            yield RuleFault("secret_party_too_small", f"parties.{at}", {"at_least": rules.smallest_cell})
        if party.trim and party.trim.each_end * 2 >= party.trim.when_at_least:
            yield RuleFault("trim_leaves_nothing", f"parties.{at}.trim")
    if any(item.weight <= 0 for item in rules.criteria):
        yield RuleFault("weight_not_positive", "criteria")


def _scale_faults(rules: Rules) -> Iterable[RuleFault]:
    scale = rules.scale
    if scale.type == "points" and (scale.maximum is None or scale.maximum <= scale.minimum or scale.options):
        yield RuleFault("scale_needs_limits", "scale")
    if scale.type == "grades":
        if not any(option.value is not None and not option.outside_base for option in scale.options):
            yield RuleFault("scale_needs_values", "scale")
        for code, times in Counter(option.code for option in scale.options).items():
            if times > 1:
                yield RuleFault("code_twice", "scale.options", {"code": code})
            if code in NOT_MARKS:
                yield RuleFault("code_reserved", "scale.options", {"code": code})
    if scale.type == "star" and (rules.stars is None or scale.options):
        yield RuleFault("star_scale_needs_stars", "scale")
    if rules.stars is not None:
        if not 0 < rules.stars.granted_from <= rules.stars.points_per_star:
            yield RuleFault("star_unreachable", "stars")
        elif rules.highest() != rules.stars.points_per_star:
            yield RuleFault("star_differs_from_scale", "stars", {"highest": text_of(rules.highest())})


def _result_faults(rules: Rules) -> Iterable[RuleFault]:
    limits = [band.at_least for band in rules.bands]
    if any(low >= high for high, low in pairwise(limits)):
        yield RuleFault("bands_not_falling", "bands")
    if limits and max(limits) > rules.highest_total():
        params = {"limit": text_of(max(limits)), "highest": text_of(rules.highest_total())}
        yield RuleFault("band_unreachable", "bands", params)
    bands = [band.code for band in rules.bands]
    for at, measure in enumerate(rules.measures):
        said = Counter([*measure.satisfied, *measure.other, *measure.outside_base])
        for code, times in said.items():
            if times > 1:
                yield RuleFault("code_twice", f"measures.{at}", {"code": code})
            if code in NOT_MARKS:
                yield RuleFault("code_reserved", f"measures.{at}", {"code": code})
    measures = {measure.code for measure in rules.measures}
    for at, floor in enumerate(rules.floors):
        if floor.measure not in measures or floor.best_band not in bands:
            yield RuleFault("floor_unknown", f"floors.{at}")
        if not 0 < floor.below <= 1:
            yield RuleFault("share_outside", f"floors.{at}.below", {"share": text_of(floor.below)})
    if rules.threshold is not None:
        most = len(rules.criteria) * rules.threshold.rounds
        if rules.stars is None:
            yield RuleFault("threshold_without_stars", "threshold")
        elif rules.threshold.stars > most:
            yield RuleFault(
                "threshold_unreachable",
                "threshold",
                {"stars": rules.threshold.stars, "most": most, "rounds": rules.threshold.rounds},
            )
    chosen = rules.selection
    if chosen is not None:
        if chosen.best_band_needed is not None and chosen.best_band_needed not in bands:
            yield RuleFault("band_unknown", "selection.best_band_needed")
        if chosen.by == "stars" and rules.stars is None:
            yield RuleFault("selection_without_stars", "selection.by")
        if chosen.cap is not None and not 0 < chosen.cap.share < 1:
            yield RuleFault("cap_not_below_whole", "selection.cap", {"share": text_of(chosen.cap.share)})
        if chosen.majority is not None and chosen.by != "votes":
            yield RuleFault("majority_without_votes", "selection.majority")
        if chosen.majority is not None and not chosen.majority.is_possible:
            yield RuleFault("share_outside", "selection.majority.share", {"share": text_of(chosen.majority.share)})


def rules_schema() -> dict[str, Any]:
    """JSON Schema of the rule file, for editors and other programs."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Rules.model_json_schema()}
