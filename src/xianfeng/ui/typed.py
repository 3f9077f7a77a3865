"""What somebody typed or an address says, read without complaint: what cannot be read is the default the caller names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

MOST_DIGITS = 18
"""A longer number is no key of any table."""


def is_number(text: str) -> bool:
    """Plain digits only: `²` and `٣` are digits to Python too."""
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def number(text: str | None, default: int = 0) -> int:
    return int(text) if text and is_number(text) else default


def numbers(texts: Iterable[str]) -> list[int]:
    """Those that can be read, in their order."""
    return [int(text) for text in texts if is_number(text)]


def day(text: str | None, default: date | None = None) -> date | None:
    """A day that exists, as `2026-09-01`."""
    try:
        return parse_date(text or "") or default
    except ValueError:
        return default


def moment(text: str | None, default: datetime) -> datetime:
    """A moment with its time zone; without one, local time is meant."""
    try:
        found = parse_datetime(text or "")
    except ValueError:
        found = None
    if found is None:
        return default
    return timezone.make_aware(found) if timezone.is_naive(found) else found
