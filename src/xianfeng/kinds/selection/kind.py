"""评选: nominate, ballot, cap, veto, decide (S0-14 ... S0-16, S0-38, S0-39, S0-48, S1-21, S2-29).

Before: 12 members, 优秀 at most one third of the members appraised, rounded down. After: at most 4, a tie goes to a run-off.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, ParamFault, Share, StepKind, stricter
from xianfeng.core.scoring import Base as NamedBase
from xianfeng.core.scoring import Cap, Rounding

if TYPE_CHECKING:
    from xianfeng.core.plan.model import Pack, Step

Base = Literal["roll", "present", "ballots_returned", "ballots_valid", "members", "appraised"]


class Veto(KindParams):
    """One ground that keeps a subject off the list. Fixed before the round, needs evidence, can be contested."""

    code: str
    title: str = Field(description="依据的一句话")
    effect: str = Field(description="不能评为什么")
    criteria: str | None = Field(default=None, description="看哪套标准（criteria 的代码）")
    definition: str | None = Field(default=None, description="开评前定下的“完成不好”的界线")
    contest_days: int | None = Field(default=None, ge=1, description="本人可在几个工作日内提出异议")


class Params(KindParams):
    """One selection."""

    honour: str = Field(description="评什么，例如 优秀")
    subjects: Literal["persons", "organizations", "teaching_groups"] = Field(
        default="persons", description="评人还是评组织"
    )
    electorate: Literal["members", "staff"] = Field(
        default="members", description="评人时由谁投票、从谁当中选：党员，或全体教职工（如选教职工代表）"
    )
    term_years: int | None = Field(default=None, ge=1, le=10, description="当选后任期几年（如教职工代表）")
    cap: Share | None = Field(default=None, description="最多占多少", json_schema_extra=stricter("lower"))
    cap_base: Base = Field(default="appraised", description="上限按什么人数算")
    cap_rounding: Literal["down", "half_up", "up"] = Field(default="down", description="上限有小数时")
    cap_least: int = Field(default=0, ge=0, description="小支部至少可评几名")
    nominated_by: tuple[Literal["members", "non_members", "students", "committee", "superior", "self"], ...] = Field(
        default=("members",), description="谁可以推荐", json_schema_extra=stricter("superset")
    )
    non_members_at_least: Share | None = Field(
        default=None, description="群众参加人数至少占应参加群众的多少", json_schema_extra=stricter("higher")
    )
    order: Literal["strokes", "random"] = Field(default="strokes", description="候选名单的次序")
    secret: Literal[True] = Field(
        default=True, description="无记名；总是如此，不能改", json_schema_extra=stricter("true")
    )
    quorum: Share | None = Field(
        default=None, description="到会人数至少占应到会的多少", json_schema_extra=stricter("higher")
    )
    majority: Share | None = Field(default=None, description="赞成票须超过多少", json_schema_extra=stricter("higher"))
    majority_base: Base = Field(default="ballots_valid", description="赞成票占什么的比例")
    tie: Literal["run_off"] = Field(default="run_off", description="上限处得票相同：再投一轮；总是如此，不能改")
    rota_rounds: int | None = Field(default=None, ge=1, le=20, description="与前几轮结果比较，看是否轮流")
    smallest_cell: int = Field(
        default=5, ge=3, description="少于几人的分组不单独公布", json_schema_extra=stricter("higher")
    )
    composition_shown: Literal[True] = Field(default=True, description="公布候选名单的构成；总是如此，不能改")
    decided_by: Literal["committee", "general_meeting", "superior"] = Field(
        default="committee", description="由哪个组织作出决定，与票数分开记录"
    )
    needs_record: bool = Field(
        default=False, description="没有平时记录的候选人须说明", json_schema_extra=stricter("true")
    )
    vetoes: tuple[Veto, ...] = Field(default=(), description="一票否决的情形", json_schema_extra=stricter("superset"))
    one_honour_each: bool = Field(
        default=True,
        description="同一人在本活动中只得一项：已在另一项中当选的不再列入",
        json_schema_extra=stricter("true"),
    )
    threshold: int | None = Field(
        default=None, ge=1, description="达到多少颗星方可推荐", json_schema_extra=stricter("higher")
    )


class Selection(StepKind):
    """Owed once per organisation: one confirmed decision beside one tally."""

    code = "selection"
    title = "评选"
    subject = "organization"
    subjects = frozenset({"organization", "campaign"})
    built = True
    Params = Params
    verb = "组织"
    minutes = 30
    facts = ("selection_decided",)
    outcomes = ("outstanding", "selected", "vetoed", "not_selected")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        return (Need("selection_decided"),)

    def faults(self, params: KindParams, step: "Step", pack: "Pack") -> Sequence[ParamFault]:
        assert isinstance(params, Params)
        found = []
        if params.cap is not None and not Fraction(0) < params.cap < Fraction(1):
            found.append(ParamFault("cap_not_below_whole", ("cap",), {"cap": str(params.cap)}))
        if params.threshold is not None and params.threshold > self._reachable(step, pack):
            found.append(ParamFault("threshold_unreachable", ("threshold",), {"threshold": str(params.threshold)}))
        for at, veto in enumerate(params.vetoes):
            if veto.criteria is not None and pack.find_criteria(veto.criteria) is None:
                found.append(ParamFault("criteria_unknown", ("vetoes", at, "criteria"), {"code": veto.criteria}))
        return found

    def places(self, params: KindParams, counts: Mapping[str, int]) -> int | None:
        assert isinstance(params, Params)
        if params.cap is None:
            return None
        cap = Cap(params.cap, NamedBase(params.cap_base), Rounding(params.cap_rounding), params.cap_least)
        return cap.places(counts)

    @staticmethod
    def _reachable(step: "Step", pack: "Pack") -> int:
        """Most stars of this step's star sets over all rounds in which they are rated (S1-06, S1-08, S1-21)."""
        most = 0
        for group in pack.plan.criteria:
            if group.code in step.criteria and group.refines is not None:
                held = len(group.items) + (group.blank.count if group.blank else 0)
                rounds = [
                    len(other.phases) for other in pack.plan.steps if other is not step and group.code in other.criteria
                ]
                most += held * max(rounds, default=1)
        return most

    def contest_days(self, params: KindParams) -> int:
        assert isinstance(params, Params)
        return max((veto.contest_days or 0 for veto in params.vetoes), default=0)

    def sample(self) -> dict[str, object]:
        return {"honour": "优秀", "cap": "1/3"}


kind = Selection()
