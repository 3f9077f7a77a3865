"""Write duty sheets, put them in force, and say who answers for each duty."""

from xianfeng.kinds.duties.actions.deciding import adopt, assign, release, remark, send_back
from xianfeng.kinds.duties.actions.refusals import DutiesRefused
from xianfeng.kinds.duties.actions.writing import LONGEST, BulkRow, NewLine, enter_many, save, start, submit

__all__ = [
    "LONGEST",
    "BulkRow",
    "DutiesRefused",
    "NewLine",
    "adopt",
    "assign",
    "enter_many",
    "release",
    "remark",
    "save",
    "send_back",
    "start",
    "submit",
]
