"""Every sentence that no rule has read, so that a person can step through them; orders before background.

A sentence that orders (要, 须, 应, 请, 不得) and was not read weighs more than one that explains (``unread_order``
against ``unread``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xianfeng.compiler.diagnose.model import Diagnostic
from xianfeng.compiler.document import Document
from xianfeng.compiler.reader import Understanding

_ORDER = re.compile(
    r"(?:(?<![重需主必不首简摘纪])要|须|(?<![反适响供对])应当?|(?<![申邀聘])请|需要?(?=[\u4e00-\u9fff]{2})(?!求)|必须|务必|不得|不准|严禁|禁止|一律|杜绝|负责|于\s*\d+月|(?:^|(?<=[，；。]))(?:确保|切实))(?!求|素|点|用|强|接班|的)"
)


_TITLE = re.compile(r"^[^，。；：]{4,60}(?:方案|通知|办法|细则|意见|安排|计划|规定|要点|规程|制度|（试行）)\s*$")
_ADDRESSED = re.compile(r"^(?!.*[，。；])[^：]{0,60}(?:各|学校|支部|单位|委员会|科室|中心)[^：]{0,60}[：:]\s*$")
_SIGNED = re.compile(
    r"^(?:[^，。；：、]{0,24}(?:委员会|党委|党组|总支|支部|教育局|教体局|学校|中学|小学|大学|学院|办公室)|[^，。；：]{0,12}(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)\s*$"
)


def _is_frame(document: Document, place: int, words: str) -> bool:
    """The title, whom the document is addressed to, who signs it and when: they ask for nothing and are no sentences."""
    if place < 6 and not any(
        block.is_numbered() for block in document.blocks if block.end <= document.sentences[place].start
    ):
        return bool(_ADDRESSED.match(words)) or bool(_TITLE.match(words))
    return place >= len(document.sentences) - 3 and bool(_SIGNED.match(words))


def find_unread(understanding: Understanding) -> Iterator[Diagnostic]:
    """One diagnostic for each sentence without a reading in it."""
    document = understanding.document
    read = bytearray(len(document.folded) + 1)
    for reading in understanding.all_readings():
        read[reading.start : reading.end] = b"\x01" * (reading.end - reading.start)
    for place, sentence in enumerate(document.sentences):
        if sentence.end - sentence.start < 4 or any(read[sentence.start : sentence.end]):
            continue
        words = document.folded[sentence.start : sentence.end]
        if _is_frame(document, place, words):
            continue
        orders = bool(_ORDER.search(words))
        yield Diagnostic(
            "unread_order" if orders else "unread",
            "warning" if orders else "info",
            document.text.span(sentence.start, sentence.end),
            {"words": words[:60]},
        )
