"""What a sheet may say."""

from hypothesis import given
from hypothesis import strategies as st

from xianfeng.apps.ballots.sheets import Rules, read_sheet

RULES = Rules(choices=("for", "against", "abstain"), capped="for", cap=2)
ROWS = (1, 2, 3, 4)


def test_a_plain_sheet():
    sheet, faults = read_sheet(RULES, ROWS, {1: ["for"], 2: ["against"], 4: ["abstain"]})
    assert faults == []
    assert sheet.state == "valid"
    assert sheet.rows == {1: "for", 2: "against", 3: "blank", 4: "abstain"}
    assert sheet.blanks == [3]


def test_a_row_marked_twice_spoils_the_row_not_the_sheet():
    sheet, _ = read_sheet(RULES, ROWS, {1: ["for", "against"], 2: ["for"]})
    assert (sheet.state, sheet.rows[1], sheet.rows[2]) == ("valid", "invalid", "for")


def test_the_same_mark_sent_twice_is_one_mark():
    sheet, _ = read_sheet(RULES, ROWS, {1: ["for", "for"]})
    assert sheet.rows[1] == "for"


def test_nothing_marked_is_a_blank_sheet():
    sheet, _ = read_sheet(RULES, ROWS, {})
    assert sheet.state == "blank"


def test_only_spoilt_rows_make_an_invalid_sheet():
    sheet, _ = read_sheet(RULES, ROWS, {1: ["for", "against"]})
    assert sheet.state == "invalid"


def test_over_the_cap_is_refused():
    sheet, faults = read_sheet(RULES, ROWS, {1: ["for"], 2: ["for"], 3: ["for"]})
    assert sheet is None
    assert [(fault.code, fault.marked, fault.cap) for fault in faults] == [("over_cap", 3, 2)]


def test_the_own_row_is_locked_whatever_is_sent():
    sheet, faults = read_sheet(RULES, ROWS, {2: ["for"], 1: ["for"], 3: ["for"]}, recused=frozenset({2}))
    assert faults == []
    assert sheet.rows[2] == "recused"


def test_unknown_rows_and_choices_are_refused():
    assert [fault.code for fault in read_sheet(RULES, ROWS, {9: ["for"]})[1]] == ["unknown_row"]
    assert [fault.code for fault in read_sheet(RULES, ROWS, {1: ["blank"]})[1]] == ["unknown_choice"]


@given(
    marks=st.dictionaries(st.sampled_from(ROWS), st.lists(st.sampled_from(RULES.choices), max_size=3)),
    recused=st.frozensets(st.sampled_from(ROWS)),
)
def test_every_sheet_that_is_taken_says_one_thing_a_row_and_keeps_the_cap(marks, recused):
    sheet, faults = read_sheet(RULES, ROWS, marks, recused)
    assert (sheet is None) == bool(faults)
    if sheet is not None:
        assert tuple(sheet.rows) == ROWS
        assert sum(said == "for" for said in sheet.rows.values()) <= 2
        assert {row for row, said in sheet.rows.items() if said == "recused"} == recused
        assert set(sheet.rows.values()) <= set(RULES.row_codes())


def test_rules_survive_being_stored():
    assert Rules.from_json(RULES.as_json()) == RULES


STARS = Rules(
    choices=("yes", "no"), capped="yes", cap=1, items={"loyal": "忠诚星", "diligent": "敬业星", "clean": "廉洁星"}
)


def test_with_items_every_candidate_has_a_row_an_item():
    assert STARS.rows_of((1, 2)) == (1, 2, 3, 4, 5, 6)
    assert (STARS.row_of(2, "loyal"), STARS.place_of(6), STARS.place_of(1)) == (4, (2, "clean"), (1, "loyal"))
    assert (RULES.row_of(3), RULES.place_of(3), RULES.rows_of((1, 2))) == (3, (3, ""), (1, 2))


def test_the_cap_holds_in_each_item_by_itself():
    rows = STARS.rows_of((1, 2))
    assert read_sheet(STARS, rows, {1: ["yes"], 2: ["yes"], 6: ["yes"]})[0].state == "valid"
    _, faults = read_sheet(STARS, rows, {2: ["yes"], 5: ["yes"]})
    assert [(fault.code, fault.item, fault.marked, fault.cap) for fault in faults] == [("over_cap", "diligent", 2, 1)]


def test_items_keep_their_order_in_storage():
    """As the database gives it back: an object with its keys sorted, a list as it was."""
    import json

    stored = json.loads(json.dumps(STARS.as_json(), sort_keys=True))
    assert Rules.from_json(stored) == STARS
    assert list(Rules.from_json(stored).items) == ["loyal", "diligent", "clean"]
    old = {key: value for key, value in RULES.as_json().items() if key != "items"}
    assert Rules.from_json(old) == RULES
