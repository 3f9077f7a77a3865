"""Items in and out of a workbook: the template, what a filled one says, and the faults by row and column."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from xianfeng.apps.tracking.actions import Draft
from xianfeng.apps.tracking.models import Item
from xianfeng.files.sheets import CellError, Column, SheetOut, read_sheets, write_workbook

HEADINGS = ("编号", "改什么", "怎么改", "达到什么目标", "什么时候改完", "来源", "难度")
MOST_ITEMS = 5000


def template() -> bytes:
    """An empty workbook to fill in. The number makes the same file, loaded twice, the same items."""
    columns = [
        Column(HEADINGS[0], note=_("原台账的编号。同一编号只导入一次。"), required=True, width=14),
        Column(HEADINGS[1], required=True, width=40),
        Column(HEADINGS[2], width=30),
        Column(HEADINGS[3], width=24),
        Column(HEADINGS[4], note=_("例如 2026-12-31"), required=True, width=14),
        Column(HEADINGS[5], choices=tuple(str(label) for label in Item.Origin.labels), width=14),
        Column(HEADINGS[6], choices=tuple(str(label) for label in Item.Difficulty.labels), width=20),
    ]
    return write_workbook([SheetOut(_("整改事项"), columns)], title=_("整改事项表"))


def read_items(data: bytes, filename: str) -> tuple[list[Draft], list[CellError]]:
    """(items, faults); with any fault nothing may be taken over. Raises FileRefused for a file that cannot be read."""
    drafts: list[Draft] = []
    faults: list[CellError] = []
    origins = {str(label): value for value, label in Item.Origin.choices if value != Item.Origin.STRENGTHENING}
    difficulties = {str(label): value for value, label in Item.Difficulty.choices}
    seen: dict[str, int] = {}
    for sheet in read_sheets(data, filename):
        at: dict[str, int] = {}
        for row in sheet.rows:
            texts = ["" if cell is None else str(cell).strip() for cell in row.cells]
            if not at:
                plain = [text.rstrip("*＊ ") for text in texts]
                if HEADINGS[1] in plain:
                    at = {name: plain.index(name) for name in HEADINGS if name in plain}
                continue
            if not any(texts):
                continue

            def cell(name: str, row=row, at=at):
                return row.cells[at[name]] if name in at and at[name] < len(row.cells) else None

            def fault(name: str, words: str, row=row, at=at, sheet=sheet) -> None:
                faults.append(CellError(sheet.name, row.number, at.get(name, 0) + 1, words))

            number = str(cell("编号") or "").strip()
            what = str(cell("改什么") or "").strip()
            due = _date(cell("什么时候改完"))
            origin = str(cell("来源") or "").strip()
            difficulty = str(cell("难度") or "").strip()
            if not number:
                fault("编号", _("请填写编号。"))
            elif number in seen:
                fault("编号", _("编号与第 %(row)s 行相同。") % {"row": seen[number]})
            seen[number] = row.number
            if not what:
                fault("改什么", _("请写明改什么。"))
            if due is None:
                fault("什么时候改完", _("请写明完成期限，例如 2026-12-31。"))
            if origin and origin not in origins:
                fault("来源", _("来源应是可选值之一。"))
            if difficulty and difficulty not in difficulties:
                fault("难度", _("难度应是可选值之一。"))
            drafts.append(
                Draft(
                    what=what,
                    how=str(cell("怎么改") or "").strip(),
                    goal=str(cell("达到什么目标") or "").strip(),
                    due_on=due,
                    origin=origins.get(origin, Item.Origin.PREDECESSOR),
                    origin_ref=f"list:{number}",
                    difficulty=difficulties.get(difficulty, Item.Difficulty.NOW),
                )
            )
        if not at:
            faults.append(CellError(sheet.name, 1, None, _("没有找到“改什么”这一列，请使用模板。")))
    if len(drafts) > MOST_ITEMS:
        faults.append(CellError("", 1, None, _("一次最多导入 %(most)s 项。") % {"most": MOST_ITEMS}))
    return drafts, faults


def _date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value or "").strip().replace("年", "-").replace("月", "-").replace("日", "")
    text = text.replace("/", "-").replace(".", "-")
    try:
        parts = [int(part) for part in text.split("-")]
        return date(*parts) if len(parts) == 3 else None
    except ValueError:
        return None
