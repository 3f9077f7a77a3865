"""Rules of a vote: cap, majority, ties, recusal - as properties."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from xianfeng.apps.results.queries import compute
from xianfeng.kinds.selection.counting import inputs_of, places_before_voting, rules_of, shortlist, subject_code

PARAMS = {
    "cap": "1/3",
    "cap_base": "appraised",
    "cap_rounding": "down",
    "cap_least": 0,
    "majority": "1/2",
    "majority_base": "ballots_valid",
    "smallest_cell": 5,
}


def outcome(votes, *, valid, appraised, params=PARAMS, share=None):
    given_votes = {subject_code(n): count for n, count in enumerate(votes, start=1)}
    counts = {"ballots_valid": valid, "appraised": appraised}
    plain = inputs_of(round_name="poll:1", valid=valid, votes=given_votes, counts=counts)
    return compute(rules_of(params, title="优秀", run_off_share=share), plain)["selection"]


@given(
    st.data(),
    st.integers(5, 60),
    st.fractions(min_value=Fraction(1, 20), max_value=Fraction(19, 20), max_denominator=60),
)
def test_the_list_never_exceeds_the_cap_and_never_cuts_a_tie(data, valid, cap):
    votes = data.draw(st.lists(st.integers(0, valid), min_size=1, max_size=20))
    appraised = data.draw(st.integers(len(votes), 60))
    found = outcome(votes, valid=valid, appraised=appraised, params={**PARAMS, "cap": str(cap)})
    assert found["places"] <= max(appraised - 1, 0)
    by_code = {subject_code(n): count for n, count in enumerate(votes, start=1)}
    if found["chosen"] is None:
        params = found["refusals"][0]["params"]
        assert len({by_code[code] for code in params["tied"]}) == 1
        assert 0 < params["places_left"] < len(params["tied"])
        assert len(params["inside"]) + params["places_left"] == found["places"]
    else:
        assert len(found["chosen"]) <= found["places"]
        assert all(by_code[code] * 2 > valid for code in found["chosen"])
        left = [by_code[code] for code in found["eligible"] if code not in found["chosen"]]
        if found["chosen"] and left:
            assert max(left) < min(by_code[code] for code in found["chosen"])


@given(st.integers(2, 12), st.data())
def test_a_run_off_fills_exactly_the_places_left(tied, data):
    left = data.draw(st.integers(1, tied - 1))
    votes = data.draw(st.permutations(range(tied)))
    found = outcome(votes, valid=max(tied, 5), appraised=tied, share=Fraction(left, tied))
    assert found["places"] == left
    assert len(found["chosen"]) == left


def test_twelve_members_and_a_third_give_four_eleven_three_two_none():
    for appraised, places in ((12, 4), (11, 3), (2, 0)):
        assert places_before_voting(PARAMS, {"appraised": appraised}) == places


def test_a_cap_on_a_base_known_only_afterwards_does_not_bind_the_sheet():
    assert places_before_voting({**PARAMS, "cap_base": "ballots_valid"}, {"appraised": 9}) is None
    assert places_before_voting({**PARAMS, "cap": None}, {"appraised": 9}) is None


def test_the_list_follows_from_nominations_and_recommendations():
    assert shortlist([3, 1, 2, 4], {1: 1, 9: 5}, {4}) == [1, 4]


@given(st.integers(5, 60), st.data())
def test_a_place_is_never_filled_without_a_vote(valid, data):
    votes = [valid, *data.draw(st.lists(st.just(0), min_size=1, max_size=9))]
    found = outcome(votes, valid=valid, appraised=60, params={**PARAMS, "majority": None})
    assert found["places"] > 1
    assert found["chosen"] == [subject_code(1)]
