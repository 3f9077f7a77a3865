"""Groups that must be heard: 「要注意听取民主党派和离退休老同志的意见」「征求家长代表意见」."""

from __future__ import annotations

import re

from xianfeng.compiler.document import Document
from xianfeng.compiler.readings import Hearing

RULE = "must_hear"
_HEAR = re.compile(
    r"(?:(?:听取|征求|征集|吸收|邀请|征询|倾听)(?P<g>[\u4e00-\u9fff*、]{2,30}?)(?:等)?(?:的|各方面|多方面)?(?:意见|建议|呼声|看法|反映|诉求)|向(?P<h>[\u4e00-\u9fff*、]{2,24}?)(?:广泛)?(?:征求|征集|听取|征询)[^，。；]{0,8}(?:意见|建议)|(?:必须|应当?|要)?(?:吸收|邀请)(?P<i>[\u4e00-\u9fff、]{2,24}?)(?:参加|参与|列席))"
)
_GROUP = re.compile(
    r"(?:[\u4e00-\u9fff*]{0,6}?(?:群众|党派|老同志|老干部|离退休\w{0,3}|家长|学生|教师|教职工|师生员工|师生|党员|代表|人士|社区|部门|单位|基层|服务对象|上级|职工|干部|委员|同行|专家|工会|团委|妇联|领导|支部|党组织))"
)


def read(document: Document) -> list[Hearing]:
    """One reading for each group named behind 听取 or 征求."""
    found = []
    for m in _HEAR.finditer(document.folded):
        for part in re.split(r"[、和及与]", m["g"] or m["h"] or m["i"]):
            group = _GROUP.search(part)
            if group:
                name = re.sub(r"(?:发放|发出|列席|参加)[\u4e00-\u9fff]*$", "", part.strip())
                name = re.sub(r"^(?:广大|全体|有关|各|本|广泛|认真)+", "", name)
                found.append(Hearing(start=m.start(), end=m.end(), rule=RULE, group=name, confidence=0.7))
    return found
