"""Owed work: running steps x audience - evidence - excuses."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from xianfeng.core.audience import person_facts, who_rule
from xianfeng.core.kind.contract import Need
from xianfeng.core.owed import OwedItem, RunningStep, Standing, owed_by, owing, shortfall
from xianfeng.core.schedule import DateSpan

MEMBER = person_facts(membership="full_member", employment=["regular"])
TEACHER = person_facts(employment=["regular"])
SPIRIT, POST = Need("pledge_published", 1, "party_spirit"), Need("pledge_published", 2, "post")
PLEDGE = RunningStep(
    "pledge", DateSpan.inclusive(date(2026, 3, 1), date(2026, 3, 31)), (SPIRIT, POST), who_rule(["members"])
)
STUDY = RunningStep("study", DateSpan.inclusive(date(2026, 3, 1), date(2026, 3, 10)), (Need("studied"),))
LATER = RunningStep("narration", DateSpan.inclusive(date(2026, 5, 1), date(2026, 5, 31)), (Need("narrated"),))
READING = RunningStep("notice", DateSpan.inclusive(date(2026, 3, 1), date(2026, 3, 31)), ())
STEPS = [PLEDGE, STUDY, LATER, READING]


def test_what_a_member_owes_soonest_first() -> None:
    record = {"pledge": {("pledge_published", "party_spirit"): 1, ("pledge_published", "post"): 1}}
    assert owed_by(MEMBER, STEPS, record, (), date(2026, 3, 20)) == (
        OwedItem("study", Standing.OVERDUE, date(2026, 3, 10), (Need("studied"),)),
        OwedItem("pledge", Standing.OPEN, date(2026, 3, 31), (Need("pledge_published", 1, "post"),)),
    )


def test_outside_the_audience_nothing_is_owed() -> None:
    assert [item.step for item in owed_by(TEACHER, STEPS, {}, (), date(2026, 3, 20))] == ["study"]


def test_an_excuse_or_the_evidence_takes_a_step_off_the_list() -> None:
    assert owed_by(MEMBER, STEPS, {"study": {("studied", ""): 3}}, {"pledge"}, date(2026, 3, 20)) == ()


def test_the_last_day_is_not_overdue_and_the_next_is() -> None:
    on_last, after = (owed_by(TEACHER, [STUDY], {}, (), date(2026, 3, day))[0] for day in (10, 11))
    assert (on_last.standing, after.standing) == (Standing.OPEN, Standing.OVERDUE)


def test_steps_to_come_are_shown_on_request() -> None:
    assert owed_by(TEACHER, [LATER], {}, (), date(2026, 3, 1)) == ()
    (item,) = owed_by(TEACHER, [LATER], {}, (), date(2026, 3, 1), with_waiting=True)
    assert item.standing is Standing.WAITING


def test_evidence_outranks_an_excuse() -> None:
    record = {"a": {("studied", ""): 1}}
    standing = owing(STUDY, ["a", "b", "c"], record, {"a", "b"})
    assert (standing.done, standing.excused, standing.missing) == (("a",), ("b",), ("c",))


COUNTS = st.dictionaries(
    st.tuples(st.just("pledge_published"), st.sampled_from(["party_spirit", "post"])), st.integers(0, 4)
)


@given(st.dictionaries(st.integers(0, 20), COUNTS), st.sets(st.integers(0, 20)))
def test_everybody_stands_in_exactly_one_list(record: dict[int, dict[tuple[str, str], int]], excused: set[int]) -> None:
    standing = owing(PLEDGE, range(21), record, excused)
    assert sorted(standing.done + standing.excused + standing.missing) == list(range(21))


@given(COUNTS, st.sampled_from(["party_spirit", "post"]))
def test_more_evidence_never_adds_to_what_is_owed(counts: dict[tuple[str, str], int], part: str) -> None:
    key = ("pledge_published", part)
    more = {**counts, key: counts.get(key, 0) + 1}
    lacking = sum(need.at_least for need in shortfall(PLEDGE.needs, counts))
    assert lacking - 1 <= sum(need.at_least for need in shortfall(PLEDGE.needs, more)) <= lacking
