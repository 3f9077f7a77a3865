"""The stages of a plan with their time: 「第一阶段：学习动员（30天左右）」「（二）评审阶段（2021年3月10日前）」.

A stage is announced by its word (阶段, 环节, 第一步), or is a title under "步骤/安排/程序" with a time in brackets or
right behind it. Times may be told without a year, without a day, or only in words (春节后至“七一”前); a length may
stand instead of dates. What the text does not give stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from xianfeng.compiler.dates import WORD_TIME, Day, Stretch, find_stretch
from xianfeng.compiler.document import Document
from xianfeng.compiler.numerals import NUMERAL, number
from xianfeng.compiler.outline import Block
from xianfeng.compiler.readings import Phase
from xianfeng.compiler.rules import schedule_rows

RULE = "phases"
_ORDINAL = re.compile(r"第[一二三四五六七八九十\d]{1,2}\s*(?:个)?(?:阶段|环节|步骤?)")
_WORD = re.compile(r"[\u4e00-\u9fff“”、]{2,18}?(?:阶段|环节)(?=\s*[：（，。\d]|\s*$)")
_STAGE = re.compile(
    r"(?:动员|发动|部署|启动|筹备|准备|实施|推进|开展|组织|学习|宣传|总结|验收|巩固|深化|提高|提升|自查|自评|评审|申报|报名|推荐|评选|表彰|公示|整改|考核|检查|评议|评比|复核|审核|分析|查摆|展示|初评|复评|终评|决赛|初赛|评估|督查|建章立制)"
)
_UNDER = re.compile(r"(?:步骤|安排|进度|阶段|时间|程序|流程|日程|环节)")
_ANNOUNCED = re.compile(r"分(?:为|成|以下)?[二两三四五六七]个(?:阶段|步骤|环节)|(?:步骤|阶段)(?:如下|安排)")
_PLAIN = re.compile(
    r"(?:时间|地点|对象|范围|要求|内容|名额|方式|办法|材料|截止|人员|主题|步骤|安排|程序|流程|方法|进度|日程|期限|时限|周期)$"
)
_OPEN_END = re.compile(r"\s*(?:[-—~]+|至|到)\s*[\u4e00-\u9fff“]{2,}")
_LENGTH = re.compile(
    rf"(?:(?:为期|历时|约|大约|用|时间为?|共|控制在)?\s*(?P<n>{NUMERAL})\s*(?P<h>个半|个)?(?P<u>天|日|周|月|星期)(?P<s>左右|以内|以上)?)"
)


def read(document: Document) -> list[Phase]:
    """Every stage in order, each knowing where its text begins and ends."""
    found = list(_candidates(document))
    spans = [(p.start, p.end) for p in found]

    def make(start: int, end: int, name: str, block: Block, stretch: Stretch) -> Phase:
        phase = Phase(
            start=start, end=end, rule=schedule_rows.RULE, name=name, body_start=end, body_end=block.end, confidence=0.7
        )
        return _timed(document, phase, stretch)

    found = sorted([*found, *schedule_rows.read(document, make, spans)], key=lambda p: p.start)
    return [_with_body(document, phase, found) for phase in found]


def _candidates(document: Document) -> Iterator[Phase]:
    folded = document.folded
    taken = -1
    for block in document.blocks:
        if block.start < taken:
            continue
        phase = None
        words = folded[block.start : block.end]
        if block.level == 9:
            phase = _ordinal(document, block)
        elif block.heading or block.level in (2, 3, 4):
            phase = _titled(document, block)
        elif len(words) < 400 and (_WORD.match(words) or _date_first(words)):
            phase = _bare(document, block)
        if phase:
            taken = phase.end
            yield phase


def _ordinal(document: Document, block: Block) -> Phase | None:
    folded = document.folded
    m = _ORDINAL.match(folded, block.start, block.end)
    if m is None:
        return None
    rest = folded[m.end() : block.end]
    if not re.match(r"\s*(?:[：，。（、\s“]|$)", rest) and not _STAGE.match(rest.strip()):
        return None
    head_end = _head_end(folded, m.end(), block.end)
    name = _name_behind(folded[m.end() : head_end]) or m.group().replace(" ", "")
    return _phase(document, block.start, head_end, name, block, m.end())


def _titled(document: Document, block: Block) -> Phase | None:
    folded = document.folded
    if block.heading:
        title, title_end = block.heading.title, block.heading.title_end
        above = block.path[:-1]
    else:
        m = re.compile(r"\s*([^，。；：（\d]{2,20})").match(folded, block.number_end, block.end)
        if m is None:
            return None
        title, title_end = m.group(1).strip(), m.end(1)
        above = block.path
    if re.search(r"[于在自从]$", title) or re.fullmatch(r"(?:每|[今明当同])(?:年|学期|学年|月|周|季度)", title):
        return None  # 学生于12月12日前递交申请: a sentence
    ordinal = _ORDINAL.match(title)
    staged = bool(_WORD.fullmatch(title) or re.search(r"(?:阶段|环节)$", title)) or bool(ordinal)
    after = folded[title_end : min(block.end, title_end + 60)]
    timed = _leading_time(after) or (block.end - title_end < 3 and _next_line_time(document, block))
    announced = _ANNOUNCED.search(folded, 0, block.start)
    under = any(_UNDER.search(h.title) for h in above) or (
        announced is not None and block.start - announced.end() < 1500
    )
    if not staged and (_PLAIN.search(title) or not timed or not (under or _STAGE.search(title))):
        return None
    if not staged and re.match(r"\s*：[^，。；]{2,14}(?:之前|以前|前)", after):
        return None  # 上交报名表：9月11日前
    if not staged and re.match(r"\s*[：]", after) and not _STAGE.search(title):
        return None
    if staged and re.search(r"(?:各|每[个一]|本|这[个一]|[三四五两]个)(?:阶段|环节)$", title):
        return None
    if staged and not timed and not under and not re.search(r"阶段$", title) and not ordinal:
        return None
    if (
        not staged
        and re.match(r"\s*[。，]", after)
        and not re.match(r"\s*[。，]\s*[^，。；]{2,30}[。；]?\s*$|\s*。\s*时间", after)
    ):
        return None
    name = title
    if ordinal and ordinal.end() < len(title):
        name = _name_behind(title[ordinal.end() :]) or ordinal.group()
    return _phase(document, block.start, _time_end(folded, title_end, block.end), name, block, title_end)


def _bare(document: Document, block: Block) -> Phase | None:
    folded = document.folded
    words = folded[block.start : block.end]
    first = _date_first(words)
    if first:
        head_end = block.start + first.end()
        return _phase(document, block.start, head_end, first.group("name"), block, block.start)
    m = _WORD.match(words)
    if (
        m is None
        or re.match(r"(?:各|每|本|这|该|在|现|目前)", words)
        or re.search(r"[三四五六两]个(?:阶段|环节)$", m.group())
    ):
        return None
    name_end = block.start + m.end()
    after = folded[name_end : min(block.end, name_end + 60)]
    if not _leading_time(after) and not re.match(r"\s*[：]", after):
        return None
    return _phase(document, block.start, _time_end(folded, name_end, block.end), m.group(), block, name_end)


def _date_first(words: str) -> re.Match[str] | None:
    """``3月1日-15日为宣传发动阶段`` / ``3月上旬，准备阶段``: the time comes first."""
    return re.match(
        r"(?:\d{4}\s*年)?\s*\d{1,2}\s*月[^，。；：\n]{0,24}?[，：为是\s]+\s*(?P<name>[\u4e00-\u9fff、“”]{2,14}?(?:阶段|环节))(?=[。，；：（\s]|$)",
        words,
    )


def _leading_time(after: str) -> bool:
    """A time right behind a title: in brackets, after a colon, a comma, a stop or a gap."""
    m = re.match(r"\s*[（：，。:\s]*\s*(?:时间(?:安排)?[：为]|自|从|截止|截至)?\s*", after)
    at = m.end() if m else 0
    piece = after[at : at + 34]
    if re.match(
        r"(?:\d{4}\s*年|20[xX]{2}年|今年|明年|\d{1,2}\s*[.月-]|[一二三四五六七八九十]{1,2}月|\d{4}[./-])", piece
    ):
        return find_stretch(piece, 0, len(piece)) is not None
    if WORD_TIME.match(piece) and re.match(r"\s*[（：，]", after):
        return True
    length = _LENGTH.match(piece)
    return bool(length and re.match(r"\s*（", after))


def _next_line_time(document: Document, block: Block) -> bool:
    if block.index + 1 >= len(document.blocks):
        return False
    following = document.blocks[block.index + 1]
    words = document.folded[following.start : following.start + 40]
    return bool(
        re.match(r"(?:时间(?:安排)?\s*[：]|（?\d{4}年|（\d{1,2}月|（[一二三四五六七八九十]+月)", words)
    ) and _leading_time(words if words.startswith("（") else "：" + words)


def _head_end(folded: str, at: int, end: int) -> int:
    """The end of what announces the stage: its bracket, or its first short sentence, or its first clause."""
    m = re.compile(r"\s*[：、，]?\s*[\u4e00-\u9fff“”、]{0,18}\s*（[^（）]{2,60}）").match(folded, at, end)
    if m:
        named = re.compile(r"\s*[：，]\s*[\u4e00-\u9fff、]{2,12}(?=[。；\n]|$)").match(folded, m.end(), end)
        return named.end() if named and re.match(r"\s*（", folded[at:end]) else m.end()
    stop = next((i for i in range(at, end) if folded[i] in "。；"), end)
    if stop - at <= 70:
        return stop
    pieces = [i for i in range(at, stop) if folded[i] in "，："]
    time = find_stretch(folded, at, min(stop, at + 60))
    for i in pieces:
        if i - at >= 4 and (time is None or i >= time.end):
            return i
    return min(stop, at + 70)


def _time_end(folded: str, at: int, end: int) -> int:
    """The end of the time behind a title; the title's own end when there is none."""
    bracket = re.compile(r"\s*（[^（）]{1,60}）").match(folded, at, end)
    if bracket and (
        find_stretch(folded, at, bracket.end()) or WORD_TIME.search(bracket.group()) or _LENGTH.search(bracket.group())
    ):
        return bracket.end()
    if _leading_time(folded[at : min(end, at + 60)]):
        stretch = find_stretch(folded, at, min(end, at + 60))
        if stretch:
            tail = re.compile(r"\s*(?:之?前|以前|起|底|前后|左右|）)").match(folded, stretch.end, end)
            return tail.end() if tail else stretch.end
        word = WORD_TIME.search(folded, at, min(end, at + 40))
        if word:
            return word.end()
    return at


def _name_behind(words: str) -> str:
    """The name that follows 第一阶段: up to its bracket, time or first mark; empty when a time or a theme follows."""
    words = re.sub(r"^\s*（[^（）]*\d[^（）]*）", "", words)
    m = re.match(
        r"\s*(?:[：、，（\s—-]|为|是)*(?P<n>[\u4e00-\u9fff“”、]{2,16}?)(?=\s*(?:[（，。；：）\d\s-]|$))", words
    )
    if m is None:
        return ""
    name = m["n"].strip("、")
    word = WORD_TIME.match(name)
    if (word and re.match(r"至|到|前|后|期间|起|，|$", name[word.end() :])) or re.match(
        r"(?:主题|时间|从|自(?=\d|今|即|本)|今年|明年|[一二三四五六七八九十]+月|本阶段|这一)", name
    ):
        later = re.match(
            r"[^：]{2,40}）?\s*[：]\s*(?P<n>[\u4e00-\u9fff“”、]{2,12}?)(?:阶段)?(?=[。（]|$)", words.lstrip("：（")
        )
        return later["n"] if later and not re.match(r"主题|主要", later["n"]) else ""
    if words.lstrip().startswith("（") and (find_stretch(words, 0, len(words)) or _LENGTH.search(words)):
        pass
    return name


def _phase(document: Document, start: int, end: int, name: str, block: Block, time_from: int) -> Phase:
    folded = document.folded
    stretch = find_stretch(folded, time_from, end) or (
        find_stretch(folded, time_from, min(block.end, time_from + 60))
        if end <= time_from and _leading_time(folded[time_from : min(block.end, time_from + 60)])
        else None
    )
    if stretch is None and end <= time_from and _next_line_time(document, block):
        following = document.blocks[block.index + 1]
        stretch = find_stretch(folded, following.start, min(following.end, following.start + 60))
    told = re.compile(r"\s*[。；]?\s*（?(?:活动|起止)?时间(?:安排)?[：为]").match(folded, end, block.end)
    if stretch is None and told:
        stretch = find_stretch(folded, told.end(), min(block.end, told.end() + 40))
    phase = Phase(start=start, end=end, rule=RULE, name=name.strip("“” "), body_start=end, body_end=block.end)
    if stretch:
        phase = _timed(document, phase, stretch)
    else:
        words = WORD_TIME.search(folded, time_from, end)
        if words:
            phase = replace(phase, words=folded[time_from:end].strip("：（），。 "), fuzzy=True)
    length = _LENGTH.search(folded, time_from, end)
    if length and (stretch is None or not stretch.start <= length.start() < stretch.end):
        phase = replace(phase, duration_days=_days(length), fuzzy=phase.fuzzy or bool(length["s"]))
    return phase


def _days(m: re.Match[str]) -> int | None:
    value = number(m["n"])
    if value is None or value > 400:
        return None
    if m["u"] in {"天", "日"}:
        return int(value)
    if m["u"] in {"周", "星期"}:
        return int(value * 7)
    if m["h"] is None:
        return None  # 3月 is a date, 3个月 a length
    return int((value + (0.5 if m["h"] == "个半" else 0)) * 30)


def _timed(document: Document, phase: Phase, stretch: Stretch) -> Phase:
    first, last = stretch.first, stretch.last
    if first is not None and last is first and _OPEN_END.match(document.folded, stretch.end):
        last = None  # 2012年7月—党的十八大召开前: the end is told in words
    if first is not None:
        first = document.dated(first)
    if last is not None:
        last = document.dated(last)
    inherited = stretch.last is not None and stretch.last.year is None
    if inherited and first and last and first.year and last.year and (last.month or 0) < (first.month or 0):
        last = replace(last, year=first.year + 1)
    return replace(
        phase,
        first=first.iso() if first else None,
        last=last.iso() if last else None,
        start_month=_unless_iso(first, "month"),
        start_day=_unless_iso(first, "day"),
        end_month=_unless_iso(last, "month"),
        end_day=_unless_iso(last, "day"),
        fuzzy=any(d is not None and d.fuzzy for d in (first, last)),
    )


def _unless_iso(day: Day | None, part: str) -> int | None:
    if day is None or day.year is not None:
        return None
    return day.month if part == "month" else day.day


def _with_body(document: Document, phase: Phase, phases: list[Phase]) -> Phase:
    """A stage's text runs to the next stage, or to the next number that stands above or beside it."""
    own = document.block_at(phase.start)
    if own is None:
        return phase
    end = len(document.folded)
    level = own.level
    if level in (0, 9):
        level = own.path[-1].level if own.path else 0  # a stage without a number of its own: the heading above it
    following = [p.start for p in phases if p.start > phase.start]
    if following:
        end = following[0]
    for block in document.blocks[own.index + 1 :]:
        if block.start >= end:
            break
        if 0 < block.level < 9 and block.level <= level:
            end = block.start
            break
        words = document.folded[block.start : block.end]
        if re.match(r"附\s*件?\s*[：\d]", words):
            end = block.start
            break
    return replace(phase, body_start=phase.end, body_end=end)
