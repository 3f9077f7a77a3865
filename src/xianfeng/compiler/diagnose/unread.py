"""Every sentence that no rule has read, so that a person can step through them; orders before background.

A sentence that orders (要, 须, 应, 请, 不得) and was not read weighs more than one that explains (``unread_order``
against ``unread``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xianfeng.compiler.diagnose.model import Diagnostic
from xianfeng.compiler.reader import Understanding

_ORDER = re.compile(
    r"(?:(?<![重需主必不首简摘纪])要|须|(?<![反适响供对])应当?|(?<![申邀聘])请|需要?(?=[\u4e00-\u9fff]{2})(?!求)|必须|务必|不得|不准|严禁|禁止|一律|杜绝|负责|于\s*\d+月|(?:^|(?<=[，；。]))(?:确保|切实))(?!求|素|点|用|强|接班|的)"
)


def find_unread(understanding: Understanding) -> Iterator[Diagnostic]:
    """One diagnostic for each sentence without a reading in it."""
    document = understanding.document
    read = bytearray(len(document.folded) + 1)
    for reading in understanding.all_readings():
        read[reading.start : reading.end] = b"\x01" * (reading.end - reading.start)
    for sentence in document.sentences:
        if sentence.end - sentence.start < 4 or any(read[sentence.start : sentence.end]):
            continue
        words = document.folded[sentence.start : sentence.end]
        orders = bool(_ORDER.search(words))
        yield Diagnostic(
            "unread_order" if orders else "unread",
            "warning" if orders else "info",
            document.text.span(sentence.start, sentence.end),
            {"words": words[:60]},
        )
