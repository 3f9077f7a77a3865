"""What comes from a form is read or left out; nothing that can be typed breaks a page."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from xianfeng.ui import typed

EARLIER = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "read"),
    [("12", 12), ("0", 0), ("", -1), (None, -1), ("²", -1), ("٣", -1), ("-3", -1), ("1.5", -1), ("9" * 19, -1)],
)
def test_numbers(text, read):
    assert typed.number(text, -1) == read


def test_a_list_keeps_what_can_be_read():
    assert typed.numbers(["3", "x", "", "1"]) == [3, 1]


@pytest.mark.parametrize("text", ["", None, "soon", "2026-02-30", "2026-9"])
def test_a_day_that_cannot_be_is_the_default(text):
    assert typed.day(text) is None
    assert typed.day(text, date(2026, 1, 1)) == date(2026, 1, 1)


def test_days_and_moments():
    assert typed.day("2026-09-01") == date(2026, 9, 1)
    local = typed.moment("2026-09-01T18:00", EARLIER)
    assert timezone.localtime(local).hour == 18
    assert typed.moment("2026-09-01T18:00+00:00", EARLIER) == datetime(2026, 9, 1, 18, tzinfo=UTC)
    assert typed.moment("2026-02-30T10:00", EARLIER) == EARLIER
