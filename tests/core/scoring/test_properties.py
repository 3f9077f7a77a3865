"""What must hold for any round: order never matters, a better mark never harms, abstaining changes no base, replay."""

import copy
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from xianfeng.core.scoring import Rules, build_given, build_rules, outcome_json, outcome_plain, score
from xianfeng.core.scoring.engine import Outcome

ITEMS = ("first", "second")


@st.composite
def rule_files(draw: st.DrawFn) -> Rules:
    party = st.fixed_dictionaries(
        {
            "at_least": st.integers(1, 3),
            "when_missing": st.sampled_from(["withhold", "reweigh"]),
            "trim": st.sampled_from([None, {"each_end": 1, "when_at_least": 3}]),
        }
    )
    peer_share = draw(st.fractions("1/10", "9/10", max_denominator=10))
    return build_rules(
        {
            "format": 1,
            "code": "any",
            "title": "任意",
            "version": "1",
            "criteria": [{"code": item, "title": item} for item in ITEMS],
            "scale": {"type": "points", "minimum": 0, "maximum": 10},
            "parties": [
                {"code": "peers", "title": "互评", "weight": peer_share, **draw(party)},
                {"code": "organization", "title": "总评", "weight": 1 - peer_share, **draw(party)},
            ],
            "total": draw(st.sampled_from(["sum", "weighted_mean"])),
            "rounding": {
                "at": draw(st.sampled_from(["item", "total"])),
                "places": draw(st.integers(0, 2)),
                "mode": draw(st.sampled_from(["down", "half_up", "up"])),
            },
            "stars": {},
            "bands": [{"code": "high", "title": "高", "at_least": 8}, {"code": "low", "title": "低", "at_least": 0}],
            "measures": [
                {
                    "code": "masses",
                    "title": "满意度",
                    "satisfied": ["yes"],
                    "other": ["no"],
                    "outside_base": ["unknown"],
                }
            ],
            "floors": [{"measure": "masses", "below": "0.9", "best_band": "low"}],
        }
    )


MARKS = st.one_of(st.integers(0, 10), st.sampled_from(["abstain", "7.5"]))
SHEET = st.dictionaries(st.sampled_from(ITEMS), MARKS)
SUBJECT = st.fixed_dictionaries(
    {
        "sheets": st.fixed_dictionaries(
            {"peers": st.lists(SHEET, max_size=6), "organization": st.lists(SHEET, max_size=4)}
        ),
        "measures": st.fixed_dictionaries(
            {"masses": st.dictionaries(st.sampled_from(["yes", "no", "unknown"]), st.integers(0, 20))}
        ),
    }
)
ROUNDS = st.lists(SUBJECT, min_size=1, max_size=3).map(
    lambda subjects: {
        "format": 1,
        "round": "2026",
        "subjects": [{"code": f"s{n}", **subject} for n, subject in enumerate(subjects)],
    }
)


def run(rules: Rules, plain: dict[str, Any]) -> Outcome:
    return score(rules, build_given(plain, rules))


@given(rule_files(), ROUNDS, st.randoms())
def test_order_of_sheets_and_subjects_never_matters(rules: Rules, plain: dict[str, Any], random: Any) -> None:
    shuffled = copy.deepcopy(plain)
    random.shuffle(shuffled["subjects"])
    for subject in shuffled["subjects"]:
        for sheets in subject["sheets"].values():
            random.shuffle(sheets)
    assert outcome_json(run(rules, shuffled)) == outcome_json(run(rules, plain))


@given(rule_files(), ROUNDS)
def test_sheets_and_their_counters_give_the_same_bytes(rules: Rules, plain: dict[str, Any]) -> None:
    counted = copy.deepcopy(plain)
    for subject in counted["subjects"]:
        tallies: dict[str, dict[str, dict[str, int]]] = {}
        for party, sheets in subject.pop("sheets").items():
            for sheet in sheets:
                for item, mark in sheet.items():
                    row = tallies.setdefault(party, {}).setdefault(item, {})
                    row[str(mark)] = row.get(str(mark), 0) + 1
        subject["tallies"] = tallies
    assert outcome_json(run(rules, counted)) == outcome_json(run(rules, plain))


@given(rule_files(), ROUNDS, st.data())
def test_a_higher_mark_never_lowers_anything(rules: Rules, plain: dict[str, Any], data: st.DataObject) -> None:
    places = [
        (n, party, at, item)
        for n, subject in enumerate(plain["subjects"])
        for party, sheets in subject["sheets"].items()
        for at, sheet in enumerate(sheets)
        for item, mark in sheet.items()
        if isinstance(mark, int) and mark < 10
    ]
    if not places:
        return
    n, party, at, item = data.draw(st.sampled_from(places))
    higher = copy.deepcopy(plain)
    higher["subjects"][n]["sheets"][party][at][item] += data.draw(
        st.integers(1, 10 - plain["subjects"][n]["sheets"][party][at][item])
    )
    before, after = run(rules, plain), run(rules, higher)
    for old, new in zip(before.subjects, after.subjects, strict=True):
        for code, value in old.items.items():
            other = new.items[code]
            assert (value is None) == (other is None)
            assert value is None or other is None or other >= value
        assert old.total is None or (new.total is not None and new.total >= old.total)
        assert old.stars is None or (new.stars is not None and set(old.stars) <= set(new.stars))
        assert old.band != "high" or new.band == "high"


@given(rule_files(), ROUNDS, st.integers(1, 9))
def test_abstaining_and_not_knowing_change_no_base(rules: Rules, plain: dict[str, Any], more: int) -> None:
    def bases(outcome: Outcome) -> list[tuple[Any, ...]]:
        return [
            (line.about, line.value, line.base_count)
            for subject in outcome.subjects
            for line in subject.lines
            if line.about.startswith(("measure:", "party:"))
        ]

    fuller = copy.deepcopy(plain)
    for subject in fuller["subjects"]:
        subject["sheets"]["peers"] += [dict.fromkeys(ITEMS, "abstain")] * more
        marks = subject["measures"]["masses"]
        marks["unknown"] = marks.get("unknown", 0) + more
        marks["abstain"] = more
    assert bases(run(rules, fuller)) == bases(run(rules, plain))


@given(rule_files(), ROUNDS)
def test_rules_and_input_read_back_give_the_same_result(rules: Rules, plain: dict[str, Any]) -> None:
    again = build_rules(rules.model_dump(mode="json"))
    assert again == rules and again.fingerprint() == rules.fingerprint()
    stored = build_given(plain, rules).model_dump(mode="json")
    assert outcome_json(run(again, stored)) == outcome_json(run(rules, plain))


@given(rule_files(), ROUNDS)
def test_nothing_is_ever_scored_without_its_raters(rules: Rules, plain: dict[str, Any]) -> None:
    for subject, result in zip(plain["subjects"], run(rules, plain).subjects, strict=True):
        for item in ITEMS:
            enough = [
                sum(sheet.get(item, "abstain") != "abstain" for sheet in subject["sheets"][party.code])
                >= party.at_least
                for party in rules.parties
            ]
            needed = [party.when_missing == "withhold" for party in rules.parties]
            scored = any(enough) and all(there or not must for there, must in zip(enough, needed, strict=True))
            assert (result.items[item] is not None) == scored
        assert (result.total is None) == any(value is None for value in result.items.values())
        assert result.total is not None or "item_missing" in {refusal.code for refusal in result.refusals}


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10), min_size=2), st.integers(2, 20), st.data())
def test_the_list_put_forward_is_never_over_its_cap(votes: dict[str, int], appraised: int, data: st.DataObject) -> None:
    rules = build_rules(
        {
            "format": 1,
            "code": "vote",
            "title": "评选",
            "version": "1",
            "criteria": [{"code": "overall", "title": "综合"}],
            "scale": {"type": "points", "minimum": 0, "maximum": 10},
            "parties": [{"code": "organization", "title": "总评", "weight": 1}],
            "rounding": {"at": "total", "places": 0},
            "vetoes": [{"code": "barred", "title": "否决"}],
            "selection": {
                "code": "outstanding",
                "title": "优秀",
                "by": "votes",
                "cap": {"share": "1/3", "base": "appraised"},
                "majority": {"share": "1/2", "base": "ballots_valid"},
            },
        }
    )
    barred = data.draw(st.sets(st.sampled_from(sorted(votes))))
    plain = {
        "format": 1,
        "round": "2026",
        "counts": {"appraised": appraised, "ballots_valid": 10},
        "subjects": [
            {
                "code": code,
                "votes": count,
                "sheets": {"organization": [{"overall": 9}]},
                "vetoes": [{"code": "barred", "evidence": ["x"]}] if code in barred else [],
            }
            for code, count in votes.items()
        ],
    }
    selection = outcome_plain(run(rules, plain))["selection"]
    assert selection["places"] == int(Fraction(appraised, 3))
    assert set(selection["eligible"]) == {code for code, count in votes.items() if count > 5 and code not in barred}
    assert (selection["chosen"] is None) == bool(selection["refusals"])
    if selection["chosen"] is not None:
        assert len(selection["chosen"]) <= selection["places"]
        assert len(selection["chosen"]) == min(selection["places"], len(selection["eligible"]))
