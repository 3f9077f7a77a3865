"""Word files by the same layout, with the official faces named for the office's own computer to supply.

Lines are fixed at 28.9 pt, so that 22 of them fill the type area of 225 mm; body characters stand a quarter of a point closer,
so that 28 fill a line of 156 mm. (A character grid would say the same, but each program computes it differently.)
"""

import io
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from xianfeng.files.documents.faces import WORD_FACES
from xianfeng.files.documents.model import (
    Heading,
    OfficialDocument,
    Paragraph,
    Table,
    clean,
    numbered_blocks,
    official_date,
    with_colon,
)

LINE = Pt(28.9)
BODY_SIZE = 16
TYPE_WIDTH = 156
"""Millimetres."""
SIDES = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
RED = RGBColor(0xC0, 0x00, 0x00)


def official_docx(document: OfficialDocument) -> bytes:
    """The document as .docx."""
    file = docx.Document()
    file.core_properties.title = clean(document.title.replace("\n", ""))
    file.core_properties.author = clean(document.issuer)
    file.core_properties.comments = ""
    _set_page(file)
    _set_styles(file)
    if document.letterhead:
        size = min(40, int(TYPE_WIDTH / 25.4 * 72 / max(_width(document.letterhead), 1)))
        _line(file, document.letterhead, "title", size, side="center", colour=RED)
        _line(file, "", "body", 16)
        _line(file, document.number, "body", 16, side="center")
        _border_below(file.paragraphs[-1], "C00000")
        _line(file, "", "body", 16)
    for text in document.title.splitlines():
        _line(file, text, "title", 22, side="center", style="公文标题")
    if document.number and not document.letterhead:
        _line(file, document.number, "body", 16, side="center")
    _line(file, "", "body", 16)
    if document.recipients:
        _line(file, with_colon(document.recipients), "body", 16)
    for block in numbered_blocks(document.blocks):
        if isinstance(block, Heading):
            level = min(max(block.level, 1), 4)
            _line(
                file,
                block.text,
                ("hei", "kai", "body", "body")[level - 1],
                16,
                style=f"公文{'一二三四'[level - 1]}级标题",
            )
        elif isinstance(block, Paragraph):
            for text in filter(str.strip, block.text.splitlines()):
                _line(file, text.strip("　 "), "body", 16, indent=2 if block.indented else 0)
        else:
            _add_table(file, block)
    _add_attachments(file, document)
    _add_signature(file, document)
    if document.notes:
        _line(file, f"（{document.notes}）", "body", 16, indent=2)
    _add_imprint(file, document)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def _set_page(file: Any) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(24)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), "579")
    file.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer, "right")
    _page_number(section.even_page_footer, "left")


def _page_number(footer: Any, side: str) -> None:
    paragraph = footer.paragraphs[0]
    paragraph.alignment = SIDES[side]
    _indent(paragraph, **{side: 1})
    for text, field in (("— ", ""), ("", "PAGE"), (" —", "")):
        run = paragraph.add_run(text)
        _face(run, "song", 14)
        if field:
            for kind in ("begin", None, "end"):
                element = OxmlElement("w:fldChar" if kind else "w:instrText")
                if kind:
                    element.set(qn("w:fldCharType"), kind)
                else:
                    element.set(qn("xml:space"), "preserve")
                    element.text = f" {field} "
                run._r.append(element)


def _set_styles(file: Any) -> None:
    normal = file.styles["Normal"]
    normal.font.size = Pt(16)
    _style_face(normal, "body")
    form = normal.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = LINE
    for rule in ("w:autoSpaceDE", "w:autoSpaceDN"):
        # No gap between Chinese and figures: it would break the count of 28 to a line.
        off = OxmlElement(rule)
        off.set(qn("w:val"), "0")
        normal.element.get_or_add_pPr().insert_element_before(
            off, "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc"
        )
    for name, face, size, level in (
        ("公文标题", "title", 22, None),
        ("公文一级标题", "hei", 16, 0),
        ("公文二级标题", "kai", 16, 1),
        ("公文三级标题", "body", 16, 2),
        ("公文四级标题", "body", 16, 3),
    ):
        style = file.styles.add_style(name, 1)
        style.base_style = normal
        style.font.size = Pt(size)
        _style_face(style, face)
        if level is None:
            style.paragraph_format.line_spacing = Pt(35)
            _off_grid(style.element.get_or_add_pPr())
            continue
        style.paragraph_format.keep_with_next = True
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level))
        style.element.get_or_add_pPr().append(outline)
        _indent_element(style.element.get_or_add_pPr(), firstLine=2)


def _style_face(style: Any, face: str) -> None:
    style.font.name = WORD_FACES[face]
    _face_element(style.element.get_or_add_rPr(), WORD_FACES[face])


def _face_element(properties: Any, name: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for slot in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{slot}"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def _face(run: Any, face: str, size: float) -> None:
    run.font.size = Pt(size)
    properties = run._r.get_or_add_rPr()
    _face_element(properties, WORD_FACES[face])
    if size == BODY_SIZE:
        closer = OxmlElement("w:spacing")
        closer.set(qn("w:val"), "-5")
        properties.insert_element_before(
            closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:effect", "w:lang"
        )


def _indent(paragraph: Any, **characters: float) -> None:
    _indent_element(paragraph._p.get_or_add_pPr(), **characters)


def _indent_element(properties: Any, **characters: float) -> None:
    """Indents counted in characters, as the rules do, with the same length in twips for programs that do not know them."""
    indent = properties.get_or_add_ind()
    for side, count in characters.items():
        indent.set(qn(f"w:{side}Chars"), str(round(count * 100)))
        indent.set(qn(f"w:{side}"), str(round(count * 320)))


def _line(
    file: Any,
    text: str,
    face: str,
    size: float,
    *,
    side: str = "",
    style: str = "",
    indent: float = 0,
    colour: RGBColor | None = None,
    right: float = 0,
    left: float = 0,
) -> Any:
    paragraph = file.add_paragraph(style=style or None)
    if side:
        paragraph.alignment = SIDES[side]
    elif not right and not left:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if size > 22:
        paragraph.paragraph_format.line_spacing = Pt(size * 1.5)
    places = {"firstLine": indent, "right": right, "left": left}
    _indent(paragraph, **{name: value for name, value in places.items() if value})
    run = paragraph.add_run(clean(text))
    _face(run, face, size)
    if colour is not None:
        run.font.color.rgb = colour
    return paragraph


def _border_below(paragraph: Any, colour: str) -> None:
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", colour)):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
    )


def _add_table(file: Any, block: Table) -> None:
    if block.caption:
        _line(file, block.caption, "hei", 14, side="center")
    table = file.add_table(rows=1, cols=len(block.columns))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    whole = sum(column.weight for column in block.columns)
    header = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        _fill(cell, column.title, "hei", "center")
    for row in block.rows:
        cells = table.add_row().cells
        for cell, column, text in zip(cells, block.columns, [*row, *[""] * len(cells)], strict=False):
            _fill(cell, text, "body", column.align)
    for column, shape in zip(block.columns, table.columns, strict=True):
        shape.width = Mm(TYPE_WIDTH * column.weight / whole)
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        for cell, column in zip(row.cells, block.columns, strict=True):
            cell.width = Mm(TYPE_WIDTH * column.weight / whole)


def _off_grid(properties: Any) -> None:
    """Lines of their own height, not drawn to the page's 22."""
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    properties.insert_element_before(off, "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr")


def _fill(cell: Any, text: str, face: str, side: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = SIDES[side]
    form = paragraph.paragraph_format
    form.line_spacing = Pt(18)
    form.space_before = form.space_after = Pt(3)
    _off_grid(paragraph._p.get_or_add_pPr())
    _face(paragraph.add_run(clean(text)), face, 12)


def _add_attachments(file: Any, document: OfficialDocument) -> None:
    if not document.attachments:
        return
    _line(file, "", "body", 16)
    if len(document.attachments) == 1:
        _line(file, f"附件：{document.attachments[0]}", "body", 16, indent=2)
        return
    for number, name in enumerate(document.attachments, 1):
        _line(
            file,
            f"附件：{number}. {name}" if number == 1 else f"{number}. {name}",
            "body",
            16,
            indent=2 if number == 1 else 5,
        )


def _width(text: str) -> float:
    """Width in characters of the body size: a figure or Latin letter takes half."""
    return sum(1.0 if ord(char) > 0x2E7F or char in "“”‘’—…" else 0.5 for char in text)


def _add_signature(file: Any, document: OfficialDocument) -> None:
    """With a seal: date four characters from the right, name centred over it, three lines free above for the seal."""
    date = official_date(document.date) if document.date else ""
    if not (document.issuer or date):
        return
    issuer, narrow = _width(document.issuer), _width(date)
    if document.seal == "none":
        _line(file, "", "body", 16)
        left = 28 - 2 - max(issuer, narrow + 2)
        _line(file, document.issuer, "body", 16, left=max(left, 0.01))
        _line(file, date, "body", 16, left=max(left + 2, 0.01))
        return
    middle = max(4 + narrow / 2, issuer / 2)
    for _ in range(2 if document.seal == "circle" else 3):
        _line(file, "", "body", 16).paragraph_format.keep_with_next = True
    if document.seal == "circle" and document.issuer:
        label = _line(file, "（盖章处）", "body", 10.5, side="right", right=max(middle - 1.6, 0.01))
        label.paragraph_format.keep_with_next = True
    named = _line(file, document.issuer, "body", 16, side="right", right=max(middle - issuer / 2, 0.01))
    named.paragraph_format.keep_with_next = True
    _line(file, date, "body", 16, side="right", right=max(middle - narrow / 2, 0.01))


def _add_imprint(file: Any, document: OfficialDocument) -> None:
    """抄送 and 印发 between rules, in a table held to the foot of the last page."""
    rows = []
    if document.copy_to:
        rows.append((f"抄送：{document.copy_to}", ""))
    if document.printed_by:
        rows.append((document.printed_by, f"{official_date(document.printed_on)}印发" if document.printed_on else ""))
    if not rows:
        return
    table = file.add_table(rows=len(rows), cols=2)
    table.autofit = False
    # A table held in place belongs to the paragraph after it; a document may not end with a table.
    end = file.add_paragraph().paragraph_format
    end.line_spacing = Pt(1)
    properties = table._tbl.tblPr
    place = OxmlElement("w:tblpPr")
    anchors = {"vertAnchor": "margin", "horzAnchor": "margin", "tblpXSpec": "left", "tblpYSpec": "bottom"}
    anchors |= {"leftFromText": "180", "rightFromText": "180"}
    for key, value in anchors.items():
        place.set(qn(f"w:{key}"), value)
    style = properties.find(qn("w:tblStyle"))
    properties.insert(0 if style is None else 1, place)
    borders = OxmlElement("w:tblBorders")
    for side, weight in (("top", "8"), ("bottom", "8"), ("insideH", "4")):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", weight), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    for shape, width in zip(table.columns, (TYPE_WIDTH - 60, 60), strict=True):
        shape.width = Mm(width)
    for row, (left, right) in zip(table.rows, rows, strict=True):
        for cell, width in zip(row.cells, (TYPE_WIDTH - 60, 60), strict=True):
            cell.width = Mm(width)
        cells = [row.cells[0].merge(row.cells[1])] if not right else list(row.cells)
        for cell, text, side in zip(cells, (left, right), ("left", "right"), strict=False):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = SIDES[side]
            _indent(paragraph, **{side: 0.875})
            _face(paragraph.add_run(clean(text)), "body", 14)
