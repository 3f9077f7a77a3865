"""Names by strokes: the examples of the rule as published, surnames of a known order, and what must hold for any list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.core.strokes import (
    NameOrder,
    Stroke,
    find_count,
    find_strokes,
    sort_by_strokes,
    stroke_key,
    without_sequence,
)

PAIRS = [
    ("丁小宁", "王小宁", "fewer strokes"),
    ("欧阳少东", "洪少东", "the first character decides, not the whole surname"),
    ("李一鸣", "李大鸣", "second character"),
    ("高富", "高大富", "one-character given name first"),
    ("王小宁", "文小宁", "横 before 点"),
    ("林小宁", "欧小宁", "second stroke 竖 before 撇"),
    ("干小宁", "于小宁", "same kinds, 竖 before 竖钩"),
    ("张三", "张一一", "one-character given name first, whatever its strokes"),
    ("王大伟", "王小伟", "横 before 竖"),
]


@pytest.mark.parametrize(("first", "second", "why"), PAIRS)
def test_pairs(first: str, second: str, why: str) -> None:
    assert sort_by_strokes([second, first]) == [first, second], why


def test_surnames_of_four_strokes() -> None:
    expected = list("王井韦木车戈牛毛文方尹孔邓")
    assert sort_by_strokes(sorted(expected)) == expected


def test_surnames_of_seven_strokes() -> None:
    expected = list("严杜李杨吴何余邹沈宋张陆陈")
    assert sort_by_strokes(sorted(expected)) == expected


def test_the_way_of_the_peoples_congresses() -> None:
    assert sort_by_strokes(["田富", "田大利"], order=NameOrder.FULL_NAME) == ["田大利", "田富"]
    assert sort_by_strokes(["田大利", "田富"], order=NameOrder.SURNAME) == ["田富", "田大利"]


def test_spaces_and_dots_do_not_count() -> None:
    assert stroke_key("张　三") == stroke_key("张三")
    assert stroke_key("阿依·古丽") == stroke_key("阿依古丽")


def test_rows_are_sorted_by_the_name_they_carry() -> None:
    rows = [(1, "王小明"), (2, "丁一")]
    assert sort_by_strokes(rows, name_of=lambda row: row[1]) == [(2, "丁一"), (1, "王小明")]


def test_without_a_sequence_the_count_still_places_it_after_the_known_ones() -> None:
    assert find_strokes("龘") is None and find_count("龘") == 48
    assert sort_by_strokes(["龘", "王", "X"]) == ["王", "龘", "X"]
    assert without_sequence(["王龘", "张三"]) == ("龘",)


def test_kinds_of_strokes() -> None:
    assert find_strokes("字") == tuple(Stroke(int(kind)) for kind in "445521")
    assert find_strokes("德") == tuple(Stroke(int(kind)) for kind in "332122522114544")


def test_coverage_of_the_table() -> None:
    gb2312 = [
        character
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
        if (character := bytes([high, low]).decode("gb2312", errors="ignore"))
    ]
    assert len(gb2312) == 6763
    missing = [character for character in gb2312 if find_strokes(character) is None]
    assert len(missing) == 31
    unified = [chr(code) for code in range(0x4E00, 0x9FA6)]
    assert (len(unified), sum(find_count(character) is None for character in unified)) == (20902, 0)


def test_sequence_and_count_never_disagree() -> None:
    for code in range(0x4E00, 0x9FA6):
        strokes = find_strokes(chr(code))
        assert strokes is None or len(strokes) == find_count(chr(code))


NAMES = st.lists(st.text("王李张刘陈杨欧阳一二三小明龘㐂Ab·　", min_size=1, max_size=4), max_size=8)


@given(NAMES, st.randoms(), st.sampled_from(NameOrder))
def test_the_order_never_depends_on_the_input(names: list[str], random: object, order: NameOrder) -> None:
    shuffled = list(names)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = sort_by_strokes(names, order=order), sort_by_strokes(shuffled, order=order)
    assert [stroke_key(name, order) for name in first] == [stroke_key(name, order) for name in second]
    assert sorted(first) == sorted(names)
