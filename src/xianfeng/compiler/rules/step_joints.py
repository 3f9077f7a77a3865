"""Where one clause holds several acts: 「由支部审核并公示」, 「公示无异议后报党委」, 「总支审核、党委审批」.

Works on the words with what only qualifies blanked out, and on the hits in them.
"""

from __future__ import annotations

import re
from itertools import pairwise

from xianfeng.compiler.rules.step_choice import GAP
from xianfeng.compiler.rules.step_kinds import Hit, choose_kind
from xianfeng.compiler.rules.step_signs import HEAD_VERB

ACTS_FIRST = re.compile(
    r"(?:由|请|各|全体|每|(?:[\u4e00-\u9fff]{0,8}(?:学校|支部|党委|总支|委员会|小组|单位|部门|团委|工会|教育局|学院|[处科室部院系班]|中心)))"
    r"[\u4e00-\u9fff]{0,8}(?:对|将|把|应|要|须|申报|推荐|评选|审核|初审|审查|讨论|研究|提名|填写|汇总|签署|组织|进行|召开|举行|评议|考核|考评|考察|公示|公布|审批|复核|评定|审定)"
)


def coordinated(masked: str, hits: list[Hit]) -> list[tuple[int, int]]:
    """The clause in one piece, or cut where 并 or 和 joins two acts of different kinds, or where others begin to act."""
    rows = [0, *(m.end() for m in re.finditer(rf"、(?={ACTS_FIRST.pattern})", masked)), len(masked)]
    parts = [(a, b - (b < len(masked))) for a, b in pairwise(rows)]
    if len(parts) > 1 and all(any(a <= h.start < b and h.strength >= 2 for h in hits) for a, b in parts):
        return parts  # 党总支审核材料、分党委考察人选、各班召开评议会
    for m in re.finditer(
        r"并(?:且|及时)?(?!不|列|非)|(?<=[单果选])(?=(?:进行|予以)公示)|(?<=[批准核定])后(?=向|在|予以|公布|公示|张榜|印发)|(?<=[日天期周])后(?=[^，。；]{2})|(?<=[审查核选议论究荐名签填写])后(?=(?:再|及时|统一)?(?:在|由|报|上报|提交|进行|予以|向|面向|将|公示|公布|通报|反馈|交))|无异议后|(?:、|和|以及|及)(?=[\u4e00-\u9fff])",
        masked,
    ):
        left = [h for h in hits if h.end <= m.start()]
        right = [h for h in hits if h.start >= m.end()]
        if not left or not right:
            continue
        strong_left, strong_right = choose_kind(left), choose_kind(right)
        assert strong_left is not None and strong_right is not None
        near = right[0].start - m.end() <= 8
        bare_noun = (
            m.start() == max(h.end for h in left) and len(masked) - right[0].end <= 2 and right[0].start == m.end()
        )
        governed = HEAD_VERB.match(masked[: m.start()]) or re.search(
            r"(?:组织|开展|进行|召开)[^，。；]{0,20}$", masked[: left[0].start]
        )
        if bare_noun and m.group() in {"、", "和", "以及", "及"} and governed:
            continue  # 组织好学习和讨论: one act
        shown = strong_right.kind == "notice" and strong_left.kind in {"inspect", "rate", "ballot"}  # 审核及公示
        least = 2 if m.group().startswith(("并", "后")) or shown else 3
        if "后" in m.group() and strong_left.kind != "notice" and not done_by(masked[: m.start()]):
            continue
        if strong_right.kind == "honour" and re.search(r"(?:审批|批准|审定|核准)$", masked[: m.start()]):
            continue  # 报学校审批并表彰: what others do with it
        if (
            strong_left.kind != strong_right.kind
            and min(strong_left.strength, strong_right.strength) >= least
            and near
            and (least == 2 or m.start() - max(h.end for h in left) <= 4)
        ):
            return [(0, m.start()), (m.start() if m.group().startswith("并") else m.end(), len(masked))]
    return [(0, len(masked))]


def done_by(words: str) -> bool:
    """Whether ``学工部对名单进行复审`` says who does it: then it is an act, not only the condition of what follows."""
    return not re.match(r"(?:经|待|在|自|凡|[报交送呈]|提交)", words) and bool(re.match(ACTS_FIRST, words.lstrip(GAP)))
