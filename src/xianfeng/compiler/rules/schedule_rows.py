"""Rows of a timetable: 「6月14日—6月18日 | 学生自评」「2015年5月：制定方案，动员部署」「9月1日—10日为宣传发动阶段」.

A time that stands alone on its line (a table cell), or opens line after line, makes each row a stage; it is named by
the first words of what is to be done then. A single such line is an appointment, no timetable.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from xianfeng.compiler.dates import Stretch, find_stretch
from xianfeng.compiler.document import Document
from xianfeng.compiler.outline import Block
from xianfeng.compiler.readings import Phase

RULE = "schedule_rows"
_EDGE = re.compile(r"[\s（）()：:，,。、起止前后左右上午下午之以为期]*")
_TITLE = re.compile(r"(?:时间|日程|进度|步骤|安排|阶段|计划|流程|程序|日期)")
_INLINE = re.compile(
    r"(?:^|(?<=[，。；：\s]))(?P<time>(?:\d{4}\s*年)?\s*\d{1,2}\s*月[^，。；：（）\n]{0,26}?)\s*(?:为|是|：|，|属)\s*(?P<name>[\u4e00-\u9fff、]{2,12}(?:阶段|环节))(?=[，。；：（\s]|$)"
)
_NAMED = re.compile(
    r"(?:^|(?<=[，。；：、\s和及即])|(?<=是))(?P<name>(?!各|本|每|该|这|[一二三四五]个)[\u4e00-\u9fff]{2,10}(?:阶段|环节))\s*（(?P<time>[^（）]{2,40})）"
)
Make = Callable[[int, int, str, Block, Stretch], Phase]


def read(document: Document, make: Make, taken: list[tuple[int, int]]) -> list[Phase]:
    """Rows of timetables outside ``taken``; ``make`` builds a stage from a quote, a name and a time."""
    folded = document.folded
    rows = [(b, s) for b in document.blocks if (s := _row_time(document, b)) and not _covered(b.start, taken)]
    found: list[Phase] = []
    for block, stretch in _in_tables(document, rows):
        alone = not _EDGE.sub("", folded[stretch.end : block.end])
        name = _name(document, block, stretch, alone)
        if name:
            found.append(make(block.start, stretch.end, name, block, stretch))
    for pattern in (_INLINE, _NAMED):
        for m in pattern.finditer(folded):
            if _covered(m.start(), taken) or any(p.start <= m.start() < p.end for p in found):
                continue
            time = find_stretch(folded, m.start("time"), m.end("time"))
            at = document.block_at(m.start("name"))
            if time is not None and at is not None:
                found.append(make(m.start(), m.end(), m["name"], at, time))
    return found


def _row_time(document: Document, block: Block) -> Stretch | None:
    """The time a line opens with (behind a number, if it has one): a month, a range or a day."""
    folded = document.folded
    start = block.number_end if block.is_numbered() and not block.heading else block.start
    if block.heading:
        return None
    stretch = find_stretch(folded, start, min(block.end, start + 40))
    if stretch is None or _EDGE.sub("", folded[start : stretch.start]):
        return None
    rest = folded[stretch.end : block.end]
    if not _EDGE.sub("", rest):
        return stretch
    return stretch if re.match(r"\s*(?:前|起|左右|（[^）]{1,8}）)?\s*[：|]|\s{1,4}(?=[\u4e00-\u9fff])", rest) else None


def _in_tables(document: Document, rows: list[tuple[Block, Stretch]]) -> list[tuple[Block, Stretch]]:
    """Rows that have company: at least two under one heading with something to do between them."""
    folded = document.folded
    kept = []
    if sum(1 for _, s in rows if _is_range(s) or (s.first and s.first.day is None)) * 2 < len(rows):
        return []  # single days are appointments
    for index, (block, stretch) in enumerate(rows):
        mates = [
            r
            for r in rows
            if r[0] is not block and abs(r[0].index - block.index) <= 12 and _above(r[0]) == _above(block)
        ]
        if not mates:
            continue
        alone = not _EDGE.sub("", folded[stretch.end : block.end])
        if (
            alone
            and block.index + 1 < len(document.blocks)
            and index + 1 < len(rows)
            and rows[index + 1][0].index == block.index + 1
        ):
            continue  # two dates in a row: a header or a signature
        titles = " ".join(h.title for h in block.path) + folded[max(0, rows[0][0].start - 60) : rows[0][0].start]
        if _TITLE.search(titles) and (not alone or _is_range(stretch) or len(mates) >= 2):
            kept.append((block, stretch))
    return kept


def _above(block: Block) -> list[str]:
    return [h.title for h in block.path if h.level < 3]


def _is_range(stretch: Stretch) -> bool:
    return stretch.first is not stretch.last and stretch.first is not None and stretch.last is not None


def _name(document: Document, block: Block, stretch: Stretch, alone: bool) -> str:
    folded = document.folded
    if alone:
        if block.index + 1 >= len(document.blocks):
            return ""
        following = document.blocks[block.index + 1]
        words = folded[following.number_end if following.is_numbered() else following.start : following.end]
    else:
        words = re.sub(
            r"^(?:[\s（）()：:，,。、起止前后]|左右|上午|下午|以前|之前|为)*", "", folded[stretch.end : block.end]
        )
    m = re.match(r"[^，。；：（\n]{2,24}", words.lstrip(" ：，|"))
    return m.group().strip()[:16] if m else ""


def _covered(position: int, taken: list[tuple[int, int]]) -> bool:
    return any(a <= position < b for a, b in taken)
