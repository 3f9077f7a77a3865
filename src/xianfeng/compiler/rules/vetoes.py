"""What rules out, whatever the score: 「逾期视为弃权」「有下列情形之一的，不得评为优秀」「审核不通过不公示」「一票否决」.

Heard in all wordings: 不予推荐, 取消资格, 视为弃权, 不得参评, 一票否决, 直接定为不合格, 责令…; a list under such a
sentence or title gives one veto for each item.
"""

from __future__ import annotations

import re
from dataclasses import replace

from xianfeng.compiler.clauses import Clause, cut_clauses
from xianfeng.compiler.document import Document
from xianfeng.compiler.outline import Block
from xianfeng.compiler.readings import Veto

RULE = "vetoes"
_EFFECT = re.compile(
    r"(?:实行|予以|给予)?[“]?一票否决[”]?(?:制(?!度\s*$))?(?!制度\s*$)[”]?"
    r"|(?:视为|视同|按|作|作为|当作|算|以)(?:其)?(?:自动|主动|自行)?(?:[脱退][党团会队岗出]|离职|放弃|弃权|不合格|不达标|作废|无效|自动放弃|不称职|旷[工课会]|缺席|未参加)(?:处理|论处|论|对待|资格)?"
    r"|(?:不得|不能|不可|不予|不再|不宜|不应|一律不|一概不|概不|恕不|均不|不准|也不|不)(?:得|能|予)?(?:被)?(?:重复|同时|再次|再|继续|破格|提前|兼)?(?:兼得|兼报|参选|评为|评定为|评选为|确定为|定为|评(?!议|价|估|论|审|定等次|定等级)|推荐|推选|参评|参加评[选比优]|参加(?:竞争|竞聘|竞选|选拔|应聘|遴选|公开)|参加(?:本|当)[年次]度?|参加任何|担任|列为|作为[\u4e00-\u9fff]{0,6}(?:候选|推荐|人选|对象)|申报|受理|晋升|通过|授予|表彰|享受|入选|当选|聘任?|续聘|提拔|推优|评优|评先|评奖|录取|列入|计入|承认)[\u4e00-\u9fff“”]{0,14}"
    r"|(?:取消|撤销|剥夺|收回|暂停|终止|丧失|失去|停止)[\u4e00-\u9fff“”、]{0,20}(?:资格|称号|荣誉|成绩|评优|评先|推荐|名额|奖项|证书|参评|奖励|职务|参选|牌子|奖牌|标志牌)(?:资格|权利|权)?"
    r"|(?:直接|只能|应当?|一律)?(?:评|定|列|直接列|确定|认定|评定|评议|判定)为[“]?(?:不合格|不称职|不及格|不达标|基本合格|基本称职|差|末等|不定等次)[”]?(?:等次|等级|党员)?"
    r"|(?:没有|无|不享有|不具有)(?:选举权|被选举权|表决权|投票权|参评资格|评选资格|申报资格)[\u4e00-\u9fff]{0,8}|不(?:得|能)?参[加与](?:投票|表决|选举)"
    r"|不在(?:推荐|评选|参评|评优|评先|考虑|表彰)[\u4e00-\u9fff]{0,6}(?:之列|范围|之内)|(?<=逾期|过期|过时|超期)不(?:候|收|补|再接收|予接收|再补报|予补报)"
    r"|(?<=考核|评定|评议|结果|等次)为[“]?(?:不合格|不称职|不达标)|(?:即)?为[“]?不(?:达标|合格|称职)[”]?(?:宿舍|班级|支部|党员|教师|单位|等次|学生|干部|党支部)"
    r"|(?:直接|予以|一律|自动)?(?:降低(?:[一1两]个?)?(?:[一1两]?个?)(?:考核|评定|评议)?(?:等次|等级|档次|星级)|降[一1两]个(?:等次?|级|档次?|星级?))|予以摘牌|摘牌处理"
    r"|(?:无效|作废)(?:处理)?(?=[。，；）]|$)|(?:为|作为?|视为|算)(?:废票|无效票|弃权票?)(?=[。，；）]|$)"
    r"|(?:以|按|作)(?:0|零)\s*分(?:记|计|处理|论处?|计算)(?=[。，；：）]|$)"
    r"|予以取消(?!了)|不予(?:认定|考核|评定|评选|考虑|登记|注册|毕业|发放|转正)[\u4e00-\u9fff]{0,8}|不参加(?:年度|本次|当年|学年)?(?:考核|评定|评比)(?=[。，；）]|$)"
    r"|(?:不得|不予|一律不)(?:再次?)?(?:提交|审批|审核|发展|报名|转正|上报|办理)[\u4e00-\u9fff]{0,16}|不审批(?=[，。；]|$)"
    r"|(?:不得|不能|不予|不再)进入[\u4e00-\u9fff]{2,10}"
    r"|不定(?:星级|等次)|不(?:参与|享有|具备|纳入|具有)[\u4e00-\u9fff]{0,6}(?:评选|评优|评先|考核|资格|推荐)(?:资格)?"
    r"|(?:不得|不能)(?:评优|评先|晋级|参加(?:评[优先选比]|本次|当年|年度|职称|竞聘|晋升|考核|推荐)[\u4e00-\u9fff]{0,10})"
)
_LIST = re.compile(
    r"(?:下列|以下|如下)[\u4e00-\u9fff、]{0,14}(?:情形|情况|行为|条件|问题|现象|情节|表现|之一|者|党员|人员|教师|学生|单位|支部)|(?:情形|情况|行为)之一"
)
_PAIR = re.compile(
    r"(?P<c>[\u4e00-\u9fff]{2,12}?(?:不[\u4e00-\u9fff]{1,3}|未[\u4e00-\u9fff]{1,6}?|没有[\u4e00-\u9fff]{1,4}))(?P<e>不(?:承诺|送审|公示|上会|上报|研究|讨论|提交|提拔|推荐|通过|放过|验收|销号|发展|评优|审批|签字|确定|表决|使用|考虑|受理))(?=[、，。；”]|$)"
)
_SPAN = re.compile(r"(?:[一二三四五两\d]{1,2}年(?:之?内)?|当年|本年度?|年度内|下一?年度?|次年|终身|一律|且|并)?")
_SLOGAN = re.compile(r"(?:不通过(?:科目|课程)|不走过场|不搞|不断|不仅|不能搞|不得力|不可分割|不可替代|不宜经常)")
_LETTERED = re.compile(r"\s*[A-Ha-h][、.）]\s*(?=[\u4e00-\u9fff])")
_CONDITION = re.compile(r"(?:的|者|后|如|若|凡|一经|未|逾期|有|不|因|出现|发生|受到|违反|被|经)")


def read(document: Document) -> list[Veto]:
    """Vetoes told in a sentence, in a list, and in the short form X不Y."""
    found: list[Veto] = []
    listed: set[int] = set()
    for block in document.blocks:
        lead = _list_lead(document, block)
        if lead:
            items = _items_below(document, block)
            effect = _EFFECT.search(lead)
            inline = _inline(document, block) if not items else []
            if inline and effect:
                found += [replace(v, effect=effect.group()) for v in inline]
                listed.add(block.index)
            if items and effect:
                for item in items:
                    found.append(_item(document, item, effect.group()))
                    listed.add(item.index)
                listed.add(block.index)
    for block in document.blocks:
        if block.index not in listed:
            found += _told(document, block)
    return found


def _list_lead(document: Document, block: Block) -> str:
    words = document.folded[block.start : block.end]
    if (
        _EFFECT.search(words)
        and (_LIST.search(words) or words.rstrip().endswith(("：", "推荐", "参评")))
        and (len(words) < 120 or (len(words) < 400 and "：" in words[:70]))
    ):
        return words
    return ""


def _inline(document: Document, block: Block) -> list[Veto]:
    """``有下列情况之一者，评为不合格：受到处分的；无故缺席三次以上的；…``: the list behind the colon."""
    folded = document.folded
    head = re.compile(r"[^：\n]{4,60}：").match(folded, block.start, block.end)
    if head is None or not _EFFECT.search(head.group()) or not _LIST.search(head.group()):
        return []
    pieces = list(re.compile(r"[^；;。\n]{4,90}").finditer(folded, head.end(), block.end))
    if len(pieces) == 1 and not re.match(r"\s*[（\d①]", pieces[0].group()):
        start, end = pieces[0].span()
        return [Veto(start=start, end=end, rule=RULE, condition=folded[start:end].strip(), effect="", confidence=0.65)]
    if len(pieces) < 2:
        return []
    found = []
    for m in pieces:
        start = m.start() + len(m.group()) - len(re.sub(r"^\s*(?:（?\d{1,2}[）.、]|[①-⑳])?\s*", "", m.group()))
        condition = re.split(r"[，；。]", folded[start : m.end()].strip(), maxsplit=1)[0]
        if len(condition) >= 3:
            found.append(
                Veto(
                    start=start, end=m.end(), rule=RULE, condition=condition.rstrip("的者 "), effect="", confidence=0.75
                )
            )
    return found


def _items_below(document: Document, block: Block) -> list[Block]:
    items: list[Block] = []
    for following in document.blocks[block.index + 1 :]:
        if _LETTERED.match(document.folded, following.start, following.end):
            items.append(following)
            continue
        if items and not items[-1].is_numbered():
            break
        if not following.is_numbered() or following.level == 9:
            break
        opened = not items and following.ordinal == 1 and document.folded[block.end - 1 : block.end] == "："
        if block.is_numbered() and block.level != 8 and following.level <= block.level and not (opened or items):
            break
        if items and following.level != items[0].level:
            break
        if (
            items
            and following.ordinal is not None
            and items[-1].ordinal is not None
            and following.ordinal <= items[-1].ordinal
        ):
            break
        if document.folded[following.number_end : following.end].strip(" ，。；、：”’）"):
            items.append(following)  # a number without a word is no item
    return items


def _item(document: Document, item: Block, effect: str) -> Veto:
    folded = document.folded
    lettered = None if item.is_numbered() else _LETTERED.match(folded, item.start, item.end)
    start = lettered.end() if lettered else item.number_end
    end = item.end
    while end > start and folded[end - 1] in "；。， ":
        end -= 1
    condition = re.split(r"[，；。]", folded[start:end].strip(), maxsplit=1)[0]
    return Veto(start=start, end=end, rule=RULE, condition=condition.rstrip("的者 "), effect=effect, confidence=0.8)


def _told(document: Document, block: Block) -> list[Veto]:
    folded = document.folded
    found: list[Veto] = []
    for m in _PAIR.finditer(folded, block.start, block.end):
        if not _SLOGAN.search(m.group()):
            found.append(Veto(start=m.start(), end=m.end(), rule=RULE, condition=m["c"], effect=m["e"], confidence=0.6))
    taken = [(v.start, v.end) for v in found]
    for m in _EFFECT.finditer(folded, block.start, block.end):
        if any(a <= m.start() < b for a, b in taken) or _SLOGAN.match(m.group()):
            continue
        reading = _with_condition(document, block, m)
        if reading:
            if found and found[-1].start <= reading.start < found[-1].end:
                words = _behind(folded, found[-1].end, m.start())
                if _SPAN.fullmatch(words):
                    reading = replace(reading, start=m.start() - len(words), condition=found[-1].condition)
                    found.append(reading)
                    continue
                reading = replace(reading, start=found[-1].end, condition=words)
                if len(reading.condition) < 2:
                    continue
                reading = replace(reading, start=folded.find(reading.condition, found[-1].end))
            found.append(reading)
    return found


def _with_condition(document: Document, block: Block, m: re.Match[str]) -> Veto | None:
    folded = document.folded
    left = max(folded.rfind(stop, block.start, m.start()) for stop in "。；！\n") + 1
    left = max(left, block.number_end if block.is_numbered() else block.start)
    if block.heading and left <= block.heading.start:
        left = block.number_end
    bracket = folded.rfind("（", left, m.start())
    if bracket >= left and "）" not in folded[bracket : m.start()]:
        left = bracket + 1
    clauses = cut_clauses(folded, left, m.end(), "，：；")
    if not clauses:
        return None
    own = clauses[-1]
    inside = folded[own.start : m.start()]
    first = own
    otherwise = inside.strip() in {"否则", "不然", "反之"}
    if otherwise and len(clauses) > 1:
        first = clauses[-2]
    elif not _states(inside):
        for clause in reversed(clauses[:-1]):
            first = clause
            if _states(folded[clause.start : clause.end]):
                break
        else:
            first = own
        for clause in reversed(clauses[: clauses.index(first)] if first in clauses else []):
            words = folded[clause.start : clause.end]
            if re.match(r"(?:如|若|凡|对于?|有)", words) or words.endswith(("的", "者")):
                first = clause
            else:
                break
    condition = folded[first.start : first.end] if otherwise else _condition(folded, first, own, m)
    if re.fullmatch(r"不参(?:评|加[^，。]*(?:评[选比优定]|考核))", m.group()) and not re.search(
        r"违|处分|受到|不及格|不合格|未|逾期|缺|累计|超过", condition
    ):
        return None  # 2018级班主任不参评: who is not meant at all
    if m.group().startswith(("不推荐", "不评")) and (
        folded[max(0, m.start() - 3) : m.start()].endswith(("可", "但", "原则上"))
        or not re.search(r"(?:的|者|未|逾期|违|处分|不合格)", condition)
    ):
        return None
    if not condition or len(condition) < 2 or (not otherwise and condition.endswith(("被", "可", "以", "也"))):
        return None
    return Veto(start=first.start, end=m.end(), rule=RULE, condition=condition, effect=m.group(), confidence=0.75)


def _behind(folded: str, start: int, end: int) -> str:
    """The subject of a second effect in the same sentence (…，党员不能评为优秀)."""
    return re.sub(r"(?:也|均|都|则|一律)+$", "", folded[start:end].strip(" ，、的；"))


def _states(words: str) -> bool:
    """Whether these words state a condition rather than a subject."""
    return len(words) >= 2 and bool(
        re.search(
            r"(?:的|者|逾期|未|如|若|凡|一经|不合格|不满|不足|低于|超过|缺|违|迟到|旷|过期|弄虚作假|否则|不[\u4e00-\u9fff]{1,4})",
            words,
        )
    )


def _condition(folded: str, first: Clause, own: Clause, m: re.Match[str]) -> str:
    words = folded[first.start : m.start()]
    words = re.sub(r"[，：]?\s*(?:则|即|将|应|均|一律|一概|概|要|可|就|对其|其|并|都|按规定)*\s*$", "", words)
    words = re.sub(r"，(?:当年|本年度?|年度内|下一?年度)$", "", words.strip(" ，"))
    words = re.sub(r"(?<=[的者])，[^，；]{2,14}$", "", words)  # 受到处分的，年度考核…: who is kept out, not what from
    return re.sub(r"(?:的|者)$", "", words)
