"""Lists 以姓氏笔画为序: fewer strokes first, then 横竖撇点折 stroke by stroke, then the next character (CONVENTIONS 3.15).

sort_by_strokes(["王小明", "丁一", "张三"])     # ["丁一", "王小明", "张三"]
"""

from xianfeng.core.strokes.ordering import NameOrder, sort_by_strokes, stroke_key
from xianfeng.core.strokes.table import Stroke, find_count, find_strokes, without_sequence

__all__ = [
    "NameOrder",
    "Stroke",
    "find_count",
    "find_strokes",
    "sort_by_strokes",
    "stroke_key",
    "without_sequence",
]
