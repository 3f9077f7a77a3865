"""The acts of one sentence, clause by clause: what only names aims, duties, topics, slogans or what binds the act is left out."""

from __future__ import annotations

import re

from xianfeng.compiler.clauses import Clause, cut_clauses
from xianfeng.compiler.document import Document
from xianfeng.compiler.outline import Sentence
from xianfeng.compiler.rules.step_acts import THRESHOLD, Act, chain_links, clause_acts
from xianfeng.compiler.rules.step_kinds import Hit, choose_kind, find_hits
from xianfeng.compiler.rules.step_signs import CHAIN, OVERVIEW, ROW, TOLD

_GOES_WITH = re.compile(r"(?:并|自觉|主动)*接受[^，。；]{0,14}(?:监督|评议|评判|检验)|以备|以资|以供")
_RETOLD = {"ballot", "rate", "self_review", "discuss"}  # …的程序，组织党员进行评议: what the chain has said
_AIMS = re.compile(
    r"为(?:了|进一步|深入|切实|贯彻|认真|全面|扎实|做好|搞好|加强|推动|确保|广泛|充分|更好)[^。；\n]{4,}?，(?=现[将就在]|特制|特开|决定|经[^，。；]{0,14}(?:研究|决定)|根据|按照)"
)
_NAMES_ON = re.compile(
    r"(?:(?![要须应将对把向由]|提出|进行|听取|征求|汇总|公[示布]|通报|反馈|形成|了解|总结|撰写|写|谈|查)[^，。；]){2,30}(?:意见|结果|情况|条件|标准|要求|表现)"
)
_BOUND = re.compile(r"[\u4e00-\u9fff]{0,12}(?:根据|依据|对照|结合|参照)[^，。；]{2,}$")


def sentence_acts(
    document: Document, sentence: Sentence, closed: list[tuple[int, int]], staged_document: bool
) -> list[Act]:
    folded = document.folded
    words = folded[sentence.start : sentence.end]
    if TOLD.search(words) and not re.search(r"(?:要|须|应|请|将)", words):
        return []
    acts: list[Act] = []
    clauses = cut_clauses(folded, sentence.start, sentence.end)
    aims = _aims_end(folded, sentence, clauses)
    leading_by_example = sum(1 for c in clauses if folded.startswith("带头", c.start)) >= 3
    listed = False
    urged = "高度重视" in words
    slogans = _are_slogans([folded[c.start : c.end] for c in clauses])
    chain = CHAIN.search(folded, sentence.start, sentence.end)
    overview = (
        OVERVIEW.search(words)
        if staged_document
        else re.search(r"分(?:为|成)?[^。；]{6,60}?[三四五六](?:个(?:阶段|步骤|环节)|步(?:进行|走|实施))", words)
    )
    charged = bound = False
    for clause in clauses:
        row = None if chain else ROW.match(folded[: clause.end], clause.start)
        if row and row.end() == clause.end and (links := chain_links(folded, row)):
            acts += links
            continue
        if bound and _NAMES_ON.fullmatch(folded, clause.start, clause.end):
            continue  # 根据个人总结，支部推荐意见和平时表现: what the act is bound by
        charged = _duties_go_on(folded[clause.start : clause.end], charged)
        if charged:
            continue
        if clause.start < aims or (leading_by_example and folded.startswith("带头", clause.start)):
            continue
        if overview and clause.start < sentence.start + overview.end():
            continue
        clause = _behind_head(clause, closed)
        if any(a <= clause.start < b or a < clause.end <= b for a, b in closed):
            continue
        if chain and chain.start() < clause.end and clause.start < chain.end("chain"):
            if clause.start <= chain.start("chain") < clause.end:
                acts += chain_links(folded, chain)
            continue
        listed = _is_listed(folded[clause.start : clause.end], listed)
        if listed:
            continue  # 内容主要包括会议的进展情况，针对问题制定的整改措施等
        if _GOES_WITH.match(folded[clause.start : clause.end]):
            acts.append(Act(clause.start, clause.end, Hit("", 0, 0, 0), THRESHOLD + 1))
            continue
        short = clause.end - clause.start
        if urged and short <= 6 and re.search(r"宣传|发动|认真学习", folded[clause.start : clause.end]):
            continue
        if (slogans and short <= 6 and not _handed(folded[clause.start : clause.end])) or (
            short <= 8 and folded[clause.end : clause.end + 1] == "：" and clause.start == sentence.start
        ):
            continue  # 广泛发动，层层推荐，严格把关; 报送材料：
        found = clause_acts(folded, clause)
        bound = not found and _BOUND.match(folded, clause.start, clause.end) is not None
        if chain and clause.start >= chain.end("chain"):
            linked = {a.hit.kind for a in acts if a.start < chain.end("chain")}
            found = [
                a for a in found if a.hit.kind not in linked & _RETOLD or re.match(r"由|各|请", folded[a.start : a.end])
            ]
        acts += found
    return acts


def _are_slogans(clauses: list[str]) -> bool:
    """Whether short clauses only exhort: ``广泛发动，层层推荐，严格把关``; not ``学校审定，公示三天，报教育局``."""
    short = [c for c in clauses if len(c) <= 6 and not re.search(r"\d", c)]
    settled = sum(1 for c in short for h in find_hits(c) if h.strength == 3 and h.kind in {"rate", "notice", "report"})
    return len(short) >= 3 and settled < 2


def _duties_go_on(words: str, before: bool) -> bool:
    """Whether a clause tells what an office is charged with: ``主要职责是审定计划，提出要求``, ``负责日常工作，督促检查``."""
    if re.match(r"(?:其|主要|具体|工作|基本)*职责(?:是|为)|(?:具体|主要|全面|日常)?负责(?!人)", words):
        return True
    return before and not re.match(
        r"(?:由|各|请|每|并(?:将|向|于)|于|[^，]{2,16}(?:要(?!求|点|素)|须|应(?!用|急)))", words
    )


def _aims_end(folded: str, sentence: Sentence, clauses: list[Clause]) -> int:
    """Where the aims of an opening sentence end: ``为了广泛征集意见，开好教代会，现就有关事项通知如下``."""
    m = _AIMS.match(folded, sentence.start, sentence.end)
    return m.end() if m and clauses else sentence.start


def _behind_head(clause: Clause, closed: list[tuple[int, int]]) -> Clause:
    """What a clause says behind the head of its stage: ``初步审查阶段：6月8日开始进行资格审查``."""
    for a, b in closed:
        if a <= clause.start < b and clause.end - b >= 5:
            return Clause(b, clause.end)
    return clause


def _is_listed(words: str, before: bool) -> bool:
    """Whether a clause is part of what 包括 lists, ``before`` telling whether the clause in front of it was."""
    if re.search(r"(?<!由)(?:包括|包含)", words) and not re.match(r"[^包]{0,20}（", words):
        return True
    return before and bool(
        re.match(r"(?:以及|及|和|还有|或者)", words) or re.search(r"哪些|是否|(?:等|情况|方面|内容|措施等)$", words)
    )


def _handed(words: str) -> bool:
    """Whether a very short clause still settles an act: 制定整改方案, 报党委组织部; not 层层推荐 or 广泛发动."""
    best = choose_kind(find_hits(words))
    return (
        best is not None
        and len(words) >= 5
        and (best.strength == 3 or re.match(r"(?:开展|组织|举办|举行|召开)", words) is not None)
        and (
            best.kind in {"report", "rectify", "notice", "organise", "pledge", "honour"}
            or re.match(r"悬挂|张贴|印发|制作|出版|下发|发放问卷", words) is not None
            or re.match(r"(?:开展|进行|组织|召开|举办|举行)", words) is not None
        )
    )
