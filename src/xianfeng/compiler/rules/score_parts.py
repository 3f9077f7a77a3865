"""Which points are the shares of parts, and so weights: 「政治素质（20分）」「1.纪律：满分20分」「（一）内务管理40分」「11分（甲组6分、乙组5分）」.

Points in brackets behind the parts of a scoring scheme, or closing their titles, tell how much these parts count;
behind a grade or an award (优秀（5分）, 一等奖（8分）), among additions, or as levels of one part (健全（2分）；不健全（0分）),
they are points to be had.
"""

from __future__ import annotations

import re

from xianfeng.compiler.surroundings import Place

_NEXT = re.compile(r"[、，；][^、，；。\d]{1,12}$")
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
_DEDUCTED = re.compile(r"）\s*[。；，]?\s*[^。；（]{0,24}扣\s*[\d一二三]")  # 每年走访不少于4次（1分）。每少1次扣0.5分
_FULL = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十\d]+）|\d{1,2}[.、])?\s*[\u4e00-\u9fff、]{2,14}[：，]?\s*(?:满分|分值|总分|标准分|基准分)(?:为|是|[：])?\s*$"
)  # 1.纪律：满分20分。
_PART = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十\d]+）|\d{1,2}[.、])\s*[\u4e00-\u9fff、]{2,16}(?<![加扣减得计奖记])：?\s*$"
)  # 1、内容：4分，指…
_HEADED = re.compile(r"^\s*[\u4e00-\u9fff、]{2,14}(?<![加扣减得计奖记满])\s*$")  # 档案管理10分：未归档扣2分
_MARKED = re.compile(r"评分|打分|计分|评价|考核|赋分|评审|分值")
_WORSE = re.compile(r"较|不|未|没有|无|缺|偶尔|一般|基本|部分|[两二三]次|次|等")


def find_shares(places: tuple[Place, ...]) -> set[int]:
    """Positions of the points that are shares of parts."""
    bracketed = [p for p in places if _in_bracket(p)]
    levels = _levels(bracketed)
    bracketed = [p for p in bracketed if p.q.start not in levels]
    titles = {p.q.start for p in places if p.q.unit == "分" and _closes_title(p)}
    return (
        titles
        | _parts_of_a_whole(bracketed)
        | _told_parts(places)
        | _parts_of_a_scheme(bracketed)
        | _full_marks(places)
    )


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


def _levels(places: list[Place]) -> set[int]:
    """Bracketed points that fall from one to the next in the same sentence: 健全（2分）；比较健全（1分）；不健全（0分）."""
    found = {p.q.start for p in places if p.q.value == 0}
    run: list[Place] = []
    for place in places:
        near = run and place.q.start - run[-1].q.end <= 60
        if not near or "。" in place.before[-(place.q.start - run[-1].q.end) :] or place.q.value >= run[-1].q.value:
            run = []
        run.append(place)
        name = place.before[: place.before.rfind("（")].rsplit("；", 1)[-1]
        if len(run) > 1 and (place.q.value == 0 or _WORSE.search(name)):
            found |= {p.q.start for p in run}
    return found


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
        and (
            (_FULL.match(p.before) and re.match(r"\s*(?:[。；]|$)", p.behind))
            or (_PART.match(p.before) and re.match(r"\s*[，。；（]", p.behind) and _MARKED.search(p.titles))
        )
        and not _ADDED.search(p.before)
    }
    return full if len(full) >= 2 else set()


def _closes_title(place: Place) -> bool:
    """``（一）内务管理40分``: the share of a part at the end of its title."""
    return bool(
        place.q.value < 100
        and place.q.upper is None
        and (
            (_TITLED.match(place.before) and re.match(r"\s*(?:$|[。：]|（\d|\d[、.])", place.behind))
            or (_HEADED.match(place.before) and re.match(r"\s*：[^。]*扣", place.behind))
        )
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
            between = re.sub(r"（[^（）]*）|^[^（]*）", "", place.before)
            gap = place.q.start - points[last - 1].q.start - (len(place.before) - len(between))
            if last > first and (gap > 24 or not _NEXT.search(between)):
                break
            if re.search(r"[加扣减记计][^，。；、]{0,4}$|(?:总分|满分|合计|共)[^，。；、]{0,3}$", place.own):
                break
            total += place.q.value
            if total in wholes and last - first >= (1 if total == 100 else 2):
                found |= {p.q.start for p in points[first : last + 1]}
                break
    return found
