"""The code on the recovery sheet: copied with a mistake, it names the group."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.apps.ballots import recovery

CODE = recovery.make_code()


def test_a_code_is_read_back_however_it_is_spelt():
    assert recovery.read_code(CODE) == CODE
    assert recovery.read_code(f"  {CODE.lower().replace('-', ' ')}\n") == CODE
    assert recovery.private_key(CODE) == recovery.private_key(CODE.replace("-", ""))
    assert len(recovery.private_key(CODE)) == 32


@given(place=st.integers(0, 34), other=st.sampled_from(recovery.ALPHABET))
def test_every_single_error_is_found_in_its_group(place, other):
    plain = CODE.replace("-", "")
    if plain[place] == other:
        return
    with pytest.raises(recovery.CodeUnreadable) as found:
        recovery.read_code(plain[:place] + other + plain[place + 1 :])
    assert found.value.group == place // 5 + 1


@given(group=st.integers(0, 6), place=st.integers(0, 2))
def test_two_neighbours_swapped_inside_a_group_are_found(group, place):
    plain, at = CODE.replace("-", ""), 5 * group + place
    if plain[at] == plain[at + 1]:
        return
    with pytest.raises(recovery.CodeUnreadable) as found:
        recovery.read_code(plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :])
    assert found.value.group == group + 1


def test_swapped_groups_and_wrong_lengths_are_found():
    groups = CODE.split("-")
    with pytest.raises(recovery.CodeUnreadable) as found:
        recovery.read_code("-".join([groups[1], groups[0], *groups[2:]]))
    assert found.value.group == 1
    for short in ("", CODE[:-1], CODE + "2"):
        with pytest.raises(recovery.CodeUnreadable) as found:
            recovery.read_code(short)
        assert found.value.group == 0
