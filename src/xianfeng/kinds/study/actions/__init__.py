"""Change what is read and studied. One file per subject: readings, sessions, essays."""

from xianfeng.kinds.study.actions.essays import mark_seen, share_essay, write_essay
from xianfeng.kinds.study.actions.readings import confirm, issue
from xianfeng.kinds.study.actions.refusals import StudyRefused
from xianfeng.kinds.study.actions.sessions import Line, log_session, remove_session, set_attendance, set_many

__all__ = [
    "Line",
    "StudyRefused",
    "confirm",
    "issue",
    "log_session",
    "mark_seen",
    "remove_session",
    "set_attendance",
    "set_many",
    "share_essay",
    "write_essay",
]
