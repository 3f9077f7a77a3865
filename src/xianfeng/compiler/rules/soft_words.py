"""Words that leave room: 「原则上不少于3个月」「30天左右」「一般」: kept as soft, never hardened (一般, 左右, 基本)."""

from __future__ import annotations

import re

from xianfeng.compiler.clauses import clause_around
from xianfeng.compiler.document import Document
from xianfeng.compiler.readings import SoftWord

RULE = "soft_words"
_SOFT = re.compile(
    r"原则上|(?<=[天日月年人名次个%时周）])左右|(?<![\u4e00-\u9fff]更)一般(?=不少于|不超过|不得|在|为|应|要|每|控制|情况下|由|掌握|回|是)|基本(?=结束|完成|做到|实现|达到)|大约|不宜|可适当|适当(?=延长|放宽|增加|减少|调整)|前后|力争|有条件的"
)


def read(document: Document) -> list[SoftWord]:
    """Each soft word with the clause it softens."""
    found = []
    for m in _SOFT.finditer(document.folded):
        clause = clause_around(document.folded, m.start(), m.end())
        found.append(SoftWord(start=clause.start, end=clause.end, rule=RULE, word=m.group(), confidence=0.85))
    return found
