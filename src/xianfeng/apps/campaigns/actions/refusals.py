"""What campaigns refuse, and the campaign an act is about, locked."""

from __future__ import annotations

from xianfeng.apps.campaigns.models import Campaign
from xianfeng.apps.journal.actions import Refused


class CampaignRefused(Refused):
    """code: obstacles (params: obstacles) | already_open | not_open | window_without_length | reason_missing | closed |
    gate_unmet (params: judged, may_force) | gate_unknown | gate_not_theirs | gate_opens_itself | not_soft |
    unit_elsewhere | value_* (params: title, limit) | exception_ended | founded_later | one_head |
    names_unknown, names_ambiguous, named_twice (params: names)."""


def locked_open(campaign_id: int) -> Campaign:
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    if campaign.opened_at is None:
        raise CampaignRefused("not_open")
    if campaign.closed_at is not None:
        raise CampaignRefused("closed")
    return campaign
