"""Programme packs: what a plan says, and what follows from it. Pure; knows no campaign, no person, no database.

``load_pack`` reads a folder, ``check_pack`` names its faults, ``resolve`` makes the calendar, ``apply_overlay`` merges a
unit's own plan, ``compare`` puts two plans side by side.
"""

from xianfeng.core.plan.checking import check_pack
from xianfeng.core.plan.comparing import Difference, compare
from xianfeng.core.plan.faults import Fault, PackFaulty
from xianfeng.core.plan.loading import built_in_codes, built_in_folder, load_built_in, load_pack, read_overlay
from xianfeng.core.plan.local_plan import Overlay
from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.overlay import apply_overlay
from xianfeng.core.plan.resolving import (
    Ask,
    PlanUnresolvable,
    ResolvedPhase,
    ResolvedPlan,
    ResolvedStep,
    open_asks,
    resolve,
)

__all__ = [
    "Ask",
    "Difference",
    "Fault",
    "Overlay",
    "Pack",
    "PackFaulty",
    "PlanUnresolvable",
    "ResolvedPhase",
    "ResolvedPlan",
    "ResolvedStep",
    "apply_overlay",
    "built_in_codes",
    "built_in_folder",
    "check_pack",
    "compare",
    "load_built_in",
    "load_pack",
    "open_asks",
    "read_overlay",
    "resolve",
]
