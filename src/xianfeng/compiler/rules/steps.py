"""What somebody is to do: 「各支部要召开专题组织生活会」「于3月1日前报送申报材料」「评选结果在校园网公示」.

A step is a clause that orders or announces an act of a known kind. Aims (进一步增强…), conditions (工作满一年的),
reasons, exhortations (高度重视, 加强领导) and vetoes are none; neither is anything under 指导思想, 目标, 条件, 范围.
Neighbouring clauses of the same kind are one step.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from xianfeng.compiler.document import Document
from xianfeng.compiler.outline import Sentence
from xianfeng.compiler.readings import Phase, Step
from xianfeng.compiler.rules.step_acts import THRESHOLD, Act
from xianfeng.compiler.rules.step_kinds import Hit, choose_kind, find_hits
from xianfeng.compiler.rules.step_places import (
    in_flow,
    is_caption,
    is_idle,
    is_run_in_title,
    only_quota,
    opens_with_order,
    preamble_end,
)
from xianfeng.compiler.rules.step_sentences import sentence_acts
from xianfeng.compiler.rules.step_signs import (
    CARE_TITLE,
    DOING_TITLE,
    HEAD_VERB,
    LEAD_END,
    LEAD_ITEM,
    MEETING,
)

RULE = "steps"


_PLAIN_DUTIES = {"report", "notice", "ballot", "rate", "inspect"}  # under 要求 too these are work, not exhortation


def read(document: Document, phases: list[Phase], closed: list[tuple[int, int]]) -> list[Step]:
    """Steps in the order of the text; ``closed`` are places another rule owns (vetoes, criteria, stage heads)."""
    found: list[Step] = []
    bodies = _bodies_in_titles(document, phases)
    first_heading = preamble_end(document)
    leading = _leading(document)
    for sentence in document.sentences:
        block = document.blocks[sentence.block]
        if is_idle(block, document.folded) or _covered(sentence, closed) or is_caption(document, block):
            continue
        preamble = sentence.start < first_heading and not block.is_numbered()
        led = leading.get(sentence.start, sentence.end)
        if is_run_in_title(document, sentence, block):
            continue
        staged = any(p.body_start <= sentence.start < p.body_end for p in phases) or any(
            DOING_TITLE.search(h.title) for h in block.path
        )
        boxed = in_flow(document, block)
        care = any(CARE_TITLE.search(h.title) for h in block.path)
        title = block.path[-1].title if block.path and block.path[-1].start == block.start else ""
        for act in _told_once(document, sentence, sentence_acts(document, sentence, closed, bool(phases)), led):
            act = _titled(act, title or (block.path[-1].title if block.path else ""), document, bool(title))
            if (
                preamble
                and not any(p.body_start <= act.start < p.body_end for p in phases)
                and not opens_with_order(document, act, sentence)
            ):
                continue
            wary = care and act.hit.kind not in _PLAIN_DUTIES
            ease = 1 if boxed else 0.5 if staged else 0
            if act.strength < THRESHOLD + (0.5 if wary else -ease):
                continue
            if act.hit.kind in {"ballot", "rate"} and only_quota(block, document.folded[act.start : act.end]):
                continue
            if act.hit.kind == "" and found and 0 <= act.start - found[-1].end <= 2:
                found[-1] = replace(found[-1], end=act.end)
                continue
            if act.hit.kind == "":
                continue
            if found and _settles(document, found[-1], act, sentence):
                found[-1] = replace(found[-1], end=act.end, kind="rate")
            elif found and _meets_for(document, found[-1], act, sentence):
                found[-1] = replace(found[-1], end=act.end, kind=act.hit.kind)
            elif found and _same_step(document, found[-1], act, sentence):
                found[-1] = _merged(found[-1], act)
            else:
                found.append(_step(document, act, phases))
    told = {b.path[-1].start for s in found if s.kind == "organise" and (b := document.block_at(s.start)) and b.path}
    return sorted([*found, *(s for s in bodies if s.start not in told)], key=lambda s: s.start)


_BODY_TITLE = re.compile(
    r"(?:成立|组建|设立|建立)(?:以[^，。；]{2,20}为组长的)?[^，。；]{2,30}(?:小组|委员会|工作组|专班|机构|指挥部|评委会)$"
)


def _bodies_in_titles(document: Document, phases: list[Phase]) -> list[Step]:
    """``一、成立考核小组`` with a list of names below: the title itself is the order."""
    found = []
    for block in document.blocks:
        title = block.heading.title if block.heading else ""
        if _BODY_TITLE.match(title) and block.heading:
            act = Act(block.heading.start, block.heading.title_end, Hit("organise", 3, 0, 0), 4.5, True)
            found.append(_step(document, act, phases))
    return found


def _titled(act: Act, title: str, document: Document, own: bool) -> Act:
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
        elif len(words) <= 12 and (
            (sentence.start - block.body_start <= 1 and len(words) <= 10) or re.match(r"第[一二三四五六]步", words)
        ):
            named = choose_kind(find_hits(words))
            told = {h.kind for h in find_hits(document.folded[following.start : block.end][:200]) if h.strength >= 2}
            if named and named.kind in told:
                found[sentence.start] = sentence.start
    return found


def _told_once(document: Document, sentence: Sentence, acts: list[Act], led: int) -> list[Act]:
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


def _covered(sentence: Sentence, closed: list[tuple[int, int]]) -> bool:
    return any(a <= sentence.start and sentence.end <= b for a, b in closed)


_SETTLED = re.compile(
    r"(?:并|再|最终|最后|初步|从而|择优)*(?:确定|产生|形成)(?!性|方案|计划)[^，。；]{0,14}(?:名单|人选|等次|等级|档次|结果|对象)$"
)


def _settles(document: Document, last: Step, act: Act, sentence: Sentence) -> bool:
    """``对材料进行审核，确定入围名单``: what an examination ends in is one act with it, a rating."""
    words = document.folded[act.start : act.end]
    return (
        last.kind == "inspect"
        and act.hit.kind == "rate"
        and last.start >= sentence.start
        and 0 <= act.start - last.end <= 2
        and _SETTLED.match(words) is not None
    )


_OCCASION = re.compile(
    r"(?:召开|举行)(?:(?!座谈|生活会|征求|听取)[^，。；]){0,24}(?:大会|会议|常委会|支委会|党委会|委员会|教工会)$"
)


def _meets_for(document: Document, last: Step, act: Act, sentence: Sentence) -> bool:
    """``召开全体教师大会，部署活动``: the meeting is only the occasion of what the next words say is done in it."""
    return (
        last.kind == "discuss"
        and act.hit.kind in {"mobilise", "rate", "ballot", "honour"}
        and act.hit.strength >= 3
        and not act.own_subject
        and last.start >= sentence.start
        and 0 <= act.start - last.end <= 2
        and _OCCASION.search(document.folded[last.start : last.end]) is not None
    )


def _same_step(document: Document, last: Step, act: Act, sentence: Sentence) -> bool:
    """A clause right behind one of the same kind in the same sentence, without a subject of its own: one act."""
    if last.start < sentence.start:
        return False
    if last.kind == "report" and act.hit.kind == "notice" and not act.own_subject:
        said = document.folded[last.start : last.end], document.folded[act.start : act.end]
        if re.search(r"(?:报告|汇报)", said[0]) and re.match(r"(?:并|同时)?通报[^，。；]*情况", said[1]):
            return True  # 报告工作情况，通报检视情况: one account
    if last.kind != act.hit.kind:
        return False
    if act.strength >= 5 and not re.search(r"会议?$", document.folded[last.start : last.end]):
        return False
    gap = act.start - last.end
    if act.own_subject:
        return 0 <= gap <= 2 and last.kind in {"talk", "ballot", "self_review", "discuss"}
    return 0 <= gap <= 40


def _merged(last: Step, act: Act) -> Step:
    """The step told on; when the second clause is far away, the first words stand for it."""
    near = act.start - last.end <= (24 if last.kind == "report" else 2)
    end = act.end if near and act.end - last.start <= 80 else last.end
    return replace(last, end=end)


def _step(document: Document, act: Act, phases: list[Phase]) -> Step:
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


_BEFORE_A_FIGURE = re.compile(
    r"(?:时间|学时|次数)?(?:[均应须]?不(?:得|应)?(?:少于|低于|超过|多于)|至少|最少|最多|达到?|满|共)$"
)


def _title(words: str, hit: Hit) -> str:
    """A short name: the act's own words with what is done to, at most 16 characters."""
    piece = words[hit.start : hit.end]
    if len(piece) < 6:
        tail = re.match(r"[\u4e00-\u9fff“”《》、]{0,10}", words[hit.end :])
        piece += _BEFORE_A_FIGURE.sub("", tail.group()) if tail else ""
    return _paired(re.sub(r"^(?:并|要|须|请|再|将|把|予以|进行)", "", piece)[:20]) or words[:16]


def _paired(words: str) -> str:
    """``words`` without marks whose other half was cut off."""
    for opening, closing in ("“”", "《》", "（）"):
        if words.count(opening) != words.count(closing):
            words = words.replace(opening, "").replace(closing, "")
    return words.strip("、，")


def _who(words: str) -> str:
    """Who acts, where the clause says it: ``由…``, ``各支部要…``."""
    m = re.match(
        r"(?:由|请)?(?P<w>(?:各|全体|每[位个名])?[\u4e00-\u9fff]{2,14}?)(?=要|须|应|负责|将|组织|对|根据|按)", words
    )
    return m["w"] if m else ""
