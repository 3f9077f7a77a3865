"""整改: items with source, owner, due date, evidence, verdict by a second person, redo (S0-51 ... S0-55, S1-23, S3-48 ... S3-54)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, Share, StepKind, stricter


class Params(KindParams):
    """How items of one step are made and closed."""

    plans_of: tuple[Literal["person", "organization", "leading_team"], ...] = Field(
        min_length=1, description="谁要制定整改方案", json_schema_extra=stricter("superset")
    )
    sources: tuple[Literal["opinions", "appraisal", "inspection", "last_programme", "rating", "survey"], ...] = Field(
        default=("opinions",), description="问题从哪里来", json_schema_extra=stricter("superset")
    )
    parts: tuple[str, ...] = Field(default=(), description="必填的部分", json_schema_extra=stricter("superset"))
    classes: tuple[str, ...] = Field(default=(), description="问题的分类")
    latest: int | None = Field(default=None, ge=1, description="整改期限最长几天", json_schema_extra=stricter("lower"))
    checked_singly: Literal[True] = Field(default=True, description="逐项核对，不能一次全部销号；总是如此，不能改")
    redo_above: Share | None = Field(
        default=None, description="不满意超过多少须重新整改", json_schema_extra=stricter("lower")
    )
    redo_base: Literal["valid_answers", "all_asked"] = Field(default="valid_answers", description="不满意占什么的比例")
    least_answers: int | None = Field(
        default=None, ge=1, description="至少几份有效答卷才算数", json_schema_extra=stricter("higher")
    )
    columns_shown: tuple[str, ...] = Field(
        default=(), description="公布时必有的栏目", json_schema_extra=stricter("superset")
    )
    private: bool = Field(default=False, description="只限本人和支委会可见")


class RectificationKind(StepKind):
    """Done when every item of the subject has a verdict."""

    code = "rectification"
    title = "整改"
    subject = "organization"
    built = True
    Params = Params
    verb = "整改"
    facts = ("plan_adopted", "items_decided")
    outcomes = ("all_done", "open_items", "redo")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        return (Need("plan_adopted"), Need("items_decided"))

    def must_be_redone(self, params: KindParams, *, dissatisfied: int, valid: int, asked: int) -> bool | None:
        assert isinstance(params, Params)
        return must_redo(params, dissatisfied=dissatisfied, valid=valid, asked=asked)

    def sample(self) -> dict[str, object]:
        return {"plans_of": ["organization"]}


ORIGINS: Mapping[str, tuple[str, ...]] = {
    "opinions": ("opinion",),
    "appraisal": ("appraisal",),
    "inspection": ("inspection", "look_back"),
    "last_programme": ("predecessor",),
    "rating": ("below_standard", "consequence"),
    "survey": ("other",),
}
"""Which tracked items a source of the plan means, by their origin."""
OF_MEASURES: Mapping[str, str] = {
    "整改措施": "how",
    "整改时限": "due_on",
    "整改责任": "owner_id",
    "改什么": "what",
    "如何改": "how",
    "什么时候改": "due_on",
    "达到什么目标": "goal",
}
"""Parts that are answered measure by measure, not in a text of their own."""


def origins(params: Params) -> tuple[str, ...]:
    """Origins of the items this step puts right."""
    return tuple(dict.fromkeys(origin for source in params.sources for origin in ORIGINS[source]))


def text_parts(params: Params) -> tuple[str, ...]:
    """Parts that are written as a text (原因, 努力方向, 整改重点)."""
    return tuple(part for part in params.parts if part not in OF_MEASURES)


def measure_fields(params: Params) -> tuple[str, ...]:
    """What every measure must name; what is done and by when always."""
    asked = [OF_MEASURES[part] for part in (*params.parts, *params.columns_shown) if part in OF_MEASURES]
    return tuple(dict.fromkeys(["what", "due_on", *asked]))


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure as far as the rules go."""

    what: str = ""
    how: str = ""
    goal: str = ""
    due_on: date | None = None
    owner_id: int | None = None
    group: str = ""


def lacks(params: Params, texts: Mapping[str, str], measures: Sequence[Measure]) -> list[str]:
    """What keeps a plan from being handed in: titles of empty parts, `measures`, and names of fields some measure lacks.

    Before: 原因 and 努力方向 written, one measure without a day. After: ``["due_on"]`` (S1-23, S0-54).
    """
    found = [part for part in text_parts(params) if not texts.get(part, "").strip()]
    if not measures:
        return [*found, "measures"]
    found += [name for name in measure_fields(params) if any(not getattr(one, name) for one in measures)]
    if params.classes and any(one.group not in params.classes for one in measures):
        found.append("group")
    return found


def must_redo(params: Params, *, dissatisfied: int, valid: int, asked: int) -> bool | None:
    """Whether those concerned are so dissatisfied that it is done again under the superior (S3-52).

    More than the share, of the base the plan names; none when the plan has no share or too few answered.
    Before: more than a half of valid answers, 11 of 20. After: ``True``; 10 of 20 would not be.
    """
    if params.redo_above is None:
        return None
    if params.least_answers is not None and valid < params.least_answers:
        return None
    base = {"valid_answers": valid, "all_asked": asked}[params.redo_base]
    return Fraction(dissatisfied, base) > params.redo_above if base else None


kind = RectificationKind()
