"""n of N, rolled up a tree, where "no data" stays None and never turns into 0 (CONVENTIONS 1, point 9)."""

from xianfeng.core.progress.counting import Coverage, RolledUp, UnknownParent, roll_up, roll_up_tree
from xianfeng.core.progress.tree import Node, Tally, programme_tree, tally

__all__ = [
    "Coverage",
    "Node",
    "RolledUp",
    "Tally",
    "UnknownParent",
    "programme_tree",
    "roll_up",
    "roll_up_tree",
    "tally",
]
