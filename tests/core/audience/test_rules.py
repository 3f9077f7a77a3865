"""Audience rules: words of a plan, data both ways, and the fold that an app turns into SQL."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.core.audience import (
    EVERYONE,
    NOBODY,
    OUTSIDE,
    All,
    AnyOf,
    BadRule,
    Facts,
    Has,
    Not,
    Rule,
    UnknownWho,
    fold,
    matches,
    organization_facts,
    person_facts,
    read_rule,
    subject_of_who,
    who_rule,
    write_rule,
)
from xianfeng.core.plan.vocabulary import Who

SECRETARY = person_facts(
    membership="full_member",
    employment=["regular"],
    offices=["branch_secretary", "teacher"],
    rights=["speak", "vote", "elect", "be_elected"],
    affiliations=["home"],
    school_type="primary",
)
PROBATIONARY = person_facts(membership="probationary_member", employment=["regular"], school_type="senior_middle")
TEACHER = person_facts(employment=["regular"], offices=["teacher"], school_type="primary")
RETIRED = person_facts(membership="full_member", employment=["retired"], affiliations=["home"])
MOBILE = person_facts(membership="full_member", employment=["seconded"], affiliations=["guest"])
BRANCH = organization_facts(type="joint_branch", school_type="joint_school")

CASES = [
    (["members"], [], [], [SECRETARY, PROBATIONARY, RETIRED, MOBILE]),
    (["full_members"], [], [], [SECRETARY, RETIRED, MOBILE]),
    (["members"], ["retired_members"], [], [SECRETARY, PROBATIONARY, MOBILE]),
    (["members"], [], ["primary"], [SECRETARY]),
    (["staff"], [], [], [SECRETARY, PROBATIONARY, TEACHER, MOBILE]),
    (["non_members"], [], [], [TEACHER]),
    (["members", "non_members"], [], ["primary"], [SECRETARY, TEACHER]),
    (["leaders"], [], [], [SECRETARY]),
    (["mobile_members"], [], [], [MOBILE]),
    (["branches"], [], [], [BRANCH]),
    (["parents"], [], [], []),
    (["parents", "leaders"], ["students"], [], [SECRETARY]),
]


@pytest.mark.parametrize(("who", "without", "types", "expected"), CASES)
def test_words_of_a_plan(who: list[str], without: list[str], types: list[str], expected: list[Facts]) -> None:
    rule = who_rule(who, without=without, school_types=types)
    everybody = [SECRETARY, PROBATIONARY, TEACHER, RETIRED, MOBILE, BRANCH]
    assert [facts for facts in everybody if matches(rule, facts)] == expected


def test_every_word_a_plan_may_use_is_defined() -> None:
    subjects = {word: subject_of_who(word) for word in get_args(Who)}
    assert {word for word, subject in subjects.items() if subject == "outside"} == OUTSIDE


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(UnknownWho):
        who_rule(["everybody"])


def test_data_reads_as_written_in_the_docstring() -> None:
    rule = read_rule(
        {"any": [{"membership": ["full_member"]}, {"employment": "regular", "not": {"office": ["principal"]}}]}
    )
    assert matches(rule, TEACHER)
    assert not matches(rule, person_facts(employment=["regular"], offices=["principal"]))


@pytest.mark.parametrize(
    ("data", "code", "path"),
    [
        ([], "rule_not_a_mapping", ""),
        ({}, "rule_not_a_mapping", ""),
        ({"any": [{"member": ["yes"]}]}, "unknown_field", "any[0].member"),
        ({"all": "members"}, "rules_not_a_list", "all"),
        ({"not": {"office": []}}, "values_not_words", "not.office"),
        ({"office": [3]}, "values_not_words", "office"),
    ],
)
def test_faulty_data_names_its_place(data: object, code: str, path: str) -> None:
    with pytest.raises(BadRule) as fault:
        read_rule(data)
    assert (fault.value.code, fault.value.path) == (code, path)


LEAVES = st.builds(
    Has,
    st.sampled_from(["membership", "office", "group"]),
    st.frozensets(st.sampled_from(["full_member", "principal", "teacher", "x"]), min_size=1),
)
RULES: st.SearchStrategy[Rule] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)
PEOPLE = st.builds(
    person_facts,
    membership=st.sampled_from(["full_member", "non_member"]),
    offices=st.lists(st.sampled_from(["principal", "teacher"])),
    groups=st.lists(st.just("x")),
)


@given(RULES)
def test_writing_and_reading_give_the_same_rule(rule: Rule) -> None:
    assert read_rule(write_rule(rule)) == rule


@given(RULES, PEOPLE)
def test_a_fold_into_another_language_agrees(rule: Rule, facts: Facts) -> None:
    text = fold(
        rule,
        has=lambda field, values: f"bool({set(values)!r} & set(facts[{field!r}]))",
        all_of=lambda parts: "(" + " and ".join(["True", *parts]) + ")",
        any_of=lambda parts: "(" + " or ".join(["False", *parts]) + ")",
        negate=lambda part: f"(not {part})",
    )
    assert eval(text, {"facts": facts}) == matches(rule, facts)


@given(PEOPLE)
def test_everyone_and_nobody(facts: Facts) -> None:
    assert matches(EVERYONE, facts) and not matches(NOBODY, facts)
