"""What one cell says: dates in a dozen shapes, numbers that lost their zeros."""

from datetime import date, datetime

import pytest

from xianfeng.apps.people.importing.cells import CellFault, read_code, read_date, read_month, read_phone, read_yes_no
from xianfeng.apps.people.importing.columns import BY_CODE
from xianfeng.apps.people.importing.reading import read_rows
from xianfeng.files.sheets import Row, Sheet

COLUMN = BY_CODE["person"].column("birth_month")

DATES = [
    ("1985-06-03", date(1985, 6, 3)),
    ("1985.6.3", date(1985, 6, 3)),
    ("1985/6/3", date(1985, 6, 3)),
    ("1985年6月3日", date(1985, 6, 3)),
    ("１９８５年６月", date(1985, 6, 1)),
    ("1985-06", date(1985, 6, 1)),
    ("1985.06", date(1985, 6, 1)),
    ("198506", date(1985, 6, 1)),
    (198506, date(1985, 6, 1)),
    (19850603, date(1985, 6, 3)),
    (1985.06, date(1985, 6, 1)),
    (1990.11, date(1990, 11, 1)),
    (1987.3, date(1987, 3, 1)),
    ("1987.3", date(1987, 3, 1)),
    ("1987.1", date(1987, 1, 1)),
    (31201, date(1985, 6, 3)),
    (date(1985, 6, 3), date(1985, 6, 3)),
    (datetime(1985, 6, 3, 8, 0), date(1985, 6, 3)),
]


@pytest.mark.parametrize(("cell", "day"), DATES)
def test_dates_as_people_write_them(cell, day):
    assert read_date(cell, COLUMN) == day


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("85年6月", "not_a_date"),
        ("不详", "not_a_date"),
        ("1985-13-01", "no_such_day"),
        ("2023-02-29", "no_such_day"),
        ("1785-06-03", "year_unlikely"),
        (1985.1, "month_unclear"),
        (1985.0, "not_a_date"),
        (True, "not_a_date"),
    ],
)
def test_what_is_not_a_date(cell, code):
    with pytest.raises(CellFault) as caught:
        read_date(cell, COLUMN)
    assert caught.value.code == code


def test_a_text_file_may_have_lost_the_zero_of_october():
    for cell, untyped, faults in (("1987.1", True, ["month_unclear"]), ("1987.1", False, []), ("1987.3", True, [])):
        rows = (Row(1, ("工号", "姓名", "出生年月")), Row(2, ("T1", "示例甲", cell)))
        reading = read_rows([Sheet("人员", rows, untyped)])
        assert [fault.code for fault in reading.faults] == faults
        assert [fault.params.get("second") for fault in reading.faults] == ["1987-10"] * len(faults)


def test_only_the_month_of_birth_is_kept():
    assert read_month("1985-06-23", COLUMN) == date(1985, 6, 1)


def test_numbers_and_phones():
    number, phone = BY_CODE["person"].column("number"), BY_CODE["person"].column("phone")
    assert (read_code(1001, number), read_code("Ｔ 001".replace("Ｔ", "T"), number)) == ("1001", "T001")
    assert read_phone("139-0000 0001", phone) == "13900000001"
    for wrong in ("010-12345678", 139, "23900000001"):
        with pytest.raises(CellFault):
            read_phone(wrong, phone)


@pytest.mark.parametrize(
    ("cell", "value"), [("是", True), ("√", True), (1, True), (True, True), ("无", False), (0, False)]
)
def test_yes_and_no(cell, value):
    assert read_yes_no(cell, BY_CODE["membership"].column("may_vote")) is value
