"""Read campaigns: what runs where, from when until when, and what each unit meets."""

from xianfeng.apps.campaigns.models import Campaign as Campaign
from xianfeng.apps.campaigns.queries.changes import (
    ExceptionRow,
    LocalPlanRow,
    get_exception,
    list_exceptions,
    list_local_plans,
    plans_of_units,
)
from xianfeng.apps.campaigns.queries.days import (
    LookBackRow,
    add_working_days,
    confirmed_years,
    find_look_back,
    list_advice,
    list_school_holidays,
    work_calendar,
    working_days,
)
from xianfeng.apps.campaigns.queries.decisions import (
    ExcuseRow,
    VerdictRow,
    get_excuse,
    list_excuses,
    list_record,
    list_verdicts,
)
from xianfeng.apps.campaigns.queries.groups import (
    GroupRow,
    find_group,
    find_last_group,
    list_seatable,
    without_group,
)
from xianfeng.apps.campaigns.queries.rows import CampaignRow, StepRow
from xianfeng.apps.campaigns.queries.running import (
    branches_of,
    find_campaign,
    get_campaign,
    list_campaigns,
    list_running,
)
from xianfeng.apps.campaigns.queries.steps import (
    Variation,
    find_step_of_kind,
    get_step,
    has_step,
    list_open_steps,
    list_steps,
    met_by,
    variations,
)

__all__ = [
    "Campaign",
    "CampaignRow",
    "ExceptionRow",
    "ExcuseRow",
    "GroupRow",
    "LocalPlanRow",
    "LookBackRow",
    "StepRow",
    "Variation",
    "VerdictRow",
    "add_working_days",
    "branches_of",
    "confirmed_years",
    "find_campaign",
    "find_group",
    "find_last_group",
    "find_look_back",
    "find_step_of_kind",
    "get_campaign",
    "get_exception",
    "get_excuse",
    "get_step",
    "has_step",
    "list_advice",
    "list_campaigns",
    "list_exceptions",
    "list_excuses",
    "list_local_plans",
    "list_open_steps",
    "list_record",
    "list_running",
    "list_school_holidays",
    "list_seatable",
    "list_steps",
    "list_verdicts",
    "met_by",
    "plans_of_units",
    "variations",
    "without_group",
    "work_calendar",
    "working_days",
]
