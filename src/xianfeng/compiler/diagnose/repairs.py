"""Places that look damaged, with a suggestion nobody applies by itself.

Words replaced to dodge a duplicate check (科学开展观, 效劳群众), numbers lost (创星达2023颗), masks (``**`` for 民主,
20xx), doubled quotation marks and words, empty quotation marks, a run shifted by a byte (S1-45, S1-21, S3-88, S4-58).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xianfeng.compiler.diagnose.model import Diagnostic
from xianfeng.compiler.reader import Understanding
from xianfeng.compiler.text import Span, simplified

_REPLACED: tuple[tuple[str, str], ...] = (
    (r"科学开展观?(?=[、，。指进]|观|推进|活动|$)", "科学发展"),
    (r"(?:推动|促进|加快|教育|健康|全面|协调|可持续|均衡)开展(?=[、，。；]|的|成果)", "发展"),
    (r"效劳(?=群众|教师|师生|学生|社会|人民|大局|意识|水平|基层|中心|对象)|(?<=为民|优质|热情|志愿)效劳", "服务"),
    (r"稳固(?=和拓展|和扩大|扩大|提高|成果|整改|学习|落实|脱贫)|(?<=进一步)稳固", "巩固"),
    (r"(?<=的)根底(?=上)|根底(?=教育|工作|设施|知识|上，|上进)", "基础"),
    (r"到达(?=[^，。；\n]{0,14}(?:目标|要求|标准|水平|以上|合格|\d+%))", "达到"),
    (r"创立(?=[^，。；\n]{0,10}(?:先进|文明|和谐|平安|五好|示范|活动))", "创建"),
    (r"广阔(?=师生|党员|教师|干部|群众|教职工|学生|家长|青年)", "广大"),
    (r"(?<![出启])发动(?=会(?!员)|大会|部署)|(?<=学习|宣传|召开)发动(?=会)", "动员"),
    (r"播送(?=[、，站室台和]|电视)", "广播"),
    (r"(?<=营造|浓厚|良好)(?P<k>[^，。；\n]{0,8})气氛", "氛围"),
    (r"原那么", "原则"),
    (r"(?<=具体|制定)实施方法", "实施办法"),
    (r"根本(?=要求|条件|情况)(?<!最根本)", "基本"),
    (r"标准化(?=，|。|、制度)|制度化、标准化", "规范化"),
    (r"推进你素质", "推进素质"),
)
_LOST = re.compile(r"(?<![\d年])20[0-3]\d(?=\s*(?:颗|个(?!月)|名|人|次|条|项|分(?!别)|%|天|位|篇|件))")
_MASKED = (
    (re.compile(r"\*{2,3}(?=生活会|评议|测评|选举|推荐|集中制|监督|管理|党派)|(?<=充分发扬)\*{2,3}"), "民主"),
    (re.compile(r"(?:19|20)[xX×*]{2}(?=\s*(?:年|-))"), ""),
    (re.compile(r"(?<![*_\n])\*{2,6}(?!\*)(?=[\u4e00-\u9fff，。])"), ""),
    (re.compile(r"(?<![A-Za-z])[xX×]{2,4}(?=省|市|县|区|镇|乡|校|中学|小学|学校|局|同志|支部)"), ""),
)
_DOUBLED = re.compile(r"(?P<q>[“”])(?P=q)+|(?P<w>[\u4e00-\u9fff]{3,6})(?P=w)")
_EMPTY = re.compile(r"“\s*”|《\s*》|(?<=[制定印发下])了?[^，。；\n]{0,12}的(?=，)")


def find_repairs(understanding: Understanding) -> Iterator[Diagnostic]:
    """Suggestions in the order of their kind; spans are those of the damaged words alone."""
    document = understanding.document
    folded, text = document.folded, document.text
    for pattern, instead in _REPLACED:
        for m in re.finditer(pattern, folded):
            yield Diagnostic("word_replaced", "info", text.span(m.start(), m.end()), {"words": m.group()}, instead)
    for m in _LOST.finditer(folded):
        yield Diagnostic(
            "number_lost",
            "warning",
            text.span(m.start(), m.end()),
            {"words": folded[max(0, m.start() - 6) : m.end() + 2]},
        )
    seen: set[int] = set()
    for mask, instead in _MASKED:
        for m in mask.finditer(folded):
            if m.start() not in seen:
                seen.add(m.start())
                yield Diagnostic("masked", "info", text.span(m.start(), m.end()), {"words": m.group()}, instead)
    for m in _DOUBLED.finditer(folded):
        if m["w"] and re.search(r"(.)\1\1", m["w"]):
            continue
        yield Diagnostic("doubled", "info", text.span(m.start(), m.end()), {"words": m.group()}, m["w"] or m.group()[0])
    for m in _EMPTY.finditer(folded):
        yield Diagnostic(
            "title_lost", "info", text.span(m.start(), m.end()), {"words": folded[max(0, m.start() - 8) : m.end()]}
        )
    yield from _shifted(text.original)


def _shifted(original: str) -> Iterator[Diagnostic]:
    """A run of GBK bytes read one byte late: shown by decoding it again, offered only when the result reads better."""
    for m in re.finditer(r"[^\x00-\x7f\s，。、；：“”（）《》]{8,80}", original):
        run = m.group()
        odd = [i for i, c in enumerate(run) if not _is_plain(c)]
        if len(odd) < 2:
            continue
        first, last = odd[0], odd[-1]
        start = max(0, first - 1)
        piece = run[start : last + 2]
        try:
            raw = piece.encode("gb18030")
        except UnicodeEncodeError:
            continue
        again = raw[1:].decode("gb18030", errors="ignore")
        if sum(_is_plain(c) for c in again) > 0.9 * max(1, len(again)) and len(again) >= 5:
            at = m.start() + start
            yield Diagnostic("shifted_bytes", "warning", Span(at, at + len(piece)), {"words": piece}, again)


def _is_plain(character: str) -> bool:
    """Whether a character, or its simplified twin, is one of the 3755 common ones of GB2312."""
    try:
        raw = character.encode("gb2312")
    except UnicodeEncodeError:
        if not "\u4e00" <= character <= "\u9fff":
            return False
        try:
            raw = simplified(character).encode("gb2312")
        except UnicodeEncodeError:
            return False
    return len(raw) == 2 and 0xB0 <= raw[0] <= 0xD7
