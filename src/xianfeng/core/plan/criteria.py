"""Named sets of criteria (五个好, 五带头 ...): items with other wordings, definitions, blank places."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from xianfeng.core.plan.source import Code, Line, Row, Source, Strict
from xianfeng.core.plan.vocabulary import SchoolType, Who

REGISTERS = frozenset({"assessment", "satisfaction", "rules", "years", "concerns"})
"""What may stand in evidence of a criterion beside steps of the plan: published figures of an anonymous assessment of those who
lead, and of satisfaction; the register of rules; how earlier programmes ended; concerns answered (S4-36 ... S4-40)."""


class Definition(Strict):
    """What an item means; a programme or a type of school may have its own wording."""

    text: Line
    school_types: tuple[SchoolType, ...] = ()
    source: Source


class CriteriaItem(Strict):
    """One criterion. ``aliases``: other wordings of the same thing in other texts; compared by key, never by wording."""

    key: Code
    title: Line
    aliases: tuple[Line, ...] = ()
    definitions: tuple[Definition, ...] = ()
    points: tuple[Line, ...] = Field(default=(), description="可观察的要点")
    key_item: bool = Field(default=False, description="重点项目：必须评到")
    goal: Code | None = Field(default=None, description="归入上一级标准的哪一项")
    goal_source: Source | None = None
    ledger: Literal["deeds", "disputes"] | None = Field(
        default=None, description="这一项的措施落在哪本台账上：办实事、矛盾排查"
    )
    shown_by: tuple[Code, ...] = Field(
        default=(),
        description="由什么印证：步骤代码，或 assessment 无记名测评、satisfaction 满意度、rules 制度台账、years 历年结果、concerns 群众意见的答复",
    )
    source: Source


class Blank(Strict):
    """Places for items that the text names but does not list; nothing is invented."""

    count: Annotated[int, Field(ge=1, le=20)]
    ask: Line
    may_drop: bool = Field(default=False, description="主办单位可以决定不用这些空位")
    source: Source


class CriteriaSet(Strict):
    """A named set: 五个好, 五带头, 三创四做 ... ``stated_count`` is the number in its name."""

    code: Code
    title: Line
    subject: Literal["person", "organization", "school", "teaching_group", "team"]
    audience: tuple[Who, ...] = ()
    use: Literal["rating", "reflection", "labels", "pledge"] = "rating"
    stated_count: int | None = None
    items: tuple[CriteriaItem, ...] = ()
    blank: Blank | None = None
    refines: Code | None = Field(default=None, description="细化哪一套标准")
    key_in: Code | None = Field(default=None, description="作为哪一套标准中的重点")
    source: Source
    rows: tuple[Row, ...] = ()

    def slot_keys(self) -> tuple[str, ...]:
        """Keys of the blank places, numbered after the listed items: ``slot_10`` follows nine items."""
        first = len(self.items) + 1
        return tuple(f"slot_{first + n}" for n in range(self.blank.count if self.blank else 0))
