"""The board's rows: by type of school, then by strokes of the name; found by name, type, area and state."""

from types import SimpleNamespace

from xianfeng.apps.people.queries import SchoolRow
from xianfeng.apps.progress.queries import BoardRow, Cell
from xianfeng.desk.board.views import filtered

NAMES = {
    1: ("青禾幼儿园支部", "late"),
    2: ("东湖小学支部", "done"),
    3: ("云溪幼儿园支部", "done"),
    4: ("王店小学支部", "late"),
}
SCHOOLS = {
    number: SchoolRow(number, name.removesuffix("支部"), kind, label, order, "town")
    for (number, (name, _state)), (kind, label, order) in zip(
        NAMES.items(),
        [("kindergarten", "幼儿园", 0), ("primary", "小学", 1), ("kindergarten", "幼儿园", 0), ("primary", "小学", 1)],
        strict=True,
    )
}
BOARD = SimpleNamespace(
    rows=tuple(
        BoardRow(number, name, f"C{9 - number}", (Cell(1, 2, 0, state),)) for number, (name, state) in NAMES.items()
    )
)
NOTHING = {"type": "", "area": "", "state": "", "q": ""}


def _found(**wanted: str) -> list[str]:
    return [row.name for row in filtered(BOARD, SCHOOLS, {**NOTHING, **wanted})]


def test_rows_stand_by_type_and_strokes_whatever_their_codes_and_figures():
    assert _found() == ["云溪幼儿园支部", "青禾幼儿园支部", "王店小学支部", "东湖小学支部"]


def test_a_school_is_found_by_a_part_of_its_name_among_what_is_filtered():
    assert _found(q="湖小学") == ["东湖小学支部"]
    assert _found(q="小学", state="late") == ["王店小学支部"]
    assert _found(q="湖", type="kindergarten") == []
