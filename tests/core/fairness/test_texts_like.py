"""One text against many says the same as all pairs do."""

from hypothesis import given, settings
from hypothesis import strategies as st

from xianfeng.core.fairness.texts import similar_texts, texts_like

WORDS = st.text(alphabet="听课家访写笔记，。ａA ", max_size=24)


@settings(max_examples=150, deadline=None)
@given(WORDS, st.lists(WORDS, max_size=5))
def test_agrees_with_all_pairs(text, others):
    named = {f"s{number}": other for number, other in enumerate(others)}
    pairs = {
        (pair.second if pair.first == "own" else pair.first): pair.similarity
        for pair in similar_texts({"own": text, **named})
        if "own" in (pair.first, pair.second)
    }
    assert dict(texts_like(text, named)) == pairs


def test_the_same_words_and_nearly_the_same():
    found = dict(
        texts_like("讲述具体，家访认真，记录要更及时", {"a": "讲述具体,家访认真,记录要更及时。", "b": "上课准时"})
    )
    assert found == {"a": 1}
