"""Patterns a deciding committee should look at before it signs: shown with test, sample size and limits, never punished.

No finding here changes a result, removes a candidate or is stored against a person (S0-14, S0-15, S0-16): a notable
one asks for a written reason (REQUIREMENTS 4.10).
"""

from xianfeng.core.fairness.finding import NOTABLE_BELOW, FairnessFinding, Limit
from xianfeng.core.fairness.grades import everybody_excellent, straight_lined
from xianfeng.core.fairness.rota import rota
from xianfeng.core.fairness.seniority import leaders_share, seniority
from xianfeng.core.fairness.texts import SimilarPair, normalized, similar_texts

__all__ = [
    "NOTABLE_BELOW",
    "FairnessFinding",
    "Limit",
    "SimilarPair",
    "everybody_excellent",
    "leaders_share",
    "normalized",
    "rota",
    "seniority",
    "similar_texts",
    "straight_lined",
]
