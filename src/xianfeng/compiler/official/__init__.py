"""A plan written out as an official document, in the words such documents use; the way back of reading.

What a bureau sends out and what the compiler is held to: what is written here is read back as the same stages, steps,
figures, sides that score, standards, vetoes and offices (``said`` of the one equals ``said_by`` of the other). Before: a
stage 学习动员 of 30 days with a step 认真组织学习 of kind ``study``. After: ``第一阶段：学习动员（30天左右）`` and
``1.认真组织学习。全体党员参加集中学习。``
"""

from __future__ import annotations

from xianfeng.compiler.official.model import (
    OfficialLine,
    OfficialNumber,
    OfficialParty,
    OfficialPhase,
    OfficialPlan,
    OfficialRole,
    OfficialRule,
    OfficialSet,
    OfficialStep,
    Said,
)
from xianfeng.compiler.official.numbers import han
from xianfeng.compiler.official.packs import of_pack
from xianfeng.compiler.official.reading import said, said_by

__all__ = [
    "OfficialLine",
    "OfficialNumber",
    "OfficialParty",
    "OfficialPhase",
    "OfficialPlan",
    "OfficialRole",
    "OfficialRule",
    "OfficialSet",
    "OfficialStep",
    "Said",
    "of_pack",
    "official_lines",
    "official_text",
    "said",
    "said_by",
]


def official_text(plan: OfficialPlan) -> str:
    """The document, one paragraph a line, with the numbering of official documents."""
    return "\n".join([plan.title, *(line.text for line in official_lines(plan, first=1))]) + "\n"


def official_lines(plan: OfficialPlan, *, first: int = 1) -> list[OfficialLine]:
    """The paragraphs of the body; ``first`` is the number of its first section."""
    lines: list[OfficialLine] = []

    def section(title: str) -> None:
        number = first + sum(1 for line in lines if line.level == 1)
        lines.append(OfficialLine(f"{han(number)}、{title}", 1))

    briefs = [_brief(phase) for phase in plan.phases if phase.brief]
    if briefs:
        section("目标任务")
        lines.append(OfficialLine(f"{'；'.join(briefs)}。"))
    section("方法步骤")
    for number, phase in enumerate(plan.phases, start=1):
        lines.append(OfficialLine(_stage_head(number, phase), 2))
        lines += [
            OfficialLine(f"{at}.{step.title.rstrip('。')}。{step.words}。")
            for at, step in enumerate(phase.steps, start=1)
        ]
    if plan.rules:
        section("有关标准和要求")
        lines += [OfficialLine(f"（{han(number)}）{_rule(rule)}") for number, rule in enumerate(plan.rules, start=1)]
    if plan.sets:
        section("评议标准")
        for number, group in enumerate(plan.sets, start=1):
            lines.append(OfficialLine(f"（{han(number)}）{group.name}", 2))
            items = "；".join(f"{at}.{item.replace('，', '、')}" for at, item in enumerate(group.items, start=1))
            lines.append(OfficialLine(f"{items}。"))
    if plan.roles or plan.bodies:
        section("组织领导")
        told = [*(f"成立{body}" for body in plan.bodies), *(role.sentence for role in plan.roles)]
        lines.append(OfficialLine("".join(f"{words}。" for words in told)))
    if plan.vetoes:
        section("有关规定")
        lines.append(OfficialLine("".join(f"{words.rstrip('。')}。" for words in plan.vetoes)))
    return lines


def _stage_head(number: int, phase: OfficialPhase) -> str:
    ordinal = f"第{han(number)}阶段"
    name = ordinal if phase.name == ordinal else f"{ordinal}：{phase.name}"
    if phase.start is not None and phase.end is not None:
        last = f"{phase.end.month}月{phase.end.day}日"
        last = last if phase.end.year == phase.start.year else f"{phase.end.year}年{last}"
        return f"{name}（{phase.start.year}年{phase.start.month}月{phase.start.day}日至{last}）"
    if phase.last is not None:
        return f"{name}（至{phase.last[0]}月{phase.last[1]}日）"
    return f"{name}（{phase.length}）" if phase.length else name


def _brief(phase: OfficialPhase) -> str:
    """What a stage is for; a stage without a name of its own is put in quotation marks, so that none is announced here."""
    name = f"“{phase.name}”" if phase.name.startswith("第") else phase.name
    return f"{name}：{phase.brief.rstrip('。')}"


def _rule(rule: OfficialRule) -> str:
    """``党员评星定级。个人自评占10%、党员互评占30%；互评不少于5张有效票。``"""
    told = [number.sentence for number in rule.numbers]
    if rule.parties:
        weighed = [p.title if p.weight is None else f"{p.title}占{p.weight}%" for p in rule.parties]
        row = "、".join(weighed)
        told.insert(0, row if rule.parties[0].weight is not None else f"采取{row}相结合的方式")
    told += rule.outcomes
    about = rule.about.rstrip("。")
    if about and told[0].startswith(about):
        return f"{'；'.join(told)}。"  # 讲述不超过1500字
    return f"{about or '总的要求'}。{'；'.join(told)}。"
