"""The fairness tests: known answers, agreement with SciPy, silence on data that carries nothing, repeatability."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from xianfeng.core.fairness import (
    everybody_excellent,
    leaders_share,
    normalized,
    rota,
    seniority,
    similar_texts,
    straight_lined,
)

NINE = list("abcdefghi")


def limits(finding: object) -> set[str]:
    return {limit.code for limit in finding.limits}  # type: ignore[attr-defined]


def test_taking_turns_is_notable() -> None:
    finding = rota([set("abc"), set("def"), set("ghi"), set("abc")], [NINE] * 4)
    assert finding.statistic == 3 and finding.expected is not None and 5 < finding.expected < 7
    assert finding.is_notable
    assert finding.params["repeat_winners"] == 3


def test_the_same_winners_again_are_not_a_rota() -> None:
    finding = rota([set("abc")] * 4, [NINE] * 4)
    assert finding.p_value == 1 and not finding.is_notable


def test_chance_is_rarely_called_a_rota() -> None:
    random = Random(7)
    flagged = sum(
        rota([set(random.sample(NINE, 3)) for _ in range(4)], [NINE] * 4, runs=199).is_notable for _ in range(100)
    )
    assert flagged <= 10


def test_two_rounds_or_no_choice_carry_no_test() -> None:
    assert rota([set("a"), set("b")], [NINE] * 2).p_value is None
    finding = rota([NINE] * 3, [NINE] * 3)
    assert finding.p_value is None and "no_choice_was_made" in limits(finding)
    with pytest.raises(ValueError, match="eligible"):
        rota([{"z"}], [NINE])


def test_the_same_seed_gives_the_same_p() -> None:
    rounds = [set("abc"), set("ade"), set("fgh")]
    assert rota(rounds, [NINE] * 3, seed=5) == rota(rounds, [NINE] * 3, seed=5)


def test_seniority_in_perfect_order() -> None:
    finding = seniority([1, 2, 3, 4, 5], [10, 20, 30, 40, 50])
    assert (finding.statistic, finding.p_value) == (1, Fraction(1, 120))
    assert finding.is_notable
    assert seniority([5, 4, 3, 2, 1], [10, 20, 30, 40, 50]).p_value == 1


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40)), min_size=5, max_size=30))
def test_the_correlation_is_scipys(people: list[tuple[int, int]]) -> None:
    results, years = [list(column) for column in zip(*people, strict=True)]
    finding = seniority(results, years, runs=49)
    if len(set(results)) == 1 or len(set(years)) == 1:
        assert finding.p_value is None and "all_alike" in limits(finding)
        return
    assert float(finding.statistic) == pytest.approx(stats.spearmanr(results, years).statistic, abs=2e-4)
    assert finding.p_value is not None and 0 < finding.p_value <= 1


def test_the_sampled_p_is_near_the_exact_one() -> None:
    results = [1, 0, 1, 0, 0, 1, 0, 1, 1, 1]
    years = [3, 1, 30, 5, 8, 22, 2, 28, 17, 9]
    finding = seniority(results, years)
    exact = stats.permutation_test(
        (results,), lambda x: stats.spearmanr(x, years).statistic, permutation_type="pairings", alternative="greater",
        n_resamples=2000, rng=1,
    ).pvalue  # fmt: skip
    assert finding.p_value is not None and abs(float(finding.p_value) - exact) < 0.03


def test_few_people_carry_no_test() -> None:
    finding = seniority([1, 2, 3, 4], [1, 2, 3, 4])
    assert finding.p_value is None and "too_few_people" in limits(finding)


def test_leaders_share_as_reported() -> None:
    everybody = [f"p{n}" for n in range(300)]
    finding = leaders_share(everybody[:84], [*everybody[:78], *everybody[200:242]], everybody)
    assert (finding.statistic, finding.expected) == (Fraction(78, 84), Fraction(120, 300))
    assert finding.is_notable


@given(st.sets(st.integers(0, 19), min_size=1, max_size=19), st.sets(st.integers(0, 19), min_size=1, max_size=19))
def test_leaders_share_is_the_hypergeometric_tail(chosen: set[int], leaders: set[int]) -> None:
    names = [str(n) for n in range(20)]
    finding = leaders_share({str(n) for n in chosen}, {str(n) for n in leaders}, names)
    tail = stats.hypergeom.sf(len(chosen & leaders) - 1, 20, len(leaders), len(chosen))
    assert finding.p_value is not None and float(finding.p_value) == pytest.approx(tail)


@given(st.integers(0, 30), st.integers(0, 30), st.fractions("1/10", "9/10", max_denominator=10))
def test_everybody_excellent_is_the_binomial_tail(top: int, others: int, cap: Fraction) -> None:
    finding = everybody_excellent({"excellent": top, "qualified": others}, "excellent", cap)
    if top + others == 0:
        assert finding.p_value is None
        return
    expected = stats.binomtest(top, top + others, float(cap), "greater").pvalue
    assert finding.p_value is not None and float(finding.p_value) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("counts", "entropy"), [({"a": 10, "b": 0}, "0.000"), ({"a": 5, "b": 5}, "1.000"), ({"a": 9, "b": 3}, "0.811")]
)
def test_entropy(counts: dict[str, int], entropy: str) -> None:
    assert everybody_excellent(counts, "a", Fraction(1, 3)).params["entropy"] == entropy


def test_straight_lines() -> None:
    lazy = [["good"] * 6] * 4 + [["poor"] * 6] * 4 + [["good", "poor"] * 3, ["poor", "good"] * 3]
    finding = straight_lined(lazy)
    assert finding.statistic == Fraction(8, 10) and finding.is_notable
    honest = straight_lined([["good"] * 6] * 10)
    assert (honest.statistic, honest.p_value, honest.expected) == (1, 1, 1)
    assert straight_lined([["good"] * 6] * 4).p_value is None
    assert straight_lined([["good", "good"]] * 9).p_value is None


COMMENT = "该同志工作认真负责，关心学生，但理论学习不够深入，今后要加强学习。"


def test_texts_that_are_the_same_or_nearly() -> None:
    pairs = similar_texts(
        {
            "a": COMMENT,
            "b": COMMENT.replace("，", ", ").replace("。", ""),
            "c": COMMENT.replace("学生", "家长"),
            "d": "课堂教学改革成效明显，带出了两名青年骨干；请继续关注后进生的转化。",
        }
    )
    assert [(pair.first, pair.second, pair.is_identical) for pair in pairs] == [("a", "b", True)]
    looser = similar_texts({"a": COMMENT, "c": COMMENT.replace("学生", "家长")}, alike_from=Fraction(7, 10))
    assert [(pair.first, pair.second, pair.is_identical) for pair in looser] == [("a", "c", False)]


def test_short_texts_agree_too_easily() -> None:
    assert similar_texts({"a": "很好", "b": "很好"}) == ()
    assert [pair.is_identical for pair in similar_texts({"a": "认真负责。", "b": "认真 负责"})] == [True]


def test_normalizing() -> None:
    assert normalized("ＡＢＣ，１２３ 中文！") == "abc123中文"


@given(st.dictionaries(st.text(min_size=1, max_size=2), st.text("甲乙丙丁，", max_size=14), max_size=8))
def test_every_pair_is_found_once_and_equal_texts_always(texts: dict[str, str]) -> None:
    pairs = similar_texts(texts)
    named = [(pair.first, pair.second) for pair in pairs]
    assert len(set(named)) == len(named) and all(first < second for first, second in named)
    for first in texts:
        for second in texts:
            plain = normalized(texts[first])
            if first < second and len(plain) >= 4 and plain == normalized(texts[second]):
                assert (first, second) in named
    assert all(pair.is_identical == (normalized(texts[pair.first]) == normalized(texts[pair.second])) for pair in pairs)
