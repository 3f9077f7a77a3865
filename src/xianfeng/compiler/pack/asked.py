"""What a step of a compiled plan still needs: the question for a number in its kind's own words, or the text's answer.

Before: a step kind ``notice`` with ``days``. After: ``“公布整改方案”：公示期天数`` from 1 to 60, or 5 where the text says 公示5天.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xianfeng.compiler.draft import Draft, Item
from xianfeng.core.kind.contract import StepKind


@dataclass(frozen=True)
class Asked:
    """Whose values are asked for: the kind, and the step by code and title."""

    kind: StepKind | None
    step: str
    title: str

    def question(self, key: str) -> tuple[str, dict[str, int]]:
        """The question for a number, in the kind's own words, with the bounds it must keep."""
        field = self.kind.Params.model_fields.get(key) if self.kind is not None else None
        if field is None:
            return f"“{self.title}”的数量", {"minimum": 0}
        bounds = {"minimum": 0}
        for rule in field.metadata:
            for name, bound, off in (
                ("minimum", "ge", 0),
                ("minimum", "gt", 1),
                ("maximum", "le", 0),
                ("maximum", "lt", -1),
            ):
                value = getattr(rule, bound, None)
                if isinstance(value, int):
                    bounds[name] = value + off
        return f"“{self.title}”：{field.description or '数量'}", bounds


def told_days(draft: Draft, item: Item) -> dict[str, Any]:
    """The days of a public notice, where the text gives them beside the step: 在校园网公示5个工作日."""
    for number in draft.of("number"):
        near = item.span.start - 40 <= number.span.start <= item.span.end + 40
        between = draft.text[min(item.span.end, number.span.end) : max(item.span.start, number.span.start)]
        value = number.values["value"]
        if number.values["what"] == "notice_days" and near and "。" not in between and isinstance(value, int) and value:
            return {"days": value, "days_are": "working_days" if "工作日" in number.values["unit"] else "days"}
    return {}
