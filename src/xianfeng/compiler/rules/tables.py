"""Tables whose cells came out as lines: points of parts with their sum, and numbers of places under a row of names.

A run of bare numbers whose last is the sum of the others tells what each part counts (15 10 10 … 100); a run of
``4人`` ``6人`` under a heading of places tells quotas.
"""

from __future__ import annotations

import re

from xianfeng.compiler.document import Document
from xianfeng.compiler.outline import Block
from xianfeng.compiler.readings import Number

RULE = "tables"
_BARE = re.compile(r"\d{1,4}(?:\.\d)?(?:分)?$")
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
    return found


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
