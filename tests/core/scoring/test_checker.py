"""Two programs that share no code come to the same marks, whatever the rules and the round."""

import json

from hypothesis import given, settings
from tests.core.scoring.test_properties import ROUNDS, rule_files

from xianfeng.apps.results.check_result import check_result
from xianfeng.core.scoring import build_given, outcome_plain, score


@settings(max_examples=60, deadline=None)
@given(rule_files(), ROUNDS)
def test_the_independent_script_agrees_with_the_engine(rules, plain):
    outcome = json.loads(json.dumps(outcome_plain(score(rules, build_given(plain, rules)))))
    package = {"rules": rules.model_dump(mode="json"), "inputs": plain, "outcome": outcome}
    done, hidden, wrong = check_result(package)
    assert (done, hidden, wrong) == (len(plain["subjects"]), 0, [])
