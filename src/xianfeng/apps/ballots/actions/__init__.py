"""Open, fill and close polls."""

from xianfeng.apps.ballots.actions.casting import cast, check_sheet
from xianfeng.apps.ballots.actions.counting import close_poll, sweep_keys, void_poll
from xianfeng.apps.ballots.actions.opening import open_poll
from xianfeng.apps.ballots.actions.paper import discard_paper, enter_paper, hand_out_paper
from xianfeng.apps.ballots.actions.refusals import NewCandidate, NewElector, PaperRefused, PollRefused, SheetRefused

__all__ = [
    "NewCandidate",
    "NewElector",
    "PaperRefused",
    "PollRefused",
    "SheetRefused",
    "cast",
    "check_sheet",
    "close_poll",
    "discard_paper",
    "enter_paper",
    "hand_out_paper",
    "open_poll",
    "sweep_keys",
    "void_poll",
]
