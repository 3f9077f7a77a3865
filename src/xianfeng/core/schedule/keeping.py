"""How long what a recount needs is kept after a secret vote: `keeping_of`. Pure; the calendar is passed in.

The slips of a vote are destroyed when nobody can contest its result any more, and in any case after a year. Terms are
told by whoever knows of one: a decision that may be reviewed, a notice with its period, an objection not yet answered.

Before: counted on 2026-09-15, the longest term of the plan 5 working days, a notice that hangs until 2026-09-28. After:
kept until 2026-09-28; with an objection to that notice still open, until it is answered, at the latest 2027-09-15.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from xianfeng.core.schedule.calendar import WorkCalendar
from xianfeng.core.schedule.periods import add_workdays

MOST_KEPT = timedelta(days=365)
"""However long a contest takes: a promise to voters needs an end."""


@dataclass(frozen=True, slots=True)
class Term:
    """Until `last_day` (included) a result may be contested; `is_open`: it is, or is not signed yet, so no day ends it."""

    last_day: date
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Keeping:
    """Kept through `last_day`, longer while `is_open`, never beyond `at_latest` (both days included)."""

    last_day: date
    is_open: bool
    at_latest: date

    def is_over(self, on: date) -> bool:
        """Whether what is kept has to be destroyed on this day."""
        return on > self.at_latest or (on > self.last_day and not self.is_open)


def keeping_of(
    counted_on: date,
    days: int,
    calendar: WorkCalendar,
    *,
    step_ends_on: date | None = None,
    terms: Sequence[Term] = (),
) -> Keeping:
    """How long the slips of a vote counted on a day are kept.

    `days`: the longest term, in working days, that the plan names for contesting anything; it runs from the later of the
    count and the last day of the step, so that a vote of which nobody tells a term ends too. `terms` only lengthen.
    """
    at_latest = counted_on + MOST_KEPT
    start = min(max(counted_on, step_ends_on or counted_on), at_latest)
    ends = [add_workdays(start, days, calendar), *(term.last_day for term in terms)]
    return Keeping(min(max(ends), at_latest), any(term.is_open for term in terms), at_latest)
