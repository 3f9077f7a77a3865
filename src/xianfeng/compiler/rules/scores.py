"""Points: 「每年加5分」「满分100分」「未按时上报的扣2分」「政治素质（20分）」「分别计10、8、5分」.

Points that are the share of a part of the whole are weights: ``score_parts`` tells which.
"""

from __future__ import annotations

import re

from xianfeng.compiler.readings import Number
from xianfeng.compiler.rules.score_parts import find_shares
from xianfeng.compiler.surroundings import Place, number_reading

RULE = "scores"
_LIMIT = re.compile(r"\s*(?:（[^（）]{1,10}）)?\s*(?:以上|以下|及以上|及以下|以内)")
INCLUDED = re.compile(r"（(?:不?含|不?包括|不?包含)\s*$")  # 85分（含85分）以上: the bound said again
STRETCH = re.compile(r"\s*(?:（[^（）]{1,6}）)?\s*[-—～~至到]+\s*\d")  # 75分（含）——90分
UPPER = re.compile(r"\d\s*分?\s*（[^（）]{1,6}）\s*[-—～~至到]+\s*$")  # 75分（含）至90分: the upper end
_CAPPED = re.compile(
    r"(?:加分|扣分|奖分|减分|此项|本项|该项|单项|每项|累计|附加分|积分|得分)[^，。；\d]{0,6}(?:不得?超过|不高于|限|上限为|最高不超过)\s*$"
)  # 加分不超过10分: the most that can be had
_ROW = re.compile(
    r"分值(?:分别|依次)?(?:为|是)?[：]?\s*(?P<plain>\d+(?:\.\d+)?(?:\s*[、，,/]\s*\d+(?:\.\d+)?)+)|(?:分别|依次|各|按照?|赋|加|扣|减|计|得|给予?|记|奖)[\u4e00-\u9fff]{0,4}\s*(?P<row>\d+(?:\.\d+)?(?:\s*[、，/]\s*\d+(?:\.\d+)?)+)\s*(?:分(?!钟|之|别)|评分|计分|记分|打分)"
)  # 分别赋3、2、1分: every number of the row is points


def read(places: tuple[Place, ...]) -> list[Number]:
    """Points given, taken or at most to be had."""
    parts = find_shares(places)
    rows = _in_rows(places)
    found = []
    for place in places:
        if place.q.start in rows:
            found.append(number_reading(place, "score", "分", RULE, 0.75))
            continue
        if place.q.unit == "学分" and re.search(r"(?:计|记|得|获|折合|认定|折算)[^，。；\d]{0,4}$", place.lead(6)):
            found.append(number_reading(place, "score", "学分", RULE, 0.7))
            continue
        if place.q.unit != "分" or re.match(
            r"\s*(?:钟|之|析|别|类|为(?!止|限|底|满分|总分|基[准础本]|起评|标准)|布|工|组|管|校|配|享|局|支|解|发|步|批|级|段|清|校区)",
            place.behind,
        ):
            continue
        if place.q.han and place.q.value in {100, 1000} and re.match(r"\s*(?:制|考核|考评)", place.behind):
            continue  # 千分考核
        if place.q.han and not re.search(r"(?:加|扣|得|计|记|减|满|奖|各|每\S{0,3}|最高|不超过)\s*$", place.lead(6)):
            continue
        if _CAPPED.search(place.before):
            found.append(number_reading(place, "score", "分", RULE, 0.7))
            continue
        if _LIMIT.match(place.behind) and not re.search(r"[加扣减记计]\s*$", place.lead(2)):
            continue
        if (
            INCLUDED.search(place.before)
            or UPPER.search(place.before)
            or (STRETCH.match(place.behind) and not re.search(r"[加扣减]$", place.lead(1)))
        ):
            continue
        if re.search(r"(?:评分|得分|成绩|分数|总分|积分)(?:不?[为是])\s*$", place.lead(6)) and (
            place.q.value == 0 or re.match(r"\s*的(?!.{0,6}[加扣计])", place.behind)
        ):
            continue  # 得分为0分的: a condition
        if re.search(
            r"(?:折算[成为]?|换算[成为]?|以(?!\s*\d+分为)|每|超过?[^，。；]{0,6}|平均|(?<![限最])高|(?<![最])低)\s*$",
            place.lead(6),
        ) and not re.search(r"(?:加|扣|计|得|每[项次个人年篇条]|减)[^，。；]{0,3}$", place.lead(6)):
            continue
        if re.search(r"(?:低于|不足|高于|达到|不低于|超过|≥|<|>|达不到|未达)\s*$", place.lead(5)):
            continue
        if re.match(r"\s*(?:加|得|计|扣)\s*\d", place.behind) or (
            place.q.upper is not None
            and not re.search(r"[加扣减]", place.lead(3))
            and not re.match(r"\s*(?:酌情|的|分别|给予|予以){0,2}[加扣奖减][分]?", place.behind)
        ):
            continue
        if place.q.start in parts or re.search(r"(?:占|权重为?|分值为?)\s*$", place.lead(4)):
            found.append(number_reading(place, "weight", "分", RULE, 0.7))
        else:
            found.append(number_reading(place, "score", "分", RULE, 0.85))
    return found


def _in_rows(places: tuple[Place, ...]) -> set[int]:
    """Positions of the numbers of rows of points: ``按5、3、1评分``, ``分别计10、8、5分``."""
    found: set[int] = set()
    for place in places:
        if place.q.unit not in {"", "分"} or place.q.han:
            continue
        near = place.before[-24:] + "\0"
        line = place.before[-24:] + _digits(place) + place.behind
        for m in _ROW.finditer(line):
            row = "row" if m["row"] else "plain"
            if m.start(row) <= len(near) - 1 < m.end(row):
                found.add(place.q.start)
    return found


def _digits(place: Place) -> str:
    """The quantity as written, in a plain form."""
    return f"{place.q.value:g}{place.q.unit}"
