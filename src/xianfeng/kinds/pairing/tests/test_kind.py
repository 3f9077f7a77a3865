"""When somebody has done what the pairs ask, what a code is, when two periods overlap: the rules alone."""

from datetime import date

import pytest

from xianfeng.kinds.pairing.kind import Params, Tally, is_code, is_met, overlaps

PAIRS = {"code": "secretary_member", "title": "支书与党员", "target": "every_pair"}
EACH = {"code": "member_member", "title": "党员与党员", "target": "per_person", "at_least": 1}


def params(*relations, **more):
    return Params.model_validate({"form": "talk", "relations": list(relations)} | more)


def test_every_pair_of_the_own_ones_and_enough_contacts():
    asked = params(PAIRS, EACH)
    half = {"secretary_member": Tally(2, 1, 1), "member_member": Tally(0, 0, 1)}
    assert not is_met(asked, half)
    assert is_met(asked, half | {"secretary_member": Tally(2, 2, 2)})
    assert is_met(asked, {"member_member": Tally(0, 0, 1)})  # no pair of the first kind, nothing owed there
    assert not is_met(asked, {"secretary_member": Tally(2, 2, 2)})
    assert not is_met(params(PAIRS), {})  # without any contact nobody is done


def test_a_share_of_the_pairs_may_be_enough():
    asked = params(PAIRS | {"coverage": "4/5"})
    assert is_met(asked, {"secretary_member": Tally(5, 4, 4)})
    assert not is_met(asked, {"secretary_member": Tally(5, 3, 9)})


def test_what_only_those_paired_owe_and_what_nobody_owes():
    asked = params(EACH | {"owed_by": "paired", "at_least": 2}, PAIRS | {"at_least": 0})
    assert not is_met(asked, {"member_member": Tally(1, 1, 1)})
    assert is_met(asked, {"member_member": Tally(1, 1, 2), "secretary_member": Tally(3, 0, 0)})


def test_a_unit_owes_every_relation():
    asked = params(PAIRS, form="care")
    assert not is_met(asked, {}, by_unit=True)
    assert is_met(asked, {"secretary_member": Tally(1, 1, 1)}, by_unit=True)


@pytest.mark.parametrize(("text", "is_one"), [("03-2-17", True), ("B2.05", True), ("王小明", False), ("Wang", False)])
def test_a_code_is_no_name(text, is_one):
    assert is_code(text) is is_one


def test_periods_that_touch_do_not_overlap():
    spring = (date(2026, 3, 1), date(2026, 9, 1))
    assert not overlaps(spring, (date(2026, 9, 1), None))
    assert overlaps(spring, (date(2026, 8, 31), None))
    assert overlaps((date(2026, 1, 1), None), spring)
