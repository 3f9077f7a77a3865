"""Every rating step of every pack becomes a rule file that can be scored, with what the pack suggests filled in."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from xianfeng.core.plan.cases import Given, answers
from xianfeng.core.plan.loading import load_built_in
from xianfeng.core.plan.resolving import resolve
from xianfeng.core.scoring import build_given, build_rules, score, text_of
from xianfeng.kinds.rating.kind import kind
from xianfeng.kinds.rating.weighing import Goal, Marks, choices_of, inputs_of, is_polled, items_of, rules_of

README = Path(__file__).parents[3] / "packs" / "ten_stars" / "README.md"
STEPS = {
    "ten_stars": {"member_rating": 2, "branch_rating": 2},
    "one_two_five_one": {"school_rating": 1, "member_rating": 1},
    "three_innovations_four_deeds": {"branch_rating": 1, "member_rating": 1},
    "staff_congress": {"leader_assessment": 1},
}


@pytest.mark.parametrize("code", STEPS)
def test_a_rating_step_of_a_pack_can_be_scored(code):
    pack = load_built_in(code)
    plan = resolve(pack, answers(pack, Given(answered=True)), date(2026, 4, 1))
    found = [step for step in plan.steps if step.kind == "rating"]
    assert {name: sum(step.code == name for step in found) for name in STEPS[code]} == STEPS[code]
    criteria = {
        name: [{"key": item.key, "title": item.title, "key_item": item.key_item, "goal": item.goal} for item in items]
        for name, items in plan.criteria.items()
    }
    for step in found:
        params = kind.read_params(step.params)
        items = items_of(params, criteria)
        goal = Goal(12, 2) if params.accumulates else None
        rules = build_rules(rules_of(params, title=step.title, items=items, goal=goal))
        best = next(iter(choices_of(params)))
        marks = Marks("s001")
        for party in params.parties:
            if is_polled(party):
                marks.tallies[party.code] = {item["code"]: {best: 20} for item in items}
            else:
                marks.sheets[party.code] = [{item["code"]: best for item in items}]
        outcome = score(rules, build_given(inputs_of(round_name=step.key, marks=[marks]), rules)).subjects[0]
        assert outcome.refusals == ()
        assert outcome.total is not None
        if rules.stars is not None:
            assert outcome.stars is not None
            assert len(outcome.stars) == len(items)
        if rules.bands:
            assert outcome.band == rules.bands[0].code


@pytest.mark.parametrize(("when_missing", "points", "stars"), [("withhold", None, None), ("reweigh", "9.39", ("one",))])
def test_the_worked_example_of_the_pack_is_what_is_computed(when_missing, points, stars):
    """A party that is missing: withheld, or reweighed as declared beforehand, never a zero."""
    pack = load_built_in("ten_stars")
    plan = resolve(pack, answers(pack, Given(answered=True)), date(2026, 4, 1))
    params = kind.read_params(next(step for step in plan.steps if step.code == "member_rating").params)
    parties = tuple(
        party.model_copy(update={"when_missing": when_missing}) if party.code == "staff" else party
        for party in params.parties
    )
    assert [party.when_missing for party in params.parties] == ["withhold"] * 4, "nothing said is withheld"
    params = params.model_copy(update={"parties": parties})
    rules = build_rules(rules_of(params, title="星", items=[{"code": "one", "title": "星", "key": False}]))
    marks = Marks("s001", sheets={party: [{"one": "yes"}] for party in ("self", "organization")})
    marks.tallies = {"peers": {"one": {"yes": 6, "no": 1}}, "staff": {"one": {"yes": 3}}}
    outcome = score(rules, build_given(inputs_of(round_name="1", marks=[marks]), rules)).subjects[0]
    value = outcome.items["one"]
    assert (value and text_of(value, 2), outcome.stars) == (points, stars)
    written = README.read_text(encoding="utf-8")
    assert f"| {points or '无'} |" in written and when_missing in written
    as_zero = (Fraction(10, 10) + Fraction(3, 10) * Fraction(60, 7) + 3) * 1
    assert f"只有 {text_of(as_zero, 2)} 分" in written
