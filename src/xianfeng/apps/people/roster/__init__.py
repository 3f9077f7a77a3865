"""The lists and files that pages of this room show, each cut to what the viewer may see. Values and numbers only."""

from xianfeng.apps.people.roster.files import PersonFile, Stretch, find_file, get_file, may_open
from xianfeng.apps.people.roster.organizations import (
    Node,
    OrganizationFile,
    Related,
    get_organization_file,
    list_choices,
    list_tree,
)
from xianfeng.apps.people.roster.people import FILTERS, SORTS, PersonRow, find_people, list_rows
from xianfeng.apps.people.roster.sight import RUN_ROLES, SEE_ROLES, run_ids, seen_ids

__all__ = [
    "FILTERS",
    "RUN_ROLES",
    "SEE_ROLES",
    "SORTS",
    "Node",
    "OrganizationFile",
    "PersonFile",
    "PersonRow",
    "Related",
    "Stretch",
    "find_file",
    "find_people",
    "get_file",
    "get_organization_file",
    "list_choices",
    "list_rows",
    "list_tree",
    "may_open",
    "run_ids",
    "seen_ids",
]
