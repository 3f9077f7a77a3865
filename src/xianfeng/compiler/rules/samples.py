"""How many are looked at or asked by chance: 「随机抽取20名教师」「抽查比例不低于10%」「发放问卷不少于100份」."""

from __future__ import annotations

import re

from xianfeng.compiler.readings import Number
from xianfeng.compiler.surroundings import Place, number_reading

RULE = "samples"
_DRAWN = re.compile(r"(?:抽查|抽样|抽取|抽检|随机|抽调查|样本|抽选|抽签|抽测|抽评)")
_ASKED = re.compile(r"(?:问卷|调查表?|访谈|走访|测评表|征求意见表|座谈)[^，。；]{0,12}$")

_SENT_OUT = re.compile(r"(?:问卷|测评表|征求意见表)[^，。；]{0,6}(?:发放|回收|数|比例)[^，。；]{0,16}$")


def read(places: tuple[Place, ...]) -> list[Number]:
    """Sizes of samples."""
    found = []
    for place in places:
        if place.q.unit not in {"%", "fraction", "人", "名", "位", "份", "所", "个", "户", "篇", "节"}:
            continue
        near = place.lead(20).rsplit("。", 1)[-1]
        if _DRAWN.search(near) or re.match(r"[^，。；]{0,8}(?:抽样|抽查)", place.behind):
            found.append(number_reading(place, "sample_size", place.q.unit, RULE, 0.8))
        elif (place.q.unit == "%" and _SENT_OUT.search(place.before)) or (
            place.q.unit in {"人", "名", "份"}
            and _ASKED.search(near)
            and (place.q.unit == "份" or re.search(r"(?:不少于|至少|以上|各)", near + place.behind[:3]))
            and "一式" not in near
        ):
            found.append(number_reading(place, "sample_size", place.q.unit, RULE, 0.65))
    return found
