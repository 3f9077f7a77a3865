"""Where a line is cut: at every number that begins a heading or an item, also in text that lost its line breaks.

Before: ``…特制定本方案。一、成立小组组长：李某二、考核办法1、自评…``  After: a piece for 一、, for 二、 and for 1、.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xianfeng.compiler.numerals import whole

HAN_NUMERALS = "一二三四五六七八九十"
_INNER = re.compile(
    rf"(?:(?<=[。；！？：”）])|(?<=\s))\s*(?=(?:[{HAN_NUMERALS}]{{1,3}}、|（[{HAN_NUMERALS}]{{1,3}}）|（\d{{1,2}}）|[①-⑳⑴-⒇]|\d{{1,2}}[、](?:(?!\d)|(?=\d{{1,2}}月|\d{{4}}年))|\d{{1,2}}\.[ ]?(?![\d\s])"
    rf"|第[{HAN_NUMERALS}]阶段\s*[：，（:、]))"
    r"|(?<=案|知|法|下|见|划|则|度)(?=一、[\u4e00-\u9fff]{2,18}(?:\s|。|：|，|（一）))"
    r"|(?<=[\u4e00-\u9fff])(?=1、[\u4e00-\u9fff\d][\u4e00-\u9fff]|（一）)"
    r"|(?<=[\u4e00-\u9fff])(?<!第)(?<!附件)(?<!条件)(?<!表)(?<!图)(?<!见)(?=\d[.、][ ]?[\u4e00-\u9fff]{2,8}[：。])"
)
_TITLED_ITEM = re.compile(r"\d[.、] ?[\u4e00-\u9fff]{2,8}[：。]")
_FIRST_ITEM = re.compile(
    rf"(?:（[{HAN_NUMERALS}]{{1,3}}）、?|[{HAN_NUMERALS}]{{1,3}}、)[\u4e00-\u9fff、]{{2,12}}(?:，[\u4e00-\u9fff]{{4,6}}){{0,3}}$"
)
_RUN_ON = re.compile(
    rf"(?:(?P<l1>[{HAN_NUMERALS}]{{1,2}})、|（(?P<l2>[{HAN_NUMERALS}]{{1,2}})）|(?P<l3>\d{{1,2}})[、.])(?=[\u4e00-\u9fff“]{{2}})"
)
_NO_RUN_ON = re.compile(r"[高初第大附表图条款项年见按及和与或至到、\d一二三四五六七八九十]$")
_NO_NUMBER = re.compile(rf"(?:等[奖级次]|年级|[级类档季期届]|[{HAN_NUMERALS}][、等年级])")
_LONG = 120
"""Characters from which a line may have lost its breaks."""


def cut_pieces(folded: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """``(start, end, first)`` of every piece of the line ``start..end``."""
    cuts = [start]
    for m in _INNER.finditer(folded, start, end):
        if m.end() > cuts[-1] + 1 and _open_brackets(folded, cuts[-1], m.end()) == 0:
            before = folded[max(start, m.start() - 1) : m.end()].strip()
            run_in = (
                m.start() == m.end()
                and "一" <= before[-1:] <= "\u9fff"
                and folded.startswith(("1、", "（一）"), m.end())
            )
            if run_in and not _TITLED_ITEM.match(folded, m.end()) and not _titled_before(folded, cuts[-1], m.end()):
                continue
            if before[-1:] not in {"、", "和", "第", "及"}:
                cuts.append(m.end())
    cuts = sorted({*cuts, *_counted_on(folded, cuts, end)})
    for number, cut in enumerate(cuts):
        yield cut, cuts[number + 1] if number + 1 < len(cuts) else end, number == 0


def _titled_before(folded: str, start: int, end: int) -> bool:
    """``（一）民主测评1、对班子…``: an unmarked first item counts only right behind a numbered title."""
    return _FIRST_ITEM.search(folded, max(start, end - 48), end) is not None


def _open_brackets(folded: str, start: int, end: int) -> int:
    """Brackets still open at ``end``; one that never closes within the next 200 characters is a slip of the pen."""
    piece = folded[start:end]
    found = 0
    for opening, closing in ("（）", "“”"):
        left = piece.count(opening) - piece.count(closing)
        if left > 0 and closing in re.split(rf"[{opening}\n]", folded[end : end + 200], maxsplit=1)[0]:
            found += left
    return found


def _counted_on(folded: str, cuts: list[int], end: int) -> list[int]:
    """Cuts inside words, ``…王某二、考核办法``: a number that counts on from the one of its style before it."""
    if end - cuts[0] < _LONG:
        return []
    found: list[int] = []
    last: dict[str, int] = {}
    starts = set(cuts)
    for m in _RUN_ON.finditer(folded, cuts[0], end):
        style = m.lastgroup or ""
        ordinal = whole(m[style])
        if ordinal is None:
            continue
        if m.start() in starts or (ordinal == 1 and not folded[cuts[0] : m.start()].strip()):
            last[style] = ordinal
            continue
        before = folded[max(0, m.start() - 1) : m.start()]
        if (
            last.get(style) == ordinal - 1
            and "一" <= before <= "\u9fff"
            and not _NO_RUN_ON.search(before)
            and not _NO_NUMBER.match(folded, m.end())
            and _open_brackets(folded, max(c for c in (*cuts, *found) if c < m.start()), m.start()) == 0
        ):
            found.append(m.start())
            last[style] = ordinal
    return found
