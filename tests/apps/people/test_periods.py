"""Periods that replace each other: the rules as properties, without a database."""

from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from xianfeng.apps.people.importing.periods import Period, merge_periods

TODAY = date(2026, 9, 15)
DAY = st.integers(0, 400).map(lambda n: date(2025, 9, 1) + timedelta(days=n))
LISTED = st.lists(st.tuples(st.sampled_from("AB"), st.none() | DAY, st.none() | DAY), min_size=1, max_size=4)


def _stored(starts: list[date]) -> list[Period]:
    """A history without gaps or overlaps: each row ends where the next begins, the last is open."""
    days = sorted(set(starts))
    ends = [*days[1:], None][: len(days)]
    return [Period(("AB"[n % 2],), start, end, pk=n) for n, (start, end) in enumerate(zip(days, ends, strict=True))]


def _listed(rows) -> list[Period]:
    return [Period((key,), start, end, line=SimpleNamespace(row=n)) for n, (key, start, end) in enumerate(rows, 2)]


def _again(rows: list[Period]) -> list[Period]:
    """What the database holds after a merge was written."""
    return [Period(row.key, row.start, row.end, dict(row.data), pk=n) for n, row in enumerate(rows)]


@given(st.lists(DAY, max_size=4), LISTED)
@settings(max_examples=300)
def test_a_merge_without_fault_never_overlaps_and_is_settled(starts, rows):
    merge = merge_periods(_stored(starts), _listed(rows), today=TODAY)
    if merge.faults:
        return
    ordered = sorted(merge.rows, key=lambda row: row.start)
    assert all(before.end is not None and before.end <= after.start for before, after in pairwise(ordered))
    explicit = [(key, start, end) for key, start, end in rows if start is not None]
    if len(explicit) == len(rows):
        twice = merge_periods(_again(merge.rows), _listed(rows), today=TODAY + timedelta(days=9))
        assert (twice.new, twice.changed, twice.faults) == ([], [], [])
        assert twice.unchanged == len(rows)


@given(st.lists(DAY, min_size=1, max_size=4), LISTED)
def test_nothing_stored_is_lost(starts, rows):
    stored = _stored(starts)
    before = {row.pk: row.start for row in stored}
    merge = merge_periods(stored, _listed(rows), today=TODAY)
    kept = {row.pk for row in merge.rows if row.pk is not None}
    assert kept == set(before)
    for row in merge.changed:
        assert row.before


def test_a_new_row_ends_the_open_one():
    stored = [Period(("A",), date(2020, 9, 1), None, pk=1)]
    merge = merge_periods(stored, _listed([("B", date(2026, 9, 1), None)]), today=TODAY)
    assert [(row.key, row.start, row.end) for row in merge.rows] == [
        (("A",), date(2020, 9, 1), date(2026, 9, 1)),
        (("B",), date(2026, 9, 1), None),
    ]
    assert (merge.ended, stored[0].before) == (1, {"end": None})


def test_a_corrected_start_changes_the_row_and_does_not_double_it():
    stored = [Period(("A",), date(2020, 9, 1), None, pk=1)]
    merge = merge_periods(stored, _listed([("A", date(2019, 9, 1), None)]), today=TODAY)
    assert (len(merge.new), merge.changed[0].before) == (0, {"start": date(2020, 9, 1)})


def test_posts_listed_together_run_together():
    stored = [Period(("teacher",), date(2020, 9, 1), None, pk=1), Period(("head",), date(2021, 9, 1), None, pk=2)]
    listed = _listed([("teacher", None, None), ("principal", date(2026, 9, 1), None)])
    merge = merge_periods(stored, listed, today=TODAY, alone=False)
    assert [(row.key[0], row.end) for row in merge.rows] == [
        ("teacher", None),
        ("head", date(2026, 9, 1)),
        ("principal", None),
    ]
