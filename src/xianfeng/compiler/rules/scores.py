"""Points: 「每年加5分」「满分100分」「未按时上报的扣2分」「政治素质（20分）」.

Points in brackets behind the parts of one whole (adding up to 100) are weights of these parts.
"""

from __future__ import annotations

import re

from xianfeng.compiler.readings import Number
from xianfeng.compiler.surroundings import Place, number_reading

RULE = "scores"
_LIMIT = re.compile(r"(?:以上|以下|及以上|以内)")
_NEXT = re.compile(r"[、，；][^、，；。\d]{1,12}$")
_BAND = re.compile(r"(?:达到?|不低于|不少于|高于|低于|不足|平均分?|总分|得分|成绩|合计|综合)\s*(?:在|为|达)?\s*$")


def read(places: tuple[Place, ...]) -> list[Number]:
    """Points given, taken or at most to be had."""
    bracketed = [p for p in places if _in_bracket(p)]
    parts = _parts_of_a_whole(bracketed) | _told_parts(places)
    found = []
    for place in places:
        if place.q.unit != "分" or re.match(
            r"\s*(?:钟|之|析|别|类|为(?!止|限|底)|布|工|组|管|校|配|享|局|支|解|发|步|批|级|段|清|校区)", place.behind
        ):
            continue
        if place.q.han and not re.search(r"(?:加|扣|得|计|记|减|满|奖|各|每\S{0,3}|最高|不超过)\s*$", place.lead(6)):
            continue
        if _LIMIT.match(place.behind) and not re.search(r"[加扣减记计]\s*$", place.lead(2)):
            continue
        if re.search(
            r"(?:折算[成为]?|换算[成为]?|以|每|超过?[^，。；]{0,6}|平均|(?<![限最])高|(?<![最])低)\s*$", place.lead(6)
        ) and not re.search(r"(?:加|扣|计|得|每[项次个人年篇条]|减)[^，。；]{0,3}$", place.lead(6)):
            continue
        if re.search(r"(?:低于|不足|高于|达到|不低于|超过|≥|<|>|达不到|未达)\s*$", place.lead(5)):
            continue
        if re.match(r"\s*(?:加|得|计|扣)\s*\d", place.behind) or (
            place.q.upper is not None and not re.search(r"[加扣减]", place.lead(3))
        ):
            continue
        if place.q.start in parts or re.search(r"(?:占|权重为?|分值为?)\s*$", place.lead(4)):
            found.append(number_reading(place, "weight", "分", RULE, 0.7))
        else:
            found.append(number_reading(place, "score", "分", RULE, 0.85))
    return found


def _in_bracket(place: Place) -> bool:
    return (
        place.q.unit == "分"
        and place.before.endswith(("（", "（满分", "（共", "（计"))
        and place.behind.startswith("）")
    )


def _parts_of_a_whole(places: list[Place]) -> set[int]:
    """Positions of bracketed points that add up to 100 (or to the first one, which then is the whole)."""
    if len(places) >= 3 and sum(p.q.value for p in places) == 100:
        return {p.q.start for p in places}
    return set()


def _told_parts(places: tuple[Place, ...]) -> set[int]:
    """Positions of points told one after the other that make up the hundred: 纪律30分、卫生40分、内务30分."""
    points = [p for p in places if p.q.unit == "分" and p.q.upper is None]
    found: set[int] = set()
    for first in range(len(points)):
        total = 0.0
        for last in range(first, min(len(points), first + 8)):
            place = points[last]
            if last > first and (place.q.start - points[last - 1].q.start > 24 or not _NEXT.search(place.before)):
                break
            if re.search(r"[加扣减记计][^，。；、]{0,4}$|(?:总分|满分|合计|共)[^，。；、]{0,3}$", place.own):
                break
            total += place.q.value
            if total >= 100:
                if total == 100 and last - first >= 1:
                    found |= {p.q.start for p in points[first : last + 1]}
                break
    return found
