"""A plan written out as the official document it stands for: basis, stages and steps, figures, criteria, who answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from xianfeng.apps.plans.queries import VersionRow
from xianfeng.apps.plans.words import holder_word, told_value
from xianfeng.core.plan.model import Anchor, Pack, Parameter, Phase, Role, Step
from xianfeng.core.plan.resolved import ResolvedPlan
from xianfeng.files.documents import Block, Heading, OfficialDocument, Paragraph


def plan_document(
    version: VersionRow, pack: Pack, settings: dict[str, Any], plan: ResolvedPlan | None
) -> OfficialDocument:
    """`pack` as settled; `plan` gives the days of the stages where a start is known. Drafts carry no date and no seal."""
    title = (
        version.title
        if version.title.endswith((_("方案"), _("办法")))
        else _("%(title)s实施方案") % {"title": version.title}
    )
    published = version.published_at is not None
    blocks: list[Block] = [Paragraph(pack.meta.summary)]
    if version.approval_basis:
        blocks += [Heading(_("开展依据")), *(Paragraph(line) for line in version.approval_basis.splitlines() if line)]
    blocks += [Heading(_("方法步骤")), *_stages(pack, plan)]
    said = _said_by_stages(pack)
    figures = [one for one in (_figure(item) for item in pack.plan.parameters if item.code not in said) if one]
    if figures:
        blocks.append(Heading(_("有关规定")))
        blocks += [Paragraph(f"{number}. {told}") for number, told in enumerate(figures, 1)]
    criteria = list(_criteria(pack, settings))
    if criteria:
        blocks += [Heading(_("评议标准")), *criteria]
    if pack.plan.roles:
        blocks.append(Heading(_("组织领导")))
        blocks += [Paragraph(_role(role)) for role in pack.plan.roles]
    return OfficialDocument(
        title=title,
        blocks=blocks,
        attachments=[document.title for document in pack.plan.documents],
        issuer=version.organization_name,
        date=version.published_at.date() if version.published_at else None,
        notes="" if published else _("草稿"),
        seal="circle" if published else "none",
    )


def _stages(pack: Pack, plan: ResolvedPlan | None) -> list[Block]:
    """Each stage with its time in brackets, as such documents write it; a stage without one is named 阶段."""
    days = {phase.code: (phase.starts, phase.last_day) for phase in plan.phases} if plan else {}
    blocks: list[Block] = []
    for phase in pack.plan.phases:
        span = days.get(phase.code)
        time = f"{_day(span[0])}至{_day(span[1])}" if span else _time(pack, phase)
        bare = phase.title if phase.title.endswith(_STAGE_WORDS) else _("%(title)s阶段") % {"title": phase.title}
        blocks.append(Heading(f"{phase.title}（{time}）" if time else bare, level=2))
        if phase.brief:
            blocks.append(Paragraph(phase.brief if phase.brief.endswith("。") else f"{phase.brief}。"))
        steps = [step for step in pack.plan.steps if phase.code in step.phases]
        for number, step in enumerate(steps, 1):
            told = _("%(number)s. %(words)s（%(holder)s负责）。")
            values = {"number": number, "words": _step_words(step), "holder": holder_word(step.responsible)}
            blocks.append(Paragraph(told % values))
    return blocks


def _role(role: Role) -> str:
    """Who answers for what; a title read from a document names the person already (组长：某某)."""
    if "：" in role.title:
        return f"{role.title}。"
    return _("%(role)s：%(holder)s。") % {"role": role.title, "holder": holder_word(role.holder)}


_STAGE_WORDS = ("阶段", "环节", "时期")
_QUOTED = 80
"""Characters up to which the sentence of the text stands for a step."""


def _step_words(step: Step) -> str:
    """The step's name and what is asked; where nothing is asked, the words of the text it was read from."""
    said = (step.asks or "").strip()
    quote = " ".join((step.source.quote or "").split())
    if not said and len(quote) <= _QUOTED:
        said = quote.strip("，；。、：:;, ")
    said = said.rstrip("。")
    if not said or said == step.title:
        return step.title
    return said if step.title in said else f"{step.title}。{said}"


def _time(pack: Pack, phase: Phase) -> str:
    """The time of a stage as the plan states it: from day to day, or so many days; '' where it is open."""
    first, last = _date_of(pack, phase.starts), _date_of(pack, phase.ends)
    if first and last:
        return f"{_day(first)}至{_day(last)}"
    parameter = pack.find_parameter(phase.lasts.parameter) if phase.lasts else None
    if parameter is None or parameter.value is None or phase.lasts is None:
        return ""
    words = _LENGTHS[phase.lasts.unit] % {"n": parameter.value}
    soft = parameter.soft.word if parameter.soft else ""
    return f"{words}{soft}" if soft in ("左右", "上下") else f"{soft}{words}"


_LENGTHS = {
    "days": _lazy("%(n)s天"), "working_days": _lazy("%(n)s个工作日"), "weeks": _lazy("%(n)s周"),
    "months": _lazy("%(n)s个月"),
}  # fmt: skip


def _date_of(pack: Pack, anchor: Anchor | None) -> date | None:
    """The day a stage begins or ends on, where a date parameter says it."""
    if anchor is None or anchor.param is None or anchor.plus or anchor.minus:
        return None
    parameter = pack.find_parameter(anchor.param)
    if parameter is None or parameter.type != "date" or not isinstance(parameter.value, str):
        return None
    return date.fromisoformat(parameter.value)


def _said_by_stages(pack: Pack) -> set[str]:
    """Parameters whose values stand beside the titles of the stages already."""
    said: set[str] = set()
    for phase in pack.plan.phases:
        if not _time(pack, phase):
            continue
        said |= {anchor.param for anchor in (phase.starts, phase.ends) if anchor and anchor.param}
        said |= {phase.lasts.parameter} if phase.lasts else set()
    return said


def _figure(parameter: Parameter) -> str:
    """One rule with its value; what only shapes pages or is still open is left out."""
    if parameter.value is None or parameter.type in ("boolean", "text", "choice"):
        return ""
    soft = parameter.soft.word if parameter.soft else ""
    value = told_value(parameter, parameter.value).replace(" ", "")
    told = f"{value}{soft}" if soft in ("左右", "上下") else f"{soft}{value}"
    return f"{parameter.title}：{told}。"


def _criteria(pack: Pack, settings: dict[str, Any]):
    for group in pack.plan.criteria:
        titles = [item.title for item in group.items]
        answered = (settings.get(f"criteria.{group.code}.{key}") for key in group.slot_keys())
        titles += [str(title).strip() for title in answered if str(title or "").strip()]
        if titles:
            yield Paragraph(f"{group.title}：{'；'.join(titles)}。")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def plan_lines(document: OfficialDocument) -> list[dict[str, str]]:
    """The same document for the print page: {tag, text} in order, headings numbered as on paper."""
    han = "一二三四五六七八九十"
    lines, first, second = [], 0, 0
    for block in document.blocks:
        if isinstance(block, Heading):
            if block.level == 1:
                first, second = first + 1, 0
                lines.append({"tag": "h3", "text": f"{han[first - 1]}、{block.text}"})
            else:
                second += 1
                lines.append({"tag": "h4", "text": f"（{han[(second - 1) % 10]}）{block.text}"})
        elif isinstance(block, Paragraph):
            lines.append({"tag": "p", "text": block.text})
    return lines
