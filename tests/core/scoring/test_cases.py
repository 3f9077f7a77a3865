"""Situation -> expected, as files that a non-programmer can extend; the command gives the same bytes."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from xianfeng.core.scoring import (
    build_given,
    build_rules,
    given_schema,
    outcome_json,
    outcome_plain,
    rules_schema,
    score,
    score_main,
)

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


def load(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return case


def shortened(result: dict[str, Any], keys: dict[str, Any]) -> dict[str, Any]:
    found = {key: result[key] for key in keys}
    if "refusals" in found:
        found["refusals"] = [refusal["code"] for refusal in found["refusals"]]
    return found


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = load(path)
    rules = build_rules(case["rules"])
    plain = outcome_plain(score(rules, build_given(case["input"], rules)))
    results = {result["code"]: result for result in plain["subjects"]}
    expected = case["expect"]["subjects"]
    assert {code: shortened(results[code], keys) for code, keys in expected.items()} == expected
    if "selection" in case["expect"]:
        assert shortened(plain["selection"], case["expect"]["selection"]) == case["expect"]["selection"]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_command_gives_the_same_bytes(path: Path, tmp_path: Path) -> None:
    case = load(path)
    (tmp_path / "rules.yaml").write_text(yaml.safe_dump(case["rules"], allow_unicode=True), encoding="utf-8")
    (tmp_path / "input.json").write_text(json.dumps(case["input"]), encoding="utf-8-sig")
    out, err = StringIO(), StringIO()
    assert score_main([str(tmp_path / "rules.yaml"), str(tmp_path / "input.json")], out, err) == 0
    rules = build_rules(case["rules"])
    assert (out.getvalue(), err.getvalue()) == (outcome_json(score(rules, build_given(case["input"], rules))), "")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_published_schemas_accept_what_the_engine_accepts(path: Path) -> None:
    case = load(path)
    jsonschema.validate(case["rules"], rules_schema())
    jsonschema.validate(case["input"], given_schema())


@pytest.mark.parametrize(
    ("run_off", "chosen", "codes"),
    [
        ({"b": 4, "c": 6}, ["a", "c"], []),
        ({"b": 5, "c": 5}, None, ["run_off_needed"]),
        ({"b": 4, "d": 6}, None, ["run_off_not_of_the_tied", "run_off_needed"]),
    ],
)
def test_the_run_off_decides(run_off: dict[str, int], chosen: list[str] | None, codes: list[str]) -> None:
    case = load(Path(__file__).parent / "cases" / "outstanding_members.yaml")
    rules = build_rules(case["rules"])
    selection = outcome_plain(score(rules, build_given({**case["input"], "run_off": run_off}, rules)))["selection"]
    assert selection["chosen"] == chosen
    assert [refusal["code"] for refusal in selection["refusals"]] == codes


def test_a_vetoed_subject_without_raters_holds_nobody_up_but_a_contested_veto_does() -> None:
    case = load(Path(__file__).parent / "cases" / "stars_of_members.yaml")
    rules = build_rules(case["rules"])
    veto = [{"code": "three_creations", "evidence": ["inspection:9"]}]
    zhang, li, wang, zhao = case["input"]["subjects"]

    def chosen(*subjects: dict[str, Any]) -> list[str] | None:
        given = build_given({**case["input"], "subjects": [*subjects]}, rules)
        found: list[str] | None = outcome_plain(score(rules, given))["selection"]["chosen"]
        return found

    cleared = {**li, "vetoes": []}
    assert chosen(zhang, cleared) == ["li"]
    assert chosen(zhang, cleared, wang) is None
    assert chosen(zhang, cleared, {**wang, "vetoes": veto}) == ["li"]
    assert chosen(zhang, cleared, {**zhao, "vetoes": veto}) is None


@pytest.mark.parametrize(("word", "schema"), [("--rules-schema", rules_schema()), ("--input-schema", given_schema())])
def test_the_command_prints_the_schemas(word: str, schema: dict[str, Any]) -> None:
    out = StringIO()
    assert score_main([word], out, StringIO()) == 0
    assert json.loads(out.getvalue()) == schema


def test_every_number_of_the_explanation_names_its_source_or_its_base() -> None:
    case = load(Path(__file__).parent / "cases" / "stars_of_members.yaml")
    rules = build_rules(case["rules"])
    (zhang,) = (
        result
        for result in outcome_plain(score(rules, build_given(case["input"], rules)))["subjects"]
        if result["code"] == "zhang"
    )
    lines = {line["about"]: line for line in zhang["explain"]}
    assert lines["party:peers:loyal"] == {
        "about": "party:peers:loyal",
        "how": "trimmed_mean",
        "value": "26/3",
        "base": "marks_valid",
        "base_count": 5,
        "parts": [],
        "source": "党员互评",
    }
    assert lines["party:staff:loyal"]["base_count"] == 5
    assert lines["item:loyal"]["parts"] == ["self×0.1", "peers×0.3", "staff×0.2", "organization×0.4"]
    assert lines["stars"]["value"] == 1 and lines["stars"]["base_count"] == 3
    assert all(line["source"] for line in zhang["explain"])


def test_a_secret_party_below_the_smallest_cell_does_not_say_how_many_it_was() -> None:
    case = load(Path(__file__).parent / "cases" / "stars_of_members.yaml")
    rules = build_rules(case["rules"])
    li = next(
        r for r in outcome_plain(score(rules, build_given(case["input"], rules)))["subjects"] if r["code"] == "li"
    )
    missing = [line for line in li["explain"] if line["how"] == "missing"]
    assert [(line["about"], line["base_count"], line["value"]) for line in missing] == [
        (f"party:staff:{item}", None, None) for item in ("loyal", "eager", "devoted")
    ]
