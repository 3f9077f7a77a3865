"""What somebody is to do: 「各支部要召开专题组织生活会」「于3月1日前报送申报材料」「评选结果在校园网公示」.

A step is a clause that orders or announces an act of a known kind. Aims (进一步增强…), conditions (工作满一年的),
reasons, exhortations (高度重视, 加强领导) and vetoes are none; neither is anything under 指导思想, 目标, 条件, 范围.
Neighbouring clauses of the same kind are one step.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from xianfeng.compiler.clauses import Clause, cut_clauses
from xianfeng.compiler.document import Document
from xianfeng.compiler.outline import Block, Sentence
from xianfeng.compiler.readings import Phase, Step
from xianfeng.compiler.rules.step_kinds import Hit, choose_kind, find_hits
from xianfeng.compiler.rules.step_signs import (
    ABSTRACT,
    ACTOR,
    AIM,
    BODY_NAME,
    BOUND_BY,
    CARE_TITLE,
    CHAIN,
    CONDITIONAL,
    DOING_TITLE,
    DOING_TOO,
    EMPTY,
    HEAD_VERB,
    HOLDING,
    IDLE_TITLE,
    LEAD_END,
    LEAD_ITEM,
    MEETING,
    META,
    NAMED,
    OVERVIEW,
    PASSIVE_NOUN,
    QUALIFIERS,
    RULED_OUT,
    SUBJECT,
    SUBJECT_ACTS,
    TOLD,
    TOPIC,
)

RULE = "steps"


@dataclass(frozen=True)
class _Act:
    start: int
    end: int
    hit: Hit
    strength: float
    own_subject: bool = False
    fixed: bool = False  # a day is set for it (定于…召开)


THRESHOLD = 3.0
_GOES_WITH = re.compile(r"(?:并|自觉|主动)*接受[^，。；]{0,14}(?:监督|评议|评判|检验)|以备|以资|以供")
_PLAIN_DUTIES = {"report", "notice", "ballot", "rate", "inspect"}  # under 要求 too these are work, not exhortation
_TELLING = {"notice", "report", "comment", "collect_opinions", "inspect", "mobilise", "study"}
_CHARGED = re.compile(r"由[^，。；]{2,20}$")  # 名单由支部大会通过, 承诺由乡党委审查: somebody is charged with the act
_GAP = "\u3000"  # stands for a blanked character, so that positions stay


def read(document: Document, phases: list[Phase], closed: list[tuple[int, int]]) -> list[Step]:
    """Steps in the order of the text; ``closed`` are places another rule owns (vetoes, criteria, stage heads)."""
    found: list[Step] = []
    first_heading = _preamble_end(document)
    leading = _leading(document)
    for sentence in document.sentences:
        block = document.blocks[sentence.block]
        if _is_idle(block) or _covered(sentence, closed) or _is_caption(document, block):
            continue
        preamble = sentence.start < first_heading and not block.is_numbered()
        led = leading.get(sentence.start, sentence.end)
        if _is_run_in_title(document, sentence, block):
            continue
        staged = any(p.body_start <= sentence.start < p.body_end for p in phases) or any(
            DOING_TITLE.search(h.title) for h in block.path
        )
        care = any(CARE_TITLE.search(h.title) for h in block.path)
        title = block.path[-1].title if block.path and block.path[-1].start == block.start else ""
        for act in _told_once(document, sentence, _acts(document, sentence, closed, bool(phases)), led):
            act = _titled(act, title or (block.path[-1].title if block.path else ""), document, bool(title))
            if (
                preamble
                and not any(p.body_start <= act.start < p.body_end for p in phases)
                and not _opening(document, act, sentence)
            ):
                continue
            wary = care and act.hit.kind not in _PLAIN_DUTIES
            if act.strength < THRESHOLD + (0.5 if wary else -0.5 if staged else 0):
                continue
            if act.hit.kind == "" and found and 0 <= act.start - found[-1].end <= 2:
                found[-1] = replace(found[-1], end=act.end)
                continue
            if act.hit.kind == "":
                continue
            if found and _same_step(document, found[-1], act, sentence):
                found[-1] = _merged(found[-1], act)
            else:
                found.append(_step(document, act, phases))
    return found


def _titled(act: _Act, title: str, document: Document, own: bool) -> _Act:
    """What a title names, a meeting or marks given under it serve: ``学习动员：召开党员大会``, ``教师自评：逐项打分``."""
    if not title:
        return act
    named = choose_kind(find_hits(title))
    if named is None or named.strength < 2:
        return act
    words = document.folded[act.start : act.end]
    if act.hit.kind == "discuss" and named.kind == "mobilise" and MEETING.search(words):
        return replace(act, hit=replace(act.hit, kind=named.kind))
    if act.hit.kind == "rate" and named.kind in {"self_review", "ballot"} and re.search(r"打分|赋分|评分", words):
        return replace(act, hit=replace(act.hit, kind=named.kind), strength=act.strength + (0.5 if own else 0))
    if own and named.kind == act.hit.kind and act.hit.strength == 2:
        return replace(act, strength=act.strength + 0.5)
    return act


def _preamble_end(document: Document) -> int:
    """Where the lines above the first heading, or else above the first numbered item, end."""
    first = next((b.start for b in document.blocks if b.heading), None)
    if first is None:
        first = next((b.start for b in document.blocks if b.level in (1, 2, 3)), 0)
        introduced = re.search(r"(?:如下|特制[定订][^。]{0,12})[：。]", document.folded[:first])
        return first if introduced else 0
    return first


def _leading(document: Document) -> dict[int, int]:
    """Places of short clauses that only name what the rest of their item tells: ``…：一是展示成果。通过举办…``.

    By the start of their sentence; also a short first sentence whose act the next ones tell again.
    """
    found: dict[int, int] = {}
    for sentence, following in pairwise(document.sentences):
        if sentence.block != following.block:
            continue
        block = document.blocks[sentence.block]
        words = document.folded[sentence.start : sentence.end]
        last = LEAD_END.search(words)
        if last:
            after = document.folded[following.start : following.end]
            if not LEAD_ITEM.match(after) and len(after) >= 8:
                found[sentence.start] = sentence.start + last.start()
        elif len(words) <= 10 and sentence.start - block.body_start <= 1:
            named = choose_kind(find_hits(words))
            told = {h.kind for h in find_hits(document.folded[following.start : block.end][:200]) if h.strength >= 2}
            if named and named.kind in told:
                found[sentence.start] = sentence.start
    return found


def _told_once(document: Document, sentence: Sentence, acts: list[_Act], led: int) -> list[_Act]:
    """``acts`` without what is only the name of the item: the lead sentence, or a short first clause told again."""
    acts = [a for a in acts if a.start < led]
    block = document.blocks[sentence.block]
    if len(acts) > 1 and block.level in (3, 4) and sentence.start - block.number_end <= 2:
        first = acts[0]
        if (
            first.start - sentence.start <= 1
            and first.end - first.start <= 10
            and not HEAD_VERB.match(document.folded[first.start : first.end])
        ):
            again = any(a.hit.kind == first.hit.kind and a.strength >= THRESHOLD for a in acts[1:])
            return acts[1:] if again else acts
    return acts


def _opening(document: Document, act: _Act, sentence: Sentence) -> bool:
    """In the lines above the first heading only a decision to set up a body, or an order with force, is a step."""
    words = document.folded[sentence.start : sentence.end]
    if act.fixed:
        return True
    decided = re.search(r"决定|研究|如下|兹|拟", words)
    if re.search(r"(?:^|，)(?:\d{4}年)?\d{1,2}月\d{1,2}日，", words) and not decided:
        return False  # told of what was done
    return (act.hit.kind == "organise" and decided is not None) or act.strength >= 4.6


def _is_idle(block: Block) -> bool:
    for heading in reversed(block.path):  # the nearest title that says anything decides
        if DOING_TOO.search(heading.title):
            return False
        if IDLE_TITLE.search(heading.title):
            return True
    return False


def _is_caption(document: Document, block: Block) -> bool:
    """A line without any mark: the title of the document, a table cell, a caption."""
    words = document.folded[block.start : block.end]
    if re.search(r"(?:的通知|方案|办法|细则|意见|程序|名单|推荐表|申报表|启事|须知)$", words.strip()):
        return "。" not in words and len(words) < 70
    if re.match(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?[\s至—-]", words) and len(words) > 8:
        return False  # a row of a timetable
    return not block.is_numbered() and not re.search(r"[，。；：！、]", words) and len(words) < 40


def _is_run_in_title(document: Document, sentence: Sentence, block: Block) -> bool:
    """``第五条 支部自评。各支部…``: a few words behind the number, with the text following."""
    first = block.is_numbered() and not block.heading and sentence.start - block.body_start <= 2
    return first and sentence.end - sentence.start <= 8 and block.end - sentence.end > 10


def _covered(sentence: Sentence, closed: list[tuple[int, int]]) -> bool:
    return any(a <= sentence.start and sentence.end <= b for a, b in closed)


def _acts(document: Document, sentence: Sentence, closed: list[tuple[int, int]], staged_document: bool) -> list[_Act]:
    folded = document.folded
    words = folded[sentence.start : sentence.end]
    if TOLD.search(words) and not re.search(r"(?:要|须|应|请|将)", words):
        return []
    acts: list[_Act] = []
    clauses = cut_clauses(folded, sentence.start, sentence.end)
    slogans = sum(1 for c in clauses if c.end - c.start <= 6) >= 3
    chain = CHAIN.search(folded, sentence.start, sentence.end)
    overview = OVERVIEW.search(words) if staged_document else None
    for clause in clauses:
        if overview and clause.start < sentence.start + overview.end():
            continue
        if any(a <= clause.start < b or a < clause.end <= b for a, b in closed):
            continue
        if chain and chain.start() < clause.end and clause.start < chain.end("chain"):
            if clause.start <= chain.start("chain") < clause.end:
                acts += _links(folded, chain)
            continue
        if _GOES_WITH.match(folded[clause.start : clause.end]):
            acts.append(_Act(clause.start, clause.end, Hit("", 0, 0, 0), THRESHOLD + 1))
            continue
        short = clause.end - clause.start
        if (slogans and short <= 6) or (
            short <= 8 and folded[clause.end : clause.end + 1] == "：" and clause.start == sentence.start
        ):
            continue  # 广泛发动，层层推荐，严格把关; 报送材料：
        acts += _clause_acts(folded, clause)
    return acts


def _links(folded: str, chain: re.Match[str]) -> list[_Act]:
    """Each link of a process chain (党员自评、支部推荐、党委评定) is a step."""
    acts = []
    at = chain.start("chain")
    for piece in re.split(r"(、|→|-+>?|\+)", chain["chain"]):
        if re.fullmatch(r"(?:、|→|-+>?|\+)", piece):
            at += len(piece)
            continue
        hit = choose_kind(find_hits(piece)) or Hit("other", 1, 0, len(piece))
        acts.append(_Act(at, at + len(piece), hit, 5.0, True))
        at += len(piece)
    return acts if sum(1 for a in acts if a.hit.strength > 1) * 2 >= len(acts) else []


_LEAD = re.compile(
    r"(?:[a-zA-Z][.、）]\s*|[一二三四五六七八九十]是|[一二三四五六七八九十]要|首先|其次|再次|最后|最终|然后|同时|另外|此外|并且?|还|且|再|·|[①-⑳]|第[一二三四五六七八九十]|重点(?:是|抓好)|主要是?|对此|届时|随后|之后|会前|会后|会上|原则上|经?[\u4e00-\u9fff]{2,10}后)[，：]?"
)
_ORDER = re.compile(
    r"(?:要|须|应当?|请|需要?|必须|务必|可以?|将|也要|都要|均要|就要|继续|普遍|均需|一律|统一|再次?|另行?|分别)+"
)


def _clause_acts(folded: str, clause: Clause) -> list[_Act]:
    words = folded[clause.start : clause.end]
    if len(words) < 3:
        return []
    lead = _LEAD.match(words)
    core = words[lead.end() :] if lead else words
    if (
        META.match(core)
        or RULED_OUT.search(
            re.sub(r"（[^（）]*）|“[^”]*”|^(?:凡|对)?[^，]{2,40}?(?:者|的)(?=均|须|应|要|需|可|将)", "", words)
        )
        or HOLDING.search(re.sub(r"“[^”]*”", "", words))
    ):
        return []
    if TOPIC.match(core):
        return []
    masked = _masked(words)
    hits = [_as_verb(h, masked) for h in find_hits(masked) if not PASSIVE_NOUN.match(words[h.start :])]
    if not hits:
        return []
    bare_at = _act_begins(masked, lead.end() if lead else 0)
    bare = words[bare_at:]
    if BOUND_BY.match(bare) or (TOLD.search(words) and not re.search(r"(?:要|须|应当|请|将)", words)):
        return []
    if len(bare) < 2:
        return []
    acts = []
    for a, b in _coordinated(masked, hits):
        inside = [h for h in hits if a <= h.start and h.end <= b]
        best = choose_kind(inside)
        if best is None or (masked.count("、") >= 3 and _is_enumeration(masked, bare_at)):
            continue
        best = _said_first(inside, best, bare_at, masked)
        strength = _weigh(words, bare, bare_at, best)
        if strength is None:
            continue
        actor = bool(ACTOR.search(words)) or bool(SUBJECT.match(core)) or bool(re.match(r"(?:由|请|各|全体|每)", core))
        strength += 0.7 if _CHARGED.search(words[a : best.start]) else 0
        strength += (0.8 if actor else 0) + (0.5 if SUBJECT_ACTS.match(core) else 0)
        fixed = bool(re.search(r"(?:定于|拟于|兹定于)", words)) and strength >= THRESHOLD
        acts.append(_Act(clause.start + a, clause.start + b, best, strength, actor and a == 0, fixed))
    return acts


def _is_enumeration(masked: str, bare_at: int) -> bool:
    """A row of names without anything done: ``优秀社团、志愿服务工作先进个人、优秀新媒体栏目``."""
    return not HEAD_VERB.match(masked[bare_at:]) and not re.search(
        r"(?:要|须|应|将|把|由|负责|进行|开展|组织|召开|举[办行]|成立|评[选定出]|推荐|报|交|填|公示)", masked
    )


def _said_first(inside: list[Hit], best: Hit, bare_at: int, masked: str) -> Hit:
    """``通报民主生活会情况``: of an account of something the verb in front says what is done, not what it is about."""
    if best.end - bare_at > 3 and re.search(r"(?:情况|结果|意见|经验|成果|名单|方案|精神|体会|材料)\s*$", masked):
        for hit in inside:
            if hit.start - bare_at <= 2 and hit.strength >= 2 and hit.end <= best.start and hit.kind in _TELLING:
                return hit
    return best


def _as_verb(hit: Hit, masked: str) -> Hit:
    """``进行通报``, ``予以公示`` at the end of a clause: the noun behind such a verb is the act itself."""
    opened = masked.rfind("“", 0, hit.start)
    if hit.kind == "notice" and opened >= 0 and masked.find("”", opened) >= hit.end and hit.strength > 1:
        hit = replace(hit, strength=1)  # part of a name: “一讲二评三公示”
    light = re.search(r"(?:进行|予以|加以|给予|实行)(?:综合|统一|公开|认真|全面|集中)?$", masked[: hit.start])
    if light and len(masked.rstrip(_GAP)) - hit.end <= 1:
        return replace(hit, strength=4)
    return hit


def _act_begins(masked: str, at: int) -> int:
    """Where the order itself begins: behind qualifying words, a date, and 要/须/请/将."""
    while True:
        m = re.compile(
            r"在[^，。；]{1,14}?(?:内|末|初|上|中|里|期间|前夕?|后|网|栏|范围)(?=(?:积极|广泛|统一)?(?:开展|举[办行]|组织|召开|进行|予以|公示|公布|设立|推选|推荐))|[\u3000 ]+|[、，]|(?:拟?定?于|在|截至|截止)?\s*(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号]|[上中下]旬|底|初|份)?\s*(?:\d{1,2}[：:]\d\d)?(?:之?前|以前|前后|起|左右|上午|下午)?"
        ).match(masked, at)
        if m is None or m.end() == at:
            m = _ORDER.match(masked, at)
        if m is None or m.end() == at:
            return at
        at = m.end()


def _coordinated(masked: str, hits: list[Hit]) -> list[tuple[int, int]]:
    """The clause in one piece, or cut where 并 or 和 joins two acts of different kinds."""
    for m in re.finditer(
        r"并(?:且|及时)?(?!不|列|非)|(?<=[日天期周])后(?=[^，。；]{2})|无异议后|(?:、|和|以及|及)(?=[\u4e00-\u9fff])",
        masked,
    ):
        left = [h for h in hits if h.end <= m.start()]
        right = [h for h in hits if h.start >= m.end()]
        if not left or not right:
            continue
        strong_left, strong_right = choose_kind(left), choose_kind(right)
        assert strong_left is not None and strong_right is not None
        near = right[0].start - m.end() <= 8
        least = 2 if m.group().startswith("并") else 3
        if "后" in m.group() and strong_left.kind != "notice":
            continue
        if (
            strong_left.kind != strong_right.kind
            and min(strong_left.strength, strong_right.strength) >= least
            and near
            and (least == 2 or m.start() - max(h.end for h in left) <= 4)
        ):
            return [(0, m.start()), (m.start() if least == 2 else m.end(), len(masked))]
    return [(0, len(masked))]


def _weigh(words: str, bare: str, bare_at: int, best: Hit) -> float | None:
    """How much a clause speaks for being a step: its verb, who acts, when; less what makes it an aim or a topic."""
    strength: float = min(3.5, best.strength)
    if strength == 1 and bare_at == 0 and not re.match(r"(?:开展|举办|组织|举行|推进|实施)", bare):
        return None
    if HEAD_VERB.match(bare):
        strength += 1
    if 0 <= best.start - bare_at <= 4:
        strength += 0.5
    if (bare_at and re.search(r"(?:要|须|应|请|需|必须|务必|将|把)", words[:bare_at])) or re.search(
        r"(?:要|须|应当|请|需|必须|务必|将|把)(?!求|点|素|强|要)", words[: best.start + 1]
    ):
        strength += 0.3
    if re.search(r"以[^，。；]{2,14}(?:形式|方式)", words):
        strength += 0.7
    if re.search(r"\d+\s*月|\d+\s*[日天]|[一二三四]次|\d次|每[年月季周]", words):
        strength += 0.5
    if re.search(r"(?:不少于|不低于|不超过|至少|达到|不多于)\s*\d", words) and not HEAD_VERB.match(bare):
        strength -= 1.5
    if AIM.match(bare):
        strength -= 1.2 if best.strength == 3 and best.start - bare_at <= 4 else 2.2
    told_of = {"study", "report", "discuss", "notice", "comment", "inspect", "collect_opinions"}
    if ABSTRACT.search(words) and not (
        best.kind in told_of and re.search(r"(?:情况|精神|内容|任务|问题|规划|部署|方法)$", words)
    ):
        strength -= 1.3
    if EMPTY.search(words):
        strength -= 1.5
    if CONDITIONAL.search(words):
        strength -= 2.5
    after = words[best.end : best.end + 6]
    if (
        re.match(
            r"(?:活动|工作)?(?:的|[\u4e00-\u9fff]{0,3}(?:过程|环节|方面|高潮|依据|制度$|机制|体系|格局|力度|标准))",
            after,
        )
        and best.kind != "study"
    ):
        strength -= 1
    if words[max(0, best.start - 1) : best.start] == "的" and not HEAD_VERB.match(bare) and bare_at < best.start:
        strength -= 1
    if re.match(r"(?:活动|工作)?(?:在|从|是|要|需要|应|内容|占|分(?!别)|以|有(?!关)|结束|时间|主题|范围|对象)", after):
        strength -= 2
    return strength


def _masked(words: str) -> str:
    """``words`` with what only qualifies (在…基础上, 根据…精神) blanked out, and names too if something to do remains."""
    masked = words
    for pattern in QUALIFIERS:
        masked = pattern.sub(lambda m: _GAP * len(m.group()), masked)
    for m in BODY_NAME.finditer(masked):
        if not any(h.kind == "organise" and h.start < m.end() and h.end > m.start() for h in find_hits(masked)):
            masked = masked[: m.start()] + _GAP * (m.end() - m.start()) + masked[m.end() :]
    for pattern in NAMED:
        for m in pattern.finditer(masked):
            blank = masked[: m.start()] + _GAP * (m.end() - m.start()) + masked[m.end() :]
            left, before = choose_kind(find_hits(blank)), choose_kind(find_hits(masked))
            if left is not None and before is not None and left.strength >= before.strength:
                masked = blank
    quoted = re.sub(r"“[^”]*”", lambda m: _GAP * len(m.group()), masked)
    best = choose_kind(find_hits(quoted))
    return quoted if best is not None and best.strength > 1 else masked


def _same_step(document: Document, last: Step, act: _Act, sentence: Sentence) -> bool:
    """A clause right behind one of the same kind in the same sentence, without a subject of its own: one act."""
    if last.kind != act.hit.kind or last.start < sentence.start or act.strength >= 5:
        return False
    gap = act.start - last.end
    if act.own_subject:
        return 0 <= gap <= 2 and last.kind in {"talk", "ballot", "self_review", "discuss"}
    return 0 <= gap <= 40


def _merged(last: Step, act: _Act) -> Step:
    """The step told on; when the second clause is far away, the first words stand for it."""
    near = act.start - last.end <= (24 if last.kind == "report" else 2)
    end = act.end if near and act.end - last.start <= 80 else last.end
    return replace(last, end=end)


def _step(document: Document, act: _Act, phases: list[Phase]) -> Step:
    folded = document.folded
    words = folded[act.start : act.end]
    phase = next((i for i, p in enumerate(phases) if p.body_start <= act.start < p.body_end), None)
    return Step(
        start=act.start,
        end=act.end,
        rule=RULE,
        title=_title(words, act.hit),
        kind=act.hit.kind,
        phase=phase,
        who=_who(words),
        confidence=min(0.95, 0.2 + 0.15 * act.strength),
    )


def _title(words: str, hit: Hit) -> str:
    """A short name: the act's own words with what is done to, at most 16 characters."""
    piece = words[hit.start : hit.end]
    if len(piece) < 6:
        tail = re.match(r"[\u4e00-\u9fff“”《》、]{0,10}", words[hit.end :])
        piece += tail.group() if tail else ""
    return re.sub(r"^(?:并|要|须|请|再|将|把|予以|进行)", "", piece)[:20] or words[:16]


def _who(words: str) -> str:
    """Who acts, where the clause says it: ``由…``, ``各支部要…``."""
    m = re.match(
        r"(?:由|请)?(?P<w>(?:各|全体|每[位个名])?[\u4e00-\u9fff]{2,14}?)(?=要|须|应|负责|将|组织|对|根据|按)", words
    )
    return m["w"] if m else ""
