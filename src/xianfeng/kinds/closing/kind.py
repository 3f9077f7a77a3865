"""总结归档: the closing gate, the four parts of the summary with figures taken from the data, the freeze (S0-19, S3-59, S4-49)."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, StepKind, stricter


class Params(KindParams):
    """What must be there before a programme is closed and filed."""

    parts: tuple[str, ...] = Field(min_length=1, description="总结必写的部分", json_schema_extra=stricter("superset"))
    figures_from: tuple[str, ...] = Field(default=(), description="数据取自哪些步骤（代码）")
    indicators: int = Field(
        default=0,
        ge=0,
        le=10,
        description="开始时选定几项成效指标（各有基数），选定后不换，总结时填现在的数值",
        json_schema_extra=stricter("higher"),
    )
    carries_over: Literal[True] = Field(default=True, description="未了事项转入下一轮；总是如此，不能改")
    frozen: Literal[True] = Field(default=True, description="归档后不再改动，只能加注；总是如此，不能改")


class Closing(StepKind):
    """Owed once per organisation."""

    code = "closing"
    title = "总结归档"
    subject = "organization"
    built = True
    Params = Params
    verb = "写"
    minutes = 40
    facts = ("closed", "summary_submitted")
    outcomes = ("closed", "kept_open")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        return (Need("closed"),)

    def own_part(self, params: KindParams) -> tuple[Need, ...]:
        return (Need("summary_submitted"),)

    def sample(self) -> dict[str, object]:
        return {"parts": ["开展情况"]}


def lacks(params: Params, texts: Mapping[str, str]) -> list[str]:
    """Parts nobody has written; "存在的问题" is one of them like any other, and a summary without it is none (S3-59)."""
    return [part for part in params.parts if not texts.get(part, "").strip()]


kind = Closing()
