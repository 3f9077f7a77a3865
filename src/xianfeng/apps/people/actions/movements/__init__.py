"""What happens to people in the course of the years: work, Party standing, offices; and who looked at their file.

Nothing is overwritten: the old row ends on the day the new one begins, so that every past act shows the post held then.
"""

from xianfeng.apps.people.actions.movements.files import log_contact, open_file
from xianfeng.apps.people.actions.movements.offices import appoint, end_office
from xianfeng.apps.people.actions.movements.party import (
    change_status,
    end_guest,
    keep_without_unit,
    register_guest,
    report_guest,
    transfer_affiliation,
)
from xianfeng.apps.people.actions.movements.stretches import MovementRefused
from xianfeng.apps.people.actions.movements.work import appoint_jointly, retire, return_to_work, start_leave, transfer

__all__ = [
    "MovementRefused",
    "appoint",
    "appoint_jointly",
    "change_status",
    "end_guest",
    "end_office",
    "keep_without_unit",
    "log_contact",
    "open_file",
    "register_guest",
    "report_guest",
    "retire",
    "return_to_work",
    "start_leave",
    "transfer",
    "transfer_affiliation",
]
