"""How much a part counts: 「学生评议占40%」「民主测评权重为30%」「自评、互评、考核按2:3:5计入总分」.

A share of people (占党员人数的20%) is no weight but a quota or a threshold.
"""

from __future__ import annotations

import re

from xianfeng.compiler.readings import Number
from xianfeng.compiler.surroundings import Place, number_reading

RULE = "weights"
_PEOPLE = re.compile(
    r"(?:人数|总数|名额|党员数|教师数|教职工|代表数|比例不|参评|学生数|应到|实到|有效票|总人|的人|参会|优秀率)"
)
_COUNTS = re.compile(
    r"(?:占(?:比|总分|总成绩|总评|考核|评价|综合|权重|比重|分值|总分值|评分)?(?:的|比)?|权重(?:占|为|是)?|比重(?:占|为)?|[x×*]|按|乘以?|(?:占比|权重|比例|比重)?分别(?:占|为|是))\s*[：(（]?\s*$"
)
_RATED = re.compile(r"(?:评|考核|成绩|得分|分数|测|总分|述职|业绩|考察|表现|打分|评分|笔试|面试|评议|平时|意见)")


_GRADES = re.compile(
    r"^(?:\s*[、和与及，]?\s*\d{1,3}%)*\s*(?:的)?(?:比例|标准|比率)[^，。；]{0,8}?(?:划分|评出|评定|评选|确定|产生|分为|设立|设|选出|推荐|控制)"
)  # 按20%、70%、10%的比例划分出三个等级


def read(places: tuple[Place, ...]) -> list[Number]:
    """Weights in percent."""
    found: list[Number] = []
    whole = _bracketed_whole(places)
    for place in places:
        if place.q.start in whole:
            found.append(number_reading(place, "weight", "%", RULE, 0.75))
            continue
        if place.q.unit not in {"%", "个百分点"} or place.q.upper is not None:
            continue
        if _GRADES.match(place.behind):
            continue
        own = place.own + re.split(r"[，。；、]", place.behind[:10])[0]
        rated = re.search(r"(?:评|考核|成绩|得分|分数|测|述职)(?:（[^（）]*）)*(?:占|权重为?)$", place.own.rstrip())
        if not rated and _PEOPLE.search(own) and "权重" not in own:
            continue
        lead = place.lead(14)
        if found and place.q.start - found[-1].at <= 6 and re.fullmatch(r"\s*[、和与及，]?\s*", place.own):
            found.append(number_reading(place, "weight", "%", RULE, 0.75))
            continue
        if (
            place.lead(2).endswith("（")
            and place.behind.startswith("）")
            and _RATED.search(place.before[-14:])
            and re.search(r"(?:构成|组成|相结合|两部分|部分|权重|加权|计算|合计)", place.sentence)
        ):
            found.append(number_reading(place, "weight", "%", RULE, 0.75))
            continue
        if (
            (_COUNTS.search(lead) and _RATED.search(place.sentence))
            or "权重" in lead
            or re.match(r"\s*(?:的)?(?:权重|比重)", place.behind)
        ):
            found.append(number_reading(place, "weight", "%", RULE, 0.85))
    return found


def _bracketed_whole(places: tuple[Place, ...]) -> set[int]:
    """Positions of percentages alone in brackets that make up the hundred one after the other: 述职（60%）和日志（40%）."""
    row: list[Place] = []
    found: set[int] = set()
    for place in places:
        if place.q.unit != "%" or not (place.lead(1) == "（" and place.behind.startswith("）")):
            continue
        if row and place.q.start - row[-1].q.end > 80:
            row = []
        row.append(place)
        if len(row) > 1 and sum(p.q.value for p in row) == 100:
            found |= {p.q.start for p in row}
            row = []
    return found
