"""How many prizes there are: 「设一等奖3名、二等奖5名」「优秀奖：20篇」「一、二、三等奖分别为3名、5名、8名」「取前六名」.

A prize that somebody has won (获一等奖2项) is none of them, nor is one that brings points.
"""

from __future__ import annotations

import re

from xianfeng.compiler.readings import Number
from xianfeng.compiler.surroundings import Place, number_reading

RULE = "prizes"
_UNITS = frozenset(["名", "个", "人", "篇", "件", "项", "部", "份", "户", "幅", "组", "队", "支"])
_PRIZE = re.compile(
    r"(?:[特一二三四]等奖学?金?|[金银铜]奖|(?:优秀|优胜|鼓励|纪念|入围|提名|组织|单项|特别|创意|人气|参与|贡献|伯乐|新人|指导)[\u4e00-\u9fff]{0,4}奖|奖项)[”》]?(?:名额|数量|设)?\s*[：（]?\s*(?:(?:共|设|计|为|各|取|不超过|限|约|评选|评出|奖励)\s*){0,2}$"
)
_ROW = re.compile(
    r"等奖[^，。；\d]{0,4}(?:分别|各|依次)(?:为|设|取|评出|评选|奖励)?\s*(?:\d{1,4}\s*[名个篇件项人]?\s*[、，和]\s*)*$"
)
_FIRST = re.compile(r"(?:评选?出|选出|择优|录取|奖励|表彰|^|各?取|评选)[\u4e00-\u9fff]{0,6}$")
_WON = re.compile(r"(?:获得?|荣获|取得|累计)[^，。；]{0,16}$")


def read(places: tuple[Place, ...]) -> list[Number]:
    """Numbers of prizes of each class."""
    found = []
    for place in places:
        if place.q.upper is not None or re.match(r"\s*以[上下]", place.behind):
            continue
        if place.q.ranked:
            told = _FIRST.search(place.before[:-1] if place.before.endswith("前") else place.before)
            if told and told.group() and re.match(r"\s*(?:[，。；）、]|给予|进行|予以|颁发|奖励|$)", place.behind):
                found.append(number_reading(place, "quota_count", "名", RULE, 0.65))
            continue
        if place.q.unit not in _UNITS and not (not place.q.unit and _ROW.search(place.before)):
            continue
        named = _PRIZE.search(place.before) or _ROW.search(place.before)
        if named and not _WON.search(place.before[: named.start()]):
            found.append(number_reading(place, "quota_count", place.q.unit or "名", RULE, 0.8))
    return found
