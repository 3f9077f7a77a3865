"""A plan written out as an official document, in the words such documents use; the way back of reading.

Used to show a pack as the text it stands for, and to hold the compiler to it: what is written out here must be read
back with the same stages, steps and numbers. Before: a stage 学习动员 of 30 days with a step of kind ``study``.
After: ``第一阶段：学习动员（30天）`` and ``1.组织党员集中学习党章。``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from xianfeng.core.plan.model import Pack

_HAN = "一二三四五六七八九十"


@dataclass(frozen=True)
class OfficialStep:
    """A step by the compiler's kind and what it is about (a few words)."""

    kind: str
    about: str


@dataclass(frozen=True)
class OfficialPhase:
    """A stage with its days or its length, and its steps."""

    name: str
    start: date | None = None
    end: date | None = None
    days: int | None = None
    steps: tuple[OfficialStep, ...] = ()


@dataclass(frozen=True)
class OfficialNumber:
    """A quantity as the compiler names it."""

    what: str
    value: int


@dataclass(frozen=True)
class OfficialPlan:
    """What is to be written out."""

    title: str
    phases: tuple[OfficialPhase, ...]
    numbers: tuple[OfficialNumber, ...] = field(default=())


STEP_SENTENCES = {
    "mobilise": "各支部召开“{about}”动员大会",
    "study": "各支部组织党员集中学习“{about}”",
    "discuss": "各支部围绕“{about}”召开专题组织生活会",
    "pledge": "党员就“{about}”作出公开承诺",
    "collect_opinions": "各支部就“{about}”广泛征求师生意见",
    "talk": "支部委员与党员就“{about}”普遍开展谈心谈话",
    "self_review": "党员对照“{about}”要求进行自查",
    "comment": "支部书记对“{about}”情况进行点评",
    "ballot": "各支部就“{about}”组织民主测评",
    "rate": "考核小组评定“{about}”等次",
    "notice": "将“{about}”结果在校内公示",
    "rectify": "各支部对“{about}”中的问题进行整改",
    "report": "各支部将“{about}”总结报送上级党组织",
    "inspect": "督查组对“{about}”开展情况进行督查",
    "honour": "学校对“{about}”先进个人进行表彰",
    "assist": "党员就“{about}”与学生结对帮扶",
    "survey": "学校就“{about}”发放问卷进行调查",
    "organise": "学校成立“{about}”领导小组",
    "other": "学校举办“{about}”演讲比赛",
}
NUMBER_SENTENCES = {
    "study_hours_min": "集中学习时间不少于{value}学时",
    "notice_days": "结果公示不少于{value}个工作日",
    "quota_ratio": "优秀党员不超过党员人数的{value}%",
    "quota_count": "评选优秀党员{value}名",
    "threshold": "群众满意率低于{value}%的，要重新整改",
    "meeting_per_period": "每学期召开{value}次支委会",
    "sample_size": "随机抽取{value}名教师进行座谈",
    "quorum": "到会党员须达到应到会党员的{value}%",
    "score": "无故缺席的每次扣{value}分",
}
KIND_OF_PACK = {
    "meeting": "discuss", "study": "study", "pledge": "pledge", "opinion": "collect_opinions", "pairing": "talk",
    "statement": "self_review", "rating": "rate", "notice": "notice", "rectification": "rectify", "returns": "report",
    "inspection": "inspect", "selection": "ballot", "survey": "survey", "duties": "organise", "closing": "other",
}  # fmt: skip


def official_text(plan: OfficialPlan) -> str:
    """The document, one paragraph a line, with the numbering of official documents."""
    lines = [plan.title, "一、方法步骤"]
    for number, phase in enumerate(plan.phases):
        lines.append(f"第{_han(number + 1)}阶段：{phase.name}{_time(phase)}")
        lines += [f"{at}.{_sentence(step)}。" for at, step in enumerate(phase.steps, start=1)]
    if plan.numbers:
        lines.append("二、有关规定")
        lines += [
            f"（{_han(at)}）{NUMBER_SENTENCES[n.what].format(value=n.value)}；"
            for at, n in enumerate(plan.numbers, start=1)
        ]
    return "\n".join(lines) + "\n"


def of_pack(pack: Pack) -> OfficialPlan:
    """A pack as such a plan: its stages with their lengths where they are set, its steps by kind, its numbers by unit."""
    values = {parameter.code: parameter.value for parameter in pack.plan.parameters}
    phases = []
    for phase in pack.plan.phases:
        days = values.get(phase.lasts.days) if phase.lasts is not None and phase.lasts.days else None
        steps = tuple(
            OfficialStep(KIND_OF_PACK.get(step.kind, "other"), _about(step.title))
            for step in pack.plan.steps
            if step.phases[0] == phase.code
        )
        phases.append(OfficialPhase(_about(phase.title), days=days if isinstance(days, int) else None, steps=steps))
    return OfficialPlan(f"{pack.meta.title}实施方案", tuple(phases), _numbers_of(pack))


_WHAT_OF_UNIT = {
    "hour": "study_hours_min", "working_day": "notice_days", "person": "quota_count", "time": "meeting_per_period",
    "point": "score",
}  # fmt: skip


def _numbers_of(pack: Pack) -> tuple[OfficialNumber, ...]:
    """The set parameters of a pack that such a document can say, by their unit; shares as satisfaction to be reached."""
    found = []
    for parameter in pack.plan.parameters:
        what = _WHAT_OF_UNIT.get(parameter.unit or "")
        value: object = parameter.value
        if parameter.type == "share" and isinstance(value, str) and value.rstrip("%").isdigit() and value.endswith("%"):
            what, value = "threshold", int(value.rstrip("%"))
        if what and isinstance(value, int) and not isinstance(value, bool) and value > 0:
            found.append(OfficialNumber(what, value))
    return tuple(found)


def _sentence(step: OfficialStep) -> str:
    return STEP_SENTENCES[step.kind].format(about=step.about)


def _time(phase: OfficialPhase) -> str:
    if phase.start is not None and phase.end is not None:
        return f"（{_day(phase.start)}至{_day(phase.end)}）"
    return f"（{phase.days}天左右）" if phase.days else ""


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _about(words: str) -> str:
    """A title without marks of its own, so that it can stand in quotation marks."""
    return "".join(c for c in words if c.isalnum())[:14] or "活动"


def _han(number: int) -> str:
    if number <= 10:
        return _HAN[number - 1]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _HAN[tens - 1]) + "十" + (_HAN[ones - 1] if ones else "")
