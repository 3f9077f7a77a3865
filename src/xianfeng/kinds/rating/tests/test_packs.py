"""Every rating step of every pack becomes a rule file that can be scored, with what the pack suggests filled in."""

from datetime import date

import pytest

from xianfeng.core.plan.cases import Given, answers
from xianfeng.core.plan.loading import load_built_in
from xianfeng.core.plan.resolving import resolve
from xianfeng.core.scoring import build_given, build_rules, score
from xianfeng.kinds.rating.kind import kind
from xianfeng.kinds.rating.weighing import Goal, Marks, choices_of, inputs_of, is_polled, items_of, rules_of

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
