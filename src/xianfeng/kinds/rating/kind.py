"""测评与评星: several parties, weights, a star rule, one rounding (S0-37, S1-18 ... S1-20, S2-50, S4-14, S4-24).

Before: four sheets per member and star. After: a composite per star from the sheets given, never a zero for a missing one.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, ParamFault, Share, StepKind, stricter
from xianfeng.core.scoring.scales import SCALES

if TYPE_CHECKING:
    from xianfeng.core.plan.model import Pack, Step


SCALE_OF = {"grades": "members", "four_levels": "four_levels", "satisfaction": "satisfaction"}
"""The plan's word for a scale -> the scale of `core.scoring.scales`."""
COUNTED_GRADES = {
    word: tuple(grade for grade in SCALES[scale] if not grade.outside_base) for word, scale in SCALE_OF.items()
}
"""Grades that count, best first."""

GRADE_POINTS = {"grades": (95, 85, 70, 50), "four_levels": (95, 85, 70, 50), "satisfaction": (100, 60, 0)}
"""Middle of each band of the usual classes (90, 80, 60); said on the page when the plan gives no value of its own."""
BAND_LIMITS = {"grades": (90, 80, 60, 0), "four_levels": (90, 80, 60, 0)}


class Party(KindParams):
    """Who gives marks, with which weight, and how many sheets there must be."""

    code: Literal["self", "peers", "staff", "organization", "superior", "leaders", "delegates", "everyday"]
    title: str
    weight: Share | None = Field(default=None, description="权重；不计分的一方留空")
    at_least: int | None = Field(default=None, ge=1, description="至少几张有效票", json_schema_extra=stricter("higher"))
    secret: bool = Field(default=False, description="无记名", json_schema_extra=stricter("true"))
    when_missing: Literal["withhold", "reweigh"] = Field(
        default="withhold", description="缺这一方时：不出结果，或按事先声明重新分配权重"
    )


class Veto(KindParams):
    """One ground that keeps a subject from being put forward, whatever the mark. Fixed beforehand, needs evidence."""

    code: str
    title: str = Field(description="依据的一句话")
    definition: str | None = Field(default=None, description="开评前定下的界线")
    contest_days: int | None = Field(default=None, ge=1, description="本人可在几个工作日内提出异议")


class Params(KindParams):
    """One rating round."""

    criteria: tuple[str, ...] = Field(min_length=1, description="按哪几套标准（criteria 的代码）")
    subjects: Literal["persons", "organizations", "schools", "leaders", "teaching_groups"] = "persons"
    parties: tuple[Party, ...] = Field(min_length=1, json_schema_extra=stricter("superset"))
    scale: Literal["grades", "four_levels", "satisfaction", "points", "star"] = Field(
        description="等次、好较好一般差、满意度、百分、星"
    )
    points_per_star: int | None = Field(default=None, ge=1, description="每颗星满分几分")
    star_from: int | None = Field(default=None, ge=1, description="几分以上得星")
    decimals: int = Field(default=0, ge=0, le=3, description="结果保留几位小数，只在最后舍入一次")
    order: tuple[str, ...] = Field(default=(), description="各方开放的先后")
    quorum: Share | None = Field(
        default=None,
        description="各方无记名测评时，收回的票至少占应参加人数的多少方为有效",
        json_schema_extra=stricter("higher"),
    )
    observer: bool = Field(default=False, description="上级派人监督并确认", json_schema_extra=stricter("true"))
    key_items_required: bool = Field(default=False, description="重点项目必须评到", json_schema_extra=stricter("true"))
    smallest_cell: int = Field(
        default=5, ge=3, description="少于几人的分组不单独公布", json_schema_extra=stricter("higher")
    )
    accumulates: bool = Field(default=False, description="逐轮累计")
    grade_points: tuple[int, ...] | None = Field(
        default=None, description="各等次折合多少分，从好到差；留空用分类定级各档的中间值"
    )
    band_limits: tuple[int, ...] | None = Field(
        default=None, description="各等次的分数线，从高到低，最后一档为0；留空用90、80、60、0"
    )
    basic_stars: int | None = Field(
        default=None, ge=1, description="一轮至少几颗星为达到基本要求", json_schema_extra=stricter("higher")
    )
    review_days: int = Field(default=5, ge=1, le=60, description="本人可在几个工作日内申请另人复核")
    vetoes: tuple[Veto, ...] = Field(default=(), description="一票否决的情形", json_schema_extra=stricter("superset"))


class Rating(StepKind):
    """Done for an organisation when its round is closed and counted."""

    code = "rating"
    title = "测评"
    subject = "organization"
    subjects = frozenset({"organization", "campaign"})
    built = True
    Params = Params
    verb = "评"
    minutes = 15
    facts = ("round_counted",)
    outcomes = ("reached", "below_basic", "good", "fairly_good", "fair", "poor")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        return (Need("round_counted"),)

    def faults(self, params: KindParams, step: "Step", pack: "Pack") -> Sequence[ParamFault]:
        assert isinstance(params, Params)
        found = [
            ParamFault("criteria_unknown", ("criteria", at), {"code": code})
            for at, code in enumerate(params.criteria)
            if pack.find_criteria(code) is None
        ]
        weights = [party.weight for party in params.parties if party.weight is not None]
        if weights and sum(weights) != Fraction(1):
            found.append(ParamFault("weights_not_whole", ("parties",), {"sum": str(sum(weights))}))
        if all(party.code == "self" for party in params.parties if party.weight is not None) and weights:
            found.append(ParamFault("self_alone", ("parties",)))
        if (
            params.points_per_star is not None
            and params.star_from is not None
            and params.star_from > params.points_per_star
        ):
            found.append(ParamFault("star_unreachable", ("star_from",)))
        found += self._scale_faults(params)
        codes = [party.code for party in params.parties]
        if len(set(codes)) != len(codes):
            found.append(ParamFault("party_twice", ("parties",)))
        if params.order and set(params.order) != set(codes):
            found.append(ParamFault("order_differs_from_parties", ("order",)))
        return found

    @staticmethod
    def _scale_faults(params: Params) -> list[ParamFault]:
        """Own values of grades must be as many as the grades, and fall."""
        found = []
        grades = len(COUNTED_GRADES.get(params.scale, ()))
        for name in ("grade_points", "band_limits"):
            values: tuple[int, ...] | None = getattr(params, name)
            if values is not None and (len(values) != grades or any(a <= b for a, b in pairwise(values))):
                found.append(ParamFault("grades_not_falling", (name,), {"grades": str(grades)}))
        best = (params.grade_points or GRADE_POINTS.get(params.scale) or (0,))[0]
        limit = (params.band_limits or BAND_LIMITS.get(params.scale) or (0,))[0]
        if params.scale in BAND_LIMITS and limit > best:
            found.append(ParamFault("band_unreachable", ("band_limits",), {"limit": str(limit), "best": str(best)}))
        return found

    def contest_days(self, params: KindParams) -> int:
        assert isinstance(params, Params)
        return max([params.review_days, *(veto.contest_days or 0 for veto in params.vetoes)])

    def sample(self) -> dict[str, object]:
        return {"criteria": ["set"], "scale": "grades", "parties": [{"code": "peers", "title": "党员互评"}]}


kind = Rating()
