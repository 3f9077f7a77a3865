"""S0-03: a branch states its own entry point; the superior's sentence is not one."""

import pytest

from xianfeng.core.plan.own_words import is_copied, plan_faults

ABOVE = ["以提高课堂教学质量为着力点，服务学校三年发展规划。", "开展示范课。"]


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        ("以提高课堂教学质量为着力点，服务学校三年发展规划。", True),
        ("以提高课堂教学质量为着力点 服务学校三年发展规划", True),
        ("提高课堂教学质量为着力点", True),
        ("开展示范课", True),
        ("教学质量", False),
        ("以提高课堂教学质量为着力点，每位党员联系一个薄弱班级", False),
        ("", False),
    ],
)
def test_copying_is_seen_through_punctuation_and_in_pieces(text, copied):
    assert is_copied(text, ABOVE) is copied


def test_every_field_that_goes_back_is_named_with_its_reason():
    texts = {"focus": "开展示范课", "goal": " 。", "action": "每周一次集体备课"}
    assert plan_faults(texts, ABOVE) == {"focus": "copied", "goal": "empty"}
