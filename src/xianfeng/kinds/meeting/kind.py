"""会议: agenda, attendance, turns, decisions with a named base (S1-31, S2-48, S2-49, S3-10 ... S3-12, S3-37, S3-43, S4-43)."""

from typing import Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, Share, StepKind, stricter


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
    agenda: tuple[str, ...] = Field(default=(), description="议程", json_schema_extra=stricter("superset"))
    papers_days_before: int | None = Field(
        default=None, ge=1, description="材料提前几天送达", json_schema_extra=stricter("higher")
    )
    quorum: Share | None = Field(default=None, description="到会须占应到会的多少", json_schema_extra=stricter("higher"))
    majority: Share | None = Field(default=None, description="赞成须超过多少", json_schema_extra=stricter("higher"))
    majority_base: Literal["expected", "present", "ballots_valid"] = Field(
        default="expected", description="赞成占什么的比例"
    )
    preconditions: tuple[str, ...] = Field(
        default=(), description="开会前须备齐的事项", json_schema_extra=stricter("superset")
    )
    output: str | None = Field(default=None, description="会议要形成什么")
    study_days_before: int | None = Field(default=None, ge=1, description="会前几天内须有一次学习")
    counts_as_annual: bool = Field(default=False, description="可计为本年度的一次")
    make_up: bool = Field(default=True, description="缺席的要补会", json_schema_extra=stricter("true"))


class Meeting(StepKind):
    """One record with date, agenda, attendance; where all speak, with every turn taken or excused."""

    code = "meeting"
    title = "会议"
    subject = "organization"
    Params = Params
    verb = "开"
    minutes = 60
    facts = ("meeting_held", "turn_taken")
    outcomes = ("held", "not_held")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        return (Need("meeting_held", part=params.form),)

    def sample(self) -> dict[str, object]:
        return {"form": "mobilisation"}


kind = Meeting()
