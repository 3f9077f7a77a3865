"""Owed work is derived, not stored: running steps x audience - evidence - excuses (DESIGN, 3).

Two views of the same rule: what one subject owes (`owed_by`), and who still owes one step (`owing`).
"""

from xianfeng.core.owed.deriving import OwedItem, RunningStep, Standing, StepOwed, owed_by, owing, shortfall

__all__ = ["OwedItem", "RunningStep", "Standing", "StepOwed", "owed_by", "owing", "shortfall"]
