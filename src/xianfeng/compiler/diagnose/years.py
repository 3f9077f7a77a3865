"""Years that cannot be right beside the other dated facts of the same text: 「“十二五”规划 … 谋划2023年重点工作」 (S2-40).

What dates a text: the five-year plan it speaks of, the Party congress or plenum it follows, a round anniversary, and the
year most of its own dates agree on. A year years later than all that is flagged; an earlier one only where something is
to be done in it, since texts look back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from xianfeng.compiler.dates import Day
from xianfeng.compiler.diagnose.model import Diagnostic
from xianfeng.compiler.numerals import whole
from xianfeng.compiler.reader import Understanding

_PLAN = re.compile(r"“?十(?P<n>[一二三四五])·?五”?(?=规划|时期|期间|计划|末|开局|收官|目标|[，。、；”的])")
_CONGRESS = re.compile(r"(?:党的|学习|贯彻|迎接|落实|宣传|庆祝|喜迎)[“《]?(?P<n>十[五六七八九]|二十)大")
_PLENUM = re.compile(r"(?P<n>十[五六七八九]|二十)届[一二三四五六七][中次]全会")
_ROUND = re.compile(
    r"(?P<w>建党|(?:中国)?共产党成立|建国|新中国成立|中华人民共和国成立|改革开放|建团|共青团成立|五四运动|抗战胜利|长征胜利)\s*(?P<n>[一二三四五六七八九十百\d]{2,5})\s*周年"
)
_FOUNDED = {
    "建党": 1921, "共产党成立": 1921, "中国共产党成立": 1921, "建国": 1949, "新中国成立": 1949, "中华人民共和国成立": 1949,
    "改革开放": 1978, "建团": 1922, "共青团成立": 1922, "五四运动": 1919, "抗战胜利": 1945, "长征胜利": 1936,
}  # fmt: skip
_SITTING = {"十五": 1997, "十六": 2002, "十七": 2007, "十八": 2012, "十九": 2017, "二十": 2022}
_BACK = re.compile(
    r"\s*(?:度|份)?\s*(?:以来|来(?=[，、的])|至今|起|印发|发布|下发|出台|修订|修正|颁布|通过|成立|建成|期间?，?我|毕业|入学|参加工作|入党|出生|届|级)"
)
_BEFORE = re.compile(r"\s*(?:度)?(?:底|末)?(?:之前|以前|前(?!后))")
_AHEAD = re.compile(r"(?:谋划|安排|部署|计划|制定|抓好|做好|拟定|研究|推进|完成|将?于|在|截止|定于|力争|到)[“]?\s*$")
_HELD = re.compile(r"[^，。；\n]{0,14}(?:举行|举办|召开|开展|启动|完成|动员|报送|上报|公示|进行)(?![了的过])")
_APART = 3  # years between the text's own dates that no plan spans without saying so


@dataclass(frozen=True)
class Bounds:
    """The years a text can speak of, and the words that say so."""

    first: int
    last: int
    words: str
    near: bool = False  # a feast: what is held at all is held then


def find_years(understanding: Understanding) -> Iterator[Diagnostic]:
    """One diagnostic for each year out of its time."""
    document = understanding.document
    folded = document.folded
    dated = [day for day in document.days if day.year is not None and not _told_back(folded, day)]
    asked = {n.at for n in understanding.numbers if n.what == "deadline_day"}
    bounds = _bounds(folded)
    agreed = _agreed(folded, dated)
    seen: set[int] = set()
    for day in dated:
        year = day.year or 0
        ahead = day.start in asked or _AHEAD.search(folded[max(0, day.start - 8) : day.start]) is not None
        held = ahead or _HELD.match(folded, day.end) is not None
        clash = next((b for b in bounds if year > b.last or (year < b.first and (held if b.near else ahead))), None)
        told = clash.words if clash else ""
        if agreed and (year - agreed >= _APART or (ahead and agreed - year >= _APART)) and not _in_range(folded, day):
            told = told or f"{agreed}年"
        if told and year not in seen:
            seen.add(year)
            yield Diagnostic(
                "year_clashes", "warning", document.text.span(day.start, day.end), {"year": year, "told": told}
            )


def _bounds(folded: str) -> list[Bounds]:
    """What the plans, congresses and anniversaries named allow; of several of a sort the span from first to last."""
    found: list[Bounds] = []
    plans = [(m, 1996 + 5 * ((whole(m["n"]) or 0) + 1)) for m in _PLAN.finditer(folded)]
    if plans:
        first, last = min(plans, key=lambda p: p[1]), max(plans, key=lambda p: p[1])
        found.append(Bounds(first[1] - 1, last[1] + 5, last[0].group().strip("“”")))
    sittings = [(m, _SITTING[m["n"]]) for pattern in (_CONGRESS, _PLENUM) for m in pattern.finditer(folded)]
    if sittings:
        m, year = max(sittings, key=lambda s: s[1])
        found.append(Bounds(year - 1, year + 6, m.group()))
    for m in _ROUND.finditer(folded):
        count = whole(m["n"])
        if count and count % 5 == 0:
            year = _FOUNDED[m["w"]] + count
            found.append(Bounds(year - 1, year + 1, m.group(), near=True))
    return found


def _agreed(folded: str, dated: list[Day]) -> int | None:
    """The year most dates of the text share, where at least two do and no other comes near."""
    counts = Counter(day.year for day in dated if day.month is not None and not _in_range(folded, day))
    common = counts.most_common(2)
    if not common or common[0][1] < 2 or (len(common) > 1 and common[1][1] * 2 > common[0][1]):
        return None
    return common[0][0]


def _told_back(folded: str, day: Day) -> bool:
    """Whether the words beside the date look back or name something by its year (2008年以来, 2019年修订, 〔2012〕)."""
    if _BACK.match(folded, day.end) or (day.month is None and _BEFORE.match(folded, day.end)):
        return True
    return folded[day.start - 1 : day.start] in {"〔", "[", "（", "《"}


def _in_range(folded: str, day: Day) -> bool:
    """Whether the date is an end of a stretch told with both years (2021年—2025年)."""
    return bool(
        re.match(r"\s*[-至到]+\s*(?:19|20)\d\d", folded[day.end : day.end + 8])
        or re.search(r"(?:19|20)\d\d\s*年?[^，。；\n]{0,6}[-至到]\s*$", folded[max(0, day.start - 16) : day.start])
    )
