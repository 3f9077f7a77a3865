"""The named scales: readable codes, no grade twice, only 不了解 outside the base."""

import re

from xianfeng.core.scoring.scales import SCALES


def test_scales() -> None:
    for grades in SCALES.values():
        codes = [grade.code for grade in grades]
        assert len(set(codes)) == len(codes) >= 2
        assert all(re.fullmatch(r"[a-z_]+", code) for code in codes)
    assert [grade.title for grades in SCALES.values() for grade in grades if grade.outside_base] == ["不了解"]
    assert [grade.title for grade in SCALES["members"]] == ["优秀", "合格", "基本合格", "不合格"]
