"""Change campaigns: everything a campaign goes through, each act with its line in the journal."""

from xianfeng.apps.campaigns.actions.adapted import decide_local_plan, end_exception, grant_exception
from xianfeng.apps.campaigns.actions.calendar import add_school_days, load_calendar, remove_school_days
from xianfeng.apps.campaigns.actions.documents import acknowledge_document, cite_document, issue_document
from xianfeng.apps.campaigns.actions.gates import close_campaign, decide_gate
from xianfeng.apps.campaigns.actions.groups import register_group
from xianfeng.apps.campaigns.actions.opening import Obstacle, list_obstacles, open_campaign, prepare_campaign
from xianfeng.apps.campaigns.actions.refusals import CampaignRefused
from xianfeng.apps.campaigns.actions.steps import decide_step, excuse, reschedule, withdraw_excuse

__all__ = [
    "CampaignRefused",
    "Obstacle",
    "acknowledge_document",
    "add_school_days",
    "cite_document",
    "close_campaign",
    "decide_gate",
    "decide_local_plan",
    "decide_step",
    "end_exception",
    "excuse",
    "grant_exception",
    "issue_document",
    "list_obstacles",
    "load_calendar",
    "open_campaign",
    "prepare_campaign",
    "register_group",
    "remove_school_days",
    "reschedule",
    "withdraw_excuse",
]
