"""Put an earlier demonstration away before the next station is built: never two campaigns side by side."""

from __future__ import annotations

from django.utils import timezone

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.campaigns import actions as campaigns
from xianfeng.apps.campaigns import queries as campaign_queries
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.notices import actions as notices
from xianfeng.apps.notices import queries as notice_queries
from xianfeng.apps.people import queries as people
from xianfeng.apps.plans import actions as plans
from xianfeng.apps.plans import queries as plan_queries
from xianfeng.apps.returns import actions as returns
from xianfeng.apps.returns import queries as return_queries
from xianfeng.apps.tracking import actions as tracking
from xianfeng.apps.tracking import queries as items
from xianfeng.config.demo.reach import acts, asks

REASON = "演示活动重新开始，这一轮作废。（演示）"


def put_away(committee_id: int, actor: Actor) -> int:
    """Close every running campaign of the demonstration, and what of it is still under way. Gives how many there were.

    Nothing is deleted: ballots are given up unopened, notices taken down, reports sent back and the campaign closed - as
    an organiser would who calls a round off. What was archived stays.
    """
    running = [row for row in campaign_queries.list_campaigns([committee_id]) if row.is_open]
    for campaign in running:
        _stop_votes(campaign.id, actor)
        now = timezone.now()
        for notice in notice_queries.list_notices(campaign_id=campaign.id):
            if notice.state in (*notice_queries.IN_WORK, "posted"):
                notices.withdraw(now=now, actor=actor, notice_id=notice.id, version=notice.version, reason=REASON)
        branches = people.subtree_ids(committee_id)
        for report in return_queries.list_outgoing(branches, campaign_id=campaign.id):
            if report.acknowledged_on is None and report.sent_back_on is None:
                returns.acknowledge(now=now, actor=actor, return_id=report.id)
        for overlay in plan_queries.list_overlays(campaign.plan_version_id):
            if overlay.state == "filed":
                plans.decide_overlay(now=now, actor=actor, overlay_id=overlay.id, approved=False, remark=REASON)
        for item in items.list_items(organization_ids=branches, only_open=True):
            of_this_round = item.campaign_id == campaign.id or item.origin_ref.startswith(f"nonce:demo-{campaign.id}-")
            if of_this_round and item.owner_id != actor.person_id:
                _settle(item, actor)
        campaigns.close_campaign(now=now, actor=actor, campaign_id=campaign.id, reason=REASON)
    return len(running)


def _stop_votes(campaign_id: int, actor: Actor) -> None:
    units = [row.id for row in campaign_queries.branches_of(campaign_id)]
    for step in campaign_queries.list_steps(campaign_id):
        if step.kind == "survey":
            for one in asks("survey").list_rounds(campaign_id, step.code, units):
                if one.is_open:
                    acts("survey").close_round(now=timezone.now(), actor=actor, round_id=one.id, reason=REASON)
        for poll in polls.list_polls(campaign_id, step.code):
            if poll.state in ("open", "closing"):
                ballots.void_poll(now=timezone.now(), actor=actor, poll_id=poll.id, reason=REASON)


def _settle(item: items.ItemRow, actor: Actor) -> None:
    tracking.decide(
        now=timezone.now(),
        actor=actor,
        item_id=item.id,
        version=item.version,
        verdict="not_applicable",
        reason=REASON,
        by_superior=True,
    )
