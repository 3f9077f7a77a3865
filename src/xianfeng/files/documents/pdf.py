"""PDF by Typst. What a user typed reaches it as JSON data and is only ever shown, never read as markup."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

import segno
import typst

from xianfeng.files.documents.faces import faces
from xianfeng.files.documents.model import (
    Block,
    Heading,
    OfficialDocument,
    Paragraph,
    Slip,
    Table,
    TableDocument,
    clean,
    numbered_blocks,
    official_date,
    with_colon,
)

SHEETS = Path(__file__).parent / "typst"
SLIP_STEPS = (
    "1. 用手机扫右侧二维码，或在浏览器输入下方网址。",
    "2. 核对姓名，设置自己的密码。",
    "3. 以后用账号和密码登录。",
)
SLIP_WARNING = "网址只能使用一次，请勿转发或拍照外传。"


def _typeset(sheet: str, content: dict[str, Any], fonts: Path | None) -> bytes:
    loaded, names = faces(fonts)
    inputs = {"doc": json.dumps(content, ensure_ascii=False), "faces": json.dumps(names)}
    made = typst.compile(
        str(SHEETS / f"{sheet}.typ"), root=str(SHEETS), font_paths=loaded, sys_inputs=inputs, format="pdf"
    )
    if not isinstance(made, bytes):
        raise TypeError("typst returned several files for one document")
    return made


def official_pdf(document: OfficialDocument, fonts: Path | None = None) -> bytes:
    """The document as PDF; ``fonts`` is a folder with the site's own official faces."""
    content = {
        "title": [clean(line) for line in document.title.splitlines()] or [""],
        "recipients": with_colon(clean(document.recipients)),
        "blocks": [part for block in numbered_blocks(document.blocks) for part in _blocks(block)],
        "attachments": [clean(name) for name in document.attachments],
        "issuer": clean(document.issuer),
        "date": official_date(document.date) if document.date else "",
        "number": clean(document.number),
        "notes": clean(document.notes),
        "letterhead": clean(document.letterhead),
        "copy_to": clean(document.copy_to),
        "printed_by": clean(document.printed_by),
        "printed_on": f"{official_date(document.printed_on)}印发" if document.printed_on else "",
        "seal": document.seal,
    }
    return _typeset("official", content, fonts)


def _blocks(block: Block) -> list[dict[str, Any]]:
    if isinstance(block, Heading):
        return [{"kind": "heading", "level": min(max(block.level, 1), 4), "text": clean(block.text)}]
    if isinstance(block, Paragraph):
        lines = [clean(line) for line in block.text.splitlines() if line.strip()]
        return [{"kind": "paragraph", "text": line.strip("　 "), "indented": block.indented} for line in lines]
    return [{"kind": "table", "caption": clean(block.caption), **_table(block)}]


def _table(table: Table | TableDocument) -> dict[str, Any]:
    width = len(table.columns)
    return {
        "columns": [asdict(column) for column in table.columns],
        "rows": [[clean(cell) for cell in [*row, *[""] * width][:width]] for row in table.rows],
    }


def table_pdf(table: TableDocument, fonts: Path | None = None) -> bytes:
    """A summary table as PDF, A4 landscape unless the table says otherwise."""
    width = len(table.columns)
    content = _table(table) | {
        "title": clean(table.title),
        "landscape": table.landscape,
        "form_lines": [[clean(label), clean(value)] for label, value in table.form_lines],
        "sign_lines": [[clean(label), clean(value)] for label, value in table.sign_lines],
        "total": [clean(cell) for cell in [*table.total, *[""] * width][:width]] if table.total else [],
        "notes": [clean(note) for note in table.notes],
    }
    return _typeset("table", content, fonts)


def slips(people: Sequence[Slip], *, title: str = "首次登录条", fonts: Path | None = None) -> bytes:
    """First-login slips, grouped by school in the order given, eight to an A4 page."""
    schools = [
        {"name": clean(name), "slips": [_slip(slip) for slip in group]}
        for name, group in groupby(people, key=lambda slip: slip.school)
    ]
    content = {
        "title": clean(title),
        "schools": schools,
        "steps": list(SLIP_STEPS),
        "scan": "扫码登录",
        "warning": SLIP_WARNING,
    }
    return _typeset("slips", content, fonts)


def _slip(slip: Slip) -> dict[str, str]:
    code = segno.make(slip.link, error="m", micro=False).svg_inline(border=1, omitsize=True)
    return {key: clean(value) for key, value in asdict(slip).items()} | {"qr": code}
