"""Which of several acts named in a clause is meant: the verb in front, the noun behind a light verb, or none of a row.

Works on the words with what only qualifies blanked out (``GAP``), and on the hits of ``step_kinds`` in them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from xianfeng.compiler.rules.step_kinds import Hit
from xianfeng.compiler.rules.step_signs import TALKED_OVER, TREATED

GAP = "\u3000"  # stands for a blanked character, so that positions stay
_TELLING = {"notice", "report", "comment", "collect_opinions", "inspect", "mobilise", "study"}


def said_first(inside: list[Hit], best: Hit, bare_at: int, masked: str) -> Hit:
    """``通报民主生活会情况``: of an account of something the verb in front says what is done, not what it is about."""
    if best.kind == "rectify":
        for hit in inside:
            made = re.match(r"制[定订]|提出", masked[hit.end :])
            if hit.kind == "discuss" and not made and hit.end <= best.start and hit.end - hit.start <= 3:
                return hit  # 讨论整改措施
    treated = re.search(
        r"对(?!照|象|标)[^，。；]{2,24}(?:情况|结果|问题|材料|方案|措施|名单|对象)(?=[\u4e00-\u9fff]{2,10}$)", masked
    )
    if treated and best.start < treated.end():
        for hit in inside:
            if hit.start >= treated.end() and hit.strength >= 2:
                return replace(hit, strength=max(hit.strength, 3))  # 对整改情况跟踪督办
    if best.kind in {"study", "assist", "other"} and re.match(r"部署|布置|启动", masked[bare_at:]):
        return next((h for h in inside if h.kind == "mobilise" and h.start == bare_at and h.strength == 3), best)
    if best.kind in {"study", "assist", "other", "discuss"}:
        for hit in inside:
            if (
                hit.kind in {"rate", "honour", "notice"}
                and (hit.strength == 3 or masked.startswith("评选", hit.start))
                and hit.start - bare_at <= 1 < best.start - bare_at
                and hit.end <= best.start
                and not re.search(r"[并后再、和及]", masked[hit.end : best.start])
            ):
                return hit  # 评出优秀读书小组, 公示结对名单: what follows is what it is done to
    if best.kind in {"report", "ballot", "rate"}:
        for hit in inside:
            joined = re.search(r"[并后再、和及]|无异议", masked[hit.start : best.start])
            if hit.kind == "notice" and hit.strength == 3 and hit.end <= best.start and not joined:
                led = re.fullmatch(
                    r"(?:向[^，。；]{1,8}|在[^，。；]{2,12}|统一|及时|集中)?", masked[bare_at : hit.start]
                )
                return hit if led else best  # 向全校公布各班推荐的名单
    if best.kind in TREATED and TALKED_OVER.match(masked[bare_at:]):
        for hit in inside:
            if hit.kind == "discuss" and bare_at <= hit.start <= bare_at + 2 and hit.end <= best.start:
                return hit  # 讨论通过工作总结, 审议奖励办法: what is talked over is its object
    if best.end - bare_at > 3 and re.search(r"(?:情况|结果|意见|经验|成果|名单|方案|精神|体会|材料)\s*$", masked):
        for hit in inside[:2]:
            between = masked[hit.end : max(hit.end, best.start)]
            told = hit.strength >= 2 and hit.end <= best.start and hit.kind in _TELLING
            if told and not re.search(r"[后并再]", between):
                return hit
    return best


def of_many(inside: list[Hit], best: Hit, masked: str) -> Hit:
    """``主题班会、征文比赛、漫画展等活动``: a row of doings of several kinds is none of them."""
    row = re.search(r"、[^，。；]*等(?:一?系列|多种|各种)?[\u4e00-\u9fff]{0,4}(?:活动|形式)?[。 ]?$", masked)
    kinds = {h.kind for h in inside if h.strength >= 2 and h.start <= (row.start() if row else 0) + 40}
    if row and "other" in kinds and len(kinds) >= 2 and best.kind in {"study", "discuss", "honour", "other"}:
        return replace(best, kind="other")
    return best


def as_verb(hit: Hit, masked: str) -> Hit:
    """``进行通报``, ``予以公示`` at the end of a clause: the noun behind such a verb is the act itself."""
    opened = masked.rfind("“", 0, hit.start)
    if hit.kind == "notice" and opened >= 0 and masked.find("”", opened) >= hit.end and hit.strength > 1:
        hit = replace(hit, strength=1)  # part of a name: “一讲二评三公示”
    light = re.search(
        r"(?:进行|予以|加以|给予|实行|[作做](?=全面|严格|认真|重点|现场|综合)(?=[\u4e00-\u9fff]{2})|[作做][\d一二两三四五十]+分钟(?:以内|左右)?的?)(?:综合|现场|当场|民主|重点|匿名|无记名|实地|书面|分类|分组|交叉|联合|专项|动态|全程|严肃|深入|详细|充分|再次|年度|期末|统一|公开|认真|全面|集中|严格|逐一|逐项|初步|专门|定期|不定期|为期|不少于|至少|[\d一二三四五六七八九十两]+个?(?:工作日|[天日周])(?:以上)?|的)*$",
        masked[: hit.start],
    )
    rest = masked[hit.end :].rstrip(GAP)
    bare = not light and not rest and hit.strength < 3 and hit.kind in {"inspect", "pledge", "notice", "talk"}
    if bare and re.search(r"(?:进行|予以|加以|给予)(?:(?![和与及并])[\u4e00-\u9fff]){2,4}$", masked[: hit.start]):
        return replace(hit, strength=3)  # 进行政治审查, 进行入党宣誓
    if light and hit.kind == "mobilise" and re.search(r"公示|展示|公布", rest):
        return hit  # 进行宣传和展示
    if light and re.fullmatch(r"[和与、及并]?(?:[\u4e00-\u9fff]{1,3})?", rest):
        return replace(hit, strength=4)
    if light and hit.strength < 3 and rest.startswith("后"):
        return replace(hit, strength=3)  # 进行复审后公示
    if light and hit.strength < 3 and re.fullmatch(r"(?:[和与、及并][\u4e00-\u9fff]{2,4}){1,3}", rest):
        return replace(hit, strength=3)  # 予以审核、登记和张贴
    return hit
