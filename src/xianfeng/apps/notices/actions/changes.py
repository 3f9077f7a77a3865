"""What every change of a notice shares: its refusals, its lock, its version, its line in the journal."""

from __future__ import annotations

from xianfeng.apps.journal.actions import Refused, pen
from xianfeng.apps.notices.models import Notice

note = pen("notices", "notices.notice")


class NoticeRefused(Refused):
    """A notice may not take this step now. Codes: see `notices.refusals`."""

    code = "notice_refused"


def locked_notice(notice_id: int, version: int | None, *states: str) -> Notice:
    notice = Notice.objects.select_for_update(no_key=True).get(pk=notice_id)
    if version is not None and notice.version != version:
        raise NoticeRefused("changed_meanwhile")
    if states and notice.state not in states:
        raise NoticeRefused("wrong_state", state=notice.state)
    return notice


def save(notice: Notice, *fields: str) -> None:
    notice.version += 1
    notice.save(update_fields=[*fields, "version"])
