"""Change items, each by the person whose turn it is. One file per station: opening, owning, deciding; and mechanisms."""

from xianfeng.apps.tracking.actions.changes import ItemRefused
from xianfeng.apps.tracking.actions.deciding import decide, explain, publish, redo, submit_evidence
from xianfeng.apps.tracking.actions.disputes import say_nothing_found
from xianfeng.apps.tracking.actions.mechanisms import add_mechanism, check_mechanism
from xianfeng.apps.tracking.actions.opening import Draft, carry_over, import_items, open_item
from xianfeng.apps.tracking.actions.owning import accept, categorise, describe, extend, gather_force, hand_over
from xianfeng.apps.tracking.actions.strengthening import strengthen

__all__ = [
    "Draft",
    "ItemRefused",
    "accept",
    "add_mechanism",
    "carry_over",
    "categorise",
    "check_mechanism",
    "decide",
    "describe",
    "explain",
    "extend",
    "gather_force",
    "hand_over",
    "import_items",
    "open_item",
    "publish",
    "redo",
    "say_nothing_found",
    "strengthen",
    "submit_evidence",
]
