"""The code a trustee hands in: read, and matched with what of a poll is sealed to its own key."""

from __future__ import annotations

from xianfeng.apps.ballots import recovery
from xianfeng.apps.ballots.models import PollKey
from xianfeng.apps.journal.actions import Refused


class TrusteeRefused(Refused):
    """code: title_missing | not_four_persons | without_account (name) | is_administrator (name) | no_key_in_making |
    code_length | code_group (group) | code_of_another_key (check_value) | not_trustee | poll_still_open | key_damaged.
    """


def private_of(code: str) -> bytes:
    """The private key of a recovery code. Refuses a misspelt one, naming the group."""
    try:
        return recovery.private_key(code)
    except recovery.CodeUnreadable as error:
        if error.group:
            raise TrusteeRefused("code_group", group=error.group) from error
        raise TrusteeRefused("code_length", characters=recovery.GROUPS * (recovery.DRAWN + 1)) from error


def find_own(poll_id: int, person_id: int, code: str) -> tuple[PollKey, bytes]:
    """What of a poll is sealed to the key of this code, and its private half; the code must be the person's own."""
    private = private_of(code)
    own = list(PollKey.objects.filter(poll_id=poll_id, person_id=person_id).select_related("standing_key"))
    if not own:
        raise TrusteeRefused("not_trustee")
    public = recovery.public_key(code).hex()
    mine = next((one for one in own if one.standing_key.public_key == public), None)
    if mine is None:
        raise TrusteeRefused("code_of_another_key", check_value=own[0].standing_key.check_value)
    return mine, private
