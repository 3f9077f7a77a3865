"""How long the whole or a part lasts: 「活动时间原则上不少于3个月」「为期30天」「会后3日内」."""

from __future__ import annotations

import re

from xianfeng.compiler.readings import Number
from xianfeng.compiler.surroundings import Place, number_reading

RULE = "durations"
_LASTS = re.compile(r"(?:为期|历时|时间|用|持续|期限|周期|不少于|左右|活动|共|总计|工期|利用|集中)[^，。；]{0,10}$")
_DAYS = frozenset(["天", "日", "周", "个月", "工作日", "个工作日", "自然日", "个自然日"])


_AFTER = re.compile(
    r"(?:后|之日起|之后|以后|当日起|日起|起|前)(?:的)?(?:，?(?:应|须|要|必须|一般|原则上)?(?:当?在)?)?\s*$"
)  # 会后3日内报送, 收到通知之日起10个工作日内
_UNDERTAKING = re.compile(r"活动|教育|阶段|培训|整改|学习|集中|演讲|发言|汇报")
_MISSED = re.compile(r"[^，。；]{0,8}(?:未|不得|不予|没有|仍)")
_WITHIN = re.compile(r"\s*(?:之内|以内|内)")


def read(places: tuple[Place, ...]) -> list[Number]:
    """Lengths of time: weeks in days, months as written in the unit 月."""
    found = []
    for place in places:
        unit = place.q.unit
        if unit not in _DAYS:
            continue
        lead = place.before[-24:].rsplit("。", 1)[-1]
        if _AFTER.search(lead) and _WITHIN.match(place.behind):
            if unit not in {"周", "个月"} and not _MISSED.match(place.behind):
                found.append(number_reading(place, "duration_days", _unit(unit), RULE, 0.6))
            continue
        if re.search(r"(?:为期|历时|持续|用|利用)[^，。；\d]{0,6}$", place.lead(10)) or (
            _LASTS.search(place.lead(16))
            and re.search(r"(?:活动|教育|阶段|集中|开展|学习|培训|整改|时间)", place.own + place.behind[:6])
        ):
            if re.search(r"(?:不得?超过|不多于)\s*$", place.lead(5)) and not _UNDERTAKING.search(place.own):
                continue  # 补交时间不得超过6个月: a line not to be crossed
            if re.search(
                r"(?:满|任职|工龄|党龄|教龄|在岗|工作|连续|累计|请假|病假|事假|旷)[^，。；]{0,6}$", place.lead(10)
            ):
                continue
            found.append(number_reading(place, "duration_days", _unit(unit), RULE, 0.65, place.q.value * _times(unit)))
    return found


def _unit(unit: str) -> str:
    return {"个月": "月", "周": "天"}.get(unit, unit.removeprefix("个"))


def _times(unit: str) -> int:
    return 7 if unit == "周" else 1
