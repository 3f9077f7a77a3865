"""Dates and stretches of time as plans write them, with the year often left out.

``2021年2月-3月1日``, ``3月上旬``, ``2023.3.1—3.15``, ``9月至次年6月``, ``3月10日前``, ``春节后至“七一”前``.
A stretch keeps what is known and nothing more: a month without a day, a day without a year, a word without either.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace

from xianfeng.compiler.numerals import whole

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_Y = r"(?:(?:19|20)\d{2}|20[xX×*＊]{2}|[二一][〇零○九][〇零○一二三四五六七八九]{2})"
_DATE = re.compile(
    rf"(?:(?P<y1>{_Y})\s*年(?:度)?\s*|(?P<rel>今年|明年|次年|翌年|当年|本年度?|去年|来年)\s*)?(?P<m1>{_N})\s*月(?!\s*[度考报刊])(?:份)?\s*"
    rf"(?:(?P<d1>{_N})\s*(?:[日号]|(?=\s*(?:之前|以前|前(?!后|[一二三四五六七八九十\d]))))|(?P<part>上旬|中旬|下旬|月底|底|末|初|中(?![小学考旬]))|)"
    rf"|(?P<y2>{_Y})\s*[./-]\s*(?P<m2>\d{{1,2}})(?:\s*[./-]\s*(?P<d2>\d{{1,2}}))?(?![\d.%])"
    rf"|(?P<y3>{_Y})\s*年(?P<w3>底|末|初|年底|上半年|下半年)?"
)
_SHORT_DAY = re.compile(rf"\s*(?P<d>{_N})\s*[日号](?!常)")
_SHORT_DOT = re.compile(r"\s*(?P<m>\d{1,2})\.(?P<d>\d{1,2})(?![\d.%])")
_MONTH_RANGE = re.compile(
    rf"(?:(?P<y>{_Y})\s*年\s*)?(?P<a>{_N})\s*[-至到]+\s*(?P<b>{_N})\s*月(?:份|底|末|中旬|上旬|下旬)?"
)
_DAY_RANGE = re.compile(
    rf"(?:(?P<y>{_Y})\s*年\s*)?(?P<m>{_N})\s*月\s*(?P<a>{_N})\s*[日号]?\s*[-至到]+\s*(?P<b>{_N})\s*[日号]"
)
_WEEKDAY = r"(?:\s*[（(]\s*(?:星期|周|礼拜)[一二三四五六日天]\s*(?:上午|下午|中午)?\s*[）)])?"
_LINK = re.compile(rf"{_WEEKDAY}\s*(?:起|开始|启动|前后|左右)?\s*[，,]?\s*(?:[-至到]+|持续到|直到|截止到|延续到)\s*")
_WORD = (
    r"(?:春节|元旦|元宵|清明|五一|“?五·?一”?|“?七·?一”?(?:建党节)?|国庆(?:节)?|“?十·?一”?|教师节|暑期|暑假|寒假|年初|年中|年底|年末|"
    r"学期初|学期末|期初|期中|期末|开学(?:初)?|建党节|即日|上半年|下半年|岁末年初|[一二三四1-4]季度|第[一二三四]季度|上学期|下学期)"
)
WORD_TIME = re.compile(rf"[“‘]?{_WORD}[”’]?(?:建党节)?(?:前夕|前后|之前|之后|以后|期间|起|前|后)?")


@dataclass(frozen=True)
class Day:
    """A date as far as the text gives it; ``fuzzy`` is 上旬, 中旬, 下旬, 底, 初 … or ''."""

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    fuzzy: str = ""

    def iso(self) -> str | None:
        """``YYYY-MM-DD`` or ``YYYY-MM`` or ``YYYY`` as far as it is known; None without a year."""
        if self.year is None:
            return None
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True)
class Stretch:
    """A time a phase lasts: two ends, one day, an end alone (``前``) or a start alone (``起``)."""

    start: int
    end: int
    first: Day | None
    last: Day | None
    before: bool = False


def find_days(folded: str, start: int = 0, end: int | None = None) -> list[Day]:
    """Every date in ``folded[start:end]`` in order. Impossible months and days are no dates."""
    end = len(folded) if end is None else end
    days: list[Day] = []
    at = start
    while at < end:
        m = _DATE.search(folded, at, end)
        if m is None:
            break
        day = _day(m)
        at = max(m.end(), at + 1)
        if day is None:
            continue
        if day.month is None and not m.group("w3"):
            days.append(day)  # a year alone: only of use to give other dates their year
        else:
            days.append(day)
    return days


def _day(m: re.Match[str]) -> Day | None:
    groups = m.groupdict()
    year = _year(groups["y1"] or groups["y2"] or groups["y3"])
    month = whole(groups["m1"] or groups["m2"] or "")
    day = whole(groups["d1"] or groups["d2"] or "")
    fuzzy = groups["part"] or groups["w3"] or ""
    if month is not None and not 1 <= month <= 12:
        return None
    if day is not None and not 1 <= day <= 31:
        return None
    if month is None and groups["y2"]:
        return None
    if groups["y3"] and groups["w3"]:
        month = {"底": 12, "末": 12, "年底": 12, "初": 1}.get(fuzzy)
    return Day(m.start(), m.end(), year, month, day, fuzzy)


def _year(words: str | None) -> int | None:
    if not words or not words.strip() or any(c in "xX×*＊" for c in words):
        return None
    value = whole(words)
    return value if value is not None and 1900 <= value <= 2100 else None


def last_day(year: int | None, month: int) -> int:
    """The last day of a month; 28 for a February without a year."""
    return monthrange(year if year is not None else 2023, month)[1]


def find_stretch(folded: str, start: int, end: int) -> Stretch | None:
    """The first stretch of time in ``folded[start:end]``: a range, a single date, or an end alone; None without one."""
    stretch = _compact(folded, start, end)
    days = [d for d in find_days(folded, start, end) if d.month is not None]
    if stretch is not None and (not days or stretch.start <= days[0].start):
        return stretch
    if not days:
        return None
    first = days[0]
    link = _LINK.match(folded, first.end, end)
    if link:
        second = next((d for d in days[1:] if d.start == link.end()), None)
        if second is None:
            second = _short(folded, link.end(), end, first)
        if second is not None:
            return _joined(folded, first, second, end)
    tail = folded[first.end : min(end, first.end + 12)]
    tail = re.sub(r"^\s*（[^）]{1,6}）", "", tail)
    if re.match(r"\s*(?:之?前|以前|截止|止|以内)(?!后)", tail) or re.search(
        r"(?:截至|截止|不迟于|最迟)[^，。]{0,4}$", folded[start : first.start]
    ):
        return Stretch(first.start, first.end, None, first, before=True)
    if re.match(r"\s*(?:起|开始|以后|之后|后)", tail):
        return Stretch(first.start, first.end, first, None)
    return Stretch(first.start, first.end, first, first)


def _compact(folded: str, start: int, end: int) -> Stretch | None:
    """``3—4月``, ``3月1—15日``: the unit is written once."""
    found: Stretch | None = None
    m = _DAY_RANGE.search(folded, start, end)
    if m:
        month, a, b = whole(m["m"]), whole(m["a"]), whole(m["b"])
        if month and a and b and 1 <= month <= 12 and 1 <= a <= 31 and 1 <= b <= 31:
            year = _year(m["y"])
            found = Stretch(
                m.start(), m.end(), Day(m.start(), m.end(), year, month, a), Day(m.start(), m.end(), year, month, b)
            )
    m = _MONTH_RANGE.search(folded, start, end)
    if m and (found is None or m.start() < found.start):
        a, b = whole(m["a"]), whole(m["b"])
        if a and b and 1 <= a <= 12 and 1 <= b <= 12 and not re.search(r"\d\s*[.月日]\s*$", folded[start : m.start()]):
            year = _year(m["y"])
            later = year + 1 if year is not None and b < a else year
            found = Stretch(
                m.start(), m.end(), Day(m.start(), m.end(), year, a, None), Day(m.start(), m.end(), later, b, None)
            )
    return found


def _short(folded: str, at: int, end: int, first: Day) -> Day | None:
    """The second end of a range that leaves month or year out: ``3月1日至15日``, ``2023.3.1-3.15``."""
    m = _SHORT_DOT.match(folded, at, end)
    if m:
        month, day = int(m["m"]), int(m["d"])
        if 1 <= month <= 12 and 1 <= day <= 31:
            return Day(m.start(), m.end(), first.year, month, day)
    m = _SHORT_DAY.match(folded, at, end)
    if m and first.month is not None:
        day_number = whole(m["d"])
        if day_number and 1 <= day_number <= 31:
            return Day(m.start(), m.end(), first.year, first.month, day_number)
    m = re.compile(r"\s*(上旬|中旬|下旬|月?底|月?末)").match(folded, at, end)
    if m and first.month is not None:
        return Day(m.start(), m.end(), first.year, first.month, None, m.group(1))
    return None


def _joined(folded: str, first: Day, second: Day, end: int) -> Stretch:
    if second.year is None and first.year is not None and second.month is not None and first.month is not None:
        later = folded[max(0, second.start - 2) : second.start + 3]
        turned = second.month < first.month or re.search(r"次年|翌年|明年|来年", later) is not None
        second = replace(second, year=first.year + (1 if turned else 0))
    elif first.year is None and second.year is not None and second.month is not None and first.month is not None:
        first = replace(first, year=second.year - (1 if first.month > second.month else 0))
    return Stretch(first.start, second.end, first, second)
