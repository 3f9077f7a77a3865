"""What the ballots refuse, and what they are given to open a poll."""

from __future__ import annotations

from dataclasses import dataclass

from xianfeng.apps.journal.actions import Refused


class PollRefused(Refused):
    """code: too_few_electors (electors, least) | no_candidates | too_many_rows (rows, most) | twice_on_roll | closes_in_the_past | cap_not_below_rows |
    not_open | still_open | key_missing | slips_do_not_match | no_trustees | paper_not_entered | paper_differs (cells) | reason_missing.
    """


class SheetRefused(Refused):
    """code: not_on_roll | poll_not_open | over_cap (marked, cap, item: its title) | unknown_choice | unknown_row |
    code_unknown | code_used.
    """


class PaperRefused(Refused):
    """code: poll_not_open | already_marked (names) | code_for_candidate (count) | teller_is_candidate | two_tellers_already | unknown_cell |
    too_few_slips (least) | too_many_slips (most) | negative | more_returned_than_issued (returned, issued) | rows_do_not_add_up (row).
    """


@dataclass(frozen=True)
class NewCandidate:
    name: str
    person_id: int | None = None
    organization_id: int | None = None
    note: str = ""


@dataclass(frozen=True)
class NewElector:
    person_id: int
    name: str
    unit: str
    stratum: str = "members"
