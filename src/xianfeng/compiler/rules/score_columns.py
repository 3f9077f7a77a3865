"""Bare numbers in the cells of a scoring table: 「项目 内容 分值 … 室内卫生 5 未拖地扣10分 …」.

A table comes out of a page as running words or as one cell a line. What gives it away is its head: the word for the
column (分值, 标准分, 基分, 配分, 权重) among other names of columns, with no mark between them. Numbers that stand alone
behind it tell how much the parts count; the one behind 合计 is the whole. Serial numbers (1, 2, 3 …) are none, nor
are numbers in words. Without such a head only numbers that add up to the told total are believed.
"""

from __future__ import annotations

import re

from xianfeng.compiler.document import Document
from xianfeng.compiler.readings import Number
from xianfeng.compiler.table_heads import scoring_head

RULE = "score_columns"
_CELL = re.compile(
    r"(?:(?<=[\s。；：])|(?<=^)|(?<=[\u4e00-\u9fff）])(?=\d{2,3}\s))(?P<v>\d{1,3}(?:\.5)?)(?P<u>分|%)?"
    r"(?=\s|$|[\u4e00-\u9fff])(?!\s*(?:[、.．）)/:：%—~～-]|[年月日号时点秒天周个名人次项条篇岁级届分章节度]))",
    re.MULTILINE,
)
_HELD = re.compile(r"(?<=[\u4e00-\u9fff])（(?P<v>\d{1,3})(?P<u>)）")  # 室内卫生（40）
_WHOLE = re.compile(r"(?:合\s*计|总\s*计|共\s*计|总\s*分|满\s*分)[：\s]*$")
_LEFT = re.compile(r"(?:第|共|约|前|达|为|是|满|于|至|到|每|扣|加|得|计|减|有|缺|少|超过?)\s*$")
_OUT_OF = re.compile(
    r"(?:（|满分|总分|合\s*计|总\s*计)(?:为|共)?\s*([12]\d{3}|[1-9]\d{2})(?:\s*分|\s*$)", re.MULTILINE
)  # （1000分）: parts may pass the hundred
_LEAST = 4


def read(document: Document) -> list[Number]:
    """What the parts of scoring tables count."""
    folded = document.folded
    head = scoring_head(folded)
    if head is None:
        return _summed(document, [m for m in _CELL.finditer(folded) if not _in_words(folded, m)])
    limit = max((float(v) for v in _OUT_OF.findall(folded)), default=100.0)
    percent = re.search(r"权重|比重|占比", head.group()) is not None
    told = "%" if "%" in (head["u"] or head["v"] or "") else ""
    cells = sorted(
        (m for pattern in (_CELL, _HELD) for m in pattern.finditer(folded, head.end()) if not _in_words(folded, m)),
        key=lambda m: m.start("v"),
    )
    cells = _without_serials(folded, cells, "序号" in head.group() or "编号" in head.group())
    found = []
    for m in cells:
        if m["u"] == "%" and not percent:
            continue
        value = float(m["v"])
        if not 0 < value <= limit:
            continue
        whole = _WHOLE.search(folded[max(0, m.start("v") - 8) : m.start("v")])
        unit = "%" if "%" in (m["u"], told) else "分"
        found.append(_number(m, "score" if whole and unit == "分" else "weight", unit))
    return found


def _in_words(folded: str, m: re.Match[str]) -> bool:
    """Whether the number belongs to the words in front of it (共 12, 达到 80) and is no cell."""
    before = folded[max(0, m.start("v") - 8) : m.start("v")]
    return _LEFT.search(before) is not None and _WHOLE.search(before) is None


def _without_serials(folded: str, cells: list[re.Match[str]], numbered: bool) -> list[re.Match[str]]:
    """``cells`` without the numbers of the rows: a count from 1 upwards, each before words of its own line."""
    due = 1
    serials = []
    for m in cells:
        words_behind = re.match(r"\s+[\u4e00-\u9fff“《（]", folded[m.end() : m.end() + 4])
        if not m["u"] and m["v"] == str(due) and words_behind:
            serials.append(m)
            due += 1
    if numbered or len(serials) >= _LEAST:
        return [m for m in cells if m not in serials]
    return cells


def _summed(document: Document, cells: list[re.Match[str]]) -> list[Number]:
    """``纪律 30 卫生 30 内务 40 合计 100``: without a head, only what adds up to the total told last."""
    folded = document.folded
    for index, m in enumerate(cells):
        if index < _LEAST - 1 or not _WHOLE.search(folded[max(0, m.start("v") - 8) : m.start("v")]):
            continue
        total = 0.0
        for first in range(index - 1, -1, -1):
            total += float(cells[first]["v"])
            if total > float(m["v"]):
                break
            if total == float(m["v"]) and index - first >= _LEAST - 1:
                return [*(_number(c, "weight", "分") for c in cells[first:index]), _number(m, "score", "分")]
    return []


def _number(m: re.Match[str], what: str, unit: str) -> Number:
    return Number(
        start=m.start("v"),
        end=m.end(),
        rule=RULE,
        what=what,
        value=float(m["v"]),
        unit=unit,
        at=m.start("v"),
        confidence=0.7,
    )
