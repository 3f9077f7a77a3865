"""Reports as files: the merged workbook, and one Word document for all units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from xianfeng.files.documents import Block, Heading, OfficialDocument, Paragraph, Table, TableColumn, official_docx
from xianfeng.files.sheets import Column, SheetOut, write_workbook
from xianfeng.kinds.returns.kind import Period
from xianfeng.kinds.returns.queries import Collected, totals
from xianfeng.kinds.returns.words import STATES


def _of(done: int | None, of: int | None) -> str:
    return f"{done}/{of}" if of else ""


def merged_xlsx(rows: Sequence[Collected], title: str, on: date) -> bytes:
    """Three sheets: who has reported, the figures a unit and step, the texts. Nobody copies out of a hundred files."""
    state = [
        (
            one.organization.label,
            str(STATES[one.state_on(on)]),
            one.row.sent_on if one.row else None,
            _("迟报") if one.is_late else "",
            one.row.acknowledged_on if one.row else None,
        )
        for one in rows
    ]
    came = [one for one in rows if one.row is not None and one.row.sent_back_on is None]
    figures = [
        (one.organization.label, line["title"], line["pieces"], line["done"], line["of"])
        for one in came
        if one.row
        for line in one.row.content.get("figures", [])
    ]
    figures += [(_("合计"), one.title, one.pieces, one.done, one.of) for one in totals(list(rows))]
    texts = [
        (one.organization.label, part, text)
        for one in came
        if one.row
        for part, text in one.row.content.get("parts", {}).items()
    ]
    names = [_("单位"), _("状态"), _("报送日期"), _("是否迟报"), _("签收日期")]
    return write_workbook(
        [
            SheetOut(_("报送情况"), [Column(name) for name in names], state, title=title),
            SheetOut(
                _("数据汇总"),
                [
                    Column(_("单位")),
                    Column(_("事项")),
                    *(Column(name, "number") for name in (_("本期件数"), _("累计完成"), _("应完成"))),
                ],
                figures,
                title=title,
            ),
            SheetOut(_("文字材料"), [Column(name) for name in (_("单位"), _("部分"), _("内容"))], texts, title=title),
        ],
        title=title,
    )


def merged_docx(
    rows: Sequence[Collected], title: str, *, issuer: str, period: Period, picked: Sequence[int], on: date
) -> bytes:
    """One document: how many came in, the figures added up, then the texts of the units picked."""
    came = [one for one in rows if one.row is not None and one.row.sent_back_on is None]
    missing = [one.organization.label for one in rows if one.row is None]
    blocks: list[Block] = [
        Heading(_("报送情况")),
        Paragraph(_("应报 %(of)s 个单位，收到 %(n)s 份。") % {"of": len(rows), "n": len(came)}),
    ]
    if missing:
        blocks.append(Paragraph(_("尚未收到：%(names)s。") % {"names": "、".join(missing)}))
    lines = totals(list(rows))
    if lines:
        blocks += [
            Heading(_("数据汇总")),
            Table(
                [
                    TableColumn(_("事项"), 2),
                    TableColumn(_("单位数"), align="right"),
                    TableColumn(_("本期件数"), align="right"),
                    TableColumn(_("累计完成/应完成"), 1.5, align="right"),
                ],
                [(one.title, str(one.units), str(one.pieces), _of(one.done, one.of)) for one in lines],
            ),
        ]
    chosen = [one for one in came if one.organization.id in picked]
    if chosen:
        blocks.append(Heading(_("文字材料")))
    for one in chosen:
        blocks.append(Heading(one.organization.label, level=2))
        for part, text in (one.row.content.get("parts", {}) if one.row else {}).items():
            blocks += [Heading(part, level=3), Paragraph(text)]
    return official_docx(OfficialDocument(title=title, blocks=blocks, issuer=issuer, date=on, seal="none"))
