"""督导检查与回头看: task, form, repeatable sample, finding, reply; findings become items (S0-22, S0-36, S2-18, S2-33, S4-51 ... S4-54)."""

from typing import Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, Share, StepKind, stricter


class Params(KindParams):
    """One inspection."""

    form: Literal["look_back", "report_hearing", "dispatch", "exchange", "visit", "target", "dues", "admission", "study", "through_lines"] = Field(
        description="回头看、听取汇报、专题调度、交流研讨、明查暗访、目标考核、党费收缴、发展程序、理论学习、贯穿始终"
    )  # fmt: skip
    looks_at: tuple[str, ...] = Field(
        default=(), description="逐项检查哪些步骤（代码）", json_schema_extra=stricter("superset")
    )
    criteria: tuple[str, ...] = Field(
        default=(), description="检查表用哪套标准", json_schema_extra=stricter("superset")
    )
    questions: tuple[str, ...] = Field(default=(), description="必答的问题", json_schema_extra=stricter("superset"))
    sample: Share | None = Field(
        default=None, description="抽查多少；由系统抽取并可重演", json_schema_extra=stricter("higher")
    )
    unannounced: bool = Field(default=False, description="事先不告知，事后必须给对方看并可答复")
    reply_within: int | None = Field(
        default=None, ge=1, description="对方几个工作日内答复", json_schema_extra=stricter("lower")
    )
    singly: bool = Field(default=True, description="逐项下结论", json_schema_extra=stricter("true"))


class Inspection(StepKind):
    """Done when every point has a verdict and the inspected side could reply."""

    code = "inspection"
    title = "督导检查"
    subject = "organization"
    Params = Params
    verb = "检查"
    minutes = 30
    facts = ("inspection_closed",)
    outcomes = ("in_order", "gaps_found")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        return (Need("inspection_closed", part=params.form),)

    def sample(self) -> dict[str, object]:
        return {"form": "look_back"}


kind = Inspection()
