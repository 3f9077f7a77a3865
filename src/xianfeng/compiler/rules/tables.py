"""Tables whose cells came out as lines: points of parts with their sum, and numbers of places under a row of names.

A run of bare numbers whose last is the sum of the others tells what each part counts (15 10 10 … 100); a run of
``4人`` ``6人`` under a heading of places tells quotas, as do bare numbers in the short lines below a column 名额 or a
title 名额分配.
"""

from __future__ import annotations

import re

from xianfeng.compiler.document import Document
from xianfeng.compiler.outline import Block
from xianfeng.compiler.readings import Number

RULE = "tables"
_BARE = re.compile(r"\d{1,4}(?:\.\d)?(?:分)?$")
_ALLOTS = re.compile(r"(?:推荐|评选|分配|表彰)?(?:名额|指标)(?:数|分配)?(?:（(?P<u>[个名人])）)?$")
_ALLOTTED = re.compile(r"(?:名额|指标)(?:数)?(?:的)?(?:分配)?(?:情况|方案|表|一览表)?[：]?$")
_NUMBER = re.compile(r"\d{1,3}$")
_PLACES = re.compile(r"(\d{1,3})\s*([人名个位篇项])$")


def read(document: Document) -> list[Number]:
    """Numbers of table cells."""
    found: list[Number] = []
    run: list[Block] = []
    places: list[Block] = []
    for block in [*document.blocks, None]:
        words = document.folded[block.start : block.end].strip() if block else ""
        if block and _BARE.match(words) and not block.heading:
            run.append(block)
        else:
            found += _points(document, run)
            run = []
        if block and _PLACES.match(words):
            places.append(block)
        else:
            found += _quotas(document, places)
            places = []
    taken = {n.at for n in found}
    return found + [n for n in _allotted(document) if n.at not in taken]


def _points(document: Document, run: list[Block]) -> list[Number]:
    values = [float(document.folded[b.start : b.end].strip().rstrip("分")) for b in run]
    if len(values) < 4 or abs(sum(values[:-1]) - values[-1]) > 0.01 or values[-1] < 10:
        return []
    found = []
    for block, value in zip(run, values, strict=True):
        what = "score" if block is run[-1] else "weight"
        found.append(
            Number(
                start=block.start,
                end=block.end,
                rule=RULE,
                what=what,
                value=value,
                unit="分",
                at=block.start,
                confidence=0.75,
            )
        )
    return found


def _quotas(document: Document, run: list[Block]) -> list[Number]:
    if len(run) < 2:
        return []
    titles = " ".join(h.title for h in document.path_at(run[0].start))
    before = document.folded[max(0, run[0].start - 160) : run[0].start]
    if not re.search(r"(?:名额|分配|评选|推荐|指标)", titles + before):
        return []
    found = []
    for block in run:
        m = _PLACES.match(document.folded[block.start : block.end].strip())
        if m:
            found.append(
                Number(
                    start=block.start,
                    end=block.end,
                    rule=RULE,
                    what="quota_count",
                    value=float(m.group(1)),
                    unit=m.group(2),
                    at=block.start,
                    confidence=0.75,
                )
            )
    return found


def _allotted(document: Document) -> list[Number]:
    """``系别`` ``名额（个）`` ``英语系`` ``18`` …: bare numbers among the short lines below the column or the title."""
    blocks = document.blocks
    found: dict[int, Number] = {}
    for block in blocks:
        words = document.folded[block.start : block.end].strip()
        column = _ALLOTS.match(words)
        if not column and not (block.heading and _ALLOTTED.search(block.heading.title.strip())):
            continue
        unit = (column["u"] if column else None) or "名"
        named = ""
        for cell in blocks[block.index + 1 :]:
            words = document.folded[cell.start : cell.end].strip()
            if len(words) > 14 or re.search(r"[，。；：]", words) or cell.heading:
                break
            if not _NUMBER.fullmatch(words):
                named = words
            elif named and not re.search(r"序\s*号|编号|人数|党员数|班级数", named):
                found[cell.start] = _allotment(cell, float(words), unit)
    return list(found.values()) if len(found) > 1 else []


def _allotment(cell: Block, value: float, unit: str) -> Number:
    return Number(
        start=cell.start,
        end=cell.end,
        rule=RULE,
        what="quota_count",
        value=value,
        unit=unit,
        at=cell.start,
        confidence=0.65,
    )
