"""How an official text is built: lines, numbers, headings, sentences.

Finds the numbered headings 一、 （一） 1. and the numbered items that only look like headings, in texts with line
breaks and in texts that lost them. Before: ``…特制定本方案。 一、指导思想 认真贯彻…``  After: a heading of level 1,
``指导思想``, whose body is ``认真贯彻…``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xianfeng.compiler.numerals import whole
from xianfeng.compiler.pieces import HAN_NUMERALS, cut_pieces

_NUMBER = re.compile(
    rf"[ \t#*]*(?:"
    rf"(?P<l1>[{HAN_NUMERALS}]{{1,3}}\s*[、.])(?!是)"
    rf"|(?P<l2>（\s*[{HAN_NUMERALS}]{{1,3}}\s*）\s*[、.]?)"
    rf"|(?P<l3>\d{{1,2}}\s*(?:[、]|\.(?![\d])|\.(?=\d{{1,2}}月\d)))"
    rf"|(?P<l4>（\s*\d{{1,2}}\s*）\s*[、.]?|\d{{1,2}}\s*）|[①-⑳⑴-⒇])"
    rf"|(?P<l0>第[{HAN_NUMERALS}]{{1,3}}(?:部分|章)[、：\s])"
    rf"|(?P<l8>第[{HAN_NUMERALS}百\d]{{1,5}}\s*条[\s、：]\s*)"
    rf"|(?P<l9>第[{HAN_NUMERALS}\d]{{1,3}}\s*(?:阶段|环节|步骤?))"
    rf")"
)
_SENTENCE_END = "。；！？\n"
_QUANTITY = re.compile(r"\d+(?:\.\d+)?\s*(?:[个名人位分%天次篇条项票]|工作日|小时|学时|课时)(?!好|带头)")
_LABEL = re.compile(
    r"(?:时间|地点|对象|小组|机构|目的|主题|内容|要求|步骤|安排|领导|名额|条件|办法|措施|目标|思想|原则|意义|范围|程序|流程|形式|方式|事项|标准|职责)$"
)
_WHO = r"(?:党委|党总支|总支|支部|支委|党小组|学校|各校|各班|各系|学院|党员|教师|教职工|学生|单位|部门|小组|教育局|办公室|科室|处室|年级|班级|党组织|团支部)"
_ORDERED = re.compile(
    rf"^(?:每(?:学期|学年|季度|年|月|周)|(?:各|全体|每[位个名])?[\u4e00-\u9fff、]{{0,6}}?{_WHO}(?:（[^（）]*）)?(?:都|均|书记)?"
    r"(?:要|须|应|将|把|对(?!照|象|标|口)|通过|召开|组织(?!委员|生活|领导|机构|建设|保障|关系)|按|根据|严格|认真|分头|负责|把|在|于|提出|制定|确定|成立|报送|填写|落实|做好|了解|组建|安排))|^(?:请|在[^，]{2,14}[前后中]，)|由各?[^，]{2,12}(?:自行|统一|负责|收)"
)  # 支委分头检查…, 各支部对评选要…: a sentence that names who acts is no title
_TRAILING_BRACKET = re.compile(r"\s*（[^（）]*(?:（[^（）]*）[^（）]*)*）\s*$")
_GLUED = re.compile(
    r"(?P<title>(?:[\u4e00-\u9fff]{2,8}?(?:步骤|方法|方式|对象|内容|要求|安排|程序|条件|领导|名额|目标|时间|范围|措施|流程|办法|事项|原则|标准|思想|主题|意义|任务|阶段|环节)"
    r"|(?:民主|个别|自我|个人|组织|党员|群众|结果|领导|公开|评选|综合|部门|宣传|支部|集中|专题|表格|材料|整改)"
    r"(?:测评|评议|推荐|谈话|自评|互评|评价|公示|审核|总结|承诺|点评|表彰|动员|发动|申报|考察|考核|印制|报送|投票|述职|谈心|学习|落实)))"
    r"(?=(?:按照|根据|为(?:了|进一步|更好|切实|加强|确保|做好|贯彻|推进)|通过|对[^，。；]{4,}(?:进行|予以)|各[校班系科处年支级单党]|请各|由(?!来|于)|每[班个位名]|全[校院体县市区]|本[次校院]|此次|以[^，。；]{2,40}为(?:指导|主题|根本|目标|载体|核心|重点|抓手|统领|契机|动力)|组织(?!领导|机构|保障|者|形式|工作)|成立|召开|凡|坚持|评为|获得?|\d{4}年)|(?P<again>[\u4e00-\u9fff]{4})(?:为|是|由|采取))"
)  # 二、方法步骤按照…: the mark behind the title was lost with the line break
_OFFICE_BEHIND = re.compile(r"(?<=[组会构队班部])\s*(?:组\s*长|主\s*任|总指挥|队\s*长)$")
_ANNEX_AHEAD = re.compile(r"(?:^|[\s）。；])附\s*件?\s*：$")
_FORM = re.compile(r"(?:登记|申报|推荐|汇总|审批|统计|申请|报名|评价|测评|一览|附件)表格?$|(?<!公示)(?<!公布)名单$")
_PREDICATE = re.compile(
    r"^(?:为了?|自|经)[^，]{2,40}，|^对[^，]{4,}的[^，]{2,8}，|^[^，]{2,10}(?:过程中|时|之?后|之?前)，|每[年月季学周半两二三\d][^，]{0,6}?(?:召开|组织|开展|举行|进行|集中|安排|汇报|上)?[^，]{0,6}[一二两三\d]+次(?=$|[^，]{0,8}(?:党课|会|学习|活动)|或)"
    r"|，(?:不能|不得|不准|必须|应当)[^，]{4,}$|^(?!认真|积极|深入|扎实|广泛|切实|全面|严格|及时|组织)[\u4e00-\u9fff]{2,6}(?:进行|需要?按|须按|应按)|过后即|^[^，]{2,20}是[^，]{4,}的一[项条种个][\u4e00-\u9fff]{2,8}$|^本(?:办法|方案|细则|规定|制度|通知)[^，]*自|^要[^，]{2,14}，(?:[^，]{11,}|[^，]+，)"
    r"|^[^，]{2,14}(?:(?<![主重需必纪摘概简])要(?![求点素闻义件领务旨])|应当?(?!用|对|急|变)|必须|务必)[^，]{2,}(?:，|$)"
    r"|由[^，]{2,20}(?:组织实施|负责|统一领导|牵头)$"
    r"|[，]?(?:主要|一般|均)?(?:采取|采用|实行)[^，]{4,}(?:形式|方式|办法|方法)进行$"
)  # 要发扬民主，广泛征求…意见; …由局党委组织实施; 为确保…，每月…: sentences, however short
_ACTING = re.compile(
    r"(?:[于在]\d|\d日|完成，|报送(?!$)|均[须需]|由.{2,14}(?:组成|负责|评|进行)|进行(?:评分|评定|审核|公示)$|的，|凡|，(?:我|各|并[^重举]|由)|将(?:对|于|在|组织)|须[由经]|应由)"
)


@dataclass(frozen=True)
class Heading:
    """A titled number. ``start..title_end`` is what the title covers; the body runs to ``section_end``."""

    level: int
    number: str
    title: str
    start: int
    title_end: int
    body_start: int
    ordinal: int | None


@dataclass
class Block:
    """A line, or a piece of a joined line that begins with a number."""

    start: int
    end: int
    level: int = 0
    number: str = ""
    ordinal: int | None = None
    number_end: int = 0
    heading: Heading | None = None
    body_start: int = 0
    path: tuple[Heading, ...] = ()
    index: int = 0
    breaks_line: bool = True
    children: list[int] = field(default_factory=list)

    def is_numbered(self) -> bool:
        """Whether the block begins with a number of any style."""
        return self.level > 0


@dataclass(frozen=True)
class Sentence:
    """A sentence of a block's body; ``start..end`` without its closing mark."""

    start: int
    end: int
    block: int


def cut_blocks(folded: str) -> list[Block]:
    """Lines, and inside a line every piece that starts with a heading number after a stop or a gap."""
    blocks: list[Block] = []
    at = 0
    for line in folded.split("\n"):
        for start, end, first in cut_pieces(folded, at, at + len(line)):
            while start < end and folded[start] in " #*":
                start += 1
            while end > start and folded[end - 1] in " *":
                end -= 1
            if start < end:
                block = Block(start, end, body_start=start, number_end=start, breaks_line=first)
                _number(folded, block)
                blocks.append(block)
        at += len(line) + 1
    for index, block in enumerate(blocks):
        block.index = index
    return blocks


def _number(folded: str, block: Block) -> None:
    m = _NUMBER.match(folded, block.start, block.end)
    if m is None:
        return
    if m["l8"]:
        block.level, block.number = 8, m["l8"].strip()
    elif m["l9"]:
        block.level, block.number = 9, m["l9"].strip()
    else:
        for level, group in ((1, "l1"), (2, "l2"), (3, "l3"), (4, "l4"), (1, "l0")):
            if m[group]:
                block.level, block.number = level, m[group].strip()
                break
    digits = re.sub(rf"[^{HAN_NUMERALS}\d①-⑳⑴-⒇]", "", block.number)
    if digits and "⑴" <= digits <= "⒇":
        block.ordinal = ord(digits) - ord("⑴") + 1
    elif digits and "①" <= digits <= "⑳":
        block.ordinal = ord(digits) - ord("①") + 1
    else:
        block.ordinal = whole(digits)
    if m["l3"] and re.match(r"\d{4}", folded[block.start : block.end]):
        block.level = 0
        return
    block.number_end = m.end()
    block.body_start = m.end()


def mark_headings(folded: str, blocks: list[Block]) -> None:
    """Decide which numbered blocks are headings, and give every block the headings above it."""
    in_annex = False
    leaves = _leaves(folded, blocks)
    for index, block in enumerate(blocks):
        words = folded[block.start : block.end]
        if re.match(r"附\s*件?\s*[：\d一二]", words):
            in_annex = not re.match(r"附\s*件?\s*[\d一二三]?\s*$", words)
        elif block.level in (1, 2) or not block.is_numbered():
            in_annex = bool(_ANNEX_AHEAD.search(words))
        if block.level in (1, 2, 3) and not in_annex and index not in leaves:
            block.heading = _heading(folded, block, blocks[index + 1] if index + 1 < len(blocks) else None)
            if block.heading:
                block.body_start = block.heading.body_start
    _same_as_siblings(folded, blocks)
    stack: list[Heading] = []
    stage_depth: int | None = None
    for block in blocks:
        if block.level == 9:
            stage_depth = len(stack) if stage_depth is None else min(stage_depth, len(stack))
            del stack[stage_depth:]
        if block.heading:
            while stack and stack[-1].level >= block.heading.level:
                stack.pop()
            block.path = (*stack, block.heading)
            stack.append(block.heading)
            if stage_depth is not None and len(stack) <= stage_depth:
                stage_depth = None
        else:
            if block.level in (1, 2, 3):
                while stack and stack[-1].level >= block.level:
                    stack.pop()
            block.path = tuple(stack)


def _same_as_siblings(folded: str, blocks: list[Block]) -> None:
    """In a list of sentences one that is short enough for a title is a sentence too: ``1.召开大会。`` among eight others."""
    run: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and (block.level == 0 or block.level > 3):
            continue
        if run and (
            block is None
            or block.level != run[-1].level
            or block.ordinal is None
            or block.ordinal - 1 != run[-1].ordinal
        ):
            titled = [b for b in run if b.heading]
            if len(run) >= 4 and len(titled) == 1 and titled[0].heading:
                only, title = titled[0], titled[0].heading.title
                mark = folded[titled[0].heading.title_end : titled[0].heading.title_end + 1]
                alone = only.level == 1 and not folded[only.body_start : only.end].strip() and "%" not in title
                if mark == "。" and len(title) >= 8 and not alone and not _LABEL.search(title):
                    only.heading, only.body_start = None, only.number_end
            run = []
        if block is not None and block.level in (1, 3) and block.ordinal is not None:
            run.append(block)


def _leaves(folded: str, blocks: list[Block]) -> set[int]:
    """Places of lines in a list that name what is to be done, one below the other: ``1.悬挂标语`` ``2.举办讲座``."""
    runs: list[list[int]] = []
    for index, block in enumerate(blocks):
        if block.level != 3 or block.ordinal is None:
            continue
        before = runs[-1][-1] if runs else -2
        if before == index - 1 and blocks[before].ordinal == block.ordinal - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    found: set[int] = set()
    for run in runs:
        last = blocks[run[-1] + 1] if run[-1] + 1 < len(blocks) else None
        if last is not None and (last.level == 0 or last.level > 3):
            run = run[:-1]  # the last one has a text of its own below
        bare = [
            i for i in run if not re.search(r"[，。；：！？]", folded[blocks[i].number_end : blocks[i].end].strip())
        ]
        if len(bare) >= 2 and len(bare) == len(run):
            found |= {i for i in bare if not _LABEL.search(folded[blocks[i].start : blocks[i].end].strip())}
    return found


def _heading(folded: str, block: Block, following: Block | None) -> Heading | None:
    start = block.number_end
    while start < block.end and folded[start] == " ":
        start += 1
    depth = 0
    stop = block.end
    mark = ""
    for at in range(start, block.end):
        c = folded[at]
        if c in "（“《‘":
            depth += 1
        elif c in "）”》’":
            depth = max(0, depth - 1)
        elif c == "：" and folded[at - 1].isdigit() and folded[at + 1 : at + 2].isdigit():
            continue  # 12：00
        elif depth == 0 and c in "。：；！？":
            stop, mark = at, c
            break
        elif (
            depth == 0
            and c == " "
            and (at - start >= 4 or (at - start >= 2 and _LABEL.search(folded[start:at])))
            and block.end - at > 5
            and _is_gap(folded, at, block.end)
        ):
            stop, mark = at, " "
            break
    glued = _GLUED.match(folded, start, stop) if block.level in (1, 2) and stop - start > 10 else None
    if glued and (glued["again"] is None or glued["title"].startswith(glued["again"])):
        end = glued.end("title")
        return Heading(block.level, block.number, glued["title"], block.start, end, end, block.ordinal)
    raw = folded[start:stop].rstrip()
    title = _TRAILING_BRACKET.sub("", raw).rstrip(" -") if not _TRAILING_BRACKET.fullmatch(raw) else raw
    office = _OFFICE_BEHIND.search(title) if mark == "：" else None
    if office:  # 一、成立考核小组组长：李某
        title, stop, mark = title[: office.start()].rstrip(), start + office.start(), ""
    title_end = start + len(title)
    body = stop + 1 if mark and mark != " " else stop
    rest = folded[body : block.end].strip()
    if not _is_title(title, block.level, mark, rest, following, block):
        return None
    return Heading(block.level, block.number, title, block.start, title_end, min(body, block.end), block.ordinal)


def _is_gap(folded: str, at: int, end: int) -> bool:
    """A space that ends a title: prose follows, not a name, a date or the second half of a spaced word."""
    after = folded[at:end].lstrip()
    if re.match(r"\d+\.\d+(?:\.\d+)?\s*[\u4e00-\u9fff]", after):
        return True  # 一、背景与意义 1.1时代背景: a table of contents
    if re.match(r"\d+\s*[个名人位分%条项]", after) or folded[at - 1] in "为是占达" or folded[at - 1].isdigit():
        return False
    if _LABEL.search(folded[max(0, at - 6) : at]) and len(after) >= 4:
        return True
    return len(after) >= 10 and bool(re.search(r"[，。；]", after)) and folded[at - 1] not in "，、的和与及"


def _is_title(title: str, level: int, mark: str, rest: str, following: Block | None, block: Block) -> bool:
    if not 2 <= len(title) <= 72 or not re.search(r"[\u4e00-\u9fff]", title):
        return False
    commas = title.count("，")
    if re.search(r"(?:(?<!目)的|(?<!工作)(?<!教育)(?<!志愿)(?<!劳动)者|等)$", title):
        return False
    if (rest and (level == 3 or commas) and _ORDERED.match(title)) or (commas and re.search(r"[A-Za-z]{2}", title)):
        return False
    if mark == "。" and not rest and (_QUANTITY.search(title) or (len(title) >= 14 and _ORDERED.match(title))):
        return False  # 五、各单位将考核结果于1月7日前报送院办公室。
    if re.match(r"[^，]{1,6}时，", title) or re.search(r"(?:之一|情形|情况|行为)(?:者|的)，", title):
        return False
    if len(title) >= 10 and re.match(r"“[^”]+”(?:即|就?是|指)", title):
        return False
    if mark == "。" and _PREDICATE.search(title) and not re.search(r"贯穿始终|为[主本先]$", title):
        return False
    if level == 3 and not rest and block.ordinal and _FORM.search(re.sub(r"（略）.*$", "", title)):
        return False
    if mark == "；" or (level == 3 and _QUANTITY.search(title)) or (_QUANTITY.search(title) and commas):
        return False
    label = _LABEL.search(title) and not commas and not rest
    if _ACTING.search(title) and not label and (level == 3 or commas):
        return False
    if mark == "：":
        return (
            len(title) <= 26
            and commas <= 1
            and not re.search(
                r"(?:[序骤容象式]是|[程容骤序式准]为|如下|包括|即|可?分为|分别[为是]|(?:有|分)[一二三四五六七八九十两\d]{1,2}[种个类项][\u4e00-\u9fff]{0,4})$",
                title,
            )
        )
    if mark in {"", " "}:
        if rest and mark == " ":
            return len(title) <= 30 and commas <= 2
        return (
            len(title) <= (50 if level < 3 else 34) and commas <= (3 if level < 3 else 2) and not title.endswith("，")
        )
    if rest:
        if level < 3:
            return (len(title) <= 40 and commas <= 3) or (
                len(rest) >= 40 and commas <= 1 and not title.startswith("要")
            )
        pieces = [len(p) for p in title.split("，")]
        return len(title) <= 34 and (
            not commas or (commas == 1 and max(pieces) <= 12) or (max(pieces) <= 9 and commas <= 3)
        )
    if re.search(r"(?:阶段|环节)$", title) and len(title) <= 20:
        return True
    if (
        following is None
        or len(title) > 44
        or (level == 3 and re.search(r"(?:可以|必须|应当|须|请|负责|可由|由)", title))
    ):
        return False
    if level == 1:
        return following.level != 1
    if level == 2 and len(title) <= 8 and _LABEL.search(title):
        return True
    same = following.level == level and following.ordinal == (block.ordinal or 0) + 1
    if same or 0 < following.level < level:
        return False
    return level == 2 or (len(title) <= 22 and (following.level == 4 or not following.is_numbered()) and commas <= 1)


def cut_sentences(folded: str, blocks: list[Block]) -> list[Sentence]:
    """The sentences of every block's body, split at 。；！？ outside brackets and quotation marks."""
    sentences: list[Sentence] = []
    for block in blocks:
        start = block.body_start
        depth = 0
        for at in range(block.body_start, block.end + 1):
            c = folded[at] if at < block.end else "\n"
            if c in "（《":
                depth += 1
            elif c in "）》":
                depth = max(0, depth - 1)
            if c == "\n" or (c in _SENTENCE_END and (depth == 0 or c in "。！？")):
                _add(folded, sentences, start, at, block.index)
                start = at + 1
                depth = 0
    return sentences


def _add(folded: str, sentences: list[Sentence], start: int, end: int, block: int) -> None:
    while start < end and folded[start] in " ”’、，：":
        start += 1
    while end > start and folded[end - 1] == " ":
        end -= 1
    if end - start >= 2:
        sentences.append(Sentence(start, end, block))
