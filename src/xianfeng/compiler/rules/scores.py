"""Points: 「每年加5分」「满分100分」「未按时上报的扣2分」「政治素质（20分）」「分别计10、8、5分」.

Points in brackets behind the parts of a scoring scheme, or closing their titles, tell how much these parts count and
are weights; behind a grade or an award (优秀（5分）, 一等奖（8分）), or among additions, they are points to be had.
"""

from __future__ import annotations

import re

from xianfeng.compiler.readings import Number
from xianfeng.compiler.surroundings import Place, number_reading

RULE = "scores"
_LIMIT = re.compile(r"\s*(?:（[^（）]{1,10}）)?\s*(?:以上|以下|及以上|及以下|以内)")
_NEXT = re.compile(r"[、，；][^、，；。\d]{1,12}$")
INCLUDED = re.compile(r"（(?:不?含|不?包括|不?包含)\s*$")  # 85分（含85分）以上: the bound said again
STRETCH = re.compile(r"\s*(?:（[^（）]{1,6}）)?\s*[-—～~至到]+\s*\d")  # 75分（含）——90分
UPPER = re.compile(r"\d\s*分?\s*（[^（）]{1,6}）\s*[-—～~至到]+\s*$")  # 75分（含）至90分: the upper end
_NAMED = re.compile(
    r"(?:满分|满|共计|共|合计|计|基准|基础|基本|标准|分值|总分|最高|占|权重|标准分值?|基础分|基准分|[：\s])*$"
)
_GRADE = re.compile(
    r"(?:优秀?|良好?|中等?|较?差|合格|不称职|称职|好|较好|一般|满意|[A-EＡ-Ｅ]等?级?|[一二三特]等奖?|[金银铜]奖|奖|名|(?:国家|全国|省|市|区|县|校|院|镇|班)(?:部)?级|是|否|有|无|次|篇)[”]?$"
)
_ADDED = re.compile(r"加分|奖分|扣分|减分|奖励")
_TITLED = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d{1,2}[.、](?!\d))\s*[^，。；：%\d]{2,20}?(?<![加扣减得计奖满])\s*$"
)
_CAPPED = re.compile(
    r"(?:加分|扣分|奖分|减分|此项|本项|该项|单项|每项|累计|附加分|积分|得分)[^，。；\d]{0,6}(?:不得?超过|不高于|限|上限为|最高不超过)\s*$"
)  # 加分不超过10分: the most that can be had
_DEDUCTED = re.compile(r"）\s*[。；，]?\s*[^。；（]{0,24}扣\s*[\d一二三]")  # 每年走访不少于4次（1分）。每少1次扣0.5分
_FULL = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十\d]+）|\d{1,2}[.、])?\s*[\u4e00-\u9fff、]{2,14}[：，]?\s*(?:满分|分值|总分|标准分|基准分)(?:为|是|[：])?\s*$"
)  # 1.纪律：满分20分。
_ROW = re.compile(
    r"分值(?:分别|依次)?(?:为|是)?[：]?\s*(?P<plain>\d+(?:\.\d+)?(?:\s*[、，,/]\s*\d+(?:\.\d+)?)+)|(?:分别|依次|各|按照?|赋|加|扣|减|计|得|给予?|记|奖)[\u4e00-\u9fff]{0,4}\s*(?P<row>\d+(?:\.\d+)?(?:\s*[、，/]\s*\d+(?:\.\d+)?)+)\s*(?:分(?!钟|之|别)|评分|计分|记分|打分)"
)  # 分别赋3、2、1分: every number of the row is points


def read(places: tuple[Place, ...]) -> list[Number]:
    """Points given, taken or at most to be had."""
    bracketed = [p for p in places if _in_bracket(p)]
    parts = _parts_of_a_whole(bracketed) | _told_parts(places) | _parts_of_a_scheme(bracketed) | _full_marks(places)
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
        if place.q.start in parts or _closes_title(place) or re.search(r"(?:占|权重为?|分值为?)\s*$", place.lead(4)):
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


def _in_bracket(place: Place) -> bool:
    """``（20分）``, ``（满分20分）``, ``（基准分10分）``: points alone in brackets."""
    opened = place.before.rfind("（")
    return (
        place.q.unit == "分"
        and place.q.upper is None
        and place.behind.startswith("）")
        and opened >= 0
        and _NAMED.fullmatch(place.before[opened + 1 :]) is not None
    )


def _parts_of_a_scheme(places: list[Place]) -> set[int]:
    """Positions of bracketed points that are the shares of parts: several of them, none a grade, an award or an addition."""
    found: set[int] = set()
    for place in places:
        name = place.before[: place.before.rfind("（")]
        if _DEDUCTED.match(place.behind) and place.q.value < 100:
            found.add(place.q.start)
            continue
        if place.q.value >= 100 or _GRADE.search(name) or _ADDED.search(place.titles + name[-8:]):
            continue
        if len(places) >= 2 or _TITLED.match(name):
            found.add(place.q.start)
    return found


def _full_marks(places: tuple[Place, ...]) -> set[int]:
    """``1.纪律：满分20分。 2.卫生：满分30分。``: the whole of each part is its share, where there are several parts."""
    full = {
        p.q.start
        for p in places
        if p.q.unit == "分"
        and p.q.upper is None
        and p.q.value < 100
        and _FULL.match(p.before)
        and re.match(r"\s*(?:[。；]|$)", p.behind)
        and not _ADDED.search(p.titles + p.before)
    }
    return full if len(full) >= 2 else set()


def _closes_title(place: Place) -> bool:
    """``（一）内务管理40分``: the share of a part at the end of its title."""
    return (
        place.q.value < 100
        and place.q.upper is None
        and re.match(r"\s*(?:$|[。：]|（\d|\d[、.])", place.behind) is not None
        and _TITLED.match(place.before) is not None
        and not _ADDED.search(place.before)
        and not _GRADE.search(place.before.rstrip())
    )


def _parts_of_a_whole(places: list[Place]) -> set[int]:
    """Positions of bracketed points that add up to 100 (or to the first one, which then is the whole)."""
    if len(places) >= 3 and sum(p.q.value for p in places) == 100:
        return {p.q.start for p in places}
    return set()


def _told_parts(places: tuple[Place, ...]) -> set[int]:
    """Points told one after the other that make up the hundred, or the whole told before them: 11分（甲科6分、乙科3分、丙科2分）."""
    points = [p for p in places if p.q.unit == "分" and p.q.upper is None]
    found: set[int] = set()
    for first in range(len(points)):
        near = first > 0 and points[first].q.start - points[first - 1].q.end <= 60
        wholes = {100.0, points[first - 1].q.value} if near else {100.0}
        total = 0.0
        for last in range(first, min(len(points), first + 8)):
            place = points[last]
            if last > first and (place.q.start - points[last - 1].q.start > 24 or not _NEXT.search(place.before)):
                break
            if re.search(r"[加扣减记计][^，。；、]{0,4}$|(?:总分|满分|合计|共)[^，。；、]{0,3}$", place.own):
                break
            total += place.q.value
            if total in wholes and last - first >= (1 if total == 100 else 2):
                found |= {p.q.start for p in points[first : last + 1]}
                break
    return found
