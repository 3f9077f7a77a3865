"""How often people meet or do something in a period: 「每季度召开一次支委会」「组织3次以上专题学习」「每月至少开展1次主题党日」."""

from __future__ import annotations

import re

from xianfeng.compiler.readings import Number
from xianfeng.compiler.surroundings import Place, number_reading

RULE = "meetings"
_PERIOD = re.compile(
    r"(?:每(?:[半两二三四六\d])?(?:个)?(?:年|半年|季度?|月|半月|周|学期|学年|星期|两周|两个?月|双周|旬|单月|天|日)|一?年内?(?:至少)?|全年|年度(?:内)?|期间|本学期|学期内?|阶段)"
)
_HELD = re.compile(
    r"(?:召开|开好|组织|开展|举行|举办|进行|安排|集中|参加|上好?|讲|过好?|听取|研究|报告|汇报|通报|检查|督查|走访|谈心|谈话|学习|述职|测评|点评|评议|更新|活动|培训|不少于|至少)"
)
_GATHERING = re.compile(
    r"(?:会|党课|党日|学习|活动|谈心|报告|检查|走访|培训|讲座|研讨|宣讲|汇报|考核|评议|听课|家访|服务|座谈|测评|督查|调研|团课|班会|分析|点评|讲评|述职)"
)
_PAST = re.compile(
    r"(?:获|荣获|评为|受到|发表|迟到|旷|违反|违纪|缺席|累计|连续|超过|达到?|旷课|请假|投诉|举报|查处|曝光|处分|被)[^，。；）]{0,12}$"
)
_SHORT = re.compile(r"(?<!不)(?<!不得)(?:少于|不足|低于|达不到|未达到?|缺少)\s*$")  # 全年少于2次的，扣分


def read(places: tuple[Place, ...]) -> list[Number]:
    """Frequencies."""
    found = []
    for place in places:
        if place.q.unit not in {"次", "场", "期"} or _PAST.search(place.lead(14)):
            continue
        if (
            _SHORT.search(place.lead(4))
            or re.match(r"\s*(?:及?以上)?(?:为|被评为)?[“]?(?:优秀|良好|合格|称职|先进)", place.behind)
            or place.behind.startswith("性")  # 一次性奖金
            or (re.search(r"(?:条件|资格)[^ ]{0,4}$", place.titles) and "每" not in place.clause)
        ):
            continue  # a line to be reached
        if (
            place.q.han
            and place.q.value == 1
            and re.search(r"(?:其中|再|又|第|这|那|某|首|另|进|做|作|上|有|的|是|为)\s*$", place.lead(3))
        ) and not _PERIOD.search(place.clause):
            continue
        if re.search(r"(?:投票?|通报|公布|调整)\s*[一二三四五\d]*$", place.lead(4)):
            continue
        near = place.own + place.clause[place.q.start - place.clause_start :]
        if re.search(r"(?:分|扣|(?<!参)加|得|奖)\s*[\d一二三]*$", place.lead(3)) or re.match(
            r"\s*[，]?(?:扣|加|得|计)\s*[\d.]+\s*分", place.behind
        ):
            continue
        ahead = place.clause[: max(0, place.q.start - place.clause_start)][-30:]
        if _PERIOD.search(ahead) or (_HELD.search(place.own) and _GATHERING.search(near)):
            if re.search(r"其中", place.own):
                continue
            found.append(number_reading(place, "meeting_per_period", place.q.unit, RULE, 0.75))
    return found
