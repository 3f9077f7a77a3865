"""The numbers, dates, switches and texts of a plan: each has one place, one unit and one source sentence."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from xianfeng.core.plan.source import Code, Line, Row, Source, Strict
from xianfeng.core.plan.vocabulary import Holder, Unit, ValueType


class Soft(Strict):
    """A soft word of the text (一般, 原则上, 左右, 基本 ...): the value binds, yet an exception can be granted with a reason."""

    word: Line
    tolerance: Code | None = Field(default=None, description="另一个参数的代码：允许偏离多少")
    exception_by: Holder = Field(description="谁可以同意例外")
    reason_required: bool = True
    source: Source


class Suggestion(Strict):
    """A value offered for an open question, with its own source; it never sets itself."""

    value: str | int | bool
    source: Source


class Parameter(Strict):
    """One number, date, switch or text of the plan. Exactly one of ``value`` and ``ask``."""

    code: Code
    title: Line
    type: ValueType
    unit: Unit | None = None
    value: str | int | bool | None = None
    ask: Line | None = Field(default=None, description="原文没有写明，需由主办单位确定：向其提出的问题")
    suggestion: Suggestion | None = None
    minimum: str | int | None = None
    maximum: str | int | None = None
    below: str | int | None = Field(default=None, description="必须小于此值（不含）")
    choices: tuple[Code, ...] = ()
    choice_titles: dict[Code, Line] = Field(default_factory=dict, description="各选项给人看的说法")
    soft: Soft | None = None
    local: Literal["fixed", "tighten", "free"] = Field(default="fixed", description="下级能否改：不能、只能从严、可以")
    stricter: Literal["higher", "lower"] | None = Field(default=None, description="往哪边改算从严")
    source: Source
    rows: tuple[Row, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Parameter:
        if (self.value is None) == (self.ask is None):
            raise ValueError("parameter_needs_value_or_ask")
        if self.suggestion is not None and self.ask is None:
            raise ValueError("suggestion_without_ask")
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("choices_belong_to_choice")
        if set(self.choice_titles) != set(self.choices):
            raise ValueError("choices_need_titles")
        if (self.local == "tighten") != (self.stricter is not None):
            raise ValueError("tighten_needs_direction")
        return self
