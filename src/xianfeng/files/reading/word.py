"""Word documents: headings, automatic numbers written out, tables, text boxes, tracked changes as accepted.

What a reader sees is what is read: inserted text is in, deleted text is out (and counted), numbers that Word draws
by itself (一、 （一） 1.) become characters, because the compiler reads them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from xianfeng.files.reading.model import Limits, Note, ReadDocument, Writer
from xianfeng.files.reading.package import open_package, read_part
from xianfeng.files.refusal import FileRefused

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_GONE = {_W + "del", _W + "moveFrom", _W + "instrText", _W + "delText", _MC + "Fallback", _W + "pPr", _W + "rPr"}
_HAN = "零一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"


@dataclass
class _Numbering:
    """How each list writes its numbers, and how far each has counted."""

    formats: dict[str, dict[int, tuple[str, str, int]]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)


def read_word(data: bytes, limits: Limits) -> ReadDocument:
    """The text of a .docx. Raises ``FileRefused``: ``damaged``, ``macro``, ``encrypted``, ``too_large_inside``, ``wrong_content``."""
    with open_package(data, limits) as package:
        body = read_part(package, "word/document.xml", limits)
        if body is None:
            raise FileRefused("wrong_content")
        numbering = _numbering(_parse(read_part(package, "word/numbering.xml", limits)))
        styles = _styles(_parse(read_part(package, "word/styles.xml", limits)))
    root = _parse(body)
    if root is None:
        raise FileRefused("damaged")
    found = root.find(_W + "body")
    writer = Writer(limits.max_characters)
    reader = _Reader(writer, numbering, styles)
    if found is not None:
        reader.walk(found, 0)
    notes = []
    deleted = sum(len(t.text or "") for t in root.iter(_W + "delText"))
    if deleted:
        notes.append(Note("deletions_left_out", {"characters": deleted}))
    inserted = sum(1 for _ in root.iter(_W + "ins"))
    if inserted:
        notes.append(Note("insertions_taken", {"count": inserted}))
    if reader.boxes:
        notes.append(Note("boxes_read", {"count": reader.boxes}))
    return writer.done("docx", notes)


def _parse(part: bytes | None) -> Any:
    if part is None:
        return None
    if b"<!DOCTYPE" in part[:4096] or b"<!ENTITY" in part:
        raise FileRefused("damaged")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(part.replace(_STRICT, _TRANSITIONAL), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileRefused("damaged") from error


class _Reader:
    """Walks the body in order; remembers boxes to put them behind the paragraph they hang on."""

    def __init__(self, writer: Writer, numbering: _Numbering, styles: dict[str, tuple[int, str, int]]) -> None:
        self.writer = writer
        self.numbering = numbering
        self.styles = styles
        self.boxes = 0

    def walk(self, element: Any, depth: int) -> None:
        """Paragraphs and tables of a body, a box or a content control."""
        if depth > 40:
            return
        for child in element:
            if child.tag == _W + "p":
                self.paragraph(child, depth)
            elif child.tag == _W + "tbl":
                self.table(child, depth)
            elif child.tag in (
                _W + "sdt",
                _W + "sdtContent",
                _W + "ins",
                _W + "moveTo",
                _W + "customXml",
                _W + "smartTag",
            ):
                self.walk(child, depth + 1)

    def paragraph(self, paragraph: Any, depth: int) -> None:
        """One paragraph with its number in front, then the boxes that hang on it."""
        words, boxes = _words(paragraph)
        level, number = self._number(paragraph)
        if words.strip():
            for position, line in enumerate(words.split("\n")):
                first = number if position == 0 else ""
                self.writer.add(first + line, "heading" if level else "paragraph", level)
        for box in boxes:
            self.boxes += 1
            self.walk(box, depth + 1)

    def table(self, table: Any, depth: int) -> None:
        """A row on one line when it is short, else each cell on its own, as a reader would copy it."""
        for row in table.iter(_W + "tr"):
            if row.getparent() is not table and row.getparent().tag not in (_W + "sdtContent", _W + "ins"):
                continue
            if row.find(f"{_W}trPr/{_W}del") is not None:
                continue
            cells = []
            for cell in row.findall(_W + "tc"):
                merged = cell.find(f"{_W}tcPr/{_W}vMerge")
                if merged is not None and merged.get(_W + "val", "continue") != "restart":
                    continue
                lines = []
                for paragraph in cell.iter(_W + "p"):
                    words, _ = _words(paragraph)
                    _, number = self._number(paragraph)
                    if words.strip():
                        lines.append(number + words.strip())
                cells.append("\n".join(lines))
            if all("\n" not in c for c in cells) and sum(len(c) for c in cells) <= 90:
                self.writer.add("\t".join(c for c in cells if c), "row")
            else:
                for cell_text in cells:
                    for line in cell_text.split("\n"):
                        self.writer.add(line, "cell")

    def _number(self, paragraph: Any) -> tuple[int, str]:
        """The heading level (0: none) and the number Word would draw in front."""
        properties = paragraph.find(_W + "pPr")
        level, list_id, depth = 0, "", 0
        if properties is None:
            return 0, ""
        style = properties.find(_W + "pStyle")
        if style is not None:
            level, list_id, depth = self.styles.get(style.get(_W + "val", ""), (0, "", 0))
        outline = properties.find(_W + "outlineLvl")
        if outline is not None and (outline.get(_W + "val") or "").isdigit():
            level = min(9, int(outline.get(_W + "val")) + 1) if int(outline.get(_W + "val")) < 9 else 0
        own = properties.find(_W + "numPr")
        if own is not None:
            identity, indent = own.find(_W + "numId"), own.find(_W + "ilvl")
            list_id = identity.get(_W + "val", "") if identity is not None else list_id
            depth = _small(indent.get(_W + "val")) if indent is not None else depth
        words, _ = _words(paragraph)
        if not words.strip() or not list_id or list_id == "0":
            return level, ""
        return level, self._draw(list_id, depth)

    def _draw(self, list_id: str, depth: int) -> str:
        formats = self.numbering.formats.get(list_id, {})
        if depth not in formats:
            return ""
        counts = self.numbering.counts.setdefault(list_id, {})
        counts[depth] = counts.get(depth, formats[depth][2] - 1) + 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]

        def written(m: re.Match[str]) -> str:
            at = int(m.group(1)) - 1
            kind = formats.get(at, ("decimal", "", 1))[0]
            return _written(kind, counts.get(at, formats.get(at, ("", "", 1))[2]))

        kind, pattern, _ = formats[depth]
        return "" if kind in {"bullet", "none"} else re.sub(r"%([1-9])", written, pattern)


def _words(paragraph: Any) -> tuple[str, list[Any]]:
    """The text of a paragraph as accepted, and the boxes anchored in it."""
    pieces: list[str] = []
    boxes: list[Any] = []
    stack = list(reversed(list(paragraph)))
    while stack:
        node = stack.pop()
        tag = node.tag
        if not isinstance(tag, str) or tag in _GONE:
            continue
        if tag == _W + "txbxContent":
            boxes.append(node)
            continue
        if tag == _W + "t":
            pieces.append(node.text or "")
        elif tag == _W + "tab":
            pieces.append("\t")
        elif tag in (_W + "br", _W + "cr"):
            pieces.append("\n")
        elif tag == _W + "noBreakHyphen":
            pieces.append("-")
        elif tag == _W + "sym":
            pieces.append("")
        else:
            stack.extend(reversed(list(node)))
    return "".join(pieces), boxes


def _numbering(root: Any) -> _Numbering:
    numbering = _Numbering()
    if root is None:
        return numbering
    abstract: dict[str, dict[int, tuple[str, str, int]]] = {}
    for element in root.findall(_W + "abstractNum"):
        levels = {}
        for level in element.findall(_W + "lvl"):
            kind, pattern, first = level.find(_W + "numFmt"), level.find(_W + "lvlText"), level.find(_W + "start")
            levels[_small(level.get(_W + "ilvl"))] = (
                kind.get(_W + "val", "decimal") if kind is not None else "decimal",
                pattern.get(_W + "val", "") if pattern is not None else "",
                _small(first.get(_W + "val")) if first is not None else 1,
            )
        abstract[element.get(_W + "abstractNumId", "")] = levels
    for element in root.findall(_W + "num"):
        base = element.find(_W + "abstractNumId")
        levels = dict(abstract.get(base.get(_W + "val", ""), {})) if base is not None else {}
        for override in element.findall(_W + "lvlOverride"):
            first = override.find(_W + "startOverride")
            at = _small(override.get(_W + "ilvl"))
            if first is not None and at in levels:
                levels[at] = (levels[at][0], levels[at][1], _small(first.get(_W + "val")))
        numbering.formats[element.get(_W + "numId", "")] = levels
    return numbering


def _styles(root: Any) -> dict[str, tuple[int, str, int]]:
    """Style id -> (heading level, list id, list level), followed through ``basedOn``."""
    found: dict[str, tuple[int, str, int]] = {}
    if root is None:
        return found
    bases: dict[str, str] = {}
    for style in root.findall(_W + "style"):
        identity = style.get(_W + "styleId", "")
        name = style.find(_W + "name")
        title = (name.get(_W + "val", "") if name is not None else "").lower()
        m = re.match(r"(?:heading|标题)\s*(\d)", title)
        level = int(m.group(1)) if m else 0
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        if not level and outline is not None and (outline.get(_W + "val") or "").isdigit():
            level = int(outline.get(_W + "val")) + 1 if int(outline.get(_W + "val")) < 9 else 0
        list_id = style.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        indent = style.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
        found[identity] = (
            level,
            list_id.get(_W + "val", "") if list_id is not None else "",
            _small(indent.get(_W + "val")) if indent is not None else max(0, level - 1) if list_id is not None else 0,
        )
        base = style.find(_W + "basedOn")
        if base is not None:
            bases[identity] = base.get(_W + "val", "")
    for identity, base_id in bases.items():
        if found[identity] == (0, "", 0) and base_id in found:
            found[identity] = found[base_id]
    return found


def _small(value: str | None) -> int:
    return int(value) if value is not None and value.isdigit() and len(value) < 6 else 0


def _written(kind: str, value: int) -> str:
    """A counter in the script Word would use."""
    if kind in {
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCountingThousand",
        "taiwaneseCounting",
        "ideographDigital",
        "chineseLegalSimplified",
    }:
        return _han(value)
    if kind in {"ideographTraditional"}:
        return _STEMS[(value - 1) % 10]
    if kind in {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"} and 1 <= value <= 20:
        return chr(0x2460 + value - 1)
    if kind in {"lowerLetter", "upperLetter"} and 1 <= value <= 26:
        return chr((97 if kind == "lowerLetter" else 65) + value - 1)
    if kind == "decimalZero":
        return f"{value:02d}"
    return str(value)


def _han(value: int) -> str:
    if value <= 0 or value >= 100:
        return str(value)
    tens, ones = divmod(value, 10)
    if tens == 0:
        return _HAN[ones]
    return ("" if tens == 1 else _HAN[tens]) + "十" + (_HAN[ones] if ones else "")
