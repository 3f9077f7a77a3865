"""Sealed slips: equal length, never alike, opened by all trustees together and by nobody alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.apps.ballots.sealing import Mark, SlipUnreadable, make_key, seal, sealed_length, unseal

ONE, TWO = make_key(), make_key()
marks = st.builds(Mark, row=st.integers(0, 65535), choice=st.integers(0, 255), stratum=st.integers(0, 255))


@given(mark=marks, poll=st.integers(1, 2**62), trustees=st.integers(1, 2))
def test_what_is_sealed_comes_out_and_length_never_tells(mark, poll, trustees):
    keys = [ONE, TWO][:trustees]
    sealed = seal(poll, mark, [public for _, public in keys])
    assert len(sealed) == sealed_length(trustees)
    assert unseal(poll, sealed, [private for private, _ in keys]) == mark


def test_the_same_mark_never_looks_the_same():
    assert len({seal(1, Mark(1, 3, 0), [ONE[1]]) for _ in range(50)}) == 50


@pytest.mark.parametrize("private_keys", [[ONE[0]], [TWO[0]], [TWO[0], ONE[0]], []])
def test_one_trustee_alone_or_in_the_wrong_order_opens_nothing(private_keys):
    sealed = seal(1, Mark(1, 3, 0), [ONE[1], TWO[1]])
    with pytest.raises(SlipUnreadable):
        unseal(1, sealed, private_keys)


def test_a_slip_moved_to_another_poll_is_refused():
    with pytest.raises(SlipUnreadable):
        unseal(2, seal(1, Mark(1, 3, 0), [ONE[1]]), [ONE[0]])


def test_a_changed_slip_is_refused():
    sealed = bytearray(seal(1, Mark(1, 3, 0), [ONE[1]]))
    sealed[-1] ^= 1
    with pytest.raises(SlipUnreadable):
        unseal(1, bytes(sealed), [ONE[0]])
