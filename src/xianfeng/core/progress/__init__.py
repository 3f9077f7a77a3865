"""n of N, rolled up a tree, where "no data" stays None and never turns into 0 (CONVENTIONS 1, point 9)."""

from xianfeng.core.progress.counting import Coverage, RolledUp, UnknownParent, roll_up, roll_up_tree

__all__ = ["Coverage", "RolledUp", "UnknownParent", "roll_up", "roll_up_tree"]
