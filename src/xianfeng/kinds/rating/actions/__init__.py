"""Run a rating round. One file per station: preparing, turns, sheets, counting, signing, contesting."""

from xianfeng.kinds.rating.actions.contesting import (
    answer_review,
    ask_review,
    contest_veto,
    decide_veto,
    record_veto,
    review_until,
)
from xianfeng.kinds.rating.actions.counting import count_round, current_rules
from xianfeng.kinds.rating.actions.preparing import choose_aims, note_everyday, withdraw_everyday
from xianfeng.kinds.rating.actions.rounds import RatingRefused
from xianfeng.kinds.rating.actions.sheets import save_sheet, sheet_is_open
from xianfeng.kinds.rating.actions.signing import confirm_conduct, sign
from xianfeng.kinds.rating.actions.turns import close_party, leave_out, open_party, start_round

__all__ = [
    "RatingRefused",
    "answer_review",
    "ask_review",
    "choose_aims",
    "close_party",
    "confirm_conduct",
    "contest_veto",
    "count_round",
    "current_rules",
    "decide_veto",
    "leave_out",
    "note_everyday",
    "open_party",
    "record_veto",
    "review_until",
    "save_sheet",
    "sheet_is_open",
    "sign",
    "start_round",
    "withdraw_everyday",
]
