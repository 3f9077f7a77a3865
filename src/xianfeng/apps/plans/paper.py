"""A plan written out as the official document it stands for: basis, stages and steps, figures, criteria, who answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from xianfeng.apps.plans.queries import VersionRow
from xianfeng.apps.plans.words import holder_word, told_value
from xianfeng.core.plan.model import Pack, Parameter
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
    figures = [one for one in map(_figure, pack.plan.parameters) if one]
    if figures:
        blocks.append(Heading(_("有关规定")))
        blocks += [Paragraph(f"{number}. {told}") for number, told in enumerate(figures, 1)]
    criteria = list(_criteria(pack, settings))
    if criteria:
        blocks += [Heading(_("评议标准")), *criteria]
    if pack.plan.roles:
        blocks.append(Heading(_("组织领导")))
        blocks += [
            Paragraph(_("%(role)s：%(holder)s。") % {"role": role.title, "holder": holder_word(role.holder)})
            for role in pack.plan.roles
        ]
    return OfficialDocument(
        title=title,
        blocks=blocks,
        attachments=[document.title for document in pack.plan.documents],
        issuer=version.organization_name,
        date=version.published_at.date() if version.published_at else None,
        notes="" if published else _("草稿，尚未发布"),
        seal="circle" if published else "none",
    )


def _stages(pack: Pack, plan: ResolvedPlan | None) -> list[Block]:
    days = {phase.code: (phase.starts, phase.last_day) for phase in plan.phases} if plan else {}
    blocks: list[Block] = []
    for phase in pack.plan.phases:
        span = days.get(phase.code)
        blocks.append(Heading(phase.title + (f"（{_day(span[0])}至{_day(span[1])}）" if span else ""), level=2))
        if phase.brief:
            blocks.append(Paragraph(phase.brief if phase.brief.endswith("。") else f"{phase.brief}。"))
        steps = [step for step in pack.plan.steps if phase.code in step.phases]
        for number, step in enumerate(steps, 1):
            asks = f"{step.asks.rstrip('。')}。" if step.asks else ""
            told = _("%(number)s. %(title)s。%(asks)s责任人：%(holder)s。")
            values = {"number": number, "title": step.title, "asks": asks, "holder": holder_word(step.responsible)}
            blocks.append(Paragraph(told % values))
    return blocks


def _figure(parameter: Parameter) -> str:
    """One rule with its value; what only shapes pages or is still open is left out."""
    if parameter.value is None or parameter.type in ("boolean", "text", "choice"):
        return ""
    soft = parameter.soft.word if parameter.soft else ""
    told = f"{parameter.title}：{soft}{told_value(parameter, parameter.value)}"
    return f"{told}。"


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
