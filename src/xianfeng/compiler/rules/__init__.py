"""The rules, in the order they are asked. Each file reads one clause type and says so in its first line.

Number rules look at the same quantities one after the other: what an earlier rule has read, a later one leaves alone.
Hence the order: the narrow meanings (公示5天) before the wide ones (不少于5). ``NUMBER_RULES`` is that order.
"""

from __future__ import annotations

from collections.abc import Callable

from xianfeng.compiler.readings import Number
from xianfeng.compiler.rules import (
    durations,
    measures,
    meetings,
    notice_days,
    prizes,
    quorums,
    quota_counts,
    quota_ratios,
    samples,
    scores,
    study_hours,
    thresholds,
    weights,
)
from xianfeng.compiler.surroundings import Place

NUMBER_RULES: tuple[Callable[[tuple[Place, ...]], list[Number]], ...] = (
    notice_days.read,
    study_hours.read,
    weights.read,
    samples.read,
    prizes.read,
    quorums.read,
    quota_ratios.read,
    scores.read,
    meetings.read,
    durations.read,
    quota_counts.read,
    thresholds.read,
    measures.read,
)
