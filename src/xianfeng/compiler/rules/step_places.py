"""Where an act is work and where it is none: under 条件 or 指导思想, in a caption, above the first heading, among quotas."""

from __future__ import annotations

import re

from xianfeng.compiler.document import Document
from xianfeng.compiler.outline import Block, Sentence
from xianfeng.compiler.rules.step_acts import Act
from xianfeng.compiler.rules.step_signs import DOING_TOO, IDLE_TITLE

_SETTLING = re.compile(r"(?:确定|选定|商定|拟[定订]|制[定订]|公[示布]|发布|宣布)")  # 确定主题 is work, 活动主题 is none


_OPENS = re.compile(
    r"如下|特制[定订]|(?:^|\n|。)\s*为(?:了|进一步|深入|认真|贯彻|全面|切实|加强)|：\s*(?:\n|$)|的(?:通知|方案|意见)\s*\n"
)


def preamble_end(document: Document) -> int:
    """Where the lines above the first heading, or else above the first numbered item, end."""
    head = next((b for b in document.blocks if b.heading), None)
    first = head.start if head else None
    if head and (head.ordinal or 1) > 1 and head.level in (1, 2) and not _OPENS.search(document.folded[: head.start]):
        return 0  # 八、…: what stands above is the end of 七
    if first is None:
        first = next((b.start for b in document.blocks if b.level in (1, 2, 3)), 0)
        introduced = re.search(r"(?:如下|特制[定订][^。]{0,12})[：。]", document.folded[:first])
        return first if introduced else 0
    return first


def opens_with_order(document: Document, act: Act, sentence: Sentence) -> bool:
    """In the lines above the first heading only a decision to set up a body, or an order with force, is a step."""
    words = document.folded[sentence.start : sentence.end]
    if act.fixed:
        return True
    block = document.blocks[sentence.block]
    announced = re.search(
        r"(?:通知|安排|公布|要求|事[项宜])[^。\n]{0,6}如下|特制[定订]", document.folded[act.end : block.end]
    )
    if announced and act.hit.kind != "organise":
        return False  # 学校将进行评选工作，现将有关事项通知如下
    decided = re.search(r"决定|研究|如下|兹|拟", words)
    if re.search(r"(?:^|，)(?:\d{4}年)?\d{1,2}月\d{1,2}日，", words) and not decided:
        return False  # told of what was done
    return (act.hit.kind == "organise" and decided is not None) or act.strength >= 4.6


def is_idle(block: Block, folded: str) -> bool:
    for heading in reversed(block.path):  # the nearest title that says anything decides
        if DOING_TOO.search(heading.title) or _SETTLING.match(heading.title):
            return False
        if IDLE_TITLE.search(heading.title) or re.match(r"\s*（\d{1,3}分）", folded[heading.title_end :][:12]):
            return True  # a line of a table of marks is none either: 组织建设（32分）
    return False


def only_quota(block: Block, words: str) -> bool:
    """``每班推荐1人`` under 名额分配 says how many, not that it is to be done."""
    told = any(re.search(r"名额|指标", h.title) for h in block.path)
    return (
        told
        and not re.match(r"请|由", words)
        and bool(re.search(r"(?:每|各|限|至多|共)[^，。；]*\d+\s*[名人个位]$", words))
    )


_ARROW = re.compile(r"[\s|↓→▼⇓⬇]*[↓→▼⇓⬇][\s|↓→▼⇓⬇]*")


def in_flow(document: Document, block: Block) -> bool:
    """Whether a line stands above or below an arrow: a box of a flow chart."""
    beside = document.blocks[max(0, block.index - 1)], document.blocks[min(block.index + 1, len(document.blocks) - 1)]
    return any(_ARROW.fullmatch(document.folded, b.start, b.end) for b in beside)


def is_caption(document: Document, block: Block) -> bool:
    """A line without any mark: the title of the document, a table cell, a caption."""
    words = document.folded[block.start : block.end]
    if "|" in words or in_flow(document, block):
        return False
    if re.match(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?[\s至—-]", words) and len(words) > 6:
        return False  # a row of a timetable
    if re.search(r"(?:的通知|方案|办法|细则|意见|程序|名单|推荐表|申报表|启事|须知)$", words.strip()):
        return "。" not in words and len(words) < 70
    return not block.is_numbered() and not re.search(r"[，。；：！、]", words) and len(words) < 40


def is_run_in_title(document: Document, sentence: Sentence, block: Block) -> bool:
    """``第五条 支部自评。各支部…``: a few words behind the number, with the text following."""
    first = block.is_numbered() and not block.heading and sentence.start - block.body_start <= 2
    return first and sentence.end - sentence.start <= 8 and block.end - sentence.end > 10
