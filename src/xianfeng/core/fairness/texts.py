"""Identical and nearly identical texts: comments of a secretary on several people (S0-13), copied pledges (S0-42)."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

SHINGLE = 3
ALIKE_FROM = Fraction(4, 5)
SHORTEST = 8
"""Texts below this many characters agree too easily to say anything; only wholly equal ones of 4 up are named."""


@dataclass(frozen=True, slots=True)
class SimilarPair:
    """Two texts by their keys, in order, and the share of three-character pieces they have in common (1 = the same)."""

    first: str
    second: str
    similarity: Fraction

    @property
    def is_identical(self) -> bool:
        """Equal apart from spaces, punctuation, width and case."""
        return self.similarity == 1


def normalized(text: str) -> str:
    """Without spaces and punctuation, full and half width alike, lower case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LN")


def similar_texts(texts: Mapping[str, str], *, alike_from: Fraction = ALIKE_FROM) -> tuple[SimilarPair, ...]:
    """All pairs at least `alike_from` alike (Jaccard over shingles), by key. Names are best replaced before comparing."""
    plain = {key: normalized(text) for key, text in texts.items()}
    pieces = {key: _shingles(text) for key, text in plain.items() if len(text) >= SHORTEST}
    holders: defaultdict[str, list[str]] = defaultdict(list)
    shared: Counter[tuple[str, str]] = Counter()
    for key in sorted(pieces):
        for piece in pieces[key]:
            for other in holders[piece]:
                shared[other, key] += 1
            holders[piece].append(key)
    found = {pair: Fraction(both, len(pieces[pair[0]] | pieces[pair[1]])) for pair, both in shared.items()}
    same: defaultdict[str, list[str]] = defaultdict(list)
    for key in sorted(plain):
        if len(plain[key]) >= SHINGLE + 1:
            for other in same[plain[key]]:
                found[other, key] = Fraction(1)
            same[plain[key]].append(key)
    alike = (
        SimilarPair(first, second, min(share, _below_one(plain[first] == plain[second])))
        for (first, second), share in found.items()
        if share >= alike_from
    )
    return tuple(sorted(alike, key=lambda pair: (pair.first, pair.second)))


def texts_like(
    text: str, others: Mapping[str, str], *, alike_from: Fraction = ALIKE_FROM
) -> tuple[tuple[str, Fraction], ...]:
    """(key, similarity) of the others that are alike to one text, by key: as `similar_texts`, without all other pairs."""
    own = normalized(text)
    pieces = _shingles(own) if len(own) >= SHORTEST else frozenset()
    found = []
    for key in sorted(others):
        other = normalized(others[key])
        share = Fraction(0)
        if other == own:
            share = Fraction(1) if len(own) >= SHINGLE + 1 else share
        elif pieces and len(other) >= SHORTEST:
            theirs = _shingles(other)
            share = min(Fraction(len(pieces & theirs), len(pieces | theirs)), _below_one(False))
        if share >= alike_from:
            found.append((key, share))
    return tuple(found)


def _below_one(equal: bool) -> Fraction:
    """Texts with the same pieces in another order are not identical."""
    return Fraction(1) if equal else Fraction(999, 1000)


def _shingles(text: str) -> frozenset[str]:
    return frozenset(text[at : at + SHINGLE] for at in range(len(text) - SHINGLE + 1))
