"""Every list on every page can be taken away as Excel: pages without an export of their own get one here.

The page itself is the source (`?format=xlsx`), so that nobody takes away what the page would not show them. Tables with
fields to fill in are forms, not lists, and stay where they are. A list that is no table on the page, or stands in a form as it
was saved, names its columns itself: `data-list` on the whole (its value names the sheet), `data-row` on each entry, `data-col`
with the heading on each part.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

from bs4 import BeautifulSoup, Tag
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from xianfeng.files.sheets import Column, SheetOut, write_workbook
from xianfeng.ui.downloads import download

MARK = b"<p data-tables hidden></p>"
"""Where the link goes: at the end of the page's own part (`ui/base.html`)."""
FIELDS = re.compile(rb"<(?:select|textarea)\b|<input\b(?![^>]*type=.hidden)|" + "☐".encode())
"""What is filled in, on the page or by pen on its print."""
LONGEST_NAME = 28


def _has_list(body: bytes) -> bool:
    """Whether at least one table holds no field to fill in, or a list names its columns."""
    return b"data-row" in body or any(
        not FIELDS.search(part.split(b"</table", 1)[0]) for part in body.split(b"<table")[1:]
    )


def _filled_in(field: Tag) -> str:
    """What a field of a form holds: the chosen word, or what is typed."""
    chosen = field if field.name == "input" else field.select_one("option[selected]") or field.find("option")
    return str(chosen.get("value", "")) if chosen is field else chosen.get_text() if chosen else ""


def _text(cell: Tag) -> str:
    for field in cell.select("select, input"):
        field.replace_with(_filled_in(field))
    for hidden in cell.select(".visually-hidden, button, svg, form"):
        hidden.decompose()
    return " ".join(cell.get_text(" ", strip=True).split())


NUMBER = re.compile(r"0|[1-9]\d{0,8}")


def _lines(found: Tag) -> list[list[str]]:
    """Heading and rows. The parts of a list that is no table are found by their headings: an entry may lack some."""
    if found.name == "table":
        return [[_text(cell) for cell in row.find_all(["th", "td"])] for row in found.find_all("tr")]
    head = list(dict.fromkeys(str(part["data-col"]) for part in found.select("[data-col]")))
    entries = [
        {part["data-col"]: _text(part) for part in row.select("[data-col]")} for row in found.select("[data-row]")
    ]
    return [head, *([entry.get(title, "") for title in head] for entry in entries)]


def _sheet(found: Tag, name: str) -> SheetOut | None:
    """Columns that hold nothing but whole numbers are numbers; everything else stays as it is written."""
    lines = _lines(found)
    lines = [line for line in lines if line]
    if len(lines) < 2:
        return None
    width = max(map(len, lines))
    head, *rest = [line + [""] * (width - len(line)) for line in lines]
    columns, rows = [], [list[object](line) for line in rest]
    for place, title in enumerate(head):
        is_number = all(not line[place] or NUMBER.fullmatch(line[place]) for line in rest)
        columns.append(Column(title, kind="number" if is_number else "text"))
        for row in rows if is_number else ():
            row[place] = int(str(row[place])) if row[place] else None
    return SheetOut(name, columns, rows, title=name)


def workbook_of(body: bytes) -> tuple[str, bytes] | None:
    """(title of the page, its lists as a workbook); None when there is no list."""
    page = BeautifulSoup(body, "lxml")
    heading = page.find("h1")
    title = " ".join(heading.get_text(" ", strip=True).split()) if heading else _("表格")
    sheets: list[SheetOut] = []
    for table in page.select("main table, main [data-list]"):
        if table.name == "table" and FIELDS.search(str(table).encode()):
            continue
        caption = table.find("caption")
        called = str(table.get("data-list") or "") or (_text(caption) if caption else title)
        wanted = re.sub(r"[\[\]:*?/\\']", " ", called).strip()[:LONGEST_NAME] or _("表格")
        names = {one.name for one in sheets}
        name = wanted if wanted not in names else f"{wanted}{len(sheets) + 1}"
        if sheet := _sheet(table, name):
            sheets.append(sheet)
    return (title, write_workbook(sheets, title=title)) if sheets else None


def _link(query: str) -> str:
    return format_html(
        '<p class="row no-print"><a class="button button--small" href="?{}">{}</a></p>',
        query,
        _("导出本页表格（Excel）"),
    )


class TablesAsWorkbook:
    """Puts the link on pages that show a list and have no export of their own, and answers it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "GET" or response.streaming or response.status_code != 200:
            return response
        body = response.content
        if MARK not in body or not _has_list(body):
            return response
        asked = request.GET.get("format") == "xlsx"
        if not asked and (b"xlsx" in body or b"/export/" in body):
            return response  # the page has an export of its own
        if asked and (made := workbook_of(body)):
            title, content = made
            return download(content, f"{title}.xlsx")
        query = urlencode(
            [(name, value) for name, value in request.GET.items() if name != "format"] + [("format", "xlsx")]
        )
        response.content = body.replace(MARK, str(_link(query)).encode(), 1)
        if response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))
        return response
