"""What one cell says, as people write it in Excel: dates in a dozen shapes, numbers that lost their zeros, yes and no.

Every function gives the value or raises `CellFault` with a code and parameters for the sentence.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from xianfeng.apps.people.importing.columns import ColumnSpec


class CellFault(Exception):
    def __init__(self, code: str, **params: object) -> None:
        self.code, self.params = code, params
        super().__init__(code)


_WIDE = str.maketrans("０１２３４５６７８９．－／：（）", "0123456789.-/:()")
_DATE = re.compile(r"^(\d{4})\s*[-./年]\s*(\d{1,2})\s*(?:[-./月]\s*(\d{1,2})\s*日?)?\s*月?$")
_LOST_ZERO = re.compile(r"^(?:19|20)\d{2}\.1$")
_SOLID = re.compile(r"^(\d{4})(\d{2})(\d{2})?$")
_IDENTITY = re.compile(r"^\d{17}[\dXx]$")
_PHONE = re.compile(r"^1[3-9]\d{9}$")
YES = {"是", "有", "√", "1", "y", "yes", "true"}
NO = {"否", "无", "×", "0", "n", "no", "false"}


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime | dt.date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def read_text(value: object, column: ColumnSpec) -> str:
    text = " ".join(_text(value).split())
    if len(text) > column.longest:
        raise CellFault("too_long", longest=column.longest, length=len(text))
    if _IDENTITY.match(text):
        raise CellFault("identity_number")
    return text


def read_code(value: object, column: ColumnSpec) -> str:
    if isinstance(value, float):
        raise CellFault("number_broken", value=_text(value))
    return read_text(value, column).translate(_WIDE).replace(" ", "")


def read_codes(value: object, column: ColumnSpec) -> tuple[str, ...]:
    text = read_text(value, column)
    return tuple(dict.fromkeys(part for part in re.split(r"[、,，;；\s]+", text.translate(_WIDE)) if part))


def read_phone(value: object, column: ColumnSpec) -> str:
    text = re.sub(r"[\s-]", "", _text(value).translate(_WIDE))
    if not _PHONE.match(text):
        raise CellFault("not_a_phone", value=text)
    return text


def read_date(value: object, column: ColumnSpec) -> dt.date:
    """A day; only year and month given means the first of the month. 1985.1 is refused: January or October?"""
    if isinstance(value, dt.datetime):
        return _sane(value.date())
    if isinstance(value, dt.date):
        return _sane(value)
    if isinstance(value, float):
        whole, _dot, part = f"{value:.10f}".rstrip("0").partition(".")
        _refuse_lost_zero(f"{whole}.{part}")
        value = f"{whole}.{part}"
    if isinstance(value, int) and 15000 < value < 60000:
        return _sane(dt.date(1899, 12, 30) + dt.timedelta(days=value))  # a date cell whose format was lost
    return _read_written_date(_text(value))


def _refuse_lost_zero(written: str) -> None:
    """A number drops the zero of 1985.10; only January is left unclear, for there is no month 20."""
    if _LOST_ZERO.match(written):
        year = written[:4]
        raise CellFault("month_unclear", value=written, first=f"{year}-01", second=f"{year}-10")


def check_untyped(value: object, column: ColumnSpec) -> None:
    """A text file does not tell a number from a text: what could be 1985.10 saved as a number is asked about there too."""
    if column.kind in ("date", "month"):
        _refuse_lost_zero(_text(value).translate(_WIDE))


@lru_cache(maxsize=20_000)
def _read_written_date(written: str) -> dt.date:
    """A roster of twenty thousand has a few hundred different dates."""
    text = written.translate(_WIDE)
    found = _DATE.match(text) or _SOLID.match(text)
    if found is None:
        raise CellFault("not_a_date", value=text)
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        return _sane(dt.date(year, month, day or 1))
    except ValueError as error:
        raise CellFault("no_such_day", value=text) from error


def _sane(day: dt.date) -> dt.date:
    if not 1900 <= day.year <= 2100:
        raise CellFault("year_unlikely", year=day.year)
    return day


def read_month(value: object, column: ColumnSpec) -> dt.date:
    """The first of the month; the day is dropped on purpose, only the month is kept."""
    return read_date(value, column).replace(day=1)


def read_choice(value: object, column: ColumnSpec) -> str:
    text = re.sub(r"\s", "", _text(value))
    if text not in column.choices:
        raise CellFault("not_offered", value=text, offered="、".join(column.offered))
    return column.choices[text]


def read_yes_no(value: object, column: ColumnSpec) -> bool:
    text = _text(value).lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise CellFault("not_offered", value=text, offered="是、否")


READERS = {
    "text": read_text,
    "code": read_code,
    "codes": read_codes,
    "phone": read_phone,
    "date": read_date,
    "month": read_month,
    "choice": read_choice,
    "yes_no": read_yes_no,
}
