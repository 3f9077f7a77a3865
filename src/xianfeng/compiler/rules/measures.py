"""Other measures a campaign keeps: words, minutes, hours of service, years of validity: 「不少于1500字」「每位不超过2分钟」."""

from __future__ import annotations

import re

from xianfeng.compiler.readings import Number
from xianfeng.compiler.surroundings import Place, number_reading

RULE = "measures"


def read(places: tuple[Place, ...]) -> list[Number]:
    """Quantities without a field of their own."""
    found = []
    for place in places:
        unit = place.q.unit
        if unit == "字" and place.q.value >= 50:
            found.append(number_reading(place, "other", "字", RULE, 0.8))
        elif unit == "分钟" and not re.search(r"提前\s*$", place.lead(4)):
            found.append(number_reading(place, "other", "分钟", RULE, 0.75))
        elif unit in {"小时", "个小时"} and re.search(r"(?:服务|劳动|不少于|至少|不超过|以上)", place.clause):
            yearly = re.search(r"每(?:个)?(年|学期|学年|月|季度|周)", place.clause)
            found.append(number_reading(place, "other", f"小时/{yearly.group(1)}" if yearly else "小时", RULE, 0.75))
        elif (
            unit in {"年", "学年", "学期"}
            and re.search(
                r"(?:有效期|任期|聘期|为期|期限|周期|保存|每届|延长期|预备期|考察期|培养期)[^，。；]{0,6}$",
                place.lead(10),
            )
        ) or (
            unit in {"年", "学年"}
            and re.match(r"\s*(?:为|作为)?\s*(?:一个|1个|一)?(?:周期|评定周期|聘期|任期|届)", place.behind)
        ):
            found.append(number_reading(place, "other", unit, RULE, 0.65))
        elif unit in {"本", "篇", "节", "条"} and (
            yearly := re.search(r"每(?:个)?(年|学期|学年|月|季度|周)", place.clause)
        ):
            found.append(number_reading(place, "other", f"{unit}/{yearly.group(1)}", RULE, 0.6))
        elif unit in {"本", "篇", "节", "条"} and (
            each := re.match(r"\s*/\s*(期|年|学期|月|季度?|周|人)", place.behind)
        ):
            found.append(number_reading(place, "other", f"{unit}/{each.group(1)}", RULE, 0.65))
        elif unit == "元" and re.search(r"(?:奖励|奖金|补助|补贴|经费|奖|标准|限额)", place.clause):
            found.append(number_reading(place, "other", "元", RULE, 0.65))
    return found
