"""民主测评 as the forms have it: subject × item × grade, with 发出 收回 有效 无效 弃权 and percentages of a named base (S2-50).

The base of every percentage is 有效票 (valid sheets), so that a line always adds up to 100. Figures that may not be shown are
put together in the last column with blank, abstaining, invalid and own rows; together they are never fewer than the limit.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from xianfeng.apps.ballots import queries as ballots
from xianfeng.core.scoring import percentages
from xianfeng.kinds.rating.queries import RoundRow, list_parties
from xianfeng.kinds.rating.weighing import ABSTAIN, choices_of

REST = "rest"


@dataclass(frozen=True)
class TableCell:
    count: int | None
    percent: str
    """Of the valid sheets, to one decimal; '' where there is no number."""


@dataclass(frozen=True)
class TableRow:
    name: str
    item: str
    cells: tuple[TableCell, ...]
    """As the grades, then the rest."""
    titles: tuple[str, ...]
    position: int
    person_id: int | None

    @property
    def named(self) -> list[tuple[str, TableCell]]:
        """Each figure with the head of its column."""
        return list(zip(self.titles, self.cells, strict=True))


@dataclass(frozen=True)
class Table:
    """One party's poll. `issued` … `blank` are 发出 收回 有效 无效 弃权."""

    party: str
    title: str
    grades: tuple[str, ...]
    rows: tuple[TableRow, ...]
    issued: int
    returned: int
    valid: int
    invalid: int
    blank: int
    smallest_cell: int
    sha256: str

    @property
    def rest(self) -> str:
        """Head of the last column."""
        return _("其余")


def list_tables(at: RoundRow, person_id: int | None = None) -> list[Table]:
    """The counted polls of a round; with `person_id` only the rows about that person."""
    grades = {code: word for code, word in choices_of(at.params).items() if code != ABSTAIN}
    titles = {item["code"]: item["title"] for item in at.items}
    tables = []
    for party in list_parties(at):
        if party.poll is None or party.poll.state != "closed":
            continue
        shown = ballots.get_published(party.poll.id)
        rows = [
            TableRow(
                row.candidate.name,
                titles.get(row.item, ""),
                _cells(row.cells, tuple(grades), shown.valid),
                (*grades.values(), _("其余")),
                row.candidate.position,
                row.candidate.person_id,
            )
            for row in shown.rows
            if person_id is None or row.candidate.person_id == person_id
        ]
        tables.append(
            Table(
                party.party.code,
                party.party.title,
                tuple(grades.values()),
                tuple(rows),
                shown.issued,
                shown.returned,
                shown.valid,
                shown.invalid,
                shown.blank,
                shown.smallest_cell,
                shown.sha256,
            )
        )
    return tables


def _cells(counts: dict[str, int | None], grades: tuple[str, ...], valid: int) -> tuple[TableCell, ...]:
    known = {code: count for code in grades if (count := counts.get(code)) is not None}
    rest = valid - sum(known.values())
    shares = percentages({**known, REST: rest})
    cells = [TableCell(known.get(code), shares.get(code, "")) for code in grades]
    return (*cells, TableCell(rest, shares[REST]))
