"""Who leads and who belongs: 「组  长：王某某  校长」「由李某任副组长」「书记为第一责任人」「办公室设在组织科」「由…组成」.

A list under 成员： runs over the following lines, one name (with posts behind it) each, or several joined by 、.
"""

from __future__ import annotations

import re

from xianfeng.compiler.document import Document
from xianfeng.compiler.outline import Block
from xianfeng.compiler.readings import Role

RULE = "roles"
_ROLE = r"(?:常务副组长|第一副组长|副\s*组\s*长|组\s*长|总指挥|副总指挥|总\s*负\s*责|主\s*任\s*委\s*员|副\s*主\s*任\s*委\s*员|办公室主任|办公室副主任|副\s*主\s*任|主\s*任|成\s*员|组\s*员|委\s*员|顾\s*问|联\s*络\s*员|秘\s*书\s*长|秘\s*书|副\s*队\s*长|队\s*长|副\s*团\s*长|团\s*长|牵头人|牵头领导|分管领导|负\s*责\s*人|责任人|第一责任人|直接责任人|总负责人|评委|监票人|计票人|信息员|干事|指导教师|召集人|会长|副会长)"
_LABEL = re.compile(rf"^(?:[\u4e00-\u9fff（）]{{0,14}}?)(?P<role>{_ROLE})\s*[：]\s*")
_NAME = re.compile(
    r"^(?:(?P<two>[\u4e00-\u9fff])\s+(?P<three>[\u4e00-\u9fff])(?=\s{2,}|\s*（|\s*$|\s+[\u4e00-\u9fff]{3,})|(?P<name>[\u4e00-\u9fff·*×xX]{2,4})(?=\s|（|、|，|$))"
)
_POSTS = re.compile(
    r"(?:校长|书记|主任|主席|委员|组长|科长|局长|处长|院长|教师|代表|成员|干部|园长|部长|班主任|辅导员|会计|专干|助理)"
)
_TAKES = re.compile(
    rf"(?:由\s*)?(?P<who>[\u4e00-\u9fff、（）“”·*×]{{2,40}}?)\s*(?:同志)?\s*(?:担任|兼任|出任|(?<![主责上离卸就胜时历现连原专])任(?!职|期|何|务|教|课|命|现|满|高|五|意)|为(?!了|主|期|实|进|贯|加|全|切|推|深|更|确|标|依|基|重|载|契|目))\s*(?:本[\u4e00-\u9fff]{{0,4}}|各自)?(?P<unit>[\u4e00-\u9fff“”]{{0,16}}?)(?P<role>{_ROLE}|第一责任人|直接责任人|总负责人)(?:兼(?P<second>{_ROLE}))?(?=[，。；、）\n\s]|的[\u4e00-\u9fff“”]{{0,24}}(?:小组|委员会|专班|班子|指挥部)|$)"
)
_IS = re.compile(
    r"(?P<who>[\u4e00-\u9fff、（）“”]{2,30}?)\s*(?:均|都)?(?:是|均?为|作为|要当好|要履行|切实履行|履行)\s*(?P<unit>[\u4e00-\u9fff]{0,14}?)(?:的)?(?P<role>队员|成员|组员|委员|第一责任人|直接责任人|主要责任人|总负责人|责任人|具体责任人|牵头人)(?:的?职责|责任)?(?=[，。；、）\n\s]|$)"
)
_OFFICE = re.compile(
    r"(?:领导小组|小组|委员会|指挥部|工作组)?[\u4e00-\u9fff]{0,4}办公室(?:地点|地址)?\s*(?:设在|设于|设立在|挂靠(?:在)?|设)(?P<who>[\u4e00-\u9fff（）]{2,16}?)(?=[，。；\n]|$)"
)
_FILLED = re.compile(
    rf"(?P<unit>[\u4e00-\u9fff]{{0,8}}?)(?P<role>{_ROLE})(?:一职|分别)?由(?P<who>[\u4e00-\u9fff、·*×]{{2,24}}?)(?:同志|老师)?(?:担任|兼任|出任|任)(?=[，。；、）\n\s]|$)"
)
_HAS = re.compile(
    r"(?P<role>成员|组员|委员)(?:有|包括|主要有|由(?=[^，。；]{2,40}组成))[：]?(?P<who>[\u4e00-\u9fff、（）和及]{3,50}?)(?:等|组成)?(?=[，。；\n]|$)"
)
_MADE = re.compile(r"由(?P<who>[\u4e00-\u9fff、（）和及]{3,50}?)(?:共同)?(?:等(?:人员)?)?组成(?=[，。；、）\n的]|$)")
_NOT_WHO = re.compile(r"^(?:以|是|作|成|列|评|定|确定|分|视|认|称|改|称作|可|应|要|并|其|此|该|这|那|它|上述)$")


def read(document: Document) -> list[Role]:
    """Offices from lists and from prose."""
    found = list(_lists(document))
    spans = [(r.start, r.end) for r in found]
    for reading in _prose(document):
        if not any(a <= reading.start < b for a, b in spans):
            found.append(reading)
    seen: set[tuple[str, str, int]] = set()
    kept = []
    for reading in sorted(found, key=lambda r: r.start):
        key = (reading.role, reading.holder, reading.start)
        if key not in seen:
            seen.add(key)
            kept.append(reading)
    return kept


_INLINE = re.compile(rf"(?:^|(?<=[\s；，。、：]))(?P<role>{_ROLE})\s*：\s*")


def _inline(document: Document) -> list[Role]:
    """``组长：赵某 副组长：钱某 孙某 成员：各校校长``: a whole list on one line."""
    folded = document.folded
    found: list[Role] = []
    for block in document.blocks:
        labels = list(_INLINE.finditer(folded, block.body_start, block.end))
        if len(labels) < 2:
            continue
        for number, label in enumerate(labels):
            stop = labels[number + 1].start() if number + 1 < len(labels) else block.end
            stop = min([stop, *(at for at in (folded.find(mark, label.end(), stop) for mark in "。；") if at >= 0)])
            names, end = _names(folded, label.end(), stop)
            if names:
                role = {"组员": "成员", "队员": "成员"}.get(
                    re.sub(r"\s", "", label["role"]), re.sub(r"\s", "", label["role"])
                )
                found.append(
                    Role(
                        start=label.start("role"),
                        end=end,
                        rule=RULE,
                        role=role,
                        holder="、".join(names),
                        confidence=0.8,
                    )
                )
    return found


def _lists(document: Document) -> list[Role]:
    folded = document.folded
    found: list[Role] = _inline(document)
    lines = {document.block_at(r.start).index for r in found if document.block_at(r.start)}  # type: ignore[union-attr]
    index = 0
    blocks = document.blocks
    while index < len(blocks):
        block = blocks[index]
        if index in lines:
            index += 1
            continue
        m = _LABEL.match(
            folded[block.body_start if block.is_numbered() and not block.heading else block.start : block.end]
        )
        if m is None:
            index += 1
            continue
        offset = block.body_start if block.is_numbered() and not block.heading else block.start
        start = offset + m.start("role")
        names, end = _names(folded, offset + m.end(), block.end)
        last = index
        while last + 1 < len(blocks):
            more, more_end = _continued(folded, blocks[last + 1])
            if not more:
                break
            names += more
            end = more_end
            last += 1
        role = re.sub(r"\s", "", m["role"])
        role = {"组员": "成员", "队员": "成员"}.get(role, role)
        if names and re.search(r"(?:电话|手机|邮箱)", folded[offset + m.end() : block.end]) is None:
            found.append(Role(start=start, end=end, rule=RULE, role=role, holder="、".join(names), confidence=0.85))
        index = last + 1
    return found


def _names(folded: str, start: int, end: int) -> tuple[list[str], int]:
    """Names behind a label: the first word, or all of a list joined by 、 or gaps; posts are left out."""
    words = folded[start:end]
    lead = len(words) - len(words.lstrip())
    words = words.strip()
    if not words:
        return [], start
    plain = [p for p in re.split(r"[、，；\s]+", re.sub(r"（[^（）]*）", " ", words)) if p]
    if "（" in words and plain and all(_is_name(p) for p in plain):
        return plain, start + lead + words.rfind(plain[-1]) + len(plain[-1])
    parts = [p for p in re.split(r"[、，；;]|\s{1,}", words) if p]
    spaced = _NAME.match(words)
    if spaced and spaced["two"]:
        return [spaced["two"] + spaced["three"]], start + lead + spaced.end()
    names = [p for p in parts if _is_name(p)]
    alone = re.match(r"([\u4e00-\u9fff·*×]{2,4})(?:（[^）]*）|\s+)(?=[\u4e00-\u9fff])", words)
    if alone and _is_name(alone.group(1)) and not re.search(r"、[\u4e00-\u9fff]{2,4}(?:（|\s)", words):
        second = words[alone.end() :].split(" ")[0]
        if not _is_name(re.split(r"[、，]", second)[0]):
            return [alone.group(1)], start + lead + alone.end(1)
    if ("、" in words and len(names) < 2) or (not names):
        whole_words = re.split(r"[，。；\n]", words, maxsplit=1)[0].strip()
        return ([whole_words], start + lead + len(whole_words)) if 2 <= len(whole_words) <= 60 else ([], start)
    if len(parts) >= 2 and not _is_name(parts[1]):
        first = re.sub(r"（[^）]*）", "", parts[0])
        if _is_name(first):
            several = [first]
            end_at = start + lead + len(parts[0])
            for m in re.finditer(r"[、，；]\s*([\u4e00-\u9fff]{2,4})(?=（|\s|$)", words):
                if _is_name(m.group(1)) and not re.search(r"\s", words[: m.start()][len(parts[0]) :]):
                    several.append(m.group(1))
                    end_at = start + lead + m.end(1)
            return several, end_at
    last = max(words.rfind(n) + len(n) for n in names)
    return names, start + lead + last


def _continued(folded: str, block: Block) -> tuple[list[str], int]:
    """A further line of a list of names: it begins with a name and holds a post, or holds only names."""
    words = folded[block.start : block.end]
    if block.is_numbered() or len(words) > 60 or "：" in words or re.search(r"[。；]", words):
        return [], 0
    m = _NAME.match(words)
    if m is None:
        return [], 0
    name = (m["two"] + m["three"]) if m["two"] else m["name"]
    rest = words[m.end() :].strip()
    if not _is_name(name):
        return [], 0
    if not rest:
        return ([name], block.end) if len(name) <= 3 else ([], 0)
    if _POSTS.search(rest):
        return [name], block.start + m.end()
    parts = [p for p in re.split(r"[、，\s]+", words) if p]
    if all(_is_name(p) for p in parts):
        return parts, block.end
    return [], 0


_NEVER = re.compile(
    r"(?:学校|支部|党委|党支部|办公室|小组|年级|科室|部门|教师|领导|各|全体|党员|学生|附件|一[、，]|二[、，])"
)


def _is_name(word: str) -> bool:
    word = re.sub(r"（[^）]*）", "", word)
    return (
        2 <= len(word) <= 4
        and not _POSTS.search(word)
        and not _NEVER.search(word)
        and bool(re.fullmatch(r"[\u4e00-\u9fff·*×xX]+", word))
    )


def _prose(document: Document) -> list[Role]:
    folded = document.folded
    found: list[Role] = []
    for pattern, confidence in ((_TAKES, 0.75), (_IS, 0.8)):
        for m in pattern.finditer(folded):
            holder, start = _holder(folded, m)
            if not holder:
                continue
            role = re.sub(r"\s", "", m["role"])
            unit = m["unit"] or ""
            if role in {"主任", "副主任"} and ("办公室" in unit or "办公室" in folded[max(0, start - 26) : start]):
                role = "办公室" + role
            role = {"组员": "成员", "队员": "成员"}.get(role, role)
            end = m.end("role")
            found.append(Role(start=start, end=end, rule=RULE, role=role, holder=holder, confidence=confidence))
            if pattern is _TAKES and m["second"]:
                found.append(
                    Role(
                        start=start,
                        end=m.end("second"),
                        rule=RULE,
                        role=re.sub(r"\s", "", m["second"]),
                        holder=holder,
                        confidence=confidence,
                    )
                )
    for m in _FILLED.finditer(folded):
        role = re.sub(r"\s", "", m["role"])
        if role in {"主任", "副主任"} and "办公室" in folded[max(0, m.start() - 26) : m.end("role")]:
            role = "办公室" + role
        holder = m["who"].removesuffix("同志")
        if not _NOT_WHO.match(holder):
            found.append(Role(start=m.start("role"), end=m.end(), rule=RULE, role=role, holder=holder, confidence=0.8))
    for m in _HAS.finditer(folded):
        found.append(
            Role(start=m.start(), end=m.end("who"), rule=RULE, role="成员", holder=m["who"].strip("、"), confidence=0.7)
        )
    for m in _OFFICE.finditer(folded):
        found.append(Role(start=m.start(), end=m.end("who"), rule=RULE, role="办公室", holder=m["who"], confidence=0.8))
    for m in _MADE.finditer(folded):
        if m["who"].endswith(("部分", "方面", "环节", "阶段", "项")):
            continue
        if re.search(
            r"(?:小组|委员会|队|组|班子|机构|团|专班)", folded[max(0, m.start() - 24) : m.start()]
        ) or re.search(r"(?:小组|委员会|工作组)", folded[m.end() : m.end() + 14]):
            found.append(
                Role(
                    start=m.start(),
                    end=m.end("who") + 2,
                    rule=RULE,
                    role="成员",
                    holder=m["who"].strip("、"),
                    confidence=0.65,
                )
            )
    return found


def _holder(folded: str, m: re.Match[str]) -> tuple[str, int]:
    """The holder of an office in prose: names without posts and titles, or the post when no name is given."""
    start = m.start("who")
    words = m["who"]
    for mark in ("由", "：", "，"):
        cut = words.rfind(mark)
        if cut >= 0:
            words, start = words[cut + 1 :], start + cut + 1
    while words.startswith(("、", "和", "及", "“", "）")):
        words, start = words[1:], start + 1
    words = re.sub(r"(?:均|都|分别|各自|应|要)+$", "", words)
    if words.endswith("同志") and len(words) <= 6:
        words = words[:-2]
    lead = re.match(r"(?:成立|组建|设立|建立)?(?:了)?以(?=[\u4e00-\u9fff])", words)
    if lead:
        words, start = words[lead.end() :], start + lead.end()
    if _NOT_WHO.match(words) or len(words) < 2 or re.search(r"不得|不能|不再|(?:人员|对象|范围|成员)$", words):
        return "", start
    cleaned = []
    named = False
    for part in re.split(r"[、和及]", words):
        part = re.sub(r"（[^）]*）|(?<=^[\u4e00-\u9fff]{2})同志|(?<=^[\u4e00-\u9fff]{3})同志", "", part).strip()
        post = re.match(
            r"^(?:[\u4e00-\u9fff]{0,12}?(?:局党委|校党委|党委|学校|局))?(?P<n>[\u4e00-\u9fff]{2,3})(?:副?书记|副?校长|副?局长|副?主任|老师|主席|副?院长)$",
            part,
        )
        titled = re.match(
            r"^[\u4e00-\u9fff]{0,6}?(?:副?校长|副?书记|副?局长|副?主任|副?主席|副?院长|副?园长)(?P<n>[\u4e00-\u9fff]{2,3})$",
            part,
        )
        if titled and _is_name(titled["n"]):
            cleaned.append(titled["n"])
            named = True
        elif (
            post
            and not re.search(r"[委会部处办科组室校局支团队长]$", post["n"])
            and not _NEVER.search(post["n"])
            and not _POSTS.search(post["n"])
            and not re.search(r"(?:组织|支部|总支|主要|领导|行政|分管|班子|第一|负责|工会|直属|常务|基层)", post["n"])
        ):
            cleaned.append(post["n"])
            named = True
        elif part:
            cleaned.append(part)
    return "、".join(cleaned) if named or len(cleaned) == 1 else words.strip("、"), start
