"""Run a selection. One file per station: nominating, voting, deciding."""

from xianfeng.kinds.selection.actions.deciding import count_round, decide, record_veto
from xianfeng.kinds.selection.actions.nominating import nominate, start_round
from xianfeng.kinds.selection.actions.rounds import SelectionRefused
from xianfeng.kinds.selection.actions.voting import open_ballot, open_recommendation, open_run_off

__all__ = [
    "SelectionRefused",
    "count_round",
    "decide",
    "nominate",
    "open_ballot",
    "open_recommendation",
    "open_run_off",
    "record_veto",
    "start_round",
]
