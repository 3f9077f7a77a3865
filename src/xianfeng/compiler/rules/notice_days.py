"""How long something is publicly shown: 「将评优结果公示3个工作日」「公示期不少于5天」「为期一周的公示」.

Working days and days stay apart: 5个工作日 is not 5天 (公示 needs a working-day calendar).
"""

from __future__ import annotations

import re

from xianfeng.compiler.readings import Number
from xianfeng.compiler.surroundings import Place, number_reading

RULE = "notice_days"
_SHOWN = re.compile(r"(?:公示|公布|公告|张榜|公开|张贴)")


def read(places: tuple[Place, ...]) -> list[Number]:
    """Lengths of publication."""
    found = []
    for place in places:
        if place.q.unit not in {"天", "日", "工作日", "个工作日", "自然日", "个自然日", "周"}:
            continue
        if _SHOWN.search(place.lead(18).rsplit("。", 1)[-1]) or re.match(
            r"\s*(?:以上|左右)?的?(?:公示|公告)", place.behind
        ):
            unit = "工作日" if "工作日" in place.q.unit or place.behind.startswith("工作日") else "天"
            value = place.q.value * 7 if place.q.unit == "周" else place.q.value
            found.append(number_reading(place, "notice_days", unit, RULE, 0.9, value))
    return found
