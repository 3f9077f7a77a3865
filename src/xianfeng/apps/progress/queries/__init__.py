"""Coverage of a step, the board of a campaign, and what one person owes: worked out when asked, never stored."""

from xianfeng.apps.progress.queries.boards import Board, BoardRow, Cell, board, board_row
from xianfeng.apps.progress.queries.coverage import (
    Coverage,
    OwnStanding,
    Subject,
    by_class,
    coverage,
    find_own_standing,
    list_audience,
)
from xianfeng.apps.progress.queries.owing import Owed, owed_by_person
from xianfeng.apps.progress.standing import is_owed

__all__ = [
    "Board",
    "BoardRow",
    "Cell",
    "Coverage",
    "Owed",
    "OwnStanding",
    "Subject",
    "board",
    "board_row",
    "by_class",
    "coverage",
    "find_own_standing",
    "is_owed",
    "list_audience",
    "owed_by_person",
]
