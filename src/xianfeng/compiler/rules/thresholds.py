"""A line that must be reached or kept: 「优秀率30%以上」「群众满意率低于60%」「任职满3年」「志愿者不少于10人」「排名前三」.

Bounds are heard in all their wordings: 不少于, 至少, 以上, 达到, 满, 低于, 不足, 前N.
"""

from __future__ import annotations

import re

from xianfeng.compiler.readings import Number
from xianfeng.compiler.rules.scores import INCLUDED as _INCLUDED
from xianfeng.compiler.rules.scores import STRETCH as _STRETCH
from xianfeng.compiler.rules.scores import UPPER as _UPPER
from xianfeng.compiler.surroundings import Place, number_reading

RULE = "thresholds"
_LOW = re.compile(
    r"(?:不少于|不低于|不得少于|不得低于|(?:至少|不少于|不得少于)[由有须需要]|至少|(?<![表传转下])达到?|已?满|超过|大于|高于|达不到|未达到?|不足|低于|少于|过|累计|连续|任满|不满|≥|>|<|≤)\s*$"
)
_ANY_OF = re.compile(r"(?:其中|中的|任意|至少|符合|具备|满足|需|须|任何)\s*$")
_HIGH = re.compile(
    r"^\s*(?:（[^）]{1,12}）)?\s*(?:(?:教职工|教师|党员|职工|学生|会员|团员|代表|成员)(?=以[上下]))?(?:及其?)?(?:以上|以下|以内|之内|及以上)"
)
_SHARE = re.compile(r"(?:率|比例|满意|得票|赞成|同意|票|优秀|合格|达标|覆盖)")
_UNITS = {
    "年",
    "周年",
    "周岁",
    "岁",
    "人",
    "名",
    "次",
    "条",
    "项",
    "%",
    "fraction",
    "个月",
    "月",
    "天",
    "日",
    "篇",
    "颗",
    "星",
    "度",
    "个",
    "位",
    "届",
    "门",
    "张",
    "枚",
    "分",
    "级",
    "学期",
    "学年",
    "票",
    "节",
    "件",
    "本",
    "人次",
    "份",
    "种",
    "轮",
    "工作日",
    "个工作日",
}


_STARRED = re.compile(
    r"^\s*(?:以上|及以上)?\s*(?:的|者)?\s*[，：]?\s*(?:可?评为|认定为|评定为|可?授予|为|可申[报请])?[“]?[一二三四五][颗]?星"
)
_STARS = re.compile(r"[一二三四五]星级?[^，。；\d]{0,14}[：:为满达于到]\s*$")
_LASTS = re.compile(r"(?:任期|有效期|延长期|预备期|考察期|培养期|聘期|期限|周期)[^，。；\d]{0,8}$")
_DONE = re.compile(r"(?:必须|须|需|应当?)(?:具?有|参加|完成)?\s*$")
_ROUNDED = re.compile(r"^\s*(?:的|者)?\s*，?\s*[按以作]\s*\d")  # 不足1人按1人计
_GRADE = re.compile(
    r"(?:^|[\s，；。：、（])(?:优秀?|良好?|中|合格|基本合格|不合格|及格|不及格|称职|基本称职|不称职|达标|不达标|好|较好|一般|较?差|[A-D]等?级?|[一二三四五]星级?)\s*[：为（]\s*$"
)


_MORE = re.compile(r"(?:超过|达到?|不少于|不低于|大于|高于)(?:[^，。；]{0,30})$")  # 赞成票超过应到会党员的半数
_RULED_OUT = re.compile(
    r"[^，。；]{0,16}(?:的|者|，)[^。；]{0,18}(?:取消|不得|不予|不能|视[为同]|一票否决|(?:定|列|评|判)[定为入]{1,2}[“]?(?:不|差|末)|撤销|按(?:自动|旷))"
)
_SIZED = re.compile(r"\s*的(?:[\u4e00-\u9fff]{0,4})(?:学校|支部|单位|班级|科室|党委|企业|村|部门)")
_COUNTED = frozenset(["次", "人次", "起", "例", "天", "日", "节", "门", "科"])
_HAPPENED = re.compile(
    r"(?:[被遭受]|出现|发生|连续|累计|无故|迟到|早退|旷[课工会]|缺[席勤会课]|违[反纪规]|晚归|通报|举报|投诉)[^，。；]{0,12}$"
)


def read(places: tuple[Place, ...]) -> list[Number]:
    """Least and greatest values that decide."""
    found = []
    for place in places:
        unit = place.q.unit
        if (unit in {"小时", "个小时"} and (_STARRED.match(place.behind) or _STARS.search(place.lead(24)))) or (
            not unit and _graded(place)
        ):
            name = unit.removeprefix("个") or "分"
            found.append(number_reading(place, "threshold", name, RULE, 0.65, _edge(place)))
            continue
        if unit not in _UNITS or _ROUNDED.match(place.behind):
            continue
        if unit in {"年", "月", "个月", "学年"} and _LASTS.search(place.lead(16)):
            continue
        if unit == "分" and _STRETCH.match(place.behind):
            found.append(number_reading(place, "threshold", "分", RULE, 0.65))
            continue
        if (
            unit in {"次", "项", "篇", "节", "门"}
            and re.search(r"(?:条件|资格)[^ ]{0,4}$", place.titles)
            and _DONE.search(place.lead(6))
            and "每" not in place.clause
        ):
            found.append(number_reading(place, "threshold", unit, RULE, 0.6))
            continue
        if place.q.ranked or (unit in {"轮", "届"} and place.lead(1) == "前"):  # 与前三轮比较
            found.append(number_reading(place, "threshold", unit, RULE, 0.7))
            continue
        if unit in {"人", "名"} and place.q.upper is not None and _SIZED.match(place.behind):
            found.append(number_reading(place, "threshold", unit, RULE, 0.6, _edge(place)))
            continue
        if unit in {"周岁", "岁"} and (place.q.upper is not None or re.search(r"年龄[^，。；]{0,16}$", place.before)):
            found.append(number_reading(place, "threshold", unit, RULE, 0.65, _edge(place)))
            continue
        if _INCLUDED.search(place.before) or _UPPER.search(place.before):
            continue
        bounded = bool(_HIGH.match(place.behind)) or bool(_LOW.search(place.lead(5)))
        if unit in {"条", "项"} and _ANY_OF.search(place.lead(5)):
            bounded = True
        if unit in {"%", "fraction"}:
            if (
                bounded
                or _SHARE.search(place.own[-10:])
                or (_MORE.search(place.own) and _SHARE.search(place.own))
                or place.q.upper is not None
            ):
                found.append(number_reading(place, "threshold", unit, RULE, 0.7, _edge(place)))
            continue
        if unit == "分" and place.q.upper is not None and not bounded:
            found.append(number_reading(place, "threshold", "分", RULE, 0.65, _edge(place)))
            continue
        if unit in _COUNTED and _HAPPENED.search(place.own) and _RULED_OUT.match(place.behind):
            found.append(number_reading(place, "threshold", unit, RULE, 0.65))  # 被投诉两次的，取消评优资格
            continue
        if unit in {"篇", "节", "本", "条"} and re.search(
            r"每(?:人)?(?:个)?(?:年|半年|学期|学年|月|季度?|周)", place.clause
        ):
            continue  # so many in each period: a measure
        if not bounded and not re.search(r"(?:改为|更正为|现为|调整为)$", place.before):
            continue
        if (
            unit in {"个", "次", "条", "项"}
            and place.q.han
            and not _HIGH.match(place.behind)
            and not re.search(r"(?:不少于|不低于|至少|达到?|超过)\s*$", place.lead(5))
        ):
            continue
        if (
            re.search(r"(?:在|其中|需|须|或)\s*$", place.lead(2))
            and not _HIGH.match(place.behind)
            and unit not in {"条", "项"}
        ):
            continue
        if (
            re.search(r"过\s*$", place.lead(1))
            and not _HIGH.match(place.behind)
            and not re.search(r"(?:超|不)过\s*$", place.lead(2))
        ):
            continue
        found.append(number_reading(place, "threshold", unit.removeprefix("个") if unit == "个月" else unit, RULE, 0.7))
    return found


_AVERAGE = re.compile(r"(?:绩点|平均分|均分|平均成绩|总成绩|综合成绩)(?:在|为|达到?|不低于)?\s*$")
_GRADED = re.compile(
    r"\s*(?:分)?(?:之间)?(?:的)?(?:为|属|属于|评为|定为|是)[“]?(?:优|良|中|差|合格|及格|称职|达标|[A-D])"
)


def _graded(place: Place) -> bool:
    """``优秀：80以上 合格：60-80``: bounds of grades that leave the unit out."""
    bounded = _HIGH.match(place.behind) is not None or place.q.upper is not None
    if bounded and _AVERAGE.search(place.lead(8)):
        return True
    told = _GRADE.search(place.lead(10)) or (place.q.upper is not None and _GRADED.match(place.behind))
    return bounded and 10 <= place.q.value <= 150 and told is not None


def _edge(place: Place) -> float:
    """Of a band (75%-80%) the edge the texts name first is its lower one; a threshold keeps the lower edge."""
    q = place.q
    return min(q.value, q.upper) if q.upper is not None else q.value
