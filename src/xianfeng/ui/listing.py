"""A list page in one call: search, filters, sorting, paging and the rows for an export, from rows a query has read.

The rows come as they are (frozen rows of a query); the columns say how each is shown, sorted and exported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from xianfeng.ui.templatetags.xianfeng_ui import cn_date

PER_PAGE = 50


@dataclass(frozen=True)
class ListColumn:
    """`shown(row)` gives the cell (text or ``{text, url?, state?, note?}``), `sorts(row)` what to sort by; no `sorts`:
    the column cannot be sorted. `written(row)` is the value for a spreadsheet (default: the text of the cell)."""

    key: str
    label: Any
    shown: Callable[[Any], Any]
    sorts: Callable[[Any], Any] | None = None
    written: Callable[[Any], Any] | None = None
    number: bool = False

    def value(self, row: Any) -> Any:
        """What a spreadsheet gets: dates and numbers stay dates and numbers."""
        if self.written is not None:
            return self.written(row)
        cell = self.shown(row)
        return cell.get("text", "") if isinstance(cell, dict) else cell


@dataclass(frozen=True)
class ListFilter:
    """One choice above the list: `of(row)` is compared with the chosen value."""

    name: str
    label: Any
    options: Sequence[tuple[str, Any]]
    of: Callable[[Any], str]


@dataclass(frozen=True)
class Listing:
    """What the components `search_bar`, `filter`, `table` and `paging` need."""

    q: str
    keep: list[tuple[str, str]]
    """What the search carries along: the filters, the order, whose list it is."""
    carry: list[tuple[str, str]]
    """What the filters carry along: the words looked for, the order, whose list it is."""
    clear_url: str
    """The whole list again; '' where nothing narrows it."""
    groups: list[dict[str, Any]]
    columns: list[dict[str, Any]]
    rows: list[dict[str, Any]]
    page: Page
    total: int
    export_url: str
    found: list[Any] = field(repr=False, default_factory=list)
    all_columns: Sequence[ListColumn] = field(repr=False, default_factory=tuple)

    @property
    def export_titles(self) -> list[str]:
        return [str(column.label) for column in self.all_columns]

    @property
    def export_rows(self) -> list[list[Any]]:
        """Every row found, not only this page."""
        return [[column.value(row) for column in self.all_columns] for row in self.found]


def _sort_key(column: ListColumn) -> Callable[[Any], Any]:
    assert column.sorts is not None
    return lambda row: (column.sorts(row) is None, column.sorts(row) if column.sorts(row) is not None else "")


def date_cell(day: dt.date | None) -> str:
    """The usual way a date stands in a list."""
    return cn_date(day)


def date_column(key: str, label: Any, day: Callable[[Any], dt.date | None]) -> ListColumn:
    """Shown as people write it, sorted and exported as the date it is."""
    return ListColumn(key, label, lambda row: date_cell(day(row)), sorts=day, written=day)


def state_column(label: Any, code: Callable[[Any], str], words: Mapping[str, Any]) -> ListColumn:
    """The state by its sign and its word; the word alone in a spreadsheet."""
    return ListColumn(
        "state",
        label,
        lambda row: {"state": code(row), "text": "", "word": str(words[code(row)])},
        written=lambda row: str(words[code(row)]),
    )


def text_column(key: str, label: Any, text: Callable[[Any], str]) -> ListColumn:
    """A text that the list can be sorted by."""
    return ListColumn(key, label, text, sorts=text)


def make_listing(
    request: HttpRequest,
    rows: Sequence[Any],
    columns: Sequence[ListColumn],
    *,
    search: Callable[[Any], str] | None = None,
    filters: Sequence[ListFilter] = (),
    per_page: int = PER_PAGE,
) -> Listing:
    """Apply ``?q=``, the filters, ``?sort=key`` or ``?sort=-key`` and ``?page=`` of the request to the rows."""
    query = request.GET
    q = query.get("q", "").strip()
    found = list(rows)
    if q and search is not None:
        found = [row for row in found if q.casefold() in search(row).casefold()]
    groups = []
    for one in filters:
        chosen = query.get(one.name, "")
        if chosen:
            found = [row for row in found if one.of(row) == chosen]
        groups.append({"name": one.name, "label": one.label, "value": chosen, "options": list(one.options)})
    sort = query.get("sort", "")
    heads = []
    for column in columns:
        head: dict[str, Any] = {"label": column.label, "number": column.number}
        if column.sorts is not None:
            is_up, is_down = sort == column.key, sort == f"-{column.key}"
            if is_up or is_down:
                found = sorted(found, key=_sort_key(column), reverse=is_down)
                head["sorted"] = "up" if is_up else "down"
            head["sort_url"] = _with(query, sort=f"-{column.key}" if is_up else column.key, page=None)
        heads.append(head)
    page = Paginator(found, per_page).get_page(query.get("page"))
    narrowed = [one.name for one in filters]
    return Listing(
        q=q,
        keep=_others(query, "q"),
        carry=_others(query, *narrowed),
        clear_url=_with(query, **dict.fromkeys(["q", "page", "format", *narrowed]))
        if q or any(group["value"] for group in groups)
        else "",
        groups=groups,
        columns=heads,
        rows=[{"cells": [column.shown(row) for column in columns]} for row in page],
        page=page,
        total=len(found),
        export_url=_with(query, format="xlsx", page=None),
        found=found,
        all_columns=columns,
    )


def _others(query: Any, *names: str) -> list[tuple[str, str]]:
    """The parts of an address that a form with these names must not lose."""
    return [(name, value) for name, value in query.items() if name not in ("page", "format", *names) and value]


def _with(query: Any, **changes: str | None) -> str:
    changed = query.copy()
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = value
    return f"?{changed.urlencode()}"
