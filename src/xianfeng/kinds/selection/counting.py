"""From a closed poll to the rule file and input of `core.scoring`. Pure.

One item (同意), one secret party (投票人), the votes; majority and cap with their named bases. A run-off has its own rule:
the places that are left, among those who stood level.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from xianfeng.core.scoring import Base, Cap, MissingBase, Rounding

FOR = "for"
VERSION = "1"
BEFORE_VOTING = frozenset({"roll", "members", "full_members", "appraised"})
"""Bases known when a poll opens: only by these can a sheet be held to the cap."""


def places_before_voting(params: Mapping[str, Any], counts: Mapping[str, int]) -> int | None:
    """How many one sheet may approve; None without a cap, or when its base is only known after the vote."""
    if params.get("cap") is None or params["cap_base"] not in BEFORE_VOTING:
        return None
    rounding = Rounding(params["cap_rounding"])
    cap = Cap(Fraction(params["cap"]), Base(params["cap_base"]), rounding, int(params["cap_least"]))
    try:
        return cap.places(counts)
    except MissingBase:
        return None


def rules_of(params: Mapping[str, Any], *, title: str, run_off_share: Fraction | None = None) -> dict[str, Any]:
    """The rule file as plain data. `run_off_share`: places left over candidates tied, for a run-off."""
    selection: dict[str, Any] = {"code": "chosen", "title": title, "by": "votes"}
    if run_off_share is not None:
        selection["cap"] = {"share": str(run_off_share), "base": "appraised", "rounding": "down"}
    else:
        if params.get("cap") is not None:
            selection["cap"] = {
                "share": str(Fraction(params["cap"])),
                "base": params["cap_base"],
                "rounding": params["cap_rounding"],
                "least": int(params["cap_least"]),
            }
        asked = params.get("majority")
        selection["majority"] = {  # where none is asked for, a place is still never filled without a single vote
            "share": "0" if asked is None else str(Fraction(asked)),
            "base": "ballots_valid" if asked is None else params["majority_base"],
            "compare": "more_than",
        }
    return {
        "format": 1,
        "code": "selection_run_off" if run_off_share is not None else "selection",
        "title": title,
        "version": VERSION,
        "criteria": [{"code": "approval", "title": "同意"}],
        "scale": {
            "type": "grades",
            "options": [
                {"code": "in_favour", "title": "同意", "value": "1"},
                {"code": "other", "title": "其他", "value": "0"},
            ],
        },
        "parties": [
            {
                "code": "electors",
                "title": "投票人",
                "weight": "1",
                "at_least": max(int(params["smallest_cell"]), 1),
                "secret": True,
                "when_missing": "withhold",
            }
        ],
        "total": "weighted_mean",
        "rounding": {"at": "total", "places": 4},
        "smallest_cell": int(params["smallest_cell"]),
        "selection": selection,
    }


def inputs_of(*, round_name: str, valid: int, votes: Mapping[str, int], counts: Mapping[str, int]) -> dict[str, Any]:
    """The input as plain data: votes of each subject out of the valid sheets."""
    return {
        "format": 1,
        "round": round_name,
        "counts": dict(sorted(counts.items())),
        "subjects": [
            {
                "code": code,
                "votes": count,
                "tallies": {"electors": {"approval": {"in_favour": count, "other": valid - count}}},
            }
            for code, count in sorted(votes.items())
        ],
    }


def subject_code(position: int, prefix: str = "c") -> str:
    return f"{prefix}{position:03d}"


def shortlist(eligible: Sequence[int], nominated: Mapping[int, int], recommended: Collection[int]) -> list[int]:
    """Who goes on the list: eligible and put forward by anybody, or recommended by enough of the masses.

    Nobody picks: the list follows from nominations and recommendations alone.
    """
    return [one for one in eligible if nominated.get(one, 0) > 0 or one in recommended]
