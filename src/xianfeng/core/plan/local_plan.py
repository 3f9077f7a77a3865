"""What a unit's own plan says on top of its superior's: steps, criteria and points added, numbers tightened (分类指导)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from xianfeng.core.plan.criteria import CriteriaItem, CriteriaSet
from xianfeng.core.plan.model import Condition, Gate, Phase, Step
from xianfeng.core.plan.parameters import Parameter
from xianfeng.core.plan.source import Code, Line, Strict
from xianfeng.core.plan.vocabulary import Who


class StepChange(Strict):
    """What a local plan adds to a step of its superior: more audience, conditions, predecessors, stricter parameters."""

    step: Code
    add_who: tuple[Who, ...] = ()
    add_after: tuple[Code, ...] = ()
    add_criteria: tuple[Code, ...] = ()
    add_conditions: tuple[Condition, ...] = ()
    params: dict[str, Any] = Field(default_factory=dict)
    asks: Line | None = None
    reason: Line


class ParameterChange(Strict):
    """A local value for a parameter of the superior's plan."""

    code: Code
    value: str | int | bool
    reason: Line


EVIDENCE: dict[str, str] = {
    "record": "会议或学习记录", "document": "文件材料", "figure": "统计数据", "opinion": "师生评议", "on_site": "实地查看",
}  # fmt: skip
"""What shows that a concrete point is met."""


class LocalPoint(Strict):
    """A concrete point of a unit under a general criterion, and what shows that it is met; without that it is refused."""

    text: Line
    evidence: Literal["record", "document", "figure", "opinion", "on_site"] = Field(description="凭什么看出做到了")

    @property
    def told(self) -> str:
        """As it stands among the points of the item: ``每学期读一本书（凭会议或学习记录）``."""
        return f"{self.text}（凭{EVIDENCE[self.evidence]}）"


class AddedItem(Strict):
    """A criterion that a unit adds to a set, or concrete points under an existing item (S2-11)."""

    criteria: Code
    item: CriteriaItem | None = None
    key: Code | None = None
    points: tuple[LocalPoint, ...] = ()

    @model_validator(mode="after")
    def _one_of_two(self) -> AddedItem:
        if (self.item is None) == (self.key is None):
            raise ValueError("added_item_needs_one")
        return self


class Overlay(Strict):
    """A unit's own plan on top of its superior's: it may add and tighten, never drop or weaken (S0-43, S1-01, S3-87)."""

    format: Literal[1]
    base: Code
    base_version: str
    code: Code
    title: Line
    reason: Line
    parameters: tuple[ParameterChange, ...] = ()
    add_parameters: tuple[Parameter, ...] = ()
    add_criteria: tuple[CriteriaSet, ...] = ()
    add_items: tuple[AddedItem, ...] = ()
    add_phases: tuple[Phase, ...] = ()
    add_steps: tuple[Step, ...] = ()
    add_gates: tuple[Gate, ...] = ()
    change_steps: tuple[StepChange, ...] = ()
    drop_steps: tuple[Code, ...] = ()
    drop_phases: tuple[Code, ...] = ()
