"""Who leads and who belongs: 「组  长：王某某  校长」「由李某任副组长」「书记为第一责任人」「办公室设在组织科」「由…组成」.

A list under 成员： runs over the following lines, one name (with posts behind it) each, or several joined by 、.
"""

from __future__ import annotations

import re
from dataclasses import replace

from xianfeng.compiler.document import Document
from xianfeng.compiler.readings import Role
from xianfeng.compiler.rules.role_names import NEVER, POSTS, is_name, names_behind, names_of_line

RULE = "roles"
_ROLE = r"(?:政\s*委|指挥长|执行组长|第一组长|常务副组长|第一副组长|副\s*组\s*长|组\s*长|总指挥|副总指挥|总\s*负\s*责|主\s*任\s*委\s*员|副\s*主\s*任\s*委\s*员|办公室主任|办公室副主任|副\s*主\s*任|(?<!班)主\s*任|成\s*员|组\s*员|委\s*员|顾\s*问|联\s*络\s*员|秘\s*书\s*长|秘\s*书|副\s*队\s*长|队\s*长|副\s*团\s*长|团\s*长|牵头人|牵头领导|分管领导|负\s*责\s*人|第一责任人|直接责任人|具体责任人|主要责任人|总责任人|责任人|总负责人|评委|总\s*监\s*票\s*人?|监\s*票\s*人|计\s*票\s*人|信息员|干事|指导教师|召集人|会长|副会长)"
_LABEL = re.compile(rf"^(?:[\u4e00-\u9fff（）]{{0,14}}?)(?P<role>{_ROLE})\s*[：]\s*")
_TAKES = re.compile(
    rf"(?:由\s*)?(?P<who>[\u4e00-\u9fff、（）“”·*×]{{2,40}}?)\s*(?:同志)?\s*(?:担任|兼任|出任|(?<![主责上离卸就胜时历现连原专])任(?!职|期|何|务|教|课|命|现|满|高|五|意)|为(?!了|主|期|实|进|贯|加|全|切|推|深|更|确|标|依|基|重|载|契|目))\s*(?:本[\u4e00-\u9fff]{{0,4}}|各自)?(?P<unit>[\u4e00-\u9fff“”]{{0,16}}?)(?P<role>{_ROLE})(?:兼(?P<second>{_ROLE}))?(?=[，。；、）\n\s]|的[\u4e00-\u9fff“”]{{0,24}}(?:小组|委员会|专班|班子|指挥部)|$)"
)
_IS = re.compile(
    r"(?P<who>[\u4e00-\u9fff、（）“”]{2,30}?)\s*(?:均|都)?(?:是|均?为|作为|要当好|要履行|切实履行|履行)\s*(?P<unit>[\u4e00-\u9fff]{0,14}?)(?:的)?(?P<role>队员|成员|组员|委员|第一责任人|直接责任人|主要责任人|总负责人|责任人|具体责任人|牵头人)(?:的?职责|责任)?(?=[，。；、）\n\s]|$)"
)
_OFFICE = re.compile(
    r"(?:领导小组|小组|委员会|指挥部|工作组)?[\u4e00-\u9fff]{0,4}办公室(?:地点|地址)?\s*（?(?:设在|(?<=设办公室)在|设于|设立在|挂靠(?:在)?|设)(?P<who>[\u4e00-\u9fff]{2,16}(?:（[\u4e00-\u9fff]{2,10}）)?)(?=[，。；）\n]|$)"
)
_FILLED = re.compile(
    rf"(?P<unit>[\u4e00-\u9fff]{{0,8}}?)(?P<role>{_ROLE})(?:一职|分别)?由(?P<who>[\u4e00-\u9fff、·*×]{{2,24}}?)(?:同志|老师)?(?:担任|兼任|出任|任)(?=[，。；、）\n\s]|$)"
)
_HAS = re.compile(
    r"(?P<role>成员|组员|委员)(?:有(?!较|很|一定|着|良好|强|不|所|无)|包括|主要有|为(?=(?:各|全体|其他))|由(?=[^，。；]{2,40}组成))[：]?(?P<who>[\u4e00-\u9fff、（）和及\d]{3,50}?)(?:等|组成)?(?=[，。；\n]|$)"
)
_MADE = re.compile(
    r"由(?P<who>[\u4e00-\u9fff、（）和及]{3,50}?)(?:共同)?(?:等(?:人员)?)?(?:共?\s*\d{1,2}\s*人)?组成(?=[，。；、）\n的]|[\u4e00-\u9fff]{0,8}(?:小组|委员会|评委会|工作组)|$)"
)
_MARKS = re.compile(r"自评|互评|评分|测评|评议|得分|成绩|分值")  # 由自评、互评、测评组成: parts of a mark, not people
_NOT_WHO = re.compile(r"^(?:以|是|作|成|列|评|定|确定|分|视|认|称|改|称作|可|应|要|并|其|此|该|这|那|它|上述)$")


_BEHIND_NAME = re.compile(
    r"(?:^|(?<=[\s、，；：\n]))(?P<who>[\u4e00-\u9fff](?:\s{1,3}[\u4e00-\u9fff]|[\u4e00-\u9fff]{1,3}))\s*（(?:兼)?(?P<role>第一责任人|直接责任人|总?召集人|牵头人|联络员|联系人|信息员|执行组长|副?组长|副?队长)）",
    re.MULTILINE,
)  # 朱某（第一责任人）、李某、胡某（联络员）


def _says_more(other: Role, reading: Role) -> bool:
    """Whether ``other`` names the same office at the same place in full: 第一责任人 for 责任人."""
    longer = len(other.role) > len(reading.role) and other.role.endswith(reading.role)
    return longer and other.end == reading.end and other.holder == reading.holder


_AND = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:以及|和|与|及)(?=[\u4e00-\u9fff]{2})")


def read(document: Document) -> list[Role]:
    """Offices from lists and from prose."""
    found = list(_lists(document))
    spans = [(r.start, r.end) for r in found]
    for reading in _prose(document):
        if not any(a <= reading.start < b for a, b in spans):
            found.append(reading)
    for m in _BEHIND_NAME.finditer(document.folded):
        who = re.sub(r"\s", "", m["who"])
        if is_name(who):
            found.append(Role(start=m.start(), end=m.end(), rule=RULE, role=m["role"], holder=who, confidence=0.7))
    found = [r for r in found if not any(_says_more(other, r) for other in found)]
    seen: set[tuple[str, str, int]] = set()
    kept = []
    for reading in sorted(found, key=lambda r: r.start):
        reading = replace(reading, holder=_AND.sub("、", reading.holder) if "、" in reading.holder else reading.holder)
        key = (reading.role, reading.holder, reading.start)
        if key not in seen:
            seen.add(key)
            kept.append(reading)
    return kept


_CORE = r"(?:(?:常务|第一)?副\s*组\s*长|组\s*长|成\s*员|组\s*员|顾\s*问|副?总指挥|副?主\s*任)"
_INLINE = re.compile(
    rf"(?:^|(?<=[\s；，。、：]))(?P<role>{_ROLE})\s*：\s*|(?<=[\u4e00-\u9fff）])(?P<glued>{_CORE})\s*：\s*"
    rf"|(?:^|(?<=[\s；，。：]))(?P<bare>{_CORE})\s+(?=[\u4e00-\u9fff]{{2,4}}(?:[\s、，；。（]|$))"
)  # the second in text that lost its breaks: …考核小组组长：李某副组长：阮某成员：…


def _inline(document: Document) -> list[Role]:
    """``组长：赵某 副组长：钱某 孙某 成员：各校校长``: a whole list on one line, with gaps or without."""
    folded = document.folded
    found: list[Role] = []
    for block in document.blocks:
        labels = list(_INLINE.finditer(folded, block.body_start, block.end))
        if len(labels) < 2:
            continue
        for number, label in enumerate(labels):
            stop = labels[number + 1].start() if number + 1 < len(labels) else block.end
            stop = min([stop, *(at for at in (folded.find(mark, label.end(), stop) for mark in "。；") if at >= 0)])
            names, end = names_behind(folded, label.end(), stop)
            told = label.lastgroup or "role"
            if names:
                role = re.sub(r"\s", "", label[told])
                role = {"组员": "成员", "队员": "成员"}.get(role, role)
                found.append(
                    Role(
                        start=label.start(told),
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
        names, end = names_behind(folded, offset + m.end(), block.end)
        last = index
        while last + 1 < len(blocks):
            more, more_end = names_of_line(folded, blocks[last + 1])
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
        holder = _holder(folded, m)[0] or m["who"].removesuffix("同志")
        if not _NOT_WHO.match(holder):
            found.append(Role(start=m.start("role"), end=m.end(), rule=RULE, role=role, holder=holder, confidence=0.8))
    for m in _HAS.finditer(folded):
        found.append(
            Role(start=m.start(), end=m.end("who"), rule=RULE, role="成员", holder=m["who"].strip("、"), confidence=0.7)
        )
    for m in _OFFICE.finditer(folded):
        found.append(Role(start=m.start(), end=m.end("who"), rule=RULE, role="办公室", holder=m["who"], confidence=0.8))
    for m in _MADE.finditer(folded):
        if any(r.start < m.end() and m.start() < r.end for r in found):
            continue  # 成员由…组成 has been read
        if m["who"].endswith(("部分", "方面", "环节", "阶段", "项")) or _MARKS.search(m["who"]):
            continue
        if re.search(
            r"(?:小组|委员会|队|组|班子|机构|团|专班)", folded[max(0, m.start() - 24) : m.start()]
        ) or re.search(r"(?:小组|委员会|工作组)", folded[m.end() : m.end() + 14]):
            found.append(
                Role(
                    start=m.start(),
                    end=folded.find("组成", m.end("who")) + 2,
                    rule=RULE,
                    role="成员",
                    holder=re.sub(r"同志$", "", m["who"].strip("、")),
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
    lead = re.match(r"(?:[\u4e00-\u9fff]{0,10}?(?:成立|组建|设立|建立)(?:了)?(?:以|由)?|以)(?=[\u4e00-\u9fff])", words)
    if lead:
        words, start = words[lead.end() :], start + lead.end()
    if (
        _NOT_WHO.match(words)
        or len(words) < 2
        or re.search(
            r"不得|不能|不再|(?:人员|对象|范围|(?<!班子)(?<!支部)(?<!支委会)(?<!党委)(?<!党组)(?<!支委)成员|必须|应当?|须)$",
            words,
        )
    ):
        return "", start
    cleaned: list[str] = []
    named = False
    for part in re.split(r"[、和及]", words):
        part = re.sub(r"（[^）]*）|同志$", "", part).strip()
        post = re.match(
            r"^(?:[\u4e00-\u9fff]{0,12}?(?:局党委|校党委|党委|学校|局))?(?P<n>[\u4e00-\u9fff]{2,3})(?:副?书记|副?校长|副?局长|副?主任|老师|主席|副?院长)$",
            part,
        )
        titled = re.match(
            r"^[\u4e00-\u9fff]{0,10}?(?:校长|书记|[局县市区镇乡处科部院园所]长|主任|主席|常委|委员|干事|老师)(?P<n>[\u4e00-\u9fff]{2,3})$",
            part,
        )
        if titled and is_name(titled["n"]):
            if not named:
                cleaned = [
                    c for c in cleaned if not re.search(rf"{POSTS.pattern}|委$", c)
                ]  # 市委常委、办公室主任林某: posts of one person
            cleaned.append(titled["n"])
            named = True
        elif (
            post
            and not re.search(r"[委会部处办科组室校局支团队长副正]$", post["n"])
            and not NEVER.search(post["n"])
            and not POSTS.search(post["n"])
            and not re.search(
                r"(?:组织|支部|总支|(?:教务|总务|政教|德育|后勤|教研|教科|人事|财务|教导|保卫|宣传|统战|纪检|安全|信息|招生|就业|体卫|年级|办公|科研|政工|团委|校务)$|主要|领导|行政|分管|班子|第一|负责|工会|直属|常务|基层)",
                post["n"],
            )
        ):
            cleaned.append(post["n"])
            named = True
        elif part:
            cleaned.append(part)
    return "、".join(cleaned) if named or len(cleaned) == 1 else words.strip("、"), start
