"""Several documents in one file (seed 002): 篇一, 篇二, or a new title after a signature. They are offered as several."""

from __future__ import annotations

import re

from xianfeng.compiler.diagnose.model import Part
from xianfeng.compiler.document import Document

_MARK = re.compile(
    r"^\s*[【\[（(]?\s*(?:第?[一二三四五六七八九十]{1,2}\s*篇|篇\s*[一二三四五六七八九十\d]{1,2}|范文\s*[一二三四五六七八九十\d]{1,2}|[^，。\n]{2,30}（?\s*(?:篇[一二三四五六七八九十\d]|[（(][一二三四五六七八九十\d]{1,2}[）)]))\s*[】\])）]?\s*[：:]?\s*$"
)
_TITLE = re.compile(r"^[^，。；\n]{4,50}(?:方案|通知|办法|细则|意见|计划|讲话|致辞|制度|规定)$")
_SIGNED = re.compile(r"^[^，。；]{0,30}(?:19|20)[\dxX×*]{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*$")


def find_parts(document: Document) -> list[Part]:
    """The documents of a file, or nothing when it is one."""
    folded = document.folded
    cuts: list[tuple[int, str]] = []
    signed = False
    for block in document.blocks:
        words = folded[block.start : block.end]
        if len(words) > 60:
            signed = False
            continue
        if (not block.is_numbered() and _MARK.match(words) and re.search(r"篇|范文", words)) or (
            signed and _TITLE.match(words)
        ):
            cuts.append((block.start, words.strip()))
        if _SIGNED.match(words):
            signed = True
    if not cuts:
        return []
    starts = [(0, "")] if folded[: cuts[0][0]].strip() else []
    starts += cuts
    parts = []
    for position, (start, title) in enumerate(starts):
        end = starts[position + 1][0] if position + 1 < len(starts) else len(folded)
        parts.append(Part(title, document.text.span(start, end)))
    return parts if len(parts) > 1 else []
