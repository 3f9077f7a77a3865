"""公开承诺: promises measured against something, reviewed, published, fulfilled (S0-07 ... S0-11, S0-25, S0-47, S0-56, S1-17).

Before: "努力工作". After: "本学期听评课 20 节，12 月 20 日前" tied to a duty, adopted by the reviewer, published in its scope.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, ParamFault, Share, StepKind, stricter

if TYPE_CHECKING:
    from xianfeng.core.plan.model import Pack, Step


class Params(KindParams):
    """One kind of pledge."""

    measure: Literal["party_requirement", "post_duty", "work_target", "topic", "free"] = Field(
        description="对照什么：党员要求、岗位职责、工作要求、主题、自定"
    )
    requirements: str | None = Field(default=None, description="对照的标准（criteria 的代码）")
    at_least: int = Field(default=1, ge=1, le=20, description="至少几条", json_schema_extra=stricter("higher"))
    tied: bool = Field(default=True, description="须对应到一项要求、职责或问题", json_schema_extra=stricter("true"))
    needs_target: bool = Field(
        default=False, description="须有指标、单位、基数和完成日期", json_schema_extra=stricter("true")
    )
    every_topic: bool = Field(
        default=False, description="每个主题都要承诺，或说明为何没有", json_schema_extra=stricter("true")
    )
    reviewed: bool = Field(default=True, description="须经审核，退回要写理由", json_schema_extra=stricter("true"))
    scope: Literal["branch", "unit", "school", "superior", "public"] = Field(
        default="school", description="公开到什么范围"
    )
    adopts_open_items: bool = Field(default=True, description="可认领上一轮未完成的整改事项和承诺")
    carried_over: Literal[True] = Field(default=True, description="未兑现的转入下一轮；总是如此，不能改")
    confirmed_by_served: bool = Field(
        default=False,
        description="兑现须由受益方确认（凭纸条，不记姓名），确认以前不算办结",
        json_schema_extra=stricter("true"),
    )
    confirmed_above: Share | None = Field(
        default=None, description="受益方确认须超过多少；不写为半数", json_schema_extra=stricter("higher")
    )
    most_characters: int | None = Field(default=None, ge=20, le=5000, description="每条最多字数")


class Pledge(StepKind):
    """Only published pledges count (S0-11)."""

    code = "pledge"
    title = "公开承诺"
    subject = "person"
    subjects = frozenset({"person", "organization"})
    built = True
    Params = Params
    verb = "写"
    minutes = 5
    facts = ("pledge_published", "pledge_submitted", "pledge_fulfilled", "topics_written", "topics_answered")
    outcomes = ("published", "fulfilled", "unfulfilled")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        published = Need("pledge_published", at_least=params.at_least, part=params.measure)
        return (published, Need("topics_answered")) if params.every_topic else (published,)

    def own_part(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        if not params.reviewed:
            return self.needs(params)
        submitted = Need("pledge_submitted", at_least=params.at_least, part=params.measure)
        return (submitted, Need("topics_written")) if params.every_topic else (submitted,)

    def faults(self, params: KindParams, step: "Step", pack: "Pack") -> Sequence[ParamFault]:
        assert isinstance(params, Params)
        if params.requirements is not None and pack.find_criteria(params.requirements) is None:
            return (ParamFault("criteria_unknown", ("requirements",), {"code": params.requirements}),)
        if params.every_topic and (params.requirements is None or params.measure != "topic"):
            return (ParamFault("topics_without_set", ("every_topic",)),)
        return ()

    def sample(self) -> dict[str, object]:
        return {"measure": "post_duty"}


def percent_done(baseline: Decimal, target: Decimal, value: Decimal) -> Decimal:
    """How far from baseline to target, in percent, whole numbers, between 0 and 100; falling targets count downwards.

    Before: baseline 12, target 20, reached 16. After: 50. A target equal to the baseline is reached or not: 100 or 0.
    """
    if target == baseline:
        return Decimal(100) if value == target else Decimal(0)
    done = (value - baseline) / (target - baseline) * 100
    return min(max(done, Decimal(0)), Decimal(100)).quantize(Decimal(1), rounding=ROUND_DOWN)


MAJORITY = Fraction(1, 2)
SMALLEST = 5
"""Fewer answers decide nothing and are never shown as a number."""


def heard(kept: int, not_kept: int, above: Fraction | None = None) -> str:
    """What those a pledge was for say of it: kept | not_kept | too_few (S0-50).

    Before: 6 slips say kept, 3 say not. After: ``kept``, as 6 of 9 is more than half; of 4 slips nothing is said.
    """
    answers = kept + not_kept
    if answers < SMALLEST:
        return "too_few"
    return "kept" if Fraction(kept, answers) > (MAJORITY if above is None else above) else "not_kept"


def topic_state(states: Sequence[str], *, is_explained: bool) -> str:
    """published | written | explained | missing – of the wordings that cite one topic (S1-17).

    Before: one wording under review, none published. After: ``written``, even where a reason was given earlier.
    """
    for held, state in (("published", "published"), ("submitted", "written")):
        if held in states:
            return state
    return "explained" if is_explained else "missing"


def pledge_state(due_on: date | None, on: date, *, fulfilled: bool, dropped: bool) -> str:
    """fulfilled | dropped | overdue | in_progress – by the calendar and what was confirmed (S0-47)."""
    if dropped:
        return "dropped"
    if fulfilled:
        return "fulfilled"
    return "overdue" if due_on is not None and on > due_on else "in_progress"


kind = Pledge()
