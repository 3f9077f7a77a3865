"""Exact numbers, named bases, quorum and majority, caps and ties, tallies, percentages, masking."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xianfeng.core.scoring.bases import Base, MissingBase
from xianfeng.core.scoring.caps import BadCap, Cap, judge_cap, pick_inside, settle_run_off
from xianfeng.core.scoring.majority import Compare, ShareRule, body_rules
from xianfeng.core.scoring.masking import ALL, mask_table
from xianfeng.core.scoring.numbers import BadNumber, Rounding, RoundingRule, exact, percentages, text_of
from xianfeng.core.scoring.tally import ImpossibleTally, Tally, base_of, tally_sheets


@pytest.mark.parametrize(
    ("raw", "number"), [("90%", Fraction(9, 10)), ("1/3", Fraction(1, 3)), ("0.25", Fraction(1, 4)), (8, Fraction(8))]
)
def test_numbers_are_read_exactly(raw: object, number: Fraction) -> None:
    assert exact(raw) == number


@pytest.mark.parametrize("raw", [0.1, True, "1e3", "1/0", "", "一", "１", "nan", None])
def test_what_is_not_exact_is_refused(raw: object) -> None:
    with pytest.raises(BadNumber):
        exact(raw)


@pytest.mark.parametrize(
    ("number", "places", "mode", "expected"),
    [
        ("2.345", 2, Rounding.HALF_UP, "2.35"),
        ("2.345", 2, Rounding.DOWN, "2.34"),
        ("2.341", 2, Rounding.UP, "2.35"),
        ("-2.345", 2, Rounding.HALF_UP, "-2.35"),
        ("0.05", 0, Rounding.HALF_UP, "0"),
        ("7.5", 0, Rounding.HALF_UP, "8"),
    ],
)
def test_rounding(number: str, places: int, mode: Rounding, expected: str) -> None:
    assert text_of(RoundingRule(places, mode).apply(exact(number)), places) == expected


def test_exact_text() -> None:
    assert [text_of(exact(raw)) for raw in ("8.250", "26/3", "0", "-0.5", "100")] == [
        "8.25",
        "26/3",
        "0",
        "-0.5",
        "100",
    ]


@given(st.dictionaries(st.text(max_size=2), st.integers(0, 500), min_size=1, max_size=8), st.integers(0, 2))
def test_percentages_add_up_and_stay_close(counts: dict[str, int], places: int) -> None:
    shares = percentages(counts, places)
    base = sum(counts.values())
    if base == 0:
        assert set(shares.values()) == {""}
        return
    assert sum(exact(share) for share in shares.values()) == 100
    for name, count in counts.items():
        assert abs(exact(shares[name]) - Fraction(100 * count, base)) < Fraction(1, 10**places)
    for one in counts:
        for other in counts:
            assert counts[one] <= counts[other] or exact(shares[one]) >= exact(shares[other])


def test_percentages_of_three_thirds() -> None:
    assert percentages({"a": 1, "b": 1, "c": 1}) == {"a": "33.4", "b": "33.3", "c": "33.3"}


MAJORITIES = [
    ("branch_meeting", 20, 10, 11, True, True),
    ("branch_meeting", 20, 10, 10, True, False),
    ("branch_meeting", 21, 10, 11, False, True),
    ("staff_congress", 90, 60, 46, True, True),
    ("staff_congress", 90, 59, 45, False, False),
]


@pytest.mark.parametrize(("code", "base", "present", "votes", "opens", "passes"), MAJORITIES)
def test_bodies(code: str, base: int, present: int, votes: int, opens: bool, passes: bool) -> None:
    rule = body_rules()[code]
    counts = {"expected": base, "delegates": base, "present": present}
    assert rule.quorum.judge(present, counts).met is opens
    assert rule.passing is not None and rule.passing.judge(votes, counts).met is passes


def test_more_than_four_fifths_does_not_include_four_fifths() -> None:
    rule = body_rules()["party_election"].quorum
    assert rule.judge(40, {"expected": 50}).met is False
    assert rule.judge(41, {"expected": 50}).met is True


def test_a_missing_base_is_never_guessed_and_an_empty_one_never_enough() -> None:
    rule = ShareRule(Fraction(1, 2), Base.BALLOTS_VALID, Compare.AT_LEAST)
    with pytest.raises(MissingBase):
        rule.judge(3, {"ballots_returned": 5})
    assert rule.judge(0, {"ballots_valid": 0}).met is False


@given(st.integers(1, 200), st.integers(0, 200), st.fractions(0, 1, max_denominator=9), st.sampled_from(Compare))
def test_needed_is_the_least_that_passes(base: int, count: int, share: Fraction, compare: Compare) -> None:
    rule = ShareRule(share, Base.PRESENT, compare)
    needed = rule.needed({"present": base})
    part = Fraction(count, base)
    plain = part > share if compare is Compare.MORE_THAN else part >= share
    assert (count >= needed) == plain


@pytest.mark.parametrize(
    ("members", "rounding", "least", "places"),
    [
        (12, Rounding.DOWN, 0, 4),
        (11, Rounding.DOWN, 0, 3),
        (2, Rounding.DOWN, 0, 0),
        (2, Rounding.DOWN, 1, 1),
        (1, Rounding.DOWN, 1, 0),
        (11, Rounding.HALF_UP, 0, 4),
        (10, Rounding.UP, 0, 4),
        (0, Rounding.UP, 1, 0),
    ],
)
def test_cap_of_a_third(members: int, rounding: Rounding, least: int, places: int) -> None:
    cap = Cap(Fraction(1, 3), Base.MEMBERS, rounding, least)
    assert cap.places({"members": members}) == places
    assert judge_cap(cap, places, {"members": members}).met
    assert not judge_cap(cap, places + 1, {"members": members}).met


@pytest.mark.parametrize("share", [Fraction(1), Fraction(0), Fraction(3, 2)])
def test_a_cap_of_everybody_or_nobody_is_refused(share: Fraction) -> None:
    with pytest.raises(BadCap):
        Cap(share, Base.MEMBERS)


@given(st.integers(0, 300), st.fractions("1/100", "99/100"), st.sampled_from(Rounding), st.integers(0, 5))
def test_a_cap_never_lets_everybody_in(base: int, share: Fraction, rounding: Rounding, least: int) -> None:
    places = Cap(share, Base.APPRAISED, rounding, least).places({"appraised": base})
    assert 0 <= places <= max(base - 1, 0)


def test_ties_at_the_edge() -> None:
    votes = {"a": 9, "b": 7, "c": 7, "d": 3}
    values = {code: Fraction(count) for code, count in votes.items()}
    assert pick_inside(values, 2).chosen == ("a",)
    assert (pick_inside(values, 2).tied, pick_inside(values, 2).places_left) == (("b", "c"), 1)
    assert not pick_inside(values, 3).needs_run_off
    assert not pick_inside(values, 1).needs_run_off
    assert pick_inside(values, 9).chosen == ("a", "b", "c", "d")
    assert pick_inside(values, 0) == pick_inside({}, 0)


def test_a_run_off_is_held_among_the_tied_only_and_may_tie_again() -> None:
    inside = pick_inside({code: Fraction(count) for code, count in {"a": 9, "b": 7, "c": 7, "d": 3}.items()}, 2)
    assert settle_run_off(inside, {"b": 4, "c": 6}).chosen == ("a", "c")
    assert settle_run_off(inside, {"b": 5, "c": 5}).tied == ("b", "c")
    with pytest.raises(ValueError, match="tied"):
        settle_run_off(inside, {"b": 4, "d": 6})


@given(st.dictionaries(st.text(min_size=1, max_size=2), st.fractions(0, 5, max_denominator=2)), st.integers(0, 8))
def test_nobody_outside_has_more_than_somebody_inside(values: dict[str, Fraction], places: int) -> None:
    inside = pick_inside(values, places)
    outside = set(values) - set(inside.chosen) - set(inside.tied)
    assert len(inside.chosen) <= places
    assert len(inside.chosen) + inside.places_left == places
    for name in inside.chosen:
        assert all(values[name] > values[other] for other in (*outside, *inside.tied))
    if inside.tied:
        assert len({values[name] for name in inside.tied}) == 1
        assert len(inside.tied) > inside.places_left > 0


GRADES = ["excellent", "qualified"]
SHEETS = st.lists(
    st.dictionaries(st.sampled_from(["a", "b", "zz"]), st.sets(st.sampled_from([*GRADES, "abstain", "odd"]))),
    max_size=8,
)


def test_an_over_marked_row_is_invalid_and_not_the_sheet() -> None:
    sheets = [
        {"a": ["excellent"], "b": ["excellent", "qualified"]},
        {"a": ["qualified"]},
        {},
        {"a": ["abstain"], "b": ["abstain"]},
        {"a": ["excellent", "qualified"], "b": ["odd"]},
        {"zz": ["excellent"]},
    ]
    tally = tally_sheets(sheets, ["a", "b"], GRADES, issued=8)
    assert (tally.issued, tally.returned, tally.valid, tally.invalid, tally.abstained) == (8, 6, 2, 2, 2)
    assert tally.rows == {"a": {"excellent": 1, "qualified": 1}, "b": {"blank": 1, "invalid": 1}}
    assert tally.counts() == {"ballots_issued": 8, "ballots_returned": 6, "ballots_valid": 2}


def test_more_ballots_than_were_handed_out_is_void() -> None:
    with pytest.raises(ImpossibleTally):
        tally_sheets([{"a": ["excellent"]}] * 3, ["a"], GRADES, issued=2)


@given(SHEETS, SHEETS, st.randoms())
def test_order_and_origin_of_sheets_do_not_matter(
    screen: list[dict[str, set[str]]], paper: list[dict[str, set[str]]], random: object
) -> None:
    together = [*screen, *paper]
    random.shuffle(together)  # type: ignore[attr-defined]
    one = tally_sheets(together, ["a", "b"], GRADES, issued=len(together))
    parts = [tally_sheets(part, ["a", "b"], GRADES, issued=len(part)) for part in (screen, paper)]
    assert parts[0] + parts[1] == one
    assert all(sum(marks.values()) == one.valid for marks in one.rows.values())


@given(
    st.dictionaries(st.sampled_from(["satisfied", "dissatisfied"]), st.integers(0, 50)),
    st.integers(0, 50),
    st.integers(0, 50),
)
def test_abstaining_and_not_knowing_never_change_the_base(marks: dict[str, int], unknown: int, abstain: int) -> None:
    more = {**marks, "not_informed": unknown, "abstain": abstain, "blank": 2, "invalid": 1}
    assert base_of(more, {"not_informed"}) == base_of(marks, {"not_informed"})


def test_adding_tallies_of_nothing() -> None:
    nothing = Tally(0, 0, 0, 0, 0)
    assert nothing + nothing == nothing


def test_masking_hides_companions_and_totals_where_needed() -> None:
    masked = mask_table({"党员": {"good": 20, "poor": 2}, "教师": {"good": 30, "poor": 9}})
    inner = {(row, mark) for row in ("党员", "教师") for mark in ("good", "poor")}
    assert masked.withheld == inner
    assert (masked.cells["党员", ALL], masked.cells[ALL, "poor"], masked.cells[ALL, ALL]) == (22, 11, 61)
    alone = mask_table({"党员": {"good": 3}})
    assert set(alone.cells.values()) == {None}


def test_zeros_may_be_shown_where_the_rule_of_the_poll_allows_it() -> None:
    table = {"党员": {"good": 20, "poor": 0}, "教师": {"good": 30, "poor": 9}}
    assert ("党员", "poor") in mask_table(table).withheld
    assert not mask_table(table, show_zero=True).withheld


def test_a_table_without_small_cells_is_shown_whole() -> None:
    masked = mask_table({"a": {"x": 5, "y": 6}, "b": {"x": 7, "y": 8}})
    assert not masked.withheld and masked.cells[ALL, "x"] == 12


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), min_size=1), st.booleans())
def test_one_stratum_alone_leaves_no_small_difference(counts: dict[str, int], show_zero: bool) -> None:
    masked = mask_table({"row": counts}, show_zero=show_zero)
    shown = {mark: masked.cells["row", mark] for mark in counts}
    assert all(masked.cells[ALL, mark] == shown[mark] for mark in counts)
    hidden = [mark for mark in counts if shown[mark] is None]
    needed = {mark for mark in counts if counts[mark] < 5 and not (show_zero and counts[mark] == 0)}
    assert needed <= set(hidden) and all(shown[mark] in (None, counts[mark]) for mark in counts)
    if masked.cells["row", ALL] is None:
        assert sum(counts.values()) < 5
    elif hidden:
        assert sum(counts[mark] for mark in hidden) >= 5
    if not needed:
        assert not hidden


TABLES = st.fixed_dictionaries(
    {row: st.fixed_dictionaries({column: st.integers(0, 9) for column in "xy"}) for row in ("a", "b")}
)


@settings(max_examples=40, deadline=None)
@given(TABLES, st.booleans())
def test_no_small_cell_can_be_worked_out(table: dict[str, dict[str, int]], show_zero: bool) -> None:
    """Independent of the auditor: all tables up to 22 per cell that agree with what is shown are tried."""
    masked = mask_table(table, show_zero=show_zero)
    for cell, count in masked.cells.items():
        assert count is None or count >= 5 or (show_zero and count == 0), cell
    a, b, c, d = np.indices((23, 23, 23, 23))
    guess = {("a", "x"): a, ("a", "y"): b, ("b", "x"): c, ("b", "y"): d}
    guess |= {("a", ALL): a + b, ("b", ALL): c + d, (ALL, "x"): a + c, (ALL, "y"): b + d, (ALL, ALL): a + b + c + d}
    agrees = np.ones_like(a, dtype=bool)
    for cell, shown in masked.cells.items():
        if shown is not None:
            agrees &= guess[cell] == shown
    for (row, column), counted in guess.items():
        true = sum(
            table[own_row][own_column]
            for own_row in "ab"
            for own_column in "xy"
            if row in (own_row, ALL) and column in (own_column, ALL)
        )
        if true < 5 and not (show_zero and true == 0):
            assert counted[agrees].max() >= 5
