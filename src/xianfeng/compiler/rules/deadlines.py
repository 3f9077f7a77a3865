"""Days by which, or on which, something is due: 「于3月1日前报送申报材料」「截止时间：6月17日」「拟定于6月15日举行」「每月12日前」.

The value is the day of the month; ``date`` carries month and, where the text gives it, the year. 6月底 is the 30th.
Days of the past (2019年12月15日至今), of signatures and of stages are none.
"""

from __future__ import annotations

import re

from xianfeng.compiler.clauses import before, behind, clause_around
from xianfeng.compiler.dates import Day, last_day
from xianfeng.compiler.document import Document
from xianfeng.compiler.numerals import whole
from xianfeng.compiler.outline import Block
from xianfeng.compiler.readings import Number, Phase

RULE = "deadlines"
_UNTIL = re.compile(
    r"\s*(?:（[^（）]{1,14}）)?\s*(?:上午|下午|中午|晚上?|放学|下班)?\s*(?:\d{1,2}\s*[：:]\s*\d{2}|\d{1,2}[时点](?:整|半)?)?\s*(?:下班|放学)?(?:之?前|以前|截止|止(?!境)|为止|为限|之内|以内)"
)
_BY = re.compile(
    r"(?:于|在|截止(?:时间|日期)?(?:为|到|至|是)?|截至|定于|最迟|不迟于|务必|时间(?:为|定于|是|安排)?|日期(?:为|是)?|期限(?:为)?|迄)\s*[：，]?\s*$"
)
_PAST = re.compile(
    r"^\s*(?:（[^）]*）)?\s*(?:以来|至今|起至今|起(?!至|到|[-—])|到现在|印发|发布|发出|下发|出台|之后|以后|后|颁布|施行|起施行|修订|通过|生效|实施|成立|出生|入党)"
)
_PAST_BEFORE = re.compile(
    r"(?:(?:年龄|[工教党]龄|任职|年限|资历)(?:计算)?[^，。；]{0,8}截[至止](?:到|至|于)?|自|从|(?<!时间)(?<!日期)(?<!期限)截至|生于|出生|成立于|以来|(?:发布|发表|发文|印发|更新|录入|上传)(?:时间|日期)?\s*[：]?)\s*$"
)
_ALSO = re.compile(
    r"[、和及与]\s*(?:每月)?\s*(?P<a>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号](?=\s*(?:之?前|以前))"
)  # 每月5日、20日前
_FROM_NOW = re.compile(r"即日起?\s*[-—至到]+\s*$")
_DUE = re.compile(
    r"(?:报|交|填|投|完成|提供|发送|发至|上传|申请|推荐|公示|截止|召开|举行|安排|组织|进行|开展|发布|公布|提出|反馈|整改|评|递|送|返|参加|集中|答辩)"
)
_HOUR = re.compile(
    r"\s*(?:（[^（）]{1,6}）)?\s*(?:上午|下午|中午|晚上?)?\s*(?:\d{1,2}\s*[：:时点]\s*(?:\d{2}|半)?分?)?[。\s]*"
)
_DAY_ONLY = re.compile(
    r"(?:于|在|务必|最迟|截至|截止)[^，。；\d]{0,6}(?P<a>(?<!\d)\d{1,2})\s*[日号](?:（[^（）]{1,8}）)?(?:上午|下午|中午|下班|放学)?(?:\d{1,2}[：:时点]\d{0,2})?(?:之?前|以前)"
)
_MONTHLY = re.compile(
    r"(?:每(?:个)?(?:季度?(?:的)?(?:首|末|第[一二三]个)?(?:个)?月?(?:的)?|半?年(?:首|末)月|月)|(?:次|翌|下个?|当|本|每季度次)(?:季度?首|季度?末)?月(?:的)?)\s*(?P<a>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号](?=\s*(?:之?前|以前|下午|上午|[^-至]))"
)


def read(document: Document, phases: list[Phase]) -> list[Number]:
    """Every due day outside the headings of stages."""
    folded = document.folded
    found: list[Number] = []
    heads = [(p.start, p.end) for p in phases]
    days = [d for d in document.days if d.month is not None]
    for index, day in enumerate(days):
        if day.day is None and day.fuzzy not in {"底", "月底", "末"}:
            continue
        if day.day is None and folded[day.start : day.end].endswith(("年底", "年末")):
            continue  # the end of a year is no day
        if any(a <= day.start < b for a, b in heads):
            continue
        following = days[index + 1] if index + 1 < len(days) else None
        if following and re.fullmatch(r"\s*(?:（[^）]{1,8}）)?\s*[-至到]+\s*", folded[day.end : following.start]):
            continue  # the first end of a range
        shortened = re.match(r"\s*(?:（[^）]{1,8}）)?\s*[-至到]+\s*(\d{1,2})\s*[日号]", folded[day.end : day.end + 20])
        if shortened and not re.search(
            r"(?:申报|报名|上报|提交|报送|公示|填报|投票|征集|受理)", folded[max(0, day.start - 24) : day.start]
        ):
            continue  # a stretch whose end leaves the month out
        reading = _due(document, day)
        if reading:
            found.append(reading)
    monthly = list(_MONTHLY.finditer(folded))
    monthly += [also for m in monthly if (also := _ALSO.match(folded, m.end()))]
    for m in (*monthly, *_day_only(document, days)):
        value = whole(m["a"])
        if value and 1 <= value <= 31:
            clause = clause_around(folded, m.start(), m.end())
            end = m.end() + (1 if folded[m.end() : m.end() + 1] == "前" else 0)
            found.append(
                Number(
                    start=m.start(),
                    end=end,
                    rule=RULE,
                    what="deadline_day",
                    value=value,
                    unit="日",
                    at=m.start(),
                    applies_to=folded[clause.start : clause.end][:20],
                    bound="max",
                )
            )
    return found


def _day_only(document: Document, days: list[Day]) -> list[re.Match[str]]:
    """``于25日前发至…``: a day whose month was said before."""
    return [
        m
        for m in _DAY_ONLY.finditer(document.folded)
        if "每" not in document.folded[max(0, m.start() - 4) : m.end()]
        and not any(d.start <= m.start("a") < d.end for d in days)
    ]


def _due(document: Document, day: Day) -> Number | None:
    folded = document.folded
    ahead, after = before(folded, day.start, 14), behind(folded, day.end, 24)
    if _PAST.match(after) and not re.match(r"\s*(?:后|之后|以后)?.{0,4}前", after):
        return None
    if _PAST_BEFORE.search(ahead) and not re.match(r"\s*(?:前|止)", after):
        return None
    block = document.block_at(day.start)
    if block is None:
        return None
    alone = folded[block.start : block.end].strip()
    titled = _under_time(document, day, block)
    if (
        not titled
        and len(folded[day.end : block.end].strip(" 。）")) <= 2
        and not re.search(r"(?:前|截[止至]|时间|报|交|定于|务必|为限)", alone)
    ):
        return None  # a signature or a date line
    until = _UNTIL.match(after)
    by = _BY.search(ahead) or titled
    ranged = bool(re.search(r"(?<!截)[-至到]\s*$", ahead))
    clause = clause_around(folded, day.start, day.end, "，。；！？\n")
    words = folded[clause.start : clause.end]
    rest = folded[day.end : min(len(folded), clause.end + 30)].split("\n", 1)[0]
    if ranged and not until and not _FROM_NOW.search(ahead):
        if not re.search(r"(?:申报|报名|上报|提交|报送|公示|填报|投票|征集|受理)", words + rest):
            return None
    elif day.start - block.start <= 1 and not until and re.match(r"\s+[\u4e00-\u9fff“]{3,}", after) and day.day:
        pass  # a row of a timetable: the day, then what is done
    elif not until and not by and not ranged and not (_DUE.search(rest[:30]) and (day.day is not None)):
        return None
    if not until and not by and day.year is not None and re.search(r"(?:了|曾|已)", words):
        return None
    dated = document.dated(day)
    if not until and not by and document.signed and day.day and dated.year and day.month:
        told = (dated.year, day.month, day.day) < document.signed.timetuple()[:3]
        if told:
            return None  # before the day of the paper itself: told, not asked
    value = day.day
    date = None
    if value is None and day.month is not None:
        value = last_day(dated.year, day.month)
    if value is None or day.month is None:
        return None
    date = f"{dated.year:04d}-{day.month:02d}-{value:02d}" if dated.year else f"{day.month:02d}-{value:02d}"
    start = max(clause.start, day.start - 8)
    mark = re.search(r"[，。；（\s]", folded[start : day.start][::-1])
    if mark:
        start = day.start - mark.start()
    if ranged:
        first = next((d for d in document.days if d.start < day.start and 0 <= day.start - d.end <= 12), None)
        start = min(start, first.start) if first else start
    lead = re.search(
        r"(?:于|在|截止(?:时间|日期)?[：为]?|定于|拟定于|最迟|务必于)\s*$", folded[clause.start : day.start]
    )
    if lead:
        start = min(start, clause.start + lead.start())
    if block.is_numbered() and block.start <= start < block.number_end <= day.start:
        start = block.number_end
    end = day.end + (until.end() if until else 0)
    verb = re.compile(r"[^，。；\n（）]{1,14}").match(folded, end, min(len(folded), end + 14))
    if verb:
        end = verb.end()
    return Number(
        start=start,
        end=end,
        rule=RULE,
        confidence=0.85 if until else 0.7,
        what="deadline_day",
        value=value,
        unit="日",
        applies_to=_what_is_due(words, rest),
        date=date,
        at=day.start,
        bound="max" if until else "on",
    )


def _under_time(document: Document, day: Day, block: Block) -> re.Match[str] | None:
    """The title 会议时间, 截稿日期 … over a line that holds only this day and perhaps an hour."""
    if not block.path or block.heading or day.day is None or day.start - block.start > 1:
        return None
    if not _HOUR.fullmatch(document.folded[day.end : block.end]):
        return None
    return re.search(r"(?:时间|日期|截止|截稿|期限)$", block.path[-1].title)


def _what_is_due(words: str, rest: str) -> str:
    m = re.search(r"(?:将|把)([\u4e00-\u9fff《》“”（）、]{2,16}?)(?:报|交|发|送|于|填|上)", words) or re.search(
        r"(?:报送|上报|提交|上交|递交|交|报|完成|举行|召开|填写)([\u4e00-\u9fff《》“”]{2,14})", rest
    )
    return m.group(1) if m else words[:20]
