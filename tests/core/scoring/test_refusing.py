"""Rule files and inputs that cannot be used are refused with a code before anything is scored; never a traceback."""

import copy
import json
from collections.abc import Callable
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from xianfeng.core.scoring import BadInput, BadRules, build_given, build_rules, read_given, read_rules, score_main
from xianfeng.core.scoring.command import SENTENCES

CASE: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "stars_of_members.yaml").read_text(encoding="utf-8")
)


def changed(part: str, path: list[str | int], value: Any) -> dict[str, Any]:
    plain: Any = copy.deepcopy(CASE[part])
    at = plain
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return dict(plain)


RULE_FAULTS: list[tuple[list[str | int], Any, str]] = [
    (["threshold", "stars"], 7, "threshold_unreachable"),
    (["parties", 0, "weight"], "0.2", "weights_not_whole"),
    (["parties", 1, "at_least"], 4, "secret_party_too_small"),
    (["parties", 1, "trim"], {"each_end": 2, "when_at_least": 4}, "trim_leaves_nothing"),
    (["parties", 1, "code"], "self", "code_twice"),
    (["criteria", 1, "code"], "loyal", "code_twice"),
    (["criteria", 1, "weight"], 0, "weight_not_positive"),
    (["scale", "maximum"], None, "scale_needs_limits"),
    (["scale"], {"type": "grades", "options": [{"code": "x", "title": "x"}]}, "scale_needs_values"),
    (["stars"], None, "threshold_without_stars"),
    (["stars", "granted_from"], 11, "star_unreachable"),
    (["stars", "points_per_star"], 20, "star_differs_from_scale"),
    (["selection", "cap"], {"share": 1, "base": "appraised"}, "cap_not_below_whole"),
    (["selection", "majority"], {"share": "1/2", "base": "ballots_valid"}, "majority_without_votes"),
    (["selection", "best_band_needed"], "good", "band_unknown"),
    (["floors"], [{"measure": "masses", "below": "0.9", "best_band": "fair"}], "floor_unknown"),
    (["parties", 0, "weight"], 0.1, "bad_value"),
    (["criteria"], [], "bad_value"),
    (["surprise"], 1, "unknown_field"),
    (["threshold", "rounds"], 10**30, "bad_value"),
    (["parties", 1, "at_least"], 10**30, "bad_value"),
    (["bands"], [{"code": "good", "title": "好", "at_least": 31}], "band_unreachable"),
    (["measures"], [{"code": "m", "title": "m", "satisfied": ["a"], "other": [], "outside_base": ["a"]}], "code_twice"),
    (["measures"], [{"code": "m", "title": "m", "satisfied": ["abstain"], "other": []}], "code_reserved"),
    (["scale"], {"type": "grades", "options": [{"code": "blank", "title": "空", "value": 1}]}, "code_reserved"),
    (["floors"], [{"measure": "m", "below": "5", "best_band": "fair"}], "share_outside"),
    (["selection", "majority"], {"share": "2", "base": "ballots_valid"}, "share_outside"),
    (["selection", "majority"], {"share": 1, "base": "ballots_valid"}, "share_outside"),
]


@pytest.mark.parametrize(("path", "value", "code"), RULE_FAULTS)
def test_rules_that_cannot_work(path: list[str | int], value: Any, code: str) -> None:
    with pytest.raises(BadRules) as refused:
        build_rules(changed("rules", path, value))
    assert code in {fault.code for fault in refused.value.faults}


def test_the_unreachable_threshold_says_what_can_be_reached() -> None:
    with pytest.raises(BadRules) as refused:
        build_rules(changed("rules", ["threshold", "stars"], 2023))
    assert refused.value.faults[0].params == {"stars": 2023, "most": 6, "rounds": 2}


def test_self_appraisal_alone_never_makes_a_result() -> None:
    plain = changed("rules", ["parties"], [{"code": "self", "title": "个人自评", "weight": 1}])
    with pytest.raises(BadRules) as refused:
        build_rules(plain)
    assert [fault.code for fault in refused.value.faults] == ["self_alone"]


INPUT_FAULTS: list[tuple[list[str | int], Any, str]] = [
    (["subjects", 0, "sheets", "self", 0, "loyal"], 11, "mark_off_scale"),
    (["subjects", 0, "sheets", "self", 0, "loyal"], "好", "mark_off_scale"),
    (["subjects", 0, "sheets", "self", 0, "loyal"], True, "mark_off_scale"),
    (["subjects", 0, "sheets", "self", 0, "other"], 5, "item_unknown"),
    (["subjects", 0, "sheets", "parents"], [{}], "party_unknown"),
    (["subjects", 0, "code"], "li", "subject_twice"),
    (["subjects", 0, "measures"], {"masses": {}}, "measure_unknown"),
    (["subjects", 1, "vetoes", 0, "code"], "other", "veto_unknown"),
    (["subjects", 1, "vetoes", 0, "evidence"], [], "bad_value"),
    (["subjects", 0, "earlier", 0, "round"], "2026-2", "round_twice"),
    (["subjects", 0, "earlier", 0, "stars"], 4, "too_many_stars"),
    (["subjects", 0, "earlier"], [{"round": "a", "stars": 1}, {"round": "b", "stars": 1}], "too_many_rounds"),
    (["subjects", 1, "tallies", "peers", "loyal"], {"9": -1}, "bad_value"),
    (["format"], 2, "bad_value"),
    (["more"], 1, "unknown_field"),
    (["counts"], {"nonsense": 1}, "base_unknown"),
    (["counts"], {"appraised": 10**400}, "bad_value"),
    (["subjects", 0, "sheets", "self", 0, "loyal"], 10**400, "mark_off_scale"),
]


@pytest.mark.parametrize(("path", "value", "code"), INPUT_FAULTS)
def test_input_that_does_not_fit(path: list[str | int], value: Any, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        build_given(changed("input", path, value), build_rules(CASE["rules"]))
    assert code in {fault.code for fault in refused.value.faults}


def test_texts_that_are_no_yaml_or_json() -> None:
    with pytest.raises(BadRules):
        read_rules("a: [1,")
    with pytest.raises(BadRules):
        read_rules("- 1")
    for text in ("{", "[]", "NaN", '{"format": Infinity}'):
        with pytest.raises(BadInput):
            read_given(text, build_rules(CASE["rules"]))


def test_more_votes_than_ballots_are_no_result() -> None:
    case = yaml.safe_load((Path(__file__).parent / "cases" / "outstanding_members.yaml").read_text(encoding="utf-8"))
    case["input"]["subjects"][0]["votes"] = case["input"]["counts"]["ballots_valid"] + 1
    with pytest.raises(BadInput) as refused:
        build_given(case["input"], build_rules(case["rules"]))
    assert [fault.code for fault in refused.value.faults] == ["more_votes_than_ballots"]


def doubled(first: str, following: Callable[[str], str]) -> str:
    """Each line means nine times the one before: a kilobyte that grows to gigabytes."""
    names = "abcdefghi"
    lines = [f"{next_}: &{next_} {following(','.join([f'*{name}'] * 9))}" for name, next_ in pairwise(names)]
    return "\n".join([f"a: &a {first}", *lines])


RULES = yaml.safe_dump(CASE["rules"], allow_unicode=True)
HOSTILE_RULES = {
    "a bomb of lists": (doubled("[x, x]", "[{}]".format), "alias_refused"),
    "a bomb of merges": (doubled("{k: 1, l: 2}", "{{<<: [{}]}}".format), "alias_refused"),
    "a circle": ("criteria: &a [*a]", "alias_refused"),
    "a merge without alias": (f"{RULES}\nx: {{<<: {{a: 1}}}}", "alias_refused"),
    "a name twice": (f"{RULES}\ntitle: 另一个", "key_twice"),
    "no end of lists": ("[" * 20000, "too_deep"),
    "no end of mappings": ("\n".join(" " * depth + "a:" for depth in range(300)), "too_deep"),
    "a number of 5000 digits": (f"{RULES}\nsmallest_cell: {'9' * 5000}", "bad_value"),
    "a share of 5000 digits": (RULES.replace("'0.1'", "9" * 5000), "bad_value"),
    "a power": (RULES.replace("'0.1'", "1e999999999"), "bad_value"),
    "no number": (RULES.replace("'0.1'", ".nan"), "bad_value"),
    "a day that is none": (
        RULES.replace("'2026.1'", "2026-13-45").replace("total: sum", "total: 2026-13-45"),
        "bad_value",
    ),
    "half a sign": (RULES.replace("'2026.1'", '"\\ud800"'), "not_text"),
    "a Python object": ("!!python/object/apply:os.system ['true']", "not_yaml"),
    "a sign of zero": ("a: \x00", "not_yaml"),
    "two files in one": (f"{RULES}\n---\na: 1", "not_yaml"),
    "a list for a name": ("? [1, 2]\n: 3", "not_yaml"),
    "nothing": ("", "not_a_mapping"),
}


@pytest.mark.parametrize("name", HOSTILE_RULES)
def test_hostile_rule_files(name: str) -> None:
    text, code = HOSTILE_RULES[name]
    with pytest.raises(BadRules) as refused:
        read_rules(text)
    assert refused.value.faults[0].code == code
    assert code in SENTENCES


GIVEN = json.dumps(changed("input", ["subjects", 0, "sheets", "self", 0, "loyal"], 77))
HOSTILE_INPUTS = {
    "a power": (GIVEN.replace("77", "1e999999999"), "mark_off_scale"),
    "a small power": (GIVEN.replace("77", "1e-99999999"), "mark_off_scale"),
    "a number of 5000 digits": (GIVEN.replace("77", "9" * 5000), "mark_off_scale"),
    "a name twice": (f'{GIVEN[:-1]}, "round": "another"}}', "key_twice"),
    "no end": ("[" * 100_000, "too_deep"),
    "half a sign": (GIVEN.replace('"zhang"', '"\\ud800"'), "not_text"),
}


@pytest.mark.parametrize("name", HOSTILE_INPUTS)
def test_hostile_inputs(name: str) -> None:
    text, code = HOSTILE_INPUTS[name]
    with pytest.raises(BadInput) as refused:
        read_given(text, build_rules(CASE["rules"]))
    assert refused.value.faults[0].code == code
    assert code in SENTENCES


def test_every_fault_has_its_sentence() -> None:
    codes = {code for _, _, code in (*RULE_FAULTS, *INPUT_FAULTS)} | {"more_votes_than_ballots"}
    assert codes <= SENTENCES.keys()


@pytest.mark.parametrize(
    "case",
    [
        ("rules", ["threshold", "stars"], 2023),
        ("rules", ["parties", 0, "weight"], "0.3"),
        ("input", ["subjects", 0, "sheets", "self", 0, "loyal"], 99),
        ("input", ["subjects", 0, "surprise"], 99),
        ("input", ["subjects", 0, "sur\nprise" * 1000], 99),
        ("input", ["subjects", 0, "sheets", "self", 0, "loyal"], "x\ny" * 100_000),
        ("input", ["subjects", 0, "sheets", "self", 0, "loyal"], "{line}"),
    ],
)
def test_the_command_says_one_sentence(case: tuple[str, list[str | int], Any], tmp_path: Path) -> None:
    part, path, value = case
    files = {"rules": CASE["rules"], "input": CASE["input"], part: changed(part, path, value)}
    (tmp_path / "r.yaml").write_text(yaml.safe_dump(files["rules"], allow_unicode=True), encoding="utf-8")
    (tmp_path / "i.json").write_text(json.dumps(files["input"]), encoding="utf-8")
    out, err = StringIO(), StringIO()
    assert score_main([str(tmp_path / "r.yaml"), str(tmp_path / "i.json")], out, err) == 2
    assert out.getvalue() == "" and err.getvalue().endswith("。\n") and err.getvalue().count("\n") == 1
    assert len(err.getvalue()) < 300 + len(str(tmp_path))


def test_the_command_on_files_that_are_not_there_or_not_text(tmp_path: Path) -> None:
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    for words in ([], ["a"], ["a", "b", "c"], ["a", "--x"], ["nowhere.yaml", "b"], [str(tmp_path / "bytes.yaml"), "b"]):
        out, err = StringIO(), StringIO()
        assert score_main(words, out, err) == 2
        assert out.getvalue() == "" and err.getvalue().endswith("。\n") and err.getvalue().count("\n") == 1
