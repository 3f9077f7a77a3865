"""The acts of one clause: what is done in 「由各支部将名单报校团委并进行公示」, and how much speaks for its being an order.

What only qualifies is blanked out first, so that positions stay; then the wordings of ``step_kinds`` are looked for, the
clause is cut where two acts are joined, and each is weighed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from xianfeng.compiler.clauses import Clause
from xianfeng.compiler.rules.step_choice import GAP, as_verb, of_many, said_first
from xianfeng.compiler.rules.step_joints import ACTS_FIRST, coordinated, done_by
from xianfeng.compiler.rules.step_kinds import Hit, choose_kind, find_hits
from xianfeng.compiler.rules.step_signs import (
    ABSTRACT,
    ACTOR,
    AIM,
    BODY_NAME,
    BOUND_BY,
    CONDITIONAL,
    EMPTY,
    HEAD_VERB,
    HOLDING,
    META,
    NAMED,
    NAMED_DOING,
    PASSIVE_NOUN,
    QUALIFIERS,
    RULED_OUT,
    SUBJECT,
    SUBJECT_ACTS,
    TOLD,
    TOPIC,
)

LONGEST = 300
"""Characters of a clause that are looked at; a longer one is no prose, and every mark in it would cost a full search."""

THRESHOLD = 3.0
"""The weight from which an act is a step."""


@dataclass(frozen=True)
class Act:
    """Something ordered at ``start..end`` of the folded text, with its kind and weight."""

    start: int
    end: int
    hit: Hit
    strength: float
    own_subject: bool = False
    fixed: bool = False  # a day is set for it (定于…召开)


_DONE_BY_MEASURE = re.compile(r"(?:开展|进行|组织|召开|逐[一项条个])[^，。；]*[查评核审改议学]")  # 对照清单开展检查
_AGENT = re.compile(
    r"[\u4e00-\u9fff（）“”]{1,18}(?:办|室|处|组|会|委|部|科|院|系|局|校|园|队|所|站|公司|车间|单位|部门|支部|总支|人员|老师|家长|同志|书记|者|师|生|班)(?:会同[^，。；]{2,10})?$"
)
_TREATING = {"inspect", "rate", "notice", "report", "collect_opinions", "survey"}
_MANNER = re.compile(
    r"(?:逐[一级个项件]|认真|严格|统一|集体|当场|现场|及时|定期|随机|共同|分别|联合|负责|再次|具体|初步|全面|广泛|主动|集中|要|应|须|将|可以?|应当|必须)*$"
)  # 职称办逐一审核…: who acts, how, and what it is done to
_CALLED_UPON = re.compile(r"(?:由|请|各|全体|每)")
_IN_CHARGE = re.compile(r"（[^（）]*(?:负责|牵头|承办|落实)[^（）]*）$")  # who answers for it, not who does it
_CHARGED = re.compile(r"由[^，。；]{2,20}$")  # 名单由支部大会通过, 承诺由乡党委审查: somebody is charged with the act
_ASIDE = re.compile(
    r"（[^（）]*）|“[^”]*”|^(?:凡|对)?[^，]{2,40}?(?:者|的)(?=均|须|应|要|需|可|将)|获得[^，。；]{2,20}的(?=[\u4e00-\u9fff“])"
    r"|对[^，。；]{2,40}是否[^，。；]{2,40}(?=进行|予以|加以|作)|(?:核实|审核|审查|核对|查看)[^，。；]{0,16}是否[^，。；]*"
)  # who or what is spoken of; 是否 and 获得 rule nothing out there
_LEAD = re.compile(
    r"(?:[a-zA-Z][.、）]\s*|[一二三四五六七八九十]是|[一二三四五六七八九十]要|首先|其次|再次|最后|最终|然后|同时|另外|此外|并且?|还|且|再|·|[①-⑳]|第[一二三四五六七八九十]|重点(?:是|抓好)|主要是?|对此|一般|通常|最迟|届时|随后|之后|会前|会后|会上|原则上|经?(?:(?!由)[\u4e00-\u9fff]){2,10}后(?![感果续勤备进期台代]))[，：]?"
)
_ORDER = re.compile(
    r"(?:要|须|应当?|请|需要?|必须|务必|可以?|将|也要|都要|均要|就要|继续|普遍|均需|一律|统一|再次?|另行?|分别)+"
)


def clause_acts(folded: str, clause: Clause) -> list[Act]:
    words = folded[clause.start : min(clause.end, clause.start + LONGEST)]
    if len(words) < 3:
        return []
    lead = _LEAD.match(words)
    core = words[lead.end() :] if lead else words
    if META.match(core) or RULED_OUT.search(_ASIDE.sub("", words)) or HOLDING.search(re.sub(r"“[^”]*”", "", words)):
        return []
    if TOPIC.match(core) or re.fullmatch(r"《[^》]*》(?:（[^（）]*）)?", core):
        return []
    masked = _masked(words)
    if "公示" in folded[max(0, clause.start - 120) : clause.start].rsplit("\n", 1)[-1]:
        masked = re.sub(r"(?:经过?)?公示(?:（[^（）]*）)?无异议", lambda m: GAP * len(m.group()), masked)
    hits = [as_verb(h, masked) for h in find_hits(masked) if not PASSIVE_NOUN.match(words[h.start :])]
    hits = [h for h in hits if not _only_describes(masked, h)]
    if not hits or _only_in_brackets(words, hits):
        return []
    idle = re.search(r"^(?:并|再)?对[^，。；]{4,}(?:进行|予以|加以)(?P<verb>[\u4e00-\u9fff]{2,6})$", masked.rstrip(GAP))
    if idle and not any(h.end > idle.start("verb") for h in hits):
        return []  # 对…情况进行统计: what is done is none of the known acts
    bare_at = _act_begins(masked, lead.end() if lead else 0)
    bare = words[bare_at:]
    if (BOUND_BY.match(bare) and not _DONE_BY_MEASURE.search(bare)) or (
        TOLD.search(words) and not re.search(r"(?:要|须|应当|请|将)", words)
    ):
        return []
    if len(bare) < 2:
        return []
    acts = []
    for a, b in coordinated(masked, hits):
        inside = [h for h in hits if a <= h.start and h.end <= b]
        best = choose_kind(inside)
        if best is None or (
            (masked.count("、") >= 3 or (masked.count("、") >= 2 and words.endswith("等")))
            and _is_enumeration(masked, bare_at)
        ):
            continue
        best = of_many(inside, said_first(inside, best, bare_at, masked), masked)
        strength = (
            _weigh(words, bare, bare_at, best) if b - a == len(masked) else _weigh_part(words, masked, a, b, best)
        )
        if strength is None:
            continue
        doer = _IN_CHARGE.sub("", core)
        actor = bool(ACTOR.search(_IN_CHARGE.sub("", words)) or SUBJECT.match(doer) or _CALLED_UPON.match(doer))
        strength += 0.7 if _CHARGED.search(words[a : best.start]) else 0
        if actor and best.strength == 2 and a == 0 and SUBJECT.match(core):
            between = masked[len(words) - len(core) : best.start].replace(GAP, "")
            told = len(between) <= 8 and "的" not in between and b - best.end >= 4
            strength += (
                0.4 if told and not words.startswith("工作", best.end) else 0
            )  # 支委会严格审查…: nothing else is said
        if (
            not actor
            and a == 0
            and best.kind in _TREATING
            and best.strength == 2
            and _does(masked[: best.start], masked[best.end : b])
        ):
            strength, actor = strength + 0.4, True
        strength += (0.8 if actor else 0) + (0.5 if SUBJECT_ACTS.match(core) else 0)
        fixed = bool(re.search(r"(?:定于|拟于|兹定于)", words)) and strength >= THRESHOLD
        own = actor if a == 0 else masked[a - 1] == "、" and bool(ACTS_FIRST.match(masked[a:b]))
        acts.append(Act(clause.start + a, clause.start + b, best, strength, own, fixed))
    return acts


def _does(who: str, what: str) -> bool:
    """Whether ``职称办逐一`` in front of a verb says who acts, and ``申报人资格`` behind it on what."""
    agent = _MANNER.sub("", who.replace(GAP, ""))
    done_to = what.replace(GAP, "")
    none = re.match(r"工作|活动|的|[、和与及]|主要|实行|采[取用]|按|在|要|应", done_to) or CONDITIONAL.search(done_to)
    return len(done_to) >= 4 and none is None and bool(_AGENT.match(agent))


def _weigh_part(words: str, masked: str, a: int, b: int, best: Hit) -> float | None:
    """The weight of one of the acts that 并 or 和 joins in a clause, by its own words."""
    part = words[a:b]
    lead = _LEAD.match(part)
    bare_at = _act_begins(masked[a:b], lead.end() if lead else 0)
    strength = _weigh(part, part[bare_at:], bare_at, replace(best, start=best.start - a, end=best.end - a))
    if strength is not None and CONDITIONAL.search(words) and not CONDITIONAL.search(part):
        strength -= 2.5  # …和…时间确定后，
    return strength


def _only_in_brackets(words: str, hits: list[Hit]) -> bool:
    """``申报表（每个申报班级1份）``: a remark in brackets that orders nothing."""
    remarks = [(m.start(), m.end()) for m in re.finditer(r"（[^（）]*）", words)]
    return (
        bool(remarks)
        and all(any(a < h.start and h.end <= b for a, b in remarks) for h in hits)
        and not any(re.search(r"请|须|应|由|将|报送|上报|提交|交[至到给]|填写", words[a:b]) for a, b in remarks)
    )


def _only_describes(masked: str, hit: Hit) -> bool:
    """``需要公开的事项``, ``各班提交的汇总表``, ``查摆出的问题``: what was done to a thing, not what is to be done."""
    rest = masked[hit.end :].rstrip(GAP)
    if (
        hit.kind != "inspect"
        and re.fullmatch(r"(?:的)?(?:材料|记录|结果|名单|制度|通知|时间|内容|程序|主题)", rest)
        and not re.match(r"[印转下]发", masked[hit.start :])
        and not re.search(r"(?:要|须|将|把|进行|开展|召开|组织|做好|公[示布]|报|填|写|[交送])", masked[: hit.end])
    ):
        return True  # 民主生活会材料，按照…上报
    return bool(
        hit.kind not in {"study", "organise", "other", "assist"}
        and re.match(r"(?:通过|合格)?[出到过]?的(?=[\u4e00-\u9fff“《]{2})", masked[hit.end :])
        and not re.search(r"的$", masked[: hit.end])
    )


def _is_enumeration(masked: str, bare_at: int) -> bool:
    """A row of names without anything done: ``优秀社团、志愿服务工作先进个人、优秀新媒体栏目``."""
    return not HEAD_VERB.match(masked[bare_at:]) and not re.search(
        r"(?:要|须|应|将|把|由|负责|进行|开展|组织|召开|举[办行]|成立|评[选定出]|推荐|报|交|填|公示)", masked
    )


def _act_begins(masked: str, at: int) -> int:
    """Where the order itself begins: behind qualifying words, a date, and 要/须/请/将."""
    while True:
        m = re.compile(
            r"(?:今|明)?年底(?:之?前)?|学?期[初末中](?:之?前)?|[每一](?:两|半)?个?(?:学期|学年|年度?|季度?|月|周|半年)(?:原则上)?(?:至少)?(?=[\u4e00-\u9fff]{2})|在[^，。；]{2,10}(?=举[办行]|召开)|在[^，。；]{1,14}?(?:内|末|初|上|中|里|期间|前夕?|后|网|栏|范围)(?=(?:积极|广泛|统一)?(?:向|完成|提出|报送|上报|提交|制[定订]|形成|开展|举[办行]|组织|召开|进行|予以|公示|公布|设立|推选|推荐))|[\u3000 ]+|[、，]|(?:拟?定?于|在|截至|截止)?\s*(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号]|[上中下]旬|底|初|份)?(?:\s*[-—~～至到]+\s*(?:\d{1,2}月)?(?:\d{1,2}[日号]|[上中下]旬|底|初))?\s*(?:（[^（）]{1,10}）)?\s*(?:\d{1,2}[：:]\d\d)?(?:之?前|以前|前后|之?后|以后|起|左右|上午|下午)?"
        ).match(masked, at)
        if m is None or m.end() == at:
            m = _ORDER.match(masked, at)
        if m is None or m.end() == at:
            return at
        at = m.end()


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
    if strength < 3 and best.kind == "other" and NAMED_DOING.search(words):
        strength += 0.5  # 开展“我的榜样”活动: it has a name of its own
    if re.search(r"(?:以|采取|采用)[^，。；]{2,14}(?:形式|方式)", words):
        strength += 0.7
    if re.search(r"\d+\s*月|\d+\s*[日天]|[一二三四]次|\d次|每[年月季周]", words):
        strength += 0.5
    if (
        re.search(r"(?:不少于|不低于|不超过|至少|达到|不多于)\s*\d", words)
        and not HEAD_VERB.match(bare)
        and not (best.kind in {"study", "report"} and re.match(r"每[位个名人]", words))
        and not (best.kind == "report" and re.match(r"(?:年底|期末)?之?前?(?:形成|撰写|提交|完成)", bare))
        and not (best.strength == 3 and re.search(r"[需须应要请][^，。；]{0,4}$", words[: best.start]))
    ):
        strength -= 1.5
    if AIM.match(bare) and not re.search(r"方面(?:公开)?(?:[作做]出|提出|开展|进行)", words[: best.end]):
        strength -= 1.2 if best.strength == 3 and best.start - bare_at <= 4 else 2.2
    told_of = {
        "survey",
        "mobilise",
        "study",
        "report",
        "discuss",
        "notice",
        "comment",
        "inspect",
        "collect_opinions",
    }
    put_right = best.kind == "rectify" and re.search(r"(?:整治|治理|纠正)[^，。；]*问题$", words)
    if (
        ABSTRACT.search(words)
        and not put_right
        and not (best.kind in told_of and re.search(r"(?:情况|精神|内容|任务|问题|规划|部署|方法|意义)$", words))
    ):
        strength -= 1.3
    if EMPTY.search(words):
        strength -= 1.5
    if CONDITIONAL.search(words):
        decided = best.kind in {"rate", "ballot", "inspect"} and re.match(r"[^经在待自]{2,14}后$", words)
        charged = re.match(
            r"(?:[\u4e00-\u9fff“”]{2,12})?由[^，。；]{1,16}(?:申报|推荐|评选|审核|初审|审查|讨论|研究|提名|填写|汇总)后$",
            words,
        )
        strength -= (
            0
            if charged
            else 0.5
            if words.endswith("后") and done_by(words)
            else 1
            if decided and best.strength == 3
            else 2.5
        )
    after = words[best.end : best.end + 6]
    if (
        re.match(
            r"(?:活动|工作)?(?:的|[\u4e00-\u9fff]{0,3}(?:过程|环节|方面|高潮|依据|制度$|机制|体系|格局|力度|标准))",
            after,
        )
        and best.kind != "study"
        and not (best.kind in told_of and re.search(r"(?:情况|精神|问题|意见|结果)$", words))
    ):
        strength -= 1
    listed = best.kind == "notice" and re.match(r"结果|情况|名单|得分|等次", words[best.start :])
    if (
        words[max(0, best.start - 1) : best.start] == "的"
        and not listed
        and not HEAD_VERB.match(bare)
        and bare_at < best.start
    ):
        strength -= 1
    if re.match(r"(?:活动|工作)?(?:在|从|是|要|需要|应|内容|占|分(?!别)|以|有(?!关)|结束|时间|主题|范围|对象)", after):
        strength -= 2
    return strength


def _masked(words: str) -> str:
    """``words`` with what only qualifies (在…基础上, 根据…精神) blanked out, and names too if something to do remains."""
    masked = words
    for pattern in QUALIFIERS:
        masked = pattern.sub(lambda m: GAP * len(m.group()), masked)
    for m in BODY_NAME.finditer(masked):
        if re.search(r"(?:[交报送至到给]|提交|报送)[^，。；]{0,6}$", masked[: m.start()]):
            continue  # 交学生工作办公室: whom it is handed to
        if m.group().startswith("选举") and not masked[: m.start()].strip(GAP + "（）0123456789"):
            continue  # 选举支部委员会: the act, not the name of a body
        if not any(h.kind == "organise" and h.start < m.end() and h.end > m.start() for h in find_hits(masked)):
            masked = masked[: m.start()] + GAP * (m.end() - m.start()) + masked[m.end() :]
    for pattern in NAMED:
        for m in pattern.finditer(masked):
            blank = masked[: m.start()] + GAP * (m.end() - m.start()) + masked[m.end() :]
            left, before = choose_kind(find_hits(blank)), choose_kind(find_hits(masked))
            if re.search(r"(?:填写|准备)[^，。；]{0,12}$", masked[: m.start()]) and not m.group().startswith("《"):
                continue  # filling in a voting paper is voting
            if re.search(r"(?:承诺|责任|保证|倡议)书》$", m.group()):
                continue  # 填写《党员承诺书》
            least = (
                min(2, before.strength) if before and m.group().startswith("《") else before.strength if before else 0
            )
            if left is not None and left.strength >= least:
                masked = blank
    quoted = re.sub(r"“[^”]*”", lambda m: GAP * len(m.group()), masked)
    best = choose_kind(find_hits(quoted))
    return quoted if best is not None and best.strength > 1 else masked


def chain_links(folded: str, chain: re.Match[str]) -> list[Act]:
    """Each link of a process chain (党员自评、支部推荐、党委评定) is a step."""
    acts = []
    at = chain.start("chain")
    for piece in re.split(r"(、|→|[-—]+>?|\+)", chain["chain"]):
        if re.fullmatch(r"(?:、|→|[-—]+>?|\+)", piece):
            at += len(piece)
            continue
        for a, b in coordinated(piece, find_hits(piece)):
            hit = choose_kind(find_hits(piece[a:b])) or Hit("other", 1, 0, b - a)
            acts.append(Act(at + a, at + b, hit, 5.0, True))
        at += len(piece)
    return acts if sum(1 for a in acts if a.hit.strength > 1) * 2 >= len(acts) else []
