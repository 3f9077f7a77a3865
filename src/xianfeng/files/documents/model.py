"""What a document says, free of how it looks. All values are plain text; nothing in them is ever read as markup."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

SealRoom = Literal["circle", "space", "none"]
"""``circle``: a thin labelled circle of 45 mm where the real seal goes; ``space``: the same room left blank; ``none``: no seal.

A document that no body issues has no circle."""

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 1 to 4, numbered 一、 （一） 1. （1） unless ``numbered`` is false."""

    text: str
    level: int = 1
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; a line break in ``text`` starts another. ``indented`` false sets it flush left."""

    text: str
    indented: bool = True


@dataclass(frozen=True, slots=True)
class TableColumn:
    """``weight`` is the column's share of the width."""

    title: str
    weight: float = 1.0
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A small table inside a document; the header repeats on every page."""

    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[str]]
    caption: str = ""


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """One document. ``title`` may hold line breaks, where its sense allows. ``recipients`` end with a colon of their own accord.

    ``notes`` are the 附注 in brackets below the date. ``letterhead`` is the issuing body's name in red above a red line, with
    ``number`` (发文字号) between them; without it the number stands below the title. ``copy_to`` and ``printed_by`` make the 版记.
    """

    title: str
    recipients: str = ""
    blocks: Sequence[Block] = ()
    attachments: Sequence[str] = ()
    issuer: str = ""
    date: dt.date | None = None
    number: str = ""
    notes: str = ""
    letterhead: str = ""
    copy_to: str = ""
    printed_by: str = ""
    printed_on: dt.date | None = None
    seal: SealRoom = "circle"


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """A 公示 to be posted on paper: what is announced, the people (in stroke order), the period, how to object."""

    title: str
    paragraphs: Sequence[str]
    issuer: str
    date: dt.date
    columns: Sequence[TableColumn] = ()
    rows: Sequence[Sequence[str]] = ()
    period: str = ""
    objections: Sequence[str] = ()
    contacts: Sequence[tuple[str, str]] = ()
    seal: SealRoom = "circle"


@dataclass(frozen=True, slots=True)
class TableDocument:
    """A summary table on A4; ``form_lines`` above it and ``sign_lines`` below are filled in by hand where no value is given."""

    title: str
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[str]]
    form_lines: Sequence[tuple[str, str]] = ()
    sign_lines: Sequence[tuple[str, str]] = ()
    total: Sequence[str] = ()
    notes: Sequence[str] = ()
    landscape: bool = True


@dataclass(frozen=True, slots=True)
class Slip:
    """One person's first-login slip, to be cut out and handed over. ``link`` is what the QR code holds; it works once."""

    school: str
    name: str
    account: str
    link: str
    expires: str


def official_date(day: dt.date) -> str:
    """``2026年5月8日``: Arabic figures, no leading zero."""
    return f"{day.year}年{day.month}月{day.day}日"


def clean(text: str) -> str:
    """Text without control characters, which no page can show."""
    return "".join(char for char in text if char >= " " or char in "\t")


def with_colon(recipients: str) -> str:
    """``各学校党组织：``; one full-width colon, whatever was typed."""
    return recipients.rstrip("：: ") + "：" if recipients.strip() else ""


DIGITS = "〇一二三四五六七八九"


def chinese_number(number: int) -> str:
    """``21`` is 二十一; for the numbering of headings, 1 to 99."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones or not head else "")


def numbered_blocks(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with the headings' numbers written out; a heading starts the numbering of the levels below it anew."""
    counts = [0, 0, 0, 0]
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and block.numbered:
            level = min(max(block.level, 1), 4)
            counts[level - 1] += 1
            counts[level:] = [0] * (4 - level)
            number = counts[level - 1]
            mark = (f"{chinese_number(number)}、", f"（{chinese_number(number)}）", f"{number}. ", f"（{number}）")[
                level - 1
            ]
            out.append(Heading(mark + block.text, level, numbered=False))
        else:
            out.append(block)
    return out
