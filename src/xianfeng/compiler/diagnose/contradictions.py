"""Places where a text does not agree with itself: counts, dates, weights, numbering.

四个环节 beside 五个环节; a set that announces five and lists six; a stage of no length or running backwards; stages
that overlap; weights that do not make a hundred; a due day before the day the document was signed; numbers that skip.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from xianfeng.compiler.diagnose.model import Diagnostic
from xianfeng.compiler.numerals import HAN_NUMERAL, whole
from xianfeng.compiler.outline import Block
from xianfeng.compiler.reader import Understanding
from xianfeng.compiler.readings import Phase

_COUNTED = re.compile(
    rf"(?<![第\d{HAN_NUMERAL[1:-2]}])(?P<n>[两二三四五六七八九十]|\d{{1,2}})\s*[个大道项]?(?P<w>环节|阶段|步骤|步(?=走|法|曲)|程序|流程)"
)
_OF_A_PART = re.compile(
    r"(?:第[一二三四五六七]|每|各|本|上一|下一|该|此|其中|其余|前|后)(?:个)?(?:[\u4e00-\u9fff]{0,8}(?:阶段|环节|步骤)[^，。；\n]{0,8})?$"
)  # 第一阶段做三个环节, 前两个环节: a part, not the whole


_SAME_ENDS = re.compile(r"(?<!\d)(?P<a>\d{1,2})\s*月?\s*[-至到]+\s*(?P=a)\s*[月日]")  # 3月-3月, 5月1-1日


def find_contradictions(understanding: Understanding) -> Iterator[Diagnostic]:
    """Every contradiction found, in no particular order."""
    yield from _sets(understanding)
    yield from _announced(understanding)
    yield from _phases(understanding)
    yield from _weights(understanding)
    yield from _due_days(understanding)
    yield from _numbering(understanding)


def _sets(understanding: Understanding) -> Iterator[Diagnostic]:
    text = understanding.document.text
    for found in understanding.criteria_sets:
        span = text.span(found.start, found.end)
        if found.announced is not None and found.announced != len(found.items):
            params: dict[str, str | int | float] = {
                "name": found.name,
                "announced": found.announced,
                "listed": len(found.items),
            }
            yield Diagnostic("count_differs", "warning", span, params)
        twice = [item for position, item in enumerate(found.items) if item in found.items[:position]]
        if twice:
            yield Diagnostic("item_twice", "warning", span, {"name": found.name, "item": twice[0]})


def _announced(understanding: Understanding) -> Iterator[Diagnostic]:
    document = understanding.document
    told: dict[str, dict[int, tuple[int, int]]] = {}
    for m in _COUNTED.finditer(document.folded):
        count = whole(m["n"])
        if count and not _OF_A_PART.search(document.folded[max(0, m.start() - 20) : m.start()]):
            told.setdefault("步骤" if m["w"] == "步" else m["w"], {}).setdefault(count, (m.start(), m.end()))
    for word, counts in told.items():
        if len(counts) > 1:
            (first, _), (second, place) = sorted(counts.items(), key=lambda entry: entry[1])[:2]
            yield Diagnostic(
                "counts_disagree",
                "warning",
                document.text.span(*place),
                {"word": word, "first": first, "second": second},
            )
        elif word == "阶段" and understanding.phases:
            ((count, place),) = counts.items()
            if count != len(understanding.phases):
                params: dict[str, str | int | float] = {
                    "word": word,
                    "announced": count,
                    "found": len(understanding.phases),
                }
                yield Diagnostic("phases_missing", "warning", document.text.span(*place), params)


def _phases(understanding: Understanding) -> Iterator[Diagnostic]:
    text = understanding.document.text
    for phase in understanding.phases:
        span = text.span(phase.start, phase.end)
        start = phase.first or _month_day(phase.start_month, phase.start_day)
        end = phase.last or _month_day(phase.end_month, phase.end_day)
        backwards = bool(phase.first and phase.last and phase.last < phase.first[: len(phase.last)])
        if backwards or _turns_back(phase):
            yield Diagnostic("phase_runs_backwards", "error", span, {"name": phase.name, "start": start, "end": end})
        elif start and start == end and _is_told_twice(understanding, phase):
            yield Diagnostic("phase_of_no_length", "error", span, {"name": phase.name, "start": start, "end": end})
    for before, after in pairwise(understanding.phases):
        if _overlap(before, after):
            span = text.span(after.start, after.end)
            yield Diagnostic("phases_overlap", "warning", span, {"first": before.name, "second": after.name})


def _is_told_twice(understanding: Understanding, phase: Phase) -> bool:
    """Whether both ends are written out: 从2023年7月到2023年7月."""
    inside = [day for day in understanding.document.days if phase.start <= day.start < phase.end and day.month]
    return len(inside) >= 2 or bool(_SAME_ENDS.search(understanding.document.folded[phase.start : phase.end]))


def _month_day(month: int | None, day: int | None) -> str:
    """``MM-DD`` or ``MM`` of a date without a year; empty where even the month is left open."""
    if month is None:
        return ""
    return f"{month:02d}" if day is None else f"{month:02d}-{day:02d}"


def _turns_back(phase: Phase) -> bool:
    """Whether a stage without years ends before it starts: within a month, or so late that it would last almost a year."""
    if phase.first or phase.last or phase.start_month is None or phase.end_month is None:
        return False
    if phase.start_month == phase.end_month:
        return phase.start_day is not None and phase.end_day is not None and phase.end_day < phase.start_day
    return (phase.end_month - phase.start_month) % 12 >= 10


def _overlap(before: Phase, after: Phase) -> bool:
    """Whether ``after`` starts before ``before`` has ended, as far as both say it with the same care."""
    if before.last and after.first:
        return len(before.last) == len(after.first) and after.first < before.last
    if before.first or before.last or after.first or after.last:
        return False
    first, second = before.start_month, after.start_month
    if first is None or second is None or before.end_month is None or not first <= before.end_month or second < first:
        return False  # over the turn of a year nothing is sure
    if (before.end_day is None) != (after.start_day is None):
        return False
    return (second, after.start_day or 0) < (before.end_month, before.end_day or 0)


def _weights(understanding: Understanding) -> Iterator[Diagnostic]:
    weighted = [p for p in understanding.scoring_parties if p.weight is not None]
    total = sum(p.weight or 0 for p in weighted)
    if len(weighted) >= 2 and abs(total - 100) > 0.01:
        span = understanding.document.text.span(weighted[0].start, weighted[-1].end)
        yield Diagnostic("weights_not_hundred", "warning", span, {"total": total})


def _due_days(understanding: Understanding) -> Iterator[Diagnostic]:
    document = understanding.document
    for number in understanding.numbers:
        if number.what != "deadline_day" or not number.date:
            continue
        span = document.text.span(number.start, number.end)
        if len(number.date) == 10:
            try:
                due = date.fromisoformat(number.date)
            except ValueError:
                yield Diagnostic("day_does_not_exist", "error", span, {"date": number.date})
                continue
            if document.signed and due < document.signed:
                params: dict[str, str | int | float] = {"date": number.date, "signed": document.signed.isoformat()}
                yield Diagnostic("due_before_signed", "warning", span, params)


def _numbering(understanding: Understanding) -> Iterator[Diagnostic]:
    document = understanding.document
    last: dict[int, Block] = {}
    for block in document.blocks:
        if not 0 < block.level < 5 or block.ordinal is None:
            continue
        before = last.get(block.level)
        for deeper in [level for level in last if level > block.level]:
            del last[deeper]
        last[block.level] = block
        if before is None or before.ordinal is None or block.ordinal in (before.ordinal + 1, 1):
            continue
        span = document.text.span(block.start, block.number_end)
        code = (
            "number_repeats"
            if block.ordinal == before.ordinal
            else "number_skips"
            if block.ordinal > before.ordinal
            else ""
        )
        if code:
            yield Diagnostic(code, "info", span, {"before": before.number, "number": block.number})
