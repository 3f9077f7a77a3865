"""A sample that anyone can draw again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.core.sampling import ImpossibleSample, allocate, draw_sample

ROSTER = {f"p{n:03}": "小学" if n < 60 else "初中" if n < 95 else "幼儿园" for n in range(100)}


def test_strata_in_proportion_and_nobody_left_out() -> None:
    sample = draw_sample(ROSTER, 20, "2026-06-01")
    assert sample.drawn == {"初中": 7, "小学": 12, "幼儿园": 1}
    assert (len(sample.members), sample.size, sample.strata["小学"]) == (20, 20, 60)


def test_the_draw_is_pinned_so_that_it_can_be_repeated_years_later() -> None:
    # printf "seed\\ta\\tp0" | sha256sum, for p0 to p9: the three smallest sums
    small = {f"p{n}": "a" for n in range(10)}
    assert draw_sample(small, 3, "seed").members == ("p1", "p3", "p4")


def test_another_seed_draws_others() -> None:
    assert draw_sample(ROSTER, 20, "a").members != draw_sample(ROSTER, 20, "b").members


@pytest.mark.parametrize(
    ("roster", "size", "code"),
    [
        ({}, 1, "nobody_to_draw"),
        (ROSTER, 0, "size_below_one"),
        (ROSTER, 101, "size_over_population"),
        (ROSTER, 2, "size_below_strata"),
    ],
)
def test_impossible_samples(roster: dict[str, str], size: int, code: str) -> None:
    with pytest.raises(ImpossibleSample) as refused:
        draw_sample(roster, size, "s")
    assert refused.value.code == code


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.sampled_from("abc"), min_size=3, max_size=40), st.data())
def test_order_of_the_roster_does_not_matter_and_more_keeps_the_drawn(
    roster: dict[str, str], data: st.DataObject
) -> None:
    size = data.draw(st.integers(3, len(roster)))
    sample = draw_sample(roster, size, "s", at_least_each=0)
    backwards = dict(reversed(list(roster.items())))
    assert draw_sample(backwards, size, "s", at_least_each=0) == sample
    assert len(set(sample.members)) == size <= len(roster)
    one_stratum = dict.fromkeys(roster, "a")
    smaller = draw_sample(one_stratum, size - 1, "s")
    assert set(smaller.members) < set(draw_sample(one_stratum, size, "s").members)


@given(st.dictionaries(st.text(max_size=2), st.integers(1, 50), min_size=1), st.integers(0, 3), st.data())
def test_allocation_adds_up_and_stays_within_its_quota(
    strata: dict[str, int], minimum: int, data: st.DataObject
) -> None:
    floors = {name: min(minimum, count) for name, count in strata.items()}
    total = sum(strata.values())
    size = data.draw(st.integers(sum(floors.values()), total))
    seats = allocate(strata, size, minimum)
    assert sum(seats.values()) == size
    for name, count in strata.items():
        assert floors[name] <= seats[name] <= count
        if minimum == 0:
            assert abs(seats[name] * total - size * count) < total
