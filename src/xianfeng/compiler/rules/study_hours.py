"""How long people study together: 「集中学习的时间一般不少于40个小时」「每年培训不少于32学时」.

Hours of other things (志愿服务16小时) are kept as ``other``.
"""

from __future__ import annotations

import re

from xianfeng.compiler.readings import Number
from xianfeng.compiler.surroundings import Place, number_reading

RULE = "study_hours"
_STUDY = re.compile(r"(?:学习|培训|研讨|读书|自学|党课|研修|轮训|听课|教育|辅导|宣讲)")


_CREDITS = re.compile(r"(?:不少于|不低于|不超过|至少|达到|完成|修满|须修)\s*$")
_TRAINING = re.compile(r"培训|继续教育|研修|进修|轮训")


def read(places: tuple[Place, ...]) -> list[Number]:
    """Least hours of study."""
    found = []
    for place in places:
        unit = place.q.unit
        if unit == "学分" and _CREDITS.search(place.lead(8)) and _TRAINING.search(place.sentence + place.titles):
            found.append(number_reading(place, "study_hours_min", "学分", RULE, 0.7))
            continue
        if unit in {"学时", "课时", "个学时", "个课时", "小时", "个小时"} and (
            _STUDY.search(place.before) or _STUDY.search(place.clause) or ("学时" in unit or "课时" in unit)
        ):
            if re.match(r"\s*(?:以外|之外)", place.behind):
                continue
            if re.search(
                r"(?:每|按)(?:每)?(?:半?天|半日|日|小时|次|篇|节|期|门|场|课)[^，。；\d]{0,3}$", place.lead(8)
            ) and not re.search(r"不少于|至少|不低于", place.lead(8)):
                found.append(number_reading(place, "other", unit.removeprefix("个"), RULE, 0.6))
                continue  # 按每天8学时计算: how hours are counted, not how many are due
            if re.search(r"（\s*(?:或|即|合|计|折合|相当于)\s*$", place.lead(6)):
                continue
            if re.search(r"(?:志愿|服务|义务劳动)[^学]{0,10}$", place.lead(16)):
                continue
            found.append(number_reading(place, "study_hours_min", unit.removeprefix("个"), RULE, 0.85))
    return found
