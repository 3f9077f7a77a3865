"""Campaigns: one, those of a unit, those that are running, and where they run."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from xianfeng.apps.campaigns.models import (
    Campaign,
)
from xianfeng.apps.campaigns.queries.reading import read_campaign, read_campaigns
from xianfeng.apps.campaigns.queries.rows import CampaignRow, campaign_row
from xianfeng.apps.people import queries as people


def get_campaign(campaign_id: int, organization_id: int | None = None) -> CampaignRow:
    """The campaign; with an organisation, its `plan` is the one that unit meets (superior, variant, local plan)."""
    at = read_campaign(campaign_id)
    return at.with_change(at.change_for(organization_id))


def find_campaign(campaign_id: int) -> CampaignRow | None:
    return next((at.campaign for at in read_campaigns([campaign_id])), None)


def list_campaigns(organization_ids: Iterable[int] | None = None) -> list[CampaignRow]:
    """Newest first; `organization_ids` are the roots to look at (None: all)."""
    found = Campaign.objects.select_related("organization").order_by("-starts_on", "-pk")
    if organization_ids is not None:
        found = found.filter(organization_id__in=organization_ids)
    return [campaign_row(campaign) for campaign in found]


def list_earlier_batches(campaign_id: int) -> list[CampaignRow]:
    """Closed campaigns of the same pack, the newest first: what a later batch may learn from (S3-01)."""
    pack = Campaign.objects.values_list("plan_version__pack_code", flat=True).get(pk=campaign_id)
    found = Campaign.objects.select_related("organization").filter(
        plan_version__pack_code=pack, closed_at__isnull=False
    )
    return [campaign_row(one) for one in found.exclude(pk=campaign_id).order_by("-starts_on", "-pk")]


def list_running(organization_ids: Iterable[int]) -> list[CampaignRow]:
    """Open campaigns whose subtree holds any of these organisations (a person's branches and workplaces)."""
    found = (
        Campaign.objects.select_related("organization")
        .filter(opened_at__isnull=False, closed_at__isnull=True)
        .filter(
            Q(organization_id__in=list(organization_ids))
            | Q(
                organization__closure_down__relation__in=("party", "covers"),
                organization__closure_down__descendant_id__in=list(organization_ids),
            )
        )
        .distinct()
        .order_by("starts_on")
    )
    return [campaign_row(campaign) for campaign in found]


def branches_of(campaign_id: int) -> list[people.OrganizationRow]:
    """The branches a campaign runs in: those of the Party subtree below its root."""
    return people.list_branches(Campaign.objects.values_list("organization_id", flat=True).get(pk=campaign_id))
