"""Reports that come back: 「于每月12日前和当月底前三天内将半月记实表报送」「实行半月报制度」「每季度末上报」."""

from __future__ import annotations

import re

from xianfeng.compiler.clauses import clause_around
from xianfeng.compiler.document import Document
from xianfeng.compiler.numerals import whole
from xianfeng.compiler.readings import Duty

RULE = "periodic_reports"
_RHYTHM = re.compile(
    r"(?:实行|执行|建立|坚持)?[^，。；\n]{0,12}?(?P<r>半月|双周|每周|周|旬|月|季|季度|半年|年)(?:度)?(?:报告?|汇报|小结|通报|调度)(?:制度?|机制)?(?=[，。；、的]|$)"
    r"|(?:次|翌|下个?|当|本)(?P<n>季度?首|季度?末)?月(?:的)?\s*\d{1,2}\s*[日号](?:之?前|以前)[^，。；\n]{0,14}?(?:上报|报送|上交|汇报|提交|报)"
    r"|每(?:个)?(?P<e>周|半月|月|季度|季|半年|年|学期|学年)(?:度)?[^，。；\n]{0,16}?(?:前|末|底|日|初)?[^，。；\n]{0,14}?(?:上报|报送|上交|汇报|报告一次|提交|书面报告|总结上报|报(?=[\u4e00-\u9fff]{2,10}(?:办|局|委|处|科|室|部|组)))"
)
_DAY = re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号]")
_RECEIVER = re.compile(
    r"(?:报送|上报|报|交|提交|汇报)(?:给|至|到)?([\u4e00-\u9fff]{2,14}?(?:局|委|党委|支部|总支|办公室|科|办|部门|学校|处))"
)


def read(document: Document) -> list[Duty]:
    """Periodic reports with their rhythm, their day and who receives them, as far as told."""
    found = []
    for m in _RHYTHM.finditer(document.folded):
        clause = clause_around(document.folded, m.start(), m.end(), "。；\n")
        words = document.folded[clause.start : clause.end]
        day = _DAY.search(m.group())
        receiver = _RECEIVER.search(words)
        found.append(
            Duty(
                start=m.start(),
                end=m.end(),
                rule=RULE,
                rhythm=m["r"] or m["e"] or ("季度" if m["n"] else "月"),
                day=whole(day.group(1)) if day else None,
                receiver=receiver.group(1) if receiver else "",
                confidence=0.7,
            )
        )
    return found
