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
from xianfeng.apps.notices.actions.releasing import (
    Draft,
    ReleaseRefused,
    approve_release,
    record_release,
    return_release,
    write_release,
)

__all__ = [
    "MOST_TEXT",
    "Draft",
    "Named",
    "NoticeRefused",
    "ObjectionRefused",
    "ReleaseRefused",
    "Wording",
    "approve",
    "approve_release",
    "check_redaction",
    "confirm",
    "decide_objection",
    "interrupt",
    "object",
    "post",
    "propose",
    "record_board",
    "record_release",
    "recount",
    "redact",
    "repost",
    "return_release",
    "review",
    "revise",
    "send_back",
    "withdraw",
    "write_release",
]
