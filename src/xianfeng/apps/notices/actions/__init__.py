"""Change notices: 提出 → 审核（含保密审查） → 审批 → 实施. One file per station: proposing, posting, objecting."""

from xianfeng.apps.notices.actions.changes import NoticeRefused
from xianfeng.apps.notices.actions.objecting import (
    MOST_TEXT,
    ObjectionRefused,
    check_redaction,
    decide_objection,
    object,
    redact,
)
from xianfeng.apps.notices.actions.posting import (
    approve,
    confirm,
    interrupt,
    post,
    record_board,
    recount,
    review,
    send_back,
    withdraw,
)
from xianfeng.apps.notices.actions.proposing import Named, Wording, propose, repost, revise

__all__ = [
    "MOST_TEXT",
    "Named",
    "NoticeRefused",
    "ObjectionRefused",
    "Wording",
    "approve",
    "check_redaction",
    "confirm",
    "decide_objection",
    "interrupt",
    "object",
    "post",
    "propose",
    "record_board",
    "recount",
    "redact",
    "repost",
    "review",
    "revise",
    "send_back",
    "withdraw",
]
