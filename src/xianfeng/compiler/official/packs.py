"""A pack as an official document says it: what is settled is written, what is open or only shapes pages is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from xianfeng.compiler.official.model import (
    OfficialNumber,
    OfficialParty,
    OfficialPhase,
    OfficialPlan,
    OfficialRole,
    OfficialRule,
    OfficialSet,
    OfficialStep,
)
from xianfeng.compiler.official.numbers import number_of
from xianfeng.compiler.official.words import BODIES, HOLDERS, LENGTHS, PARTY_OF, PLAIN, STEPS, WHO
from xianfeng.compiler.pack import SEED
from xianfeng.compiler.quantities import find_quantities
from xianfeng.core.plan.model import Anchor, Pack, Phase, Role, Step

_FORBIDDEN = re.compile("不得|不能|否决|取消")  # told once, among the rules
_ENDINGS = ("方案", "办法", "细则", "意见", "通知", "安排")


def of_pack(
    pack: Pack,
    *,
    title: str = "",
    answers: Mapping[str, Any] | None = None,
    days: Mapping[str, tuple[date, date]] | None = None,
) -> OfficialPlan:
    """``pack`` as settled. ``answers`` fill the blank places of its sets (``criteria.<set>.<place>``); ``days`` gives the
    first and the last day of stages, by code, where a start is known."""
    title = title or pack.meta.title
    phases = tuple(_phase(pack, phase, (days or {}).get(phase.code)) for phase in pack.plan.phases)
    persons = [role for role in pack.plan.roles if role.holder not in BODIES]
    return OfficialPlan(
        title=title if title.endswith(_ENDINGS) else f"{title}实施方案",
        phases=phases,
        rules=tuple(_rules(pack, _beside_stages(pack))),
        sets=tuple(_sets(pack, answers or {})),
        roles=tuple(_role(role) for role in persons),
        bodies=tuple(role.title for role in pack.plan.roles if role.holder in BODIES),
        vetoes=tuple(_vetoes(pack)),
    )


def _phase(pack: Pack, phase: Phase, span: tuple[date, date] | None) -> OfficialPhase:
    own = is_drafted(pack)
    steps = tuple(step_of(step, own_words=own) for step in pack.plan.steps if phase.code in step.phases)
    found = OfficialPhase(name=phase.title, brief=phase.brief or "", steps=steps)
    first, last = span or (_date_of(pack, phase.starts), _date_of(pack, phase.ends))
    if first and last:
        return OfficialPhase(phase.title, start=first, end=last, brief=found.brief, steps=steps)
    parameter = pack.find_parameter(phase.lasts.parameter) if phase.lasts else None
    if phase.lasts is not None and parameter is not None and isinstance(parameter.value, int):
        unit, days = LENGTHS[phase.lasts.unit]
        soft = parameter.soft.word if parameter.soft else ""
        told = f"{parameter.value}{unit}"
        told = f"{told}{soft}" if soft in ("左右", "上下") else f"{soft}{told}"
        return OfficialPhase(phase.title, days=parameter.value * days, length=told, brief=found.brief, steps=steps)
    day = _month_day_of(pack, phase.ends)
    return OfficialPhase(phase.title, last=day, brief=found.brief, steps=steps) if day else found


def is_drafted(pack: Pack) -> bool:
    """Whether the pack was read from a document, whose sentences then are the plan's own words."""
    return any(original.seed == SEED for original in pack.meta.originals)


def step_of(step: Step, *, own_words: bool = False) -> OfficialStep:
    """A step's sentence by its kind and by the parameter that says which sort of it; or the sentence it was read from."""
    chooser, sorts = STEPS.get(step.kind, ("", {"": PLAIN}))
    kind, words = sorts.get(str(step.params.get(chooser, "")), sorts.get("", PLAIN))
    told = words.format(
        who=WHO[step.audience.who[0]], head=HOLDERS[step.responsible], honour=step.params.get("honour") or "先进"
    )
    if own_words and step.source.quote:
        said = " ".join(step.source.quote.split()).strip("，；。、：:;, ")
        return OfficialStep(step.title, kind, said if "负责" in said else f"{said}（{HOLDERS[step.responsible]}负责）")
    beside = [_detail(step), "" if "{head}" in words else f"{HOLDERS[step.responsible]}负责"]
    within = "；".join(words for words in beside if words)
    return OfficialStep(step.title, kind, f"{told}（{within}）" if within else told)


def _detail(step: Step) -> str:
    """What is asked of those who do it, or what has to be in it; figures and asides stand elsewhere."""
    topics, parts = step.params.get("topics"), step.params.get("parts")
    if step.asks:
        pieces = [piece for piece in step.asks.rstrip("。").split("；") if not _FORBIDDEN.search(piece)]
        told = "；".join(pieces)
    elif topics:
        told = f"内容为{'、'.join(topics)}"
    elif parts:
        told = f"写明{'、'.join(parts)}"
    else:
        return ""
    return "" if re.search("[（）()：。]", told) or find_quantities(told) else told


def _rules(pack: Pack, beside: set[str]) -> Iterator[OfficialRule]:
    """Figures under the step that uses them first, those of no step in front."""
    home: dict[str, str] = {}
    for step in pack.plan.steps:
        for code in (*_named(step.params), *_named(step.window.model_dump())):
            home.setdefault(code, step.code)
    weights = {
        party["weight"]["param"]
        for step in pack.plan.steps
        for party in step.params.get("parties", ())
        if isinstance(party.get("weight"), dict)
    }
    told: dict[str, list[OfficialNumber]] = {}
    for parameter in pack.plan.parameters:
        if parameter.code in beside | weights:
            continue
        number = number_of(parameter, own_words=is_drafted(pack))
        if number is not None:
            told.setdefault(home.get(parameter.code, ""), []).append(number)
    if "" in told:
        yield OfficialRule("", numbers=tuple(told[""]))
    for step in pack.plan.steps:
        parties = tuple(_parties(pack, step))
        said = (
            step.source.quote or "" if is_drafted(pack) else ""
        )  # the step's own sentence, which stands there already
        numbers = tuple(number for number in told.get(step.code, ()) if number.sentence not in said)
        if parties or numbers:
            yield OfficialRule(step.title, parties, numbers)
    outcomes = tuple(re.sub("（[^（）]*）", "", one.title).rstrip("。") for one in pack.plan.consequences)
    if outcomes:
        yield OfficialRule("结果运用", outcomes=outcomes)


def _named(value: Any) -> Iterator[str]:
    """Codes of parameters that a step's parameters or window refer to."""
    if isinstance(value, Mapping):
        for name, inside in value.items():
            if isinstance(inside, str) and name in ("param", *LENGTHS):
                yield inside
            else:
                yield from _named(inside)
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from _named(inside)


def _parties(pack: Pack, step: Step) -> list[OfficialParty]:
    """The sides of a rating; one alone counts wholly. Sittings of one side (平时, 定期) are told once they are weighed."""
    given = step.params.get("parties", ())
    found = []
    for party in given:
        weight = party.get("weight")
        parameter = pack.find_parameter(weight["param"]) if isinstance(weight, dict) else None
        share = parameter.value if parameter is not None else weight if len(given) > 1 else "1"
        percent = None if share is None else Fraction(str(share)) * 100
        told = None if percent is None else int(percent) if percent.denominator == 1 else round(float(percent), 1)
        found.append(OfficialParty(party["title"], PARTY_OF[party["code"]], told))
    is_told = any(party.weight is not None for party in found) or len({party.party for party in found}) > 1
    return found if is_told else []


def _sets(pack: Pack, answers: Mapping[str, Any]) -> Iterator[OfficialSet]:
    for group in pack.plan.criteria:
        items = [item.title for item in group.items]
        given = (answers.get(f"criteria.{group.code}.{key}") for key in group.slot_keys())
        items += [str(words).strip() for words in given if str(words or "").strip()]
        if items:
            yield OfficialSet(group.title, tuple(items))


_OFFICES = ("第一责任人", "直接责任人", "具体责任人", "主要责任人", "总负责人", "责任人", "负责人", "联络员", "牵头人")


def _role(role: Role) -> OfficialRole:
    """``支部书记为第一责任人``; a duty that begins with its holder is told behind (``校长为责任人，亲自抓``)."""
    if "：" in role.title:  # read from a list of names: 组长：某某
        office, _, name = role.title.partition("：")
        return OfficialRole(role.title, office, name)
    holder = HOLDERS[role.holder]
    office = next((word for word in _OFFICES if role.title.endswith(word)), "")
    if office:
        return OfficialRole(f"{holder}为{role.title}", office, holder)
    if role.title.startswith(holder):
        return OfficialRole(f"{holder}为责任人，{role.title.removeprefix(holder)}", "责任人", holder)
    return OfficialRole(f"{holder}为{role.title}责任人", "责任人", holder)


def _vetoes(pack: Pack) -> Iterator[str]:
    for step in pack.plan.steps:
        for veto in step.params.get("vetoes", ()):
            yield str(veto["title"])


def _beside_stages(pack: Pack) -> set[str]:
    """Parameters whose values stand beside the names of the stages already."""
    said: set[str] = set()
    for phase in pack.plan.phases:
        found = _phase(pack, phase, None)
        if found.start or found.last:
            said |= {anchor.param for anchor in (phase.starts, phase.ends) if anchor and anchor.param}
        if found.length and phase.lasts:
            said.add(phase.lasts.parameter)
    return said


def _date_of(pack: Pack, anchor: Anchor | None) -> date | None:
    value = _value_of(pack, anchor, "date")
    return date.fromisoformat(value) if value else None


def _month_day_of(pack: Pack, anchor: Anchor | None) -> tuple[int, int] | None:
    """A day of the year that stands by itself; one counted from another is told by its figure."""
    value = _value_of(pack, anchor, "month_day")
    if not value:
        return None
    month, day = value.split("-")
    return int(month), int(day)


def _value_of(pack: Pack, anchor: Anchor | None, kind: str) -> str:
    if anchor is None or anchor.param is None or anchor.plus or anchor.minus:
        return ""
    parameter = pack.find_parameter(anchor.param)
    return str(parameter.value) if parameter is not None and parameter.type == kind and parameter.value else ""
