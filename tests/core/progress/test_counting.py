"""n of N and its sum up a tree; no data is never 0."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.core.progress import Coverage, RolledUp, UnknownParent, roll_up, roll_up_tree


def test_the_example_of_the_module() -> None:
    total = roll_up([Coverage(3, 3), Coverage(1, 4, 1), None])
    assert total == RolledUp(Coverage(4, 7, 1), 2, 3)
    assert (total.coverage and total.coverage.missing, total.silent, total.is_complete) == (2, 1, False)


def test_no_data_stays_none() -> None:
    assert roll_up([None, None]) == RolledUp(None, 0, 2)
    assert roll_up([]) == RolledUp(None, 0, 0)
    assert roll_up([Coverage(0, 0)]).coverage == Coverage(0, 0)


def test_nobody_to_count_has_no_share() -> None:
    assert Coverage(0, 2, 2).share is None
    assert Coverage(1, 4, 1).share == Fraction(1, 3)


def test_everybody_done_but_one_unit_silent_is_not_complete() -> None:
    assert roll_up([Coverage(3, 3)]).is_complete
    assert not roll_up([Coverage(3, 3), None]).is_complete


@pytest.mark.parametrize("numbers", [(2, 1, 0), (1, 1, 1), (-1, 1, 0), (0, 1, -1)])
def test_impossible_counts_are_refused(numbers: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="impossible"):
        Coverage(*numbers)


def test_tree() -> None:
    parents = {"bureau": None, "school": "bureau", "a": "school", "b": "school", "other": "bureau"}
    totals = roll_up_tree(parents, {"a": Coverage(3, 3), "b": None, "other": Coverage(0, 5)})
    assert totals["school"] == RolledUp(Coverage(3, 3), 1, 2)
    assert totals["bureau"] == RolledUp(Coverage(3, 8), 2, 3)
    assert totals["b"] == RolledUp(None, 0, 1)


@pytest.mark.parametrize("parents", [{"a": "b", "b": "a"}, {"a": "nobody"}])
def test_a_tree_with_a_circle_or_a_hole_is_refused(parents: dict[str, str | None]) -> None:
    with pytest.raises(UnknownParent):
        roll_up_tree(parents, {"a": Coverage(1, 1)})


@st.composite
def coverages(draw: st.DrawFn) -> Coverage | None:
    if draw(st.booleans()):
        return None
    done, excused, missing = (draw(st.integers(0, 9)) for _ in range(3))
    return Coverage(done, done + excused + missing, excused)


@st.composite
def trees(draw: st.DrawFn) -> tuple[dict[int, int | None], dict[int, Coverage | None]]:
    size = draw(st.integers(1, 15))
    parents: dict[int, int | None] = {0: None}
    for unit in range(1, size):
        parents[unit] = draw(st.integers(0, unit - 1))
    own = {unit: draw(coverages()) for unit in range(size) if draw(st.booleans())}
    return parents, own


@given(trees())
def test_every_unit_is_itself_plus_its_children(
    tree: tuple[dict[int, int | None], dict[int, Coverage | None]],
) -> None:
    parents, own = tree
    totals = roll_up_tree(parents, own)
    for unit in parents:
        expected = roll_up([own[unit]] if unit in own else [])
        for child, parent in parents.items():
            if parent == unit:
                expected += totals[child]
        assert totals[unit] == expected


@given(st.lists(coverages()), st.randoms())
def test_order_does_not_matter(parts: list[Coverage | None], random: object) -> None:
    shuffled = list(parts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert roll_up(shuffled) == roll_up(parts)
