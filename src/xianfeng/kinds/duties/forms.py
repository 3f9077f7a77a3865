"""What people type into duty sheets: rows of duties, and lists pasted or uploaded for many people at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from xianfeng.kinds.duties.actions import BulkRow, NewLine
from xianfeng.kinds.duties.queries import Choice
from xianfeng.ui import typed

BLANK_ROWS = 2
"""Empty rows below what is there; more appear after each save."""


def _stem(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None


def read_lines(data: QueryDict) -> list[NewLine]:
    """The rows of the sheet as typed, empty ones included."""
    texts, stems = data.getlist("text"), data.getlist("stem")
    branches, departments = data.getlist("branch"), data.getlist("department")

    def at(values: list[str], index: int) -> str:
        return values[index] if index < len(values) else ""

    return [
        NewLine(text, _stem(at(stems, index)), _stem(at(branches, index)), _stem(at(departments, index)))
        for index, text in enumerate(texts)
    ]


def with_blank_rows(lines: Sequence[NewLine]) -> list[NewLine]:
    filled = [line for line in lines if line.text.strip()]
    return filled + [NewLine("")] * max(BLANK_ROWS, 3 - len(filled))


@dataclass(frozen=True)
class Fault:
    """What is wrong in one line of a list."""

    line: int
    sentence: str


def read_many(
    rows: Sequence[Sequence[str]], people: dict[str, list[int]], branch: Sequence[Choice]
) -> tuple[list[BulkRow], list[Fault]]:
    """(rows, faults) of a list with the columns 姓名或工号, 职责, 支部职责序号 (optional).

    `people`: person ids by name and by staff number; a name that two people bear has two.
    """
    found, faults = [], []
    for number, cells in enumerate(rows, start=1):
        name, text, order = ([*(cell.strip() for cell in cells), "", "", ""])[:3]
        if not name and not text:
            continue
        if number == 1 and name in (_("姓名"), _("姓名或工号"), _("工号")):
            continue
        who = people.get(name, [])
        if not who:
            faults.append(Fault(number, _("第 %(line)d 行：名册中没有“%(name)s”。") % {"line": number, "name": name}))
        elif len(who) > 1:
            faults.append(
                Fault(number, _("第 %(line)d 行：“%(name)s”有同名，请改填工号。") % {"line": number, "name": name})
            )
        if not text:
            faults.append(Fault(number, _("第 %(line)d 行：没有写职责。") % {"line": number}))
        stem = None
        if order:
            if typed.is_number(order) and 1 <= int(order) <= len(branch):
                stem = branch[int(order) - 1].stem
            else:
                faults.append(
                    Fault(number, _("第 %(line)d 行：支部职责没有第“%(order)s”条。") % {"line": number, "order": order})
                )
        if len(who) == 1 and text:
            found.append(BulkRow(who[0], text, stem))
    return found, faults
