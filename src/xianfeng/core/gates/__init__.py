"""Gates: conditions and what was found -> open or blocked, with each unmet condition and who can meet it."""

from xianfeng.core.gates.judging import (
    Condition,
    Finding,
    Forced,
    MissingReason,
    NotEntitled,
    Unmet,
    Verdict,
    coverage_finding,
    date_finding,
    force_open,
    judge,
    none_open_finding,
    threshold_finding,
)

__all__ = [
    "Condition",
    "Finding",
    "Forced",
    "MissingReason",
    "NotEntitled",
    "Unmet",
    "Verdict",
    "coverage_finding",
    "date_finding",
    "force_open",
    "judge",
    "none_open_finding",
    "threshold_finding",
]
