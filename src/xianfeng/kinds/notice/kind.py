"""公示: put up where all can see it, reported up, open to objections (S0-17, S0-18, S0-20, S1-36, S2-29, S3-53, S4-07).

Before: a result list. After: a notice of N working days with both end dates, no open objection, an acknowledged report.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, ParamFault, StepKind, stricter
from xianfeng.core.schedule import add_months

if TYPE_CHECKING:
    from xianfeng.core.plan.model import Pack, Step


class Disclosure(KindParams):
    """One line of the catalogue of open Party affairs: what is shown to whom, how often, and who sees to it."""

    code: str
    title: str
    scope: Literal["branch", "unit", "school", "society"] = Field(default="unit", description="公开到什么范围")
    every_months: int = Field(ge=1, le=60, description="隔几个月公开一次", json_schema_extra=stricter("lower"))
    responsible: Literal[
        "branch_secretary", "principal", "leader_in_charge", "organization_commissioner", "discipline_commissioner"
    ] = Field(default="branch_secretary", description="由谁负责")


class Params(KindParams):
    """One notice or announcement."""

    what: Literal["result", "pledges", "plan", "progress", "rectification", "bulletin", "board"] = Field(
        description="公示什么：结果、承诺、方案、进展、整改、通报、图板"
    )
    of_step: str | None = Field(default=None, description="公示哪个步骤的结果（步骤代码）")
    objections: bool = Field(default=True, description="公示期内接受意见", json_schema_extra=stricter("true"))
    objections_to: str | None = Field(default=None, max_length=120, description="公示期间由哪个部门受理意见")
    days: int | None = Field(default=None, ge=1, le=60, description="公示期天数", json_schema_extra=stricter("higher"))
    days_are: Literal["working_days", "days"] = Field(default="working_days", description="按工作日还是日历日")
    count_posting_day: bool = Field(default=False, description="张贴当天是否计入")
    pinned: bool = Field(
        default=False, description="放在本单位首页最显著位置并有张贴稿", json_schema_extra=stricter("true")
    )
    report_up: bool = Field(default=False, description="报上一级党组织并要回执", json_schema_extra=stricter("true"))
    acknowledge_within: int | None = Field(
        default=None, ge=1, description="上级几个工作日内回执", json_schema_extra=stricter("lower")
    )
    scope: Literal["branch", "unit", "school", "society"] = Field(default="school", description="公开到什么范围")
    opinion_box: str | None = Field(default=None, description="同时开设征求意见箱的步骤（步骤代码）")
    catalogue: tuple[Disclosure, ...] = Field(
        default=(),
        description="公开目录：事项、范围、多久一次、谁负责；有目录时逐项定期公开",
        json_schema_extra=stricter("superset"),
    )
    again_when_changed: Literal[True] = Field(default=True, description="结果改变后重新公示；总是如此，不能改")
    channels: tuple[Literal["web", "board", "bulletin", "broadcast", "meeting", "media"], ...] = Field(
        default=("web", "board"), description="公布的方式", json_schema_extra=stricter("superset")
    )


class Notice(StepKind):
    """Done when the period has ended without an open objection, and, where asked, the superior has acknowledged."""

    code = "notice"
    title = "公示"
    subject = "organization"
    subjects = frozenset({"organization", "campaign"})
    built = True
    Params = Params
    verb = "发布"
    minutes = 10
    facts = ("notice_finished", "report_acknowledged")
    outcomes = ("confirmed", "changed", "withdrawn")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        if params.catalogue:
            return tuple(Need("notice_finished", part=line.code) for line in params.catalogue)
        needs = [Need("notice_finished", part=params.what)]
        if params.report_up:
            needs.append(Need("report_acknowledged", part=params.what))
        return tuple(needs)

    def tells_occasions(self, params: KindParams) -> bool:
        """A catalogue falls due line by line, again and again."""
        assert isinstance(params, Params)
        return bool(params.catalogue)

    def least_time(self, params: KindParams) -> tuple[int, str] | None:
        """The period itself, then the superior's days to acknowledge."""
        assert isinstance(params, Params)
        if params.days is None:
            return None
        return params.days + (params.acknowledge_within or 0 if params.report_up else 0), params.days_are

    def faults(self, params: KindParams, step: "Step", pack: "Pack") -> Sequence[ParamFault]:
        assert isinstance(params, Params)
        found = [
            ParamFault("step_unknown", (name,), {"code": code})
            for name, code in (("of_step", params.of_step), ("opinion_box", params.opinion_box))
            if code is not None and pack.find_step(code) is None
        ]
        if params.objections and params.days is None:
            found.append(ParamFault("objections_without_days", ("days",)))
        return found

    def contest_days(self, params: KindParams) -> int:
        assert isinstance(params, Params)
        return params.days or 0 if params.objections else 0

    def sample(self) -> dict[str, object]:
        return {"what": "result", "days": 5}


def next_due(line: Disclosure, opened_on: date, last_on: date | None) -> date:
    """The day by which a line of the catalogue is to be shown (again): its months after it was last shown, else after the
    step began."""
    return add_months(last_on or opened_on, line.every_months)


kind = Notice()
