"""The share of a scoring party as a number of its own: 「学生评教40%、同行评教30%」「民主测评（30%）」「业绩分×0.6」.

Where the party is named its share is a weight, whatever words stand or fail between the two.
"""

from __future__ import annotations

import re

from xianfeng.compiler.document import Document
from xianfeng.compiler.numerals import number
from xianfeng.compiler.readings import Number, ScoringParty

RULE = "party_shares"
_SHARE = re.compile(
    r"(?P<p>\d{1,3}(?:\.\d)?)\s*%|百分之\s*(?P<z>[一二三四五六七八九十]{1,3})|(?P<c>[一二三四五六七八九])成|(?P<d>0?\.\d{1,2})(?![\d分])|(?P<f>\d{1,3})\s*分"
)
_FACTOR = re.compile(
    r"(?:[×x*]|乘以?|权重(?:系数)?(?:为|占|是)?[：]?|系数(?:为|是)?)\s*(?P<d>0?\.\d{1,2})(?![\d分])"
)  # 业绩分×0.6: of parts that nobody in particular scores


def read(document: Document, parties: list[ScoringParty]) -> list[Number]:
    """A weight for each party whose own words hold its share, and for each factor below one."""
    found = []
    for party in parties:
        if party.weight is None:
            continue
        told = [*_SHARE.finditer(document.folded, party.start, party.end)]
        if told:
            found.append(_weight(told[-1], party.start))
    for m in _FACTOR.finditer(document.folded):
        if all(n.at != m.start("d") for n in found):
            found.append(_number(m.start(), m.end(), m.start("d"), float(m["d"]), "fraction"))
    return found


def _weight(m: re.Match[str], start: int) -> Number:
    if m["d"]:
        return _number(start, m.end(), m.start(), float(m["d"]), "fraction")
    if m["f"]:
        return _number(start, m.end(), m.start(), float(m["f"]), "分")
    value = float(m["p"]) if m["p"] else (number(m["z"] or m["c"]) or 0) * (10 if m["c"] else 1)
    return _number(start, m.end(), m.start(), value, "%")


def _number(start: int, end: int, at: int, value: float, unit: str) -> Number:
    return Number(start=start, end=end, rule=RULE, what="weight", value=value, unit=unit, at=at, confidence=0.8)
