"""Open, fill and close polls."""

from xianfeng.apps.ballots.actions.casting import cast, cast_by_code, check_sheet
from xianfeng.apps.ballots.actions.codes import decide_comment, issue_codes, issue_slips
from xianfeng.apps.ballots.actions.counting import close_poll, sweep_keys, void_poll
from xianfeng.apps.ballots.actions.keeping import (
    RecountRefused,
    ask_recount,
    destroy_kept,
    finish_recount,
    submit_half,
    sweep_halves,
    sweep_kept,
)
from xianfeng.apps.ballots.actions.opening import open_poll
from xianfeng.apps.ballots.actions.paper import discard_paper, enter_paper, hand_out_paper
from xianfeng.apps.ballots.actions.refusals import NewCandidate, NewElector, PaperRefused, PollRefused, SheetRefused
from xianfeng.apps.ballots.actions.trustees import (
    NewPost,
    TrusteeRefused,
    appoint_trustees,
    confirm_key,
    make_key,
    submit_key,
)

__all__ = [
    "NewCandidate",
    "NewElector",
    "NewPost",
    "PaperRefused",
    "PollRefused",
    "RecountRefused",
    "SheetRefused",
    "TrusteeRefused",
    "appoint_trustees",
    "ask_recount",
    "cast",
    "cast_by_code",
    "check_sheet",
    "close_poll",
    "confirm_key",
    "decide_comment",
    "destroy_kept",
    "discard_paper",
    "enter_paper",
    "finish_recount",
    "hand_out_paper",
    "issue_codes",
    "issue_slips",
    "make_key",
    "open_poll",
    "submit_half",
    "submit_key",
    "sweep_halves",
    "sweep_kept",
    "sweep_keys",
    "void_poll",
]
