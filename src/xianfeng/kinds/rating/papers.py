"""What is printed of a rating: one person's mark with all its grounds (Word), the tally in the layout of the forms (Excel)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from xianfeng.apps.people import queries as people
from xianfeng.files.documents import Block, Heading, OfficialDocument, Paragraph, TableColumn, official_docx
from xianfeng.files.documents import Table as PaperTable
from xianfeng.files.sheets import Column, SheetOut, write_workbook
from xianfeng.kinds.rating import words
from xianfeng.kinds.rating.explaining import Mark, PartyPart
from xianfeng.kinds.rating.queries import RoundRow, Stage
from xianfeng.kinds.rating.tables import Table


def _party_text(part: PartyPart) -> str:
    if part.state == "absent":
        return _("未参加")
    if part.state == "missing":
        return _("有效票不足，不计")
    said = part.value
    if part.mark:
        said = (
            _("%(mark)s，折%(value)s") % {"mark": part.mark, "value": part.value}
            if part.mark != part.value
            else part.value
        )
    if part.count is not None and part.secret:
        said = _("%(said)s（%(count)s张有效票的平均）") % {"said": said, "count": part.count}
    return said


def mark_docx(at: RoundRow, stage: Stage, mark: Mark) -> bytes:
    """《测评结果及依据》 of one person or organisation, to be handed over and signed."""
    decision = stage.decision
    blocks: list[Block] = [Paragraph(_("对象：%(name)s") % {"name": mark.name})]
    if mark.is_withheld:
        titles = {item.code: item.title for item in mark.items}
        parties = {one.code: one.title for one in at.params.parties}
        blocks += [Paragraph(words.refusal_word(one, titles, parties)) for one in mark.refusals]
    else:
        blocks += _result_blocks(mark)
    for item in mark.items:
        blocks.append(Heading(item.title, 2))
        rows = [[one.title, _party_text(one), one.weight, one.reason] for one in item.parties]
        columns = [
            TableColumn(_("评价的一方"), 1.2),
            TableColumn(_("评价"), 1.6),
            TableColumn(_("权重"), 0.6, "right"),
            TableColumn(_("依据"), 1.6),
        ]
        blocks.append(PaperTable(columns, rows))
        if item.value and not mark.counted_only:
            said = _("本项得分：%(value)s。") % {"value": item.value}
            if item.reweighed:
                said += _("缺少的一方，其权重按方案分给其他各方。")
            blocks.append(Paragraph(said))
    blocks += _ground_blocks(mark)
    return official_docx(
        OfficialDocument(
            title=_("%(title)s结果及依据") % {"title": at.title},
            blocks=blocks,
            issuer=people.get_organization(at.organization_id).name,
            date=decision.meeting_on if decision else None,
            notes=_("核验编号%(sha)s；本人可附说明，可在%(days)s个工作日内申请另人复核")
            % {"sha": mark.sha256[:16], "days": at.params.review_days},
            seal="space" if decision else "none",
        )
    )


def _result_blocks(mark: Mark) -> list[Block]:
    found: list[Block] = [Heading(_("结果"), 1)]
    if mark.stars is not None:
        held = "、".join(mark.stars) or _("本轮没有得星")
        found.append(Paragraph(_("本轮得星：%(held)s。") % {"held": held}))
        found.append(Paragraph(_("每颗星%(limit)s分以上授予。") % {"limit": mark.granted_from}))
    if mark.stars_total is not None and mark.earlier:
        found.append(Paragraph(_("各轮累计%(total)s颗。") % {"total": mark.stars_total}))
    if mark.band:
        said = _("等次：%(band)s（总分%(total)s，%(limit)s分以上）。")
        found.append(Paragraph(said % {"band": mark.band, "total": mark.total, "limit": mark.band_limit}))
    for one in mark.differences:
        found.append(Paragraph(_("组织的决定与计算结果不同，理由：%(reason)s。") % {"reason": one["reason"]}))
    found.append(Heading(_("逐项依据"), 1))
    return found


def _ground_blocks(mark: Mark) -> list[Block]:
    found: list[Block] = []
    sources = sorted({part.source for item in mark.items for part in item.parties if part.source})
    if sources:
        found += [Heading(_("方案原文"), 1), *(Paragraph(f"“{source}”") for source in sources)]
    if mark.assumed_points:
        points = "、".join(f"{title}{value}" for title, value in mark.assumed_points)
        found.append(
            Paragraph(_("方案没有写等次怎样折分，按分类定级各档的中间值折算：%(points)s。") % {"points": points})
        )
    if mark.vetoes:
        found.append(Heading(_("不参加推荐的认定"), 1))
        found += [Paragraph(f"{veto.title}：{veto.evidence}") for veto in mark.vetoes]
    return found


def tables_xlsx(at: RoundRow, tables: Sequence[Table]) -> bytes:
    """One sheet a party; every percentage is of 有效票, and a line adds up to 100."""
    out = []
    for table in tables:
        grades = [column for grade in table.grades for column in (grade, f"{grade}（%）")]
        titles = [_("姓名"), _("项目"), *grades, _("其余"), _("其余（%）"), _("有效票")]
        rows: list[list[object]] = []
        for row in table.rows:
            line: list[object] = [row.name, row.item]
            for cell in row.cells:
                line += [cell.count if cell.count is not None else _("并入其余"), cell.percent]
            rows.append([*line, table.valid])
        rows.append([])
        for label, value in (
            (_("发出"), table.issued),
            (_("收回"), table.returned),
            (_("有效"), table.valid),
            (_("无效"), table.invalid),
            (_("弃权"), table.blank),
        ):
            rows.append([label, value])
        out.append(SheetOut(table.title[:30], [Column(title) for title in titles], rows))
    return write_workbook(out)
