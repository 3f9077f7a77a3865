"""The built-in packs, made by hand, beside what the compiler reads from the same official texts.

For every part of a pack that cites a sentence: was that sentence read, as the same thing, as something else, or not at
all. ``python -m xianfeng.compiler.comparison`` prints the table of ``docs/algorithms/seeds-compiled.md``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from xianfeng.compiler.draft import Draft, Item, make_draft
from xianfeng.compiler.report import FIELD_NAMES, KIND_NAMES
from xianfeng.core.plan.loading import built_in_codes, load_built_in
from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.source import Source

KIND_OF_PACK = {
    "meeting": "discuss", "study": "study", "pledge": "pledge", "opinion": "collect_opinions", "pairing": "talk",
    "statement": "self_review", "rating": "rate", "notice": "notice", "rectification": "rectify", "returns": "report",
    "inspection": "inspect", "selection": "ballot", "survey": "survey", "duties": "organise", "closing": "other", "admission": "assist",
}  # fmt: skip
_ALIKE = (
    {"discuss", "mobilise", "study"},
    {"self_review", "report", "comment"},
    {"rate", "ballot", "honour"},
    {"collect_opinions", "survey"},
    {"talk", "assist"},
    {"notice", "report"},
    {"rectify", "inspect"},
)
_NUMBERED = re.compile(r"[\d%]|[一二两三四五六七八九十半]+(?:个|天|日|次|名|人|年|分之|数)")


@dataclass(frozen=True)
class Line:
    """One part of a pack beside the reading: ``verdict`` is found, different or missed."""

    pack: str
    part: str
    title: str
    quote: str
    verdict: str
    read_as: str = ""


def compare(pack: Pack) -> Iterator[Line]:
    """Every cited phase, step, number, set and role of a pack."""
    drafts = {seed: make_draft(text) for seed, text in pack.originals.items()}
    plan = pack.plan
    for phase in plan.phases:
        yield from _line(pack, drafts, "阶段", phase.title, phase.source, ("phase",), None)
    for step in plan.steps:
        yield from _line(pack, drafts, "步骤", step.title, step.source, ("step",), KIND_OF_PACK.get(step.kind, "other"))
    for parameter in plan.parameters:
        if parameter.value is not None and parameter.source.quote and _NUMBERED.search(parameter.source.quote):
            yield from _line(pack, drafts, "数字", parameter.title, parameter.source, ("number", "phase", "duty"), None)
    for criteria in plan.criteria:
        yield from _line(pack, drafts, "标准", criteria.title, criteria.source, ("criteria_set",), None)
    for role in plan.roles:
        yield from _line(pack, drafts, "责任人", role.title, role.source, ("role",), None)


def _line(
    pack: Pack,
    drafts: dict[str, Draft],
    part: str,
    title: str,
    source: Source,
    fields: tuple[str, ...],
    kind: str | None,
) -> Iterator[Line]:
    if source.quote is None or source.seed is None or source.seed not in drafts:
        return
    draft = drafts[source.seed]
    start = draft.text.find(source.quote)
    if start < 0:
        return
    end = _with_body(draft, start, start + len(source.quote))
    over = [
        i for i in draft.items if i.field not in {"heading", "soft_word"} and i.span.start < end and start < i.span.end
    ]
    same = [i for i in over if i.field in fields]
    agreeing = [i for i in same if kind is None or _alike(kind, i.values.get("kind", ""))]
    if agreeing:
        yield Line(pack.code, part, title, source.quote, "found")
    elif over:
        yield Line(pack.code, part, title, source.quote, "different", _told((same or over)[0]))
    else:
        yield Line(pack.code, part, title, source.quote, "missed")


def _with_body(draft: Draft, start: int, end: int) -> int:
    """A quoted title stands for what it heads: its text up to the next title."""
    titles = [
        i for i in draft.of("heading") if i.span.start <= start + 2 and end <= i.span.end + 2 and i.span.end > start
    ]
    if not titles:
        return end
    following = [i.span.start for i in draft.of("heading") if i.span.start > end]
    return min(following, default=len(draft.text))


def _alike(kind: str, read: str) -> bool:
    return kind == read or any(kind in group and read in group for group in _ALIKE)


def _told(item: Item) -> str:
    if item.field == "step":
        return f"步骤（{KIND_NAMES[item.values['kind']]}）"
    return FIELD_NAMES[item.field]


def comparison_page() -> str:
    """The whole page in Markdown."""
    lines = {code: list(compare(load_built_in(code))) for code in built_in_codes()}
    out = [
        "# 内置方案包与编译器所读对照",
        "",
        "左边是人工编成的方案包，右边是编译器从同一份原文读出的结果。只比较包中注明原句的部分：`读出`是读成同类内容，",
        "`另读`是读成别的内容，`未读`是该句没有读出。人工理解里含有推断的句子（例如“确保全覆盖”即每名党员）编译器不推断。",
        "本页由 `python -m xianfeng.compiler.comparison` 生成，由测试核对。",
        "",
        "| 方案包 | 部分 | 注明原句 | 读出 | 另读 | 未读 |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for code, found in lines.items():
        for part in ("阶段", "步骤", "数字", "标准", "责任人"):
            own = [line for line in found if line.part == part]
            if own:
                counts = [
                    sum(1 for line in own if line.verdict == verdict) for verdict in ("found", "different", "missed")
                ]
                out.append(f"| {code} | {part} | {len(own)} | {counts[0]} | {counts[1]} | {counts[2]} |")
    everything = [line for found in lines.values() for line in found]
    totals = [sum(1 for line in everything if line.verdict == verdict) for verdict in ("found", "different", "missed")]
    out.append(f"| 合计 |  | {len(everything)} | {totals[0]} | {totals[1]} | {totals[2]} |")
    for code, found in lines.items():
        open_lines = [line for line in found if line.verdict != "found"]
        if open_lines:
            out += ["", f"## {code}", "", "| 部分 | 包中 | 原句 | 编译器 |", "| --- | --- | --- | --- |"]
            for line in open_lines:
                read = f"读作{line.read_as}" if line.verdict == "different" else "未读"
                out.append(f"| {line.part} | {_cell(line.title)} | {_cell(line.quote[:60])} | {read} |")
    return "\n".join(out) + "\n"


def _cell(words: str) -> str:
    return words.replace("|", "｜").replace("\n", " ")


if __name__ == "__main__":
    sys.stdout.write(comparison_page())
