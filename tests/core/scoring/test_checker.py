"""Two programs that share no code come to the same marks, whatever the rules and the round."""

import io
import json
import math

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.apps.results.test_results import RULES, inputs
from tests.core.scoring.test_properties import ROUNDS, rule_files

from xianfeng.apps.results.check_result import check_result
from xianfeng.apps.results.queries import compute
from xianfeng.core.scoring import build_given, outcome_plain, score, score_main
from xianfeng.core.scoring.masking import ALL, mask_table


@settings(max_examples=60, deadline=None)
@given(rule_files(), ROUNDS)
def test_the_independent_script_agrees_with_the_engine(rules, plain):
    outcome = json.loads(json.dumps(outcome_plain(score(rules, build_given(plain, rules)))))
    package = {"rules": rules.model_dump(mode="json"), "inputs": plain, "outcome": outcome}
    done, hidden, wrong = check_result(package)
    assert (done, hidden, wrong) == (len(plain["subjects"]), 0, [])


def test_the_command_gives_the_bytes_that_the_web_keeps(tmp_path):
    """What is stored with a result, written to two files, gives the stored outcome again, byte by byte."""
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(RULES, allow_unicode=True), encoding="utf-8")
    given_round = inputs(a=9, b=8, c=3)
    (tmp_path / "input.json").write_text(json.dumps(given_round), encoding="utf-8")
    out = io.StringIO()
    assert score_main([str(tmp_path / "rules.yaml"), str(tmp_path / "input.json")], out, io.StringIO()) == 0
    kept = compute(RULES, given_round)
    assert out.getvalue() == json.dumps(kept, ensure_ascii=False, sort_keys=True, indent=2) + "\n"


@st.composite
def tables(draw):
    """Small tables: up to three classes of raters, up to three marks."""
    marks = ["good", "fair", "poor"][: draw(st.integers(2, 3))]
    rows = ["members", "staff", "parents"][: draw(st.integers(1, 3))]
    return {row: {mark: draw(st.integers(0, 12)) for mark in marks} for row in rows}


@settings(max_examples=25, deadline=None)
@given(tables())
def test_no_table_lets_anybody_see_or_work_out_a_small_figure(table):
    """Nothing under five is shown; and whatever is withheld could be five or more, by an own program over all that is shown."""
    shown = mask_table(table, 5).cells
    assert all(count is None or count >= 5 for count in shown.values())
    rows, columns = sorted(table), sorted({mark for marks in table.values() for mark in marks})
    known = {cell: count for cell, count in shown.items() if count is not None}
    for row, column in [(row, column) for row in rows for column in columns]:
        if shown[row, column] is None and table[row][column] < 5:
            assert _largest_allowed(row, column, rows, columns, known) >= 5


def _largest_allowed(row, column, rows, columns, known):
    """The largest value the shown figures allow, by SciPy on a program set up here and not by the code under test."""
    cells = [(r, c) for r in rows for c in columns]
    lines, right = [], []
    for (r, c), count in known.items():
        lines.append([int((r in (cell[0], ALL)) and (c in (cell[1], ALL))) for cell in cells])
        right.append(count)
    goal = [-int(cell == (row, column)) for cell in cells]
    found = linprog(goal, A_eq=lines or None, b_eq=right or None, bounds=(0, None), method="highs")
    return math.inf if found.status == 3 else round(-found.fun, 6)
