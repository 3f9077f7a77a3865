"""How long the whole or a part lasts: 「活动时间原则上不少于3个月」「为期30天」「用两到三个月时间」."""

from __future__ import annotations

import re

from xianfeng.compiler.readings import Number
from xianfeng.compiler.surroundings import Place, number_reading

RULE = "durations"
_LASTS = re.compile(r"(?:为期|历时|时间|用|持续|期限|周期|不少于|左右|活动|共|总计|工期|利用|集中)[^，。；]{0,10}$")
_DAYS = {"天": 1, "日": 1, "周": 7, "个月": 30, "工作日": 1, "个工作日": 1}


def read(places: tuple[Place, ...]) -> list[Number]:
    """Lengths of time in days; months count as written in the unit 月."""
    found = []
    for place in places:
        unit = place.q.unit
        if unit not in _DAYS:
            continue
        if re.search(r"(?:为期|历时|持续|用|利用)[^，。；\d]{0,6}$", place.lead(10)) or (
            _LASTS.search(place.lead(16))
            and re.search(r"(?:活动|教育|阶段|集中|开展|学习|培训|整改|时间)", place.own + place.behind[:6])
        ):
            if re.match(r"\s*(?:之?内|以内)", place.behind) and re.search(r"[后起]", place.clause):
                continue  # within three days of something: a due day that moves
            if re.search(
                r"(?:满|任职|工龄|党龄|教龄|在岗|工作|连续|累计|请假|病假|事假|旷)[^，。；]{0,6}$", place.lead(10)
            ):
                continue
            found.append(
                number_reading(place, "duration_days", "月" if unit == "个月" else unit.removeprefix("个"), RULE, 0.65)
            )
    return found
