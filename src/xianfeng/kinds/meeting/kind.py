"""会议: agenda, attendance, turns, decisions with a named base (S1-31, S2-48, S2-49, S3-10 ... S3-12, S3-37, S3-43, S4-43)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, ParamFault, Share, StepKind, stricter

if TYPE_CHECKING:
    from xianfeng.core.plan.model import Pack, Step


class Params(KindParams):
    """One meeting, or one a round."""

    form: Literal[
        "mobilisation", "discussion", "organizational_life", "democratic_life", "general_meeting", "committee",
        "congress", "hearing", "forum",
    ] = Field(description="动员会、讨论、组织生活会、民主生活会、党员大会、支委会、教代会、听取汇报、座谈会")  # fmt: skip
    head_speaks: bool = Field(default=False, description="主要负责人亲自讲", json_schema_extra=stricter("true"))
    also_attend: tuple[Literal["activists", "non_members", "retired_members", "leaders"], ...] = Field(
        default=(), description="另请参加", json_schema_extra=stricter("superset")
    )
    everyone_speaks: bool = Field(default=False, description="逐个发言", json_schema_extra=stricter("true"))
    reports: tuple[str, ...] = Field(default=(), description="须审议的报告", json_schema_extra=stricter("superset"))
    counted_report: str | None = Field(default=None, description="哪份报告的数据由登记算出（报告名称）")
    counted_from: tuple[str, ...] = Field(default=(), description="上述数据取自哪些步骤的登记（代码），上一届的一并算")
    agenda: tuple[str, ...] = Field(default=(), description="议程", json_schema_extra=stricter("superset"))
    papers_days_before: int | None = Field(
        default=None, ge=1, description="材料提前几天送达", json_schema_extra=stricter("higher")
    )
    delegates_at_least: Share | None = Field(
        default=None, description="代表至少占教职工的多少", json_schema_extra=stricter("higher")
    )
    delegates_from: str | None = Field(default=None, description="到会的代表由哪个步骤选出（代码）；名册由选举结果得出")
    every_unit_sends: bool = Field(
        default=False, description="有单位还没有代表时不能通知开会", json_schema_extra=stricter("true")
    )
    quorum: Share | None = Field(default=None, description="到会须占应到会的多少", json_schema_extra=stricter("higher"))
    majority: Share | None = Field(default=None, description="赞成须超过多少", json_schema_extra=stricter("higher"))
    majority_base: Literal["expected", "present", "ballots_valid"] = Field(
        default="expected", description="赞成占什么的比例"
    )
    must_hear: tuple[str, ...] = Field(
        default=(), description="会上须听取的方面（只记人次）", json_schema_extra=stricter("superset")
    )
    preconditions: tuple[str, ...] = Field(
        default=(), description="开会前须备齐的事项", json_schema_extra=stricter("superset")
    )
    output: str | None = Field(default=None, description="会议要形成什么")
    output_criteria: str | None = Field(
        default=None, description="会议表决通过的内容，记作本支部的哪一套标准（代码），供后面的步骤对照"
    )
    study_days_before: int | None = Field(default=None, ge=1, description="会前几天内须有一次学习")
    counts_as_annual: bool = Field(default=False, description="可计为本年度的一次")
    make_up: bool = Field(default=True, description="缺席的要补会", json_schema_extra=stricter("true"))


class Meeting(StepKind):
    """One record: agenda, who was missing and why, decisions with their votes, signed by two people."""

    code = "meeting"
    title = "会议"
    subject = "organization"
    built = True
    Params = Params
    verb = "开"
    minutes = 60
    facts = ("meeting_held",)
    outcomes = ("held", "not_held")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        return (Need("meeting_held", part=params.form),)

    def faults(self, params: KindParams, step: "Step", pack: "Pack") -> Sequence[ParamFault]:
        assert isinstance(params, Params)
        found = [
            ParamFault("step_unknown", ("counted_from", number), {"code": code})
            for number, code in enumerate(params.counted_from)
            if pack.find_step(code) is None
        ]
        if params.delegates_from is not None and pack.find_step(params.delegates_from) is None:
            found.append(ParamFault("step_unknown", ("delegates_from",), {"code": params.delegates_from}))
        sets = {one.code for one in pack.plan.criteria}
        if params.output_criteria is not None and params.output_criteria not in sets:
            found.append(ParamFault("criteria_unknown", ("output_criteria",), {"code": params.output_criteria}))
        return found

    def sample(self) -> dict[str, object]:
        return {"form": "mobilisation"}


@dataclass(frozen=True, slots=True)
class Vote:
    """What was counted on one item of the agenda; none of it when nobody voted."""

    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None

    @property
    def was_taken(self) -> bool:
        return self.in_favour is not None

    @property
    def cast(self) -> int:
        return (self.in_favour or 0) + (self.against or 0) + (self.abstained or 0)


def quorum_met(params: Params, present: int, expected: int) -> bool | None:
    """Whether enough of those expected were there; none when the plan asks for no quorum.

    Before: two thirds of 31, 21 there. After: ``True`` (21 of 31 is more than 2/3; 20 would not be). Nobody expected: false.
    """
    if params.quorum is None:
        return None
    return expected > 0 and Fraction(present, expected) >= params.quorum


def base_of(params: Params, vote: Vote, present: int, expected: int) -> int:
    """The number a majority is measured against: those expected, those present, or the votes cast (S2-45)."""
    return {"expected": expected, "present": present, "ballots_valid": vote.cast}[params.majority_base]


def carried(params: Params, vote: Vote, present: int, expected: int) -> bool | None:
    """Whether an item was adopted: more than the share of the named base. None: nobody voted on it.

    A meeting without its quorum adopts nothing (S2-45); without a share in the plan, more than half is taken.
    """
    if vote.in_favour is None:
        return None
    if quorum_met(params, present, expected) is False:
        return False
    share = params.majority if params.majority is not None else Fraction(1, 2)
    base = base_of(params, vote, present, expected)
    return base > 0 and Fraction(vote.in_favour, base) > share


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the minutes say, as far as the rules go."""

    preconditions: Sequence[str] = ()
    heard: Mapping[str, int] = field(default_factory=dict)
    also_present: Mapping[str, int] = field(default_factory=dict)
    reports_voted: Sequence[str] = ()
    reports_noted: Sequence[str] = ()
    carried: Sequence[str] = ()
    """Titles of the items that were adopted by a vote."""
    present: int = 0
    expected: int = 0
    turns_open: int = 0
    """Turns neither taken nor put off to a day."""
    head_spoke: bool | None = None
    head_reason: str = ""
    points: str = ""
    output: str = ""


def lacks(params: Params, minutes: Minutes) -> list[str]:
    """What keeps minutes from being signed: `points`, `preconditions`, `heard`, `also_present`, `turns`, `head`, `output`,
    `reports`, `report_notes` (S2-49), `output_vote` (S3-22), `nobody_there`.

    Before: a launch meeting with "深入调研" not ticked. After: ``["preconditions"]`` (S1-30).
    """
    found = []
    if minutes.present < 1:
        found.append("nobody_there")
    if not minutes.points.strip():
        found.append("points")
    if any(one not in minutes.preconditions for one in params.preconditions):
        found.append("preconditions")
    if any(minutes.heard.get(group, 0) < 1 for group in params.must_hear):
        found.append("heard")
    if any(word not in minutes.also_present for word in params.also_attend):
        found.append("also_present")
    if params.everyone_speaks and minutes.turns_open:
        found.append("turns")
    if params.head_speaks and not minutes.head_spoke and not minutes.head_reason.strip():
        found.append("head")
    if params.output and not minutes.output.strip():
        found.append("output")
    if params.output_criteria and params.output and params.output not in minutes.carried:
        found.append("output_vote")
    if any(report not in minutes.reports_voted for report in params.reports):
        found.append("reports")
    if any(report not in minutes.reports_noted for report in params.reports):
        found.append("report_notes")
    return found


kind = Meeting()
