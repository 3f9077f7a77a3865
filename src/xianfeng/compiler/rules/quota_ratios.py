"""A share of people that may be chosen: 「按支部人数的20%评选」「优秀比例不超过15%」「推荐名额不超过三分之一」."""

from __future__ import annotations

import re

from xianfeng.compiler.readings import Number
from xianfeng.compiler.surroundings import Place, number_reading

RULE = "quota_ratios"
_CHOSEN = re.compile(
    r"(?:评选|推荐|推选|推优|推举|选出|选送|评出|评为|评定|名额|优秀|先进|指标|上报|奖|表彰|差额|候选|代表(?:总数|比例|名额|人数)|合格|称职|星级?|等次|等级|档次|一等|二等|三等)"
)
_BASE = re.compile(
    r"(?:人数|总数|党员数|教师数|总人|比例|职工|在编|在册|在岗|参评|名额|班级数|支部数|学生数|团员数|之内|以内)"
)
_GRADED = re.compile(
    r"(?:[A-DＡ-Ｄ]|优秀?|良好?|合格|基本合格|不合格|称职|[一二三四五]|好|较好|一般|差)[”]?(?:等|等次|等级|等第|级|档|星级?)?(?:党员|教师|干部|人员|支部)?(?:的)?(?:比例|名额|人数|指标)(?:一般|原则上|均)?(?:不得?超过|不高于|控制在|占|为|约|按|不低于|不少于|[：])*\s*$"
)
_CAP = re.compile(
    r"(?:增加到|提高到|扩大到|调整为|减少到|不超过|不得超过|不高于|控制在|按照?|限|至多|最多|不多于|占|原则上|约|为|之)"
)
_REACHED = re.compile(
    r"(?:满意|达标率|合格率|覆盖|得票|赞成|同意|票数|参加率|参与率|到课率|上课率|优秀率|优良率|及格率|出勤|完成率)[^，。；]{0,10}$"
)

_CHOSEN_SO = re.compile(
    r"\s*(?:以内)?的?[^，。；]{0,12}?(?:为|评为|定为|确定为|获得?|授予)[“]?(?:优秀?|先进|良好?|A|[一二三]等|五星|四星)"
)  # 排名前30%的考核等次为“优秀”
_PLACED = re.compile(
    r"(?:排名|名次|成绩|排位|位列|位居|名列|位于|居于?|列)[^，。；]{0,12}前\s*$"
)  # 成绩排名在班级前50%


_RAISED = re.compile(r"(?:分别)?(?:增加|提高|扩大|调整|减少|降低|放宽)(?:到|至|为)\s*$")  # 15%、35%…分别增加到25%、50%


def read(places: tuple[Place, ...]) -> list[Number]:
    """Quotas as shares."""
    found: list[Number] = []
    for place in places:
        if place.q.unit not in {"%", "‰", "fraction"}:
            continue
        if _GRADED.search(place.own) or (found and _goes_on(place, found[-1])):
            found.append(number_reading(place, "quota_ratio", place.q.unit, RULE, 0.8))
            continue
        if found and place.q.start - found[-1].at <= 160 and _RAISED.search(place.own):
            found.append(number_reading(place, "quota_ratio", place.q.unit, RULE, 0.65))
            continue
        sentence = place.before.rsplit("。", 1)[-1] + place.behind.split("。", 1)[0]
        if _REACHED.search(place.lead(16)):
            continue
        if place.q.ranked or _PLACED.search(place.lead(16)):
            if _CHOSEN_SO.match(place.behind):
                found.append(number_reading(place, "quota_ratio", place.q.unit, RULE, 0.7))
            continue
        own = place.own + place.behind[:12]
        if re.search(r"(?:人选|名额|候选人|推荐对象|代表)[”]?(?:中|里)[^，。；]{2,14}$", place.own + "") or re.search(
            r"(?:人选|名额|候选人|推荐对象|代表)[”]?(?:中|里)[^，。；]{2,18}(?:不低于|不少于|占|不得少于|应占|至少)\s*$",
            place.before,
        ):
            found.append(number_reading(place, "quota_ratio", place.q.unit, RULE, 0.7))
            continue
        at_least = re.search(r"(?:不低于|不少于|至少|达到?)\s*$", place.lead(5)) or re.match(
            r"\s*及?以上", place.behind
        )
        if (
            at_least
            and not re.search(r"(?:差额|一线|名额|比例|等次|等级|人选|推荐)", own)
            and not (re.search(r"代表人数", sentence) and re.search(r"人数的?\s*$", place.own + place.lead(4)))
        ):
            continue
        if re.search(r"(?:代表|名额|人选|候选人)", sentence) and re.search(
            r"占[^，。；]{0,6}(?:全体|全校|总|应选)[^，。；]{0,8}的?\s*$", place.own
        ):
            found.append(number_reading(place, "quota_ratio", place.q.unit, RULE, 0.7))
            continue
        if _CHOSEN.search(sentence + place.titles) and (_BASE.search(own) or _CAP.search(place.lead(14))):
            found.append(number_reading(place, "quota_ratio", place.q.unit, RULE, 0.8))
    return found


def _goes_on(place: Place, last: Number) -> bool:
    """``（高一创新班35%，高二创新班30%）``: shares for parts, right behind the general one."""
    return (
        last.unit == place.q.unit == "%"
        and 0 < place.q.start - last.at <= 18
        and (2 <= len(place.own.strip("（，、 ")) <= 10 or place.before.endswith("%、"))
        and not re.search(r"(?:达|以上|低于|率|占|[。；])", place.own)
    )
