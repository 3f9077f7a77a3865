"""Who scores: 「党员自评、支部推荐、党委评定」「采取个人自评、党员互评、教师测评、组织总评相结合」「学生评议占40%」.

Parties: self (自评), peer (互评), mass (群众, 学生, 家长), org (支部, 考核小组), leader (领导点评, 分管领导), superior
(党委, 上级, 教育局).
"""

from __future__ import annotations

import re

from xianfeng.compiler.clauses import clause_around
from xianfeng.compiler.document import Document
from xianfeng.compiler.readings import ScoringParty

RULE = "scoring_parties"
_ACT = r"(?:投票|测评|评教|评校|评师|评议|评价|评分|打分|评定|总评|审定|考评|考核|评|推荐|点评|审核|认定|评审|评鉴|定级|评星|审议)"
_PARTIES = (
    (
        "self",
        re.compile(
            r"(?:个人|党员|教师|教工|自我|本人|支部|学校|班级|单位|各校)?\s*(?:自评|自我(?:评价|评议|评定|鉴定|测评|评分|总结)|自查自评|述职述廉)"
        ),
    ),
    (
        "peer",
        re.compile(
            r"(?:党员|教师|同行|小组|班子成员|支部|同事|同级|同伴|相互|组内|科室|教研组|年级组|班组|学生|干部)?\s*(?:互评|互相评[议价分]|相互评[议价分]|民主互评|同行评[议价]|同事评[议价])|(?:支部|全体|小组)党员评议|(?<![\u4e00-\u9fff])党员评(?=[、，])"
        ),
    ),
    (
        "mass",
        re.compile(
            rf"(?:群众|学生|家长|师生|师生员工|教职工|教师|教工|服务对象|社会|社区|群众代表|教师代表|教代会|民主)(?:及[\u4e00-\u9fff]{{2,4}})?(?:满意度)?(?:民主)?{_ACT}|民主测评|满意度测评|党员群众评议|群众满意度"
        ),
    ),
    (
        "leader",
        re.compile(
            rf"(?:领导|班子|分管领导|校领导|书记|支书|支部书记|校长|领导班子|主要领导|中层干部|年级组长|行政)(?:成员)?{_ACT}"
        ),
    ),
    (
        "superior",
        re.compile(
            rf"(?:上级|党委|局党委|学院党委|校党委|党总支|总支|教育局|教育工委|督导组|督查组|主管部门|专家组?|市局|区局|县局|学院|党工委|镇党委|中心校|联校)(?:党组织|会)?(?:集体|综合|最后|最终)?{_ACT}"
        ),
    ),
    (
        "org",
        re.compile(
            rf"(?:日常|平时|评委会?|小组|负责人|组织|党支部|支部|支委会?|支部委员会|考核(?:领导)?小组|评议小组|领导小组|考评组|评审小组|考核组|评审委员会|学校|单位|校级|部门|处室|年级|党组织|工会|班主任){_ACT}"
        ),
    ),
)
_PERCENT = re.compile(
    r"(?:得分|成绩|分数|结果|部分|分)?\s*(?:（[^（）%]{2,30}）\s*){0,2}[（，]?\s*(?:的)?(?:占(?:比|总分|总成绩|综合得分|考核)?(?:的)?|权重(?:为|占)?|按|为|[×x])\s*[：]?\s*(?P<w>\d{1,3}(?:\.\d)?)\s*%|^\s*[（]?\s*(?P<v>\d{1,3})\s*%"
)
_SHARE = r"(?:占(?:比|总分|总成绩)?|权重(?:为|占)?)\s*(?P<w>\d{1,3}(?:\.\d)?)\s*%"
_BARE = tuple(
    (party, re.compile(rf"(?:^|(?<=[，、；。：\s（]))(?P<who>(?:{who})){_SHARE}"))
    for party, who in (
        ("self", "本人|个人|自己"),
        ("peer", "同事|同行|同组教师|教研组"),
        ("mass", "群众|学生|家长|教职工|服务对象"),
        ("leader", "领导|校领导|分管领导|领导班子|行政"),
        ("superior", "上级|党委|教育局|党总支"),
        (
            "org",
            "学校|组织|支部|考核小组|考核组|年级组|(?:综合|年终|量化|日常|平时)(?:考核|考评)(?:评分|得分|成绩)?(?:（[^（）%]{2,30}）){0,2}",
        ),
    )
)  # 学校占60%: who counts how much, without a word for the act
_SHARED = re.compile(
    r"(?:评[议价定估]|测评|考核|考评)[\u4e00-\u9fff]{0,4}(?:包括|分为|由|分)$"
)  # 民主评议包括党员互评与群众评议
_JOINED = re.compile(r"(?:相结合|结合|方式|程序|步骤|办法|环节|方法|流程|等(?:形式|次)|进行)")


def read(document: Document) -> list[ScoringParty]:
    """Parties with a weight, or named in one breath with at least one other."""
    folded = document.folded
    hits: list[tuple[int, int, str, float | None]] = []
    taken = bytearray(len(folded) + 1)
    for party, pattern in _PARTIES:
        for m in pattern.finditer(folded):
            if any(taken[m.start() : m.end()]) or re.match(
                r"(?:结果|意见|表|小组|组|工作|办法|细则|标准|内容|活动|对象|登记|情况|等次的|材料|人员|中|时)",
                folded[m.end() : m.end() + 3],
            ):
                continue
            weight = _PERCENT.match(folded[m.end() : m.end() + 60])
            value = float(weight["w"] or weight["v"]) if weight else None
            taken[m.start() : m.end()] = b"\x01" * (m.end() - m.start())
            hits.append((m.start(), m.end() + (weight.end() if weight else 0), party, value))
    for party, pattern in _BARE:
        for m in pattern.finditer(folded):
            if not any(taken[m.start("who") : m.end()]):
                taken[m.start("who") : m.end()] = b"\x01" * (m.end() - m.start("who"))
                hits.append((m.start("who"), m.end(), party, float(m["w"])))
    hits.sort()
    weighted = {party for _, _, party, value in hits if value is not None}
    found: list[ScoringParty] = []
    for index, (start, end, party, value) in enumerate(hits):
        if value is not None:
            found.append(ScoringParty(start=start, end=end, rule=RULE, party=party, weight=value, confidence=0.85))
        elif party in weighted:
            continue
        elif _chained(folded, hits, index):
            found.append(ScoringParty(start=start, end=end, rule=RULE, party=party, confidence=0.7))
        elif (
            party == "mass"
            and re.search(r"由(?:全体|全校|各位|所有|本单位)?$", folded[max(0, start - 4) : start])
            and re.search(r"(?:测评|评分|打分)$", folded[start:end])
        ):
            clause = clause_around(folded, start, end)
            found.append(ScoringParty(start=clause.start, end=clause.end, rule=RULE, party=party, confidence=0.55))
        elif party in {"self", "peer"} and re.search(
            r"(?:打分|评分|得分|计分|按|分值|成绩)", _around(folded, start, end)
        ):
            clause = clause_around(folded, start, end)
            found.append(ScoringParty(start=clause.start, end=clause.end, rule=RULE, party=party, confidence=0.5))
    taken_at = {(r.start, r.party) for r in found}
    found += [r for r in _listed(document) if (r.start, r.party) not in taken_at and r.party not in weighted]
    return _once(sorted(found, key=lambda r: r.start))


def _once(readings: list[ScoringParty]) -> list[ScoringParty]:
    """The same row of parties told again (…三部分构成) is no second row."""
    weighed = any(r.weight is not None for r in readings)
    kept: list[ScoringParty] = []
    for reading in readings:
        before = [k for k in kept if k.party == reading.party and k.weight is None]
        if reading.weight is None and (weighed or (before and reading.start - before[-1].end > 30)):
            if weighed and not before:
                kept.append(reading)
            continue
        kept.append(reading)
    return kept


_SHORT_TITLE = re.compile(r"[^，。；：（\n]{2,30}")


def _listed(document: Document) -> list[ScoringParty]:
    """``（1）学生自评；（2）小组评定；（3）…审核``: items of a list, or titles beside each other, each naming a party."""
    folded = document.folded
    groups: dict[tuple[int, tuple[str, ...]], list[ScoringParty]] = {}
    for block in document.blocks:
        if block.level not in (1, 2, 3, 4):
            continue
        m = _SHORT_TITLE.match(folded, block.number_end, block.end)
        if m is None:
            continue
        above = tuple(h.title for h in (block.path[:-1] if block.heading else block.path))
        for party, pattern in _PARTIES:
            hit = next(iter(pattern.finditer(m.group())), None)
            if hit and len(m.group()) - hit.end() <= 2:
                reading = ScoringParty(start=block.start, end=m.end(), rule=RULE, party=party, confidence=0.6)
                groups.setdefault((block.level, above), []).append(reading)
                break
    found: list[ScoringParty] = []
    for readings in groups.values():
        parties = {r.party for r in readings}
        if len(parties) >= 2 and parties & {"self", "peer"}:
            found += readings
    return found


def _around(folded: str, start: int, end: int) -> str:
    clause = clause_around(folded, start, end)
    return folded[clause.start : clause.end]


def _chained(folded: str, hits: list[tuple[int, int, str, float | None]], index: int) -> bool:
    """Part of a row of parties: three of them, or two that are said to be taken together."""
    low = high = index
    while low > 0 and _adjoin(folded, hits[low - 1], hits[low]):
        low -= 1
    while high + 1 < len(hits) and _adjoin(folded, hits[high], hits[high + 1]):
        high += 1
    parties = {hits[i][2] for i in range(low, high + 1)}
    if len(parties) < 2:
        return False
    told_in_turn = any(re.search(r"再|然后|最后|基础上", folded[hits[i][1] : hits[i + 1][0]]) for i in range(low, high))
    item = folded[: hits[low][0]].endswith(("）", "：", "、")) and re.match(r"\s*[；。]", folded[hits[high][1] :][:2])
    alone = item and parties & {"self", "peer"} and high > low  # （2）党员自评和群众评议；
    told_in_turn = told_in_turn or bool(alone) or bool(_SHARED.search(folded[max(0, hits[low][0] - 8) : hits[low][0]]))
    return len(parties) >= 3 or told_in_turn or bool(_JOINED.search(folded[hits[high][1] : hits[high][1] + 10]))


def _adjoin(folded: str, a: tuple[int, int, str, float | None], b: tuple[int, int, str, float | None]) -> bool:
    between = folded[a[1] : b[0]]
    return len(between) <= 10 and bool(
        re.fullmatch(
            r"\s*(?:[、→+和与及，-]|相结合|\s|的基础上|，再|，然后|，最后|，接着|再|先|由|进行|开展|组织|>){1,5}\s*[\u4e00-\u9fff]{0,3}",
            between,
        )
    )
