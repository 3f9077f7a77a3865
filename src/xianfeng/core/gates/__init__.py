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
from xianfeng.core.gates.plan import OWN, PlanGate, from_then_on, joined, own_gates, plan_gates, stands_before

__all__ = [
    "OWN",
    "Condition",
    "Finding",
    "Forced",
    "MissingReason",
    "NotEntitled",
    "PlanGate",
    "Unmet",
    "Verdict",
    "coverage_finding",
    "date_finding",
    "force_open",
    "from_then_on",
    "joined",
    "judge",
    "none_open_finding",
    "own_gates",
    "plan_gates",
    "stands_before",
    "threshold_finding",
]
