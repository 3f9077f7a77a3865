"""How many must be present: 「到会人数须达到应到会人数的三分之二以上」「出席党员超过半数方可开会」."""

from __future__ import annotations

import re

from xianfeng.compiler.readings import Number
from xianfeng.compiler.surroundings import Place, number_reading

RULE = "quorums"
_PRESENT = re.compile(
    r"(?:到会|出席|参会|实到|到场|应到|与会|参加(?:会议|投票|评议|测评|表决)|参加[^，。；]{0,10}(?:的)?(?:人数|人员|党员|教师|代表|群众)|(?:教职工|教师|党员|代表|人员|职工|会员|成员|团员|群众)(?:参加|到会|出席|到场)|参评率|参与率|参加率|参会率|到会率|投票率|收回|回收)"
)
_PASSED = re.compile(r"(?:赞成|同意|得票|通过|满意|优秀|当选|称职|票数)")


def read(places: tuple[Place, ...]) -> list[Number]:
    """Least shares or numbers of those present."""
    found = []
    for place in places:
        if place.q.unit not in {"%", "fraction"}:
            continue
        window = place.before[-26:].rsplit("。", 1)[-1] + place.behind[:14].split("。", 1)[0]
        if re.search(r"(?:条件|标准)", place.titles) and re.search(r"率[^，。；]{0,6}$", place.own):
            continue  # a condition of being chosen
        if _PRESENT.search(window) and not _PASSED.search(place.own + place.behind[:10].split("，", 1)[0]):
            found.append(number_reading(place, "quorum", place.q.unit, RULE, 0.75))
    return found
