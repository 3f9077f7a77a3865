"""What duty sheets refuse."""

from __future__ import annotations

from xianfeng.apps.journal.actions import Refused


class DutiesRefused(Refused):
    """code: conflict (params: current) | empty | too_long | not_hung (params: lines) | not_open | own_sheet |
    reason_missing | no_holder (params: lines) | already_holds | not_submitted."""
