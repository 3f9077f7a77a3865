"""Who scores: 「党员自评、支部推荐、党委评定」「采取个人自评、党员互评、教师测评、组织总评相结合」「学生评议占40%」.

Parties: self (自评), peer (互评), mass (群众, 学生, 家长), org (支部, 考核小组), leader (领导点评, 分管领导), superior
(党委, 上级, 教育局).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from xianfeng.compiler.clauses import clause_around
from xianfeng.compiler.document import Document
from xianfeng.compiler.readings import ScoringParty
from xianfeng.compiler.rules.party_weights import (
    bare_shares,
    party_of,
    percent_behind,
    points_behind,
    shares_respectively,
)

RULE = "scoring_parties"
_ACT = r"(?:投票|测评|评教|评校|评师|评议|评价|评分|打分|评定|评审|评鉴|评星|总评|审定|考评|考核|推荐|点评|审核|认定|鉴定|定级|审议|帮评|综评|联评|评判|计分|评)"
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
            rf"(?:党员|教师|同行|小组|班子成员|支部|同事|同级|同伴|相互|组内|科室|教研组|年级组|班组|学生|干部)?\s*(?:互评|互测|(?:互相|相互)(?:测评|评[议价分]|打分)|民主互评)|(?:同行|同事|同级|同伴)(?:教师)?{_ACT}|(?:支部|全体|小组)党员评议|教研组(?:评议|评价|评分|打分|测评)|(?<![和与及秀格议])党员(?:打分|评分|评价|测评|考评|评议)(?!会)|(?<![\u4e00-\u9fff])(?:党员|同事|同行)评(?=[、，（占])"
        ),
    ),
    (
        "mass",
        re.compile(
            rf"(?:群众|学生|同学|家长|家长委员会|家委会|师生|师生员工|教职工|教职员工|职工|教师|教工|居民|服务对象|社会|社区|群众代表|教师代表|代表|教代会|民主)(?:及[\u4e00-\u9fff]{{2,4}})?(?:（[^（）]{{1,8}}）)?(?:满意度)?(?:民主)?{_ACT}|(?:网络|网上|线上|微信|大众|公众|现场)?(?:现场)?(?:观众|群众)?投票(?:评分|得分|票数|成绩)|(?:网络|网上|线上|微信|大众|公众|观众)(?:投票|评审团?|评委)(?:评分|打分)?|民主测评|满意度测评|党员群众评议|群众满意度|(?:学生|家长|教师|师生|群众)问卷(?:调查|测评)?"
        ),
    ),
    (
        "leader",
        re.compile(
            rf"(?:(?:校级|主管)?领导|班子|分管领导|校领导|书记|支书|支部书记|校长|领导班子|主要领导|中层(?:以上|及以上)?干部|行政人员|年级组长|行政)(?:成员)?{_ACT}"
        ),
    ),
    (
        "superior",
        re.compile(
            rf"(?:上级|党委|局党委|学院党委|校党委|党总支|总支|教育局|教育工委|教学督导|督导(?:组|专家|员)?|督查组|主管部门|专家组?|市局|区局|县局|学院|党工委|镇党委|党组|局党组|中心校|联校)(?:党组织|会)?(?:（[^（）]{{1,3}}）)?(?:集体|综合|最后|最终)?{_ACT}"
        ),
    ),
    (
        "org",
        re.compile(
            rf"(?:日常|平时|定期|评委会?|小组|负责人|组织|党支部|支部(?:党员)?大会|支部|支委会?|支部委员会|考核(?:领导)?小组|评议小组|领导小组|考评组|评审小组|考核组|评审委员会|学校|(?<![分各按原本])单位|校级|职能部门|部门|处室|年级组?|党组织|工会|班主任){_ACT}"
        ),
    ),
)
_NO_ACT = re.compile(r"(?:结果|意见|表|小组|组|工作|办法|细则|标准|内容|活动|对象|登记|情况|等次的|材料|人员|中|时)")
_JUDGES = tuple(
    (
        party,
        re.compile(
            rf"(?:由|请)(?P<who>(?:全体|全校|本|各|所在)?[\u4e00-\u9fff、]{{0,12}}?(?:{who}))对(?!照)[^，。；]{{2,24}}进行[^，。；]{{0,8}}(?:测评|评分|打分|评议|互评)"
        ),
    )
    for party, who in (
        ("mass", "群众|学生|家长|教职工|教职员工|代表|居民|职工"),
        (
            "superior",
            "上级|党委|街道[\u4e00-\u9fff]{0,6}班子成员|乡镇[\u4e00-\u9fff]{0,6}班子成员|教育局|督导组|评议团|专家",
        ),
        ("leader", "领导班子成员|校领导|班子成员|中层干部"),
        ("org", "考核小组|评议小组|考核组|支委会|领导小组"),
    )
)
_OF_OTHERS = tuple(
    (
        party,
        re.compile(
            rf"\s*(?:由|请)?(?:各|全体|本|全校)?(?:{who})[\u4e00-\u9fff]{{0,6}}?(?:之间|对(?!照)[^，。；]{{2,24}})(?:进行|开展|相互)?[^，。；]{{0,6}}(?:测评|评分|打分|评议|互评|考评|评价)"
        ),
    )
    for party, who in (
        ("mass", "群众|学生|家长|教职工|教职员工|职工|居民|服务对象|师生"),
        ("superior", "上级|(?:校|院|局|镇)?党委|党总支|教育局|督导组"),
        ("leader", "(?:校|院|局|分管|主管|主要)?领导|班子成员|中层正职|校长|书记"),
        ("peer", "中层干部之间|党员之间|教师之间|科室之间|部门之间|同事之间|支部之间|同行"),
        ("org", "考核小组|评议小组|考核组|支委会|领导小组|党支部"),
    )
)  # （1）校领导对分管的中层干部进行评议。（2）…
_FIELD = re.compile(r"\s*(?:（[^（）]{1,10}）)?(?:得?分|总分|等次|结果)?\s*：\s*(?:年|分|_|$|\s)", re.MULTILINE)
_APART = re.compile(
    r"(?<![\u4e00-\u9fff])(?:由|请|组织)?(?P<who>[\u4e00-\u9fff]{2,8}(?:[、和与及][\u4e00-\u9fff]{2,8}){1,4})分别(?:对|给|为)[^，。；]{2,16}(?:测评|评议|打分|评分|评价|投票)"
)  # 党员和群众分别对每个党员进行民主评议
_SHARED = re.compile(
    r"(?:评[议价定估]|测评|考核|考评)[\u4e00-\u9fff]{0,4}(?:包括|分为|由|分)$"
)  # 民主评议包括党员互评与群众评议
_JOINED = re.compile(r"(?:相结合|结合|方式|程序|步骤|办法|环节|方法|流程|等(?:形式|次)|进行)")


@dataclass(frozen=True)
class Hit:
    """A party named at ``start..end``, with the weight told for it."""

    start: int
    end: int
    party: str
    weight: float | None


def read(document: Document) -> list[ScoringParty]:
    """Parties with a weight, or named in one breath with at least one other."""
    folded = document.folded
    hits = _hits(folded)
    weighted = {hit.party for hit in hits if hit.weight is not None}
    found: list[ScoringParty] = []
    for index, hit in enumerate(hits):
        start, end, party = hit.start, hit.end, hit.party
        if hit.weight is not None:
            found.append(ScoringParty(start=start, end=end, rule=RULE, party=party, weight=hit.weight, confidence=0.85))
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
    if len({r.party for r in found}) >= 2 and not any(r.party == "superior" for r in found) and not weighted:
        found += [
            ScoringParty(start=m.start(), end=m.end(), rule=RULE, party="superior", confidence=0.55)
            for m in _SETTLED.finditer(folded)
        ]
    if not weighted:
        found += [r for r in _judging(folded) if not any(r.start <= f.start < r.end for f in found)]
    return _once(sorted(found, key=lambda r: r.start))


def _hits(folded: str) -> list[Hit]:
    """Every place a party is named, with its weight where one is told."""
    hits: list[Hit] = []
    taken = bytearray(len(folded) + 1)
    for start, end, party, weight in bare_shares(folded):
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            hits.append(Hit(start, end, party, weight))
    for party, pattern in _PARTIES:
        for m in pattern.finditer(folded):
            if any(taken[m.start() : m.end()]) or _NO_ACT.match(folded[m.end() : m.end() + 3]):
                continue
            taken[m.start() : m.end()] = b"\x01" * (m.end() - m.start())
            if party == "self" and _FIELD.match(folded, m.end()):
                continue  # 自评得分：___ on a form
            told = percent_behind(folded, m.end())
            hits.append(Hit(m.start(), told[1] if told else m.end(), party, told[0] if told else None))
    return _shared_out(folded, sorted(hits, key=lambda h: h.start))


def _shared_out(folded: str, hits: list[Hit]) -> list[Hit]:
    """``hits`` with the weights a row of parties is given together (分别占…), or each in points."""
    low = 0
    for high in range(len(hits)):
        if high and not _adjoin(folded, hits[high - 1], hits[high]):
            low = high
        row = hits[low : high + 1]
        if len(row) < 2 or any(hit.weight is not None for hit in row):
            continue
        shares = shares_respectively(folded, [hit.end for hit in row])
        hits[low : high + 1] = [replace(h, weight=w) for h, w in zip(row, shares, strict=True)] if shares else row
    points = {i: points_behind(folded, h.end) for i, h in enumerate(hits) if h.weight is None}
    told = {i: p for i, p in points.items() if p is not None}
    if len({hits[i].party for i in told}) >= 2:
        for i, (weight, end) in told.items():
            hits[i] = replace(hits[i], weight=weight, end=end)
    return hits


def _judging(folded: str) -> list[ScoringParty]:
    """``由居民代表对书记进行民主评议，填写测评表``: who judges whom, said outright."""
    found = []
    for party, pattern in _JUDGES:
        for m in pattern.finditer(folded):
            found.append(ScoringParty(start=m.start(), end=m.end(), rule=RULE, party=party, confidence=0.5))
    for m in _APART.finditer(folded):
        named = [(n.start(), n.end(), party_of(n.group())) for n in re.finditer(r"[^、和与及]+", m["who"])]
        if all(party for _, _, party in named):
            found += [
                ScoringParty(start=m.start("who") + a, end=m.start("who") + b, rule=RULE, party=p, confidence=0.5)
                for a, b, p in named
                if p
            ]
    return found


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


_NAMED_FIRST = re.compile(r"[^，。；：\n]{2,10}。")
_SETTLED = re.compile(
    r"由(?:校|院|局|镇|学校|学院)?(?:党委|党组|党总支|党工委)(?:会)?[^，。；]{0,12}(?:确定|审定|评定|决定)[^，。；]{0,20}(?:等次|等级|档次|星级|结果)"
)  # …由校党委确定考核等次: the last word, where others have scored before
_SHORT_TITLE = re.compile(r"[^，。；：（\n]{2,30}")


def _listed(document: Document) -> list[ScoringParty]:
    """``（1）学生自评；（2）小组评定；（3）…审核``: items of a list, or titles beside each other, each naming a party."""
    folded = document.folded
    groups: dict[tuple[int, tuple[str, ...]], list[ScoringParty]] = {}
    of_others: dict[tuple[int, tuple[str, ...]], list[ScoringParty]] = {}
    for block in document.blocks:
        if block.level not in (1, 2, 3, 4):
            continue
        m = _SHORT_TITLE.match(folded, block.number_end, block.end)
        if m is None:
            continue
        above = tuple(h.title for h in (block.path[:-1] if block.heading else block.path))
        groups.setdefault((block.level, above), [])
        named = _NAMED_FIRST.match(folded, block.number_end, block.end)
        starts = [block.number_end, named.end()] if named else [block.number_end]
        told = next(
            ((p, o) for at in starts for p, pattern in _OF_OTHERS if (o := pattern.match(folded, at, block.end))), None
        )
        if told:
            reading = ScoringParty(start=block.start, end=told[1].end(), rule=RULE, party=told[0], confidence=0.6)
            of_others.setdefault((block.level, above), []).append(reading)
            continue
        for party, pattern in _PARTIES:
            if any(len(m.group()) - hit.end() <= 2 for hit in pattern.finditer(m.group())) or _ends_so(
                pattern, m.group()
            ):
                reading = ScoringParty(start=block.start, end=m.end(), rule=RULE, party=party, confidence=0.6)
                groups.setdefault((block.level, above), []).append(reading)
                break
    found: list[ScoringParty] = []
    for key, readings in groups.items():
        readings = readings + of_others.get(key, [])
        parties = {r.party for r in readings}
        if len(parties) >= 2 and (parties & {"self", "peer"} or len(of_others.get(key, [])) >= 2):
            found += readings
    return found


def _ends_so(pattern: re.Pattern[str], title: str) -> bool:
    """Whether the last words of ``title`` name the party, however its first words read: 学校考核组评定."""
    return any(pattern.fullmatch(title, at) for at in range(1, max(1, len(title) - 3)))


def _around(folded: str, start: int, end: int) -> str:
    clause = clause_around(folded, start, end)
    return folded[clause.start : clause.end]


def _chained(folded: str, hits: list[Hit], index: int) -> bool:
    """Part of a row of parties: three of them, or two that are said to be taken together."""
    low = high = index
    while low > 0 and _adjoin(folded, hits[low - 1], hits[low]):
        low -= 1
    while high + 1 < len(hits) and _adjoin(folded, hits[high], hits[high + 1]):
        high += 1
    parties = {hits[i].party for i in range(low, high + 1)}
    if len(parties) < 2:
        return False
    told_in_turn = any(
        re.search(r"再|然后|最后|基础上", folded[hits[i].end : hits[i + 1].start]) for i in range(low, high)
    )
    item = folded[: hits[low].start].endswith(("）", "：", "、")) and re.match(
        r"\s*[；。]", folded[hits[high].end :][:2]
    )
    alone = item and parties & {"self", "peer"} and high > low  # （2）党员自评和群众评议；
    told_in_turn = (
        told_in_turn or bool(alone) or bool(_SHARED.search(folded[max(0, hits[low].start - 8) : hits[low].start]))
    )
    return len(parties) >= 3 or told_in_turn or bool(_JOINED.search(folded[hits[high].end : hits[high].end + 10]))


def _adjoin(folded: str, a: Hit, b: Hit) -> bool:
    between = folded[a.end : b.start]
    return len(between) <= 10 and bool(
        re.fullmatch(
            r"\s*(?:得?分|成绩|分数|结果|意见)?\s*(?:[、→+和与及，-]|相结合|\s|的基础上|，再|，然后|，最后|，接着|再|先|由|进行|开展|组织|>){1,5}\s*[\u4e00-\u9fff]{0,3}",
            between,
        )
    )
