"""What a committee reads before it signs: every pattern and every limit has its words, exact numbers survive."""

import re
from fractions import Fraction
from pathlib import Path

from xianfeng.apps.results import patterns
from xianfeng.core import fairness
from xianfeng.core.fairness import FairnessFinding, Limit, everybody_excellent, leaders_share, rota, seniority

SOURCE = "".join(path.read_text(encoding="utf-8") for path in Path(fairness.__file__).parent.glob("*.py"))


def test_every_limit_and_every_pattern_has_its_sentence():
    codes = sorted(set(re.findall(r'Limit\(\s*"(\w+)"', SOURCE)))
    assert len(codes) > 8
    finding = FairnessFinding("rota", Fraction(0), None, 3, limits=tuple(Limit(code) for code in codes))
    (line,) = patterns.lines(patterns.plain([finding]))
    assert not re.search(r"[a-z_]{4,}", str(line["limits"]))
    people = [f"p{n}" for n in range(9)]
    found = [
        everybody_excellent({"top": 27, "others": 6}, "top", Fraction(1, 3)),
        seniority([5, 4, 3, 2, 1], [30, 20, 15, 10, 5]),
        seniority([5, 4, 3, 2, 1], [5, 10, 15, 20, 30], about="age"),
        leaders_share(people[:3], people[:4], people),
        rota([set(people[:3]), set(people[3:6]), set(people[6:])], [set(people)] * 3),
    ]
    for line in patterns.lines(patterns.plain(found)):
        assert "样本" in str(line["said"]) and line["limits"] and not re.search(r"[a-z]{4,}", str(line["title"]))


def test_a_statistic_with_more_digits_than_a_rule_file_may_have_is_still_told():
    """84 proposed out of 300: the exact p is a fraction of eighty digits."""
    everybody = [f"p{n:03d}" for n in range(300)]
    (plain,) = patterns.plain([leaders_share(everybody[:84], everybody[6:126], everybody)])
    assert len(plain["p"]) > 40 and plain["notable"]
    (line,) = patterns.lines([plain])
    assert "p＝0.000" in str(line["said"]) and "0.93" in str(line["said"])
