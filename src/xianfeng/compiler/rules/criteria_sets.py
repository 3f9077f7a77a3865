"""Named sets of standards with their items: 「“五个好”即：领导班子好、…」「（二）选树条件 1. … 2. …」「做到三个进一步」.

Announced counts are kept beside the items, so that "five" with six items is seen (S2-09). A set that is only named
keeps no items and is asked for (S0-29).
"""

from __future__ import annotations

import re

from xianfeng.compiler.document import Document
from xianfeng.compiler.numerals import whole
from xianfeng.compiler.outline import Block
from xianfeng.compiler.readings import CriteriaSet

RULE = "criteria_sets"
_TITLE = re.compile(r"(?:条件|标准|资格)(?:（[^）]*）)?$")
_ARTICLE = 8  # 第三条
_KEPT_OUT = re.compile(r"不得|不能|不予|取消|否决|不参[评加]")
_COUNTED = re.compile(
    r"[“‘]?(?P<n>[一二三四五六七八九十]|\d{1,2})(?P<c>个)?(?P<w>好|带头|强|星|进一步|始终|坚持|不|必须|模范|表率|优|严格|明确|做到|到位|合格|有|讲|提升|新|过硬|对照|实|精|监督|意识|(?<=个)一)[”’]?(?:[\u4e00-\u9fff]{0,10}?)(?:目标|要求|标准|条件|基本要求|党支部|基层党组织|总体目标|这个总体目标)?(?:为(?:主要)?内容)?\s*[”’]?[，]?\s*(?:，?(?:即|是指|指的是|就是|也就是|具体(?:为|是)|包括|分别是)\s*[：，]?|(?P<bare>：(?!\s*\n)))\s*"
)
_BRACKETED = re.compile(
    r"[“‘](?P<name>[一二三四五六七八九十][\u4e00-\u9fff]{1,5})[”’](?:[\u4e00-\u9fff]{0,6})（(?P<items>[^（）]{6,120})）"
)
_FORMED = re.compile(
    r"做到[“‘](?P<n>[二三四五六七八九十])个?(?P<w>进一步|坚持|带头|到位|严格|明确|必须|强化|加强|提升|突出|确保|结合|不)[”’]"
)


def read(document: Document) -> list[CriteriaSet]:
    """Sets under a title, sets told in one sentence, sets spread over a paragraph."""
    found = [*_titled(document), *_told(document), *_spread(document), *_enumerated(document)]
    spans = [(r.start, r.end) for r in found]
    found += [r for r in _rowed(document) if not any(a < r.end and r.start < b for a, b in spans)]
    return sorted(found, key=lambda r: r.start)


def _titled(document: Document) -> list[CriteriaSet]:
    folded = document.folded
    found = []
    for block in document.blocks:
        title = block.heading.title if block.heading else ""
        if not title:
            words = folded[block.number_end if block.level == _ARTICLE else block.start : block.end].strip(" ：")
            title = words if len(words) <= 24 and (block.level == _ARTICLE or not block.is_numbered()) else ""
        if (
            not title
            or not _TITLE.search(title)
            or re.search(
                r"(?:办法|内容|程序|按|评分|计分|记分|扣分|赋分|收费|缴纳|奖励|发放|根据|对照|符合|不符合|[以如]下|下列)",
                title,
            )
        ):
            continue
        below = _sets_below(document, block)
        if below:
            found += below
            continue
        items = _items_below(document, block)
        if len(items) >= 2:
            quote_from = (
                block.heading.start
                if block.heading and block.heading.level < 3
                else (block.number_end if block.heading else block.start)
            )
            end = block.heading.title_end if block.heading else block.end
            found.append(
                CriteriaSet(start=quote_from, end=end, rule=RULE, name=title, items=tuple(items), confidence=0.75)
            )
    return found


def _sets_below(document: Document, block: Block) -> list[CriteriaSet]:
    """``三、评选条件 （一）优秀教师 1. … 2. …``: titles with items of their own below are sets each."""
    if block.heading is None:
        return []
    found = []
    for following in document.blocks[block.index + 1 :]:
        if following.heading and following.heading.level <= block.heading.level:
            break
        if following.heading and following.heading.level == block.heading.level + 1:
            items = _items_below(document, following)
            if not items or _TITLE.search(following.heading.title):
                return []
            heading = following.heading
            found.append(
                CriteriaSet(
                    start=heading.start,
                    end=heading.title_end,
                    rule=RULE,
                    name=heading.title,
                    items=tuple(items),
                    confidence=0.65,
                )
            )
    return found if any(len(group.items) > 1 for group in found) else []


def _items_below(document: Document, block: Block) -> list[str]:
    folded = document.folded
    items: list[str] = []
    level = 0
    for following in document.blocks[block.index + 1 :]:
        if following.heading and block.heading and following.heading.level <= block.heading.level:
            break
        if block.level == following.level == _ARTICLE:
            break
        if level == 0 and not following.is_numbered() and _KEPT_OUT.search(folded[following.start : following.end]):
            return []  # who may not take part: vetoes
        if following.level in range(1, 9):
            if level == 0:
                if block.heading and following.level <= block.heading.level:
                    break
                level = following.level
            if following.level < level:
                break
            if following.level == 8:
                return []  # articles of a rule, not items of a set
            if following.level == level:
                end = following.heading.title_end if following.heading else following.end
                words = folded[following.number_end : end].strip()
                items.append(re.split(r"[，。；：]", words, maxsplit=1)[0])
                if following.heading and _TITLE.search(following.heading.title):
                    return []  # a heading over further sets, not a set itself
        elif level == 0 and len(folded[following.start : following.end]) > 120 and not block.heading:
            break
    return items


def _told(document: Document) -> list[CriteriaSet]:
    folded = document.folded
    found = []
    for m in _COUNTED.finditer(folded):
        announced = whole(m["n"])
        end = re.compile(r"[^。；\n]*").match(folded, m.end())
        items = [
            i.strip(" “”") for i in re.split(r"[、，]", folded[m.end() : end.end() if end else m.end()]) if i.strip()
        ]
        items = [i for i in items if 2 <= len(i) <= 24]
        if m["bare"] and announced and abs(len(items) - announced) > 1:
            continue  # 三好学生名额如下：…
        if len(items) >= 2 and announced:
            name = f"{m['n']}{m['c'] or ''}{m['w']}"
            found.append(
                CriteriaSet(
                    start=m.start(),
                    end=end.end() if end else m.end(),
                    rule=RULE,
                    name=name,
                    items=tuple(items[: max(announced + 3, 3)]),
                    announced=announced,
                    confidence=0.75,
                )
            )
    for m in _BRACKETED.finditer(folded):
        announced = whole(m["name"][0])
        items = [i.strip() for i in re.split(r"[、，；]", m["items"]) if i.strip()]
        if announced and len(items) >= 2 and abs(len(items) - announced) <= 1:
            found.append(
                CriteriaSet(
                    start=m.start(),
                    end=m.end(),
                    rule=RULE,
                    name=m["name"],
                    items=tuple(items),
                    announced=announced,
                    confidence=0.7,
                )
            )
    return found


def _spread(document: Document) -> list[CriteriaSet]:
    """``做到“三个进一步”。要进一步…。要进一步…``: the items begin with the word the set is named for."""
    folded = document.folded
    found = []
    for m in _FORMED.finditer(folded):
        block = document.block_at(m.start())
        announced = whole(m["n"])
        if block is None or announced is None:
            continue
        items = re.findall(
            rf"(?:^|[。；：，])(?:要|一是|二是|三是|四是|五是)?({m['w']}[\u4e00-\u9fff“”]{{2,14}})(?=[。，；])",
            folded[m.end() : block.end],
        )
        if items:
            found.append(
                CriteriaSet(
                    start=m.start(),
                    end=m.end(),
                    rule=RULE,
                    name=f"{m['n']}个{m['w']}",
                    items=tuple(items[:announced]),
                    announced=announced,
                    confidence=0.6,
                )
            )
    return found


_QUOTED_COUNT = re.compile(
    r"“(?P<n>[二三四五六七八九十])个?(?P<w>[\u4e00-\u9fff]{1,4})”(?:[\u4e00-\u9fff]{0,8})[。：，；]?\s*(?=一是|一、|首先)"
)
_ITEM_MARK = re.compile(r"(?<=[，。；：”\s])\s*(?:[一二三四五六七八九十]是|首先|其次|再次|最后)(?:要)?")


def _enumerated(document: Document) -> list[CriteriaSet]:
    """``公开承诺“三对照”。一是对照党员要求…，二是对照岗位职责…，三是…``: the name, then its parts one by one."""
    folded = document.folded
    found = []
    for m in _QUOTED_COUNT.finditer(folded):
        block = document.block_at(m.start())
        announced = whole(m["n"])
        if block is None or announced is None:
            continue
        marks = list(_ITEM_MARK.finditer(folded, m.end(), block.end))
        items = []
        for mark in marks[: announced + 1]:
            words = re.compile(r"[^，。；\n]{2,30}").match(folded, mark.end(), block.end)
            if words:
                items.append(words.group().strip("“”"))
        if len(items) >= 2:
            name = m.group().split("”")[0].strip("“")
            found.append(
                CriteriaSet(
                    start=m.start(),
                    end=marks[min(len(marks), announced) - 1].end() + len(items[-1]),
                    rule=RULE,
                    name=name,
                    items=tuple(items),
                    announced=announced,
                    confidence=0.65,
                )
            )
    return found


_ROW = re.compile(r"[\u4e00-\u9fff]{2,12}(?:、[\u4e00-\u9fff]{2,12}){3,}")
_NAME_NEAR = re.compile(
    r"[“]?(?P<n>[三四五六七八九十])(?P<c>个)?(?P<w>[\u4e00-\u9fff]{1,3}?)[”]?(?=目标|要求|标准|$|[，。；”、])"
)
_STANDARD = frozenset("好强优星实精高新硬带坚做敢能善懂讲")


def _rowed(document: Document) -> list[CriteriaSet]:
    """``带头学习提高、带头争创佳绩、…五带头``: a row of items that begin or end alike, named beside it."""
    folded = document.folded
    found = []
    for m in _ROW.finditer(folded):
        items = m.group().split("、")
        first = items[0]
        for verb in ("努力达到", "努力到达", "努力做到", "争创", "争做", "做到", "达到", "坚持做到", "到达"):
            if verb in first[:6]:
                first = first[first.find(verb) + len(verb) :]
                break
        last = items[-1].split("的")[0]
        items = [first, *items[1:-1], last]
        ends = {i[-1] for i in items[:-1]}
        begins = {i[:2] for i in items[1:]}
        alike = ends == {last[-1:]} or (len(ends) == 1 and ends <= _STANDARD and next(iter(ends)) in last)
        if not alike and not (len(begins) == 1 and items[1][:1] in _STANDARD):
            continue
        if alike and not ends <= _STANDARD:
            continue
        if alike:
            items[-1] = last[: last.rfind(next(iter(ends))) + 1]
        near = _NAME_NEAR.search(folded, m.end() - len(m.group().split("、")[-1]), min(len(folded), m.end() + 10))
        mark = next(iter(ends)) if alike else items[1][:2]
        named = near is not None and mark in near["w"] + (near["c"] or "")
        announced = whole(near["n"]) if named and near is not None else None
        if not named and len(items) < 5:
            continue
        name = near.group().strip("“”") if named and near is not None else f"{'、'.join(items[:1])}等{len(items)}项"
        if named and near is not None and not alike and near.start() < m.end():
            items[-1] = items[-1].split(near.group().strip("“”"))[0]
        items = [i for i in items if len(i) >= 2]
        found.append(
            CriteriaSet(
                start=m.start(),
                end=m.end(),
                rule=RULE,
                name=name,
                items=tuple(items),
                announced=announced,
                confidence=0.6,
            )
        )
    return found
