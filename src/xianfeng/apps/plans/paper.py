"""A plan written out as the official document it stands for: basis, stages and steps, figures, standards, who answers.

The wording is the compiler's (:mod:`xianfeng.compiler.official`), so that what goes out on paper is read back as the plan
it came from. An official document is in Chinese whatever the language of the pages.
"""

from __future__ import annotations

from typing import Any

from xianfeng.apps.plans.queries import VersionRow
from xianfeng.compiler.official import of_pack, official_lines
from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.resolved import ResolvedPlan
from xianfeng.files.documents import Block, Heading, OfficialDocument, Paragraph


def plan_document(
    version: VersionRow, pack: Pack, settings: dict[str, Any], plan: ResolvedPlan | None
) -> OfficialDocument:
    """`pack` as settled; `plan` gives the days of the stages where a start is known. Drafts carry no date and no seal."""
    days = {phase.code: (phase.starts, phase.last_day) for phase in plan.phases} if plan else {}
    official = of_pack(pack, title=version.title, answers=settings, days=days)
    published = version.published_at is not None
    blocks: list[Block] = []
    if version.approval_basis:
        basis = [line.strip() for line in version.approval_basis.splitlines() if line.strip()]
        blocks += [Heading("一、开展依据", numbered=False), *(Paragraph(line) for line in basis)]
    for line in official_lines(official, first=2 if version.approval_basis else 1):
        blocks.append(Heading(line.text, level=line.level, numbered=False) if line.level else Paragraph(line.text))
    return OfficialDocument(
        title=official.title,
        blocks=blocks,
        attachments=[document.title for document in pack.plan.documents],
        issuer=version.organization_name,
        date=version.published_at.date() if version.published_at else None,
        notes="" if published else "草稿",
        seal="circle" if published else "none",
    )


def plan_lines(document: OfficialDocument) -> list[dict[str, str]]:
    """The same document for the print page: {tag, text} in order."""
    tags = {1: "h3", 2: "h4"}
    return [
        {"tag": tags[block.level] if isinstance(block, Heading) else "p", "text": block.text}
        for block in document.blocks
        if isinstance(block, Heading | Paragraph)
    ]
