"""What the acts on pledges refuse."""

from __future__ import annotations

from xianfeng.apps.journal.actions import Refused


class PledgeRefused(Refused):
    """code: conflict | not_open | incomplete (params: lacks) | too_long | reason_missing | place_missing | own_pledge |
    served_being_asked | served_say_no | served_unheard | not_submitted | not_published | already_settled |
    beyond_scope | topic_unknown."""
