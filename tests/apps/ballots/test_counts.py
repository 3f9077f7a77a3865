"""Adding up opened slips: the same as counting them one by one."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.apps.ballots import counts
from xianfeng.apps.ballots.counts import Frame, count_cells, count_columns

FRAME = Frame(3, 7, 5)
marks = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 6), st.integers(0, 4)), max_size=60)


@given(marks)
def test_counted_at_once_as_one_by_one(said):
    expected = dict(Counter(said))
    assert count_cells(FRAME, [FRAME.number_of(*mark) for mark in said]) == expected
    columns = [np.array([mark[n] for mark in said], dtype=dtype) for n, dtype in ((0, "u1"), (1, "u2"), (2, "u1"))]
    assert count_columns(FRAME, *columns) == expected


def test_block_by_block_is_the_same(monkeypatch):
    rows = np.arange(500) % 7
    whole = count_columns(FRAME, rows % 3, rows, rows % 5)
    monkeypatch.setattr(counts, "BLOCK", 64)
    assert count_columns(FRAME, rows % 3, rows, rows % 5) == whole


@pytest.mark.parametrize("mark", [(3, 0, 0), (0, 7, 0), (0, 0, 5), (-1, 0, 0)])
def test_a_mark_outside_of_the_sheet_has_no_place(mark):
    with pytest.raises(IndexError):
        FRAME.number_of(*mark)
