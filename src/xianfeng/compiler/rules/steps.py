"""What somebody is to do: 「各支部要召开专题组织生活会」「于3月1日前报送申报材料」「评选结果在校园网公示」.

A step is a clause that orders or announces an act of a known kind. Aims (进一步增强…), conditions (工作满一年的),
reasons, exhortations (高度重视, 加强领导) and vetoes are none; neither is anything under 指导思想, 目标, 条件, 范围.
Neighbouring clauses of the same kind are one step.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from xianfeng.compiler.clauses import Clause, cut_clauses
from xianfeng.compiler.document import Document
from xianfeng.compiler.outline import Block, Sentence
from xianfeng.compiler.readings import Phase, Step
from xianfeng.compiler.rules.step_kinds import Hit, choose_kind, find_hits

RULE = "steps"
_IDLE_TITLE = re.compile(
    r"(?:指导思想|重要性|必要性|意义|总体目标|工作目标|目标任务|目标要求|活动目标|^目标$|基本原则|^原则|评选原则|工作原则|总体要求$|范围|对象|条件(?!审核|审查)|标准(?!化)|资格(?!审查|审核|复审|初审)|奖项设置|奖励设置|背景|(?:计分|评分|加分|扣分)(?:标准|细则|项目|内容|表|说明|办法)|^(?:加分|扣分|计分)|分值|考核项目|考核内容|附件|联系方式|主题$|活动主题|定义|总则|依据|适用)"
)
_CARE_TITLE = re.compile(
    r"(?:要求|组织领导|加强领导|保障|注意|其他|其它|纪律|说明|事项|事宜|强化领导|提高认识|高度重视|措施$|名额|内容和要求)"
)
_DOING_TITLE = re.compile(r"(?:步骤|程序|流程|阶段|环节|时间安排|工作安排|进度|方法)")
_AIM = re.compile(
    r"^(?:为(?!全体|期|每)|以便|便于|以(?=[\u4e00-\u9fff“”]{2,30}(?:为|，))|确保|使(?!用)|让|从而|进而|力争|努力|不断|切实|进一步|充分|激发|促进|推动|有效|坚持|围绕|按照|根据|依据|针对|着力|引导|激励|牢固|真正|深刻|营造|形成(?=[\u4e00-\u9fff“”、]{0,24}(?:氛围|局面|合力|格局|高潮|机制|良好|热潮|声势|共识))|体现|增强|提高|提升|实现|做到|达到|鼓励|倡导|弘扬|发挥|掀起|凝聚|彰显|展现|争做|争当|争创|着眼|注重|强化|立足|紧扣|紧密|始终|防止|避免|杜绝|克服|禁止|严禁|凡|如(?!实)|若|一旦|倘|除|由于|因|随着|当前|近年来|目前|有利于|即|其中|特别是|尤其|包括|谈|也可|可动员|帮助|号召|尽量|合理|认清|明确|把握|践行|树立(?!先进|典型)|弘扬|深化|巩固|夯实|营建|拓展|丰富|优化|规范(?!填)|落实(?!整改|专人)|履行|防|不要|不能|不搞|看|讲|说|想|查(?!摆|找)|找|摸清|理清|厘清)"
)
_HOLDING = re.compile(
    r"(?:把|将|与|同|和)[^，。；]{1,50}(?:相衔接|相统一|结合起来|同谋划|同安排|同部署)|(?:把|将)[^，。；]{1,40}(?:作为|放在|贯穿|摆|融入|纳入|落到|落实到|体现|转化|统一到|具体化|结合起来|相结合|相衔接|相统一|同谋划|同安排|同部署|引向深入|落到实处)"
)
_EMPTY = re.compile(
    r"(?:高度重视|统一思想|提高认识|加强(?:组织)?领导|明确责任|落实责任|精心组织|周密部署|精心部署|狠抓落实|抓好落实|认真贯彻|统筹|协调配合|密切配合|求真务实|注重实效|务求实效|层层(?:落实|推荐|发动|动员|传导)|严格把关|实事求是|以身作则|率先垂范|广泛发动|按计划|打好基础|奠定基础|做好准备)"
)
_ABSTRACT = re.compile(
    r"(?:作用|意识|水平|实效|渠道|基础|依据|质量|效能|形象|力度|环境|责任感|自觉性|积极性|能力|素质|高潮|热潮|声势|成效|效果|情况|问题|重点|方向|目标|任务|精神|要求|原则|关系|建设|方法|重要性|意义|责任|导向|保障|局面|合力|格局|先锋|优势|需要|重要内容|动力|的内容|规划|战略部署|亮点|实绩|荣誉)$"
)
_CONDITIONAL = re.compile(
    r"(?:的|(?<!工作)(?<!志愿)者|时|后|前|下|中|之一|之日|基础上|之际|期间|同时|方面|以来|为主|相结合|(?:多种|各种|等)?(?:形式|方式|途径|办法|渠道))$"
)
_RULED_OUT = re.compile(
    r"(?:是否|有无|能否|不得|不能|不准|不再|不予|不参|严禁|禁止|视为|一票否决|取消|不可|无需|不需要|不单独|不占|不作|不超过|不低于|不(?:少于|低于|超过)[^，。；]{0,12}\d+%|不必|免予|暂不|占\s*\d+%|界定为|不少于\d+%|满[一二三四五\d]+年|[占计加扣满]?\d+分(?!钟|别|批|段|组)|获得|荣获|获奖(?:的(?!教师|学生|同学|班|作品|单位|集体|个人)|情况|证书|项目)|效果不好|不力$|不到位$|不满意$|不够(?:深入|明显|扎实)|反映了|体现了|[=＝]|×\d)"
)
_BOUND_BY = re.compile(r"(?:按照|根据|依据|依照|围绕|结合|对照)")  # an order that names only its measure
_TOPIC = re.compile(
    r"^(?:对于?|针对)(?:(?!进行|予以|加以|给予|开展|作出|做出|实行|实施|提出|要|应|须|将|把|组织)[^，。；])*(?:意见|问题|材料|情况|党员|支部|单位|人员|学校|教师|对象|同志|学生|个人|集体|事项|困难)$"
)
_PASSIVE_NOUN = re.compile(r"(?:有关规定|的通知|文件精神|的意见$|会议精神$)")
_TOLD = re.compile(
    r"(?:已|曾|业经|业已|刚刚)[\u4e00-\u9fff]{0,6}|[作做进行开展召组织举办参加完成取得形成受]{1,3}了(?!解)"
)
_CHAIN = re.compile(
    r"(?:按照|按|采取|经过?|实行|履行|遵循|通过|坚持|严格|进行|分)[“]?(?P<chain>[\u4e00-\u9fff（）“”]{2,12}(?:(?:、|→|-+>?|\+)[\u4e00-\u9fff（）“”]{2,14}?){2,}?)[”]?(?P<after>等?(?:几个|[三四五六七八]个)?的?(?:步骤|程序|环节|流程|顺序|工作程序)|相结合的(?:方式|办法|方法)|(?<=评)相结合)"
)
_META = re.compile(
    r"^(?:现将|现就|特制[定订]|特此|制定本|经[^，。；]{0,10}研究(?:决定|同意)?$|经研究|本(?:办|方|次|项|着|届|实施|细则|通知)|以下简称|具体|有关事[项宜]|主要内容|内容[：为是]|时间|地点|联系|电话|邮箱|附[：件]|注[：]|备注|一式|格式|形式[：为]|方式|文件名|邮件主题|标题|命名|希望|望|为了|这是|这次|此次|该)"
)
_QUALIFIERS = (
    re.compile(
        r"在[^，。；]{2,40}?(?:过程中|基础上|根底上|前提下|领导下|指导下|监督下|活动中|工作中|环节中?|的同时|期间|方面|之前|之后|(?<=[\u4e00-\u9fff])中(?=[^\u4e00-\u9fff]|应|要|认真|深入|广泛|普遍|积极|扎实|开展|集中|产生|选|不|表现|广|进|对))"
    ),
    re.compile(
        r"(?:根据|按照|依照|参照|结合|围绕|对照|针对|依据|参考)(?:(?!确定|提出|进行|形成|评选|推荐|公示|上报)[^，。；]){0,36}?(?:精神|要求|结果|规定|情况|标准|条件|方案|办法|原则|实际|内容|部署|总结|需要|意见|评议|测评|问题|安排|活动|比例|事迹|得分|成绩|名次|分数|总分|高低|从高到低|等次|等级|档次|顺序|程序)(?:(?:、|和|以及)[^，。；、]{2,12}?(?:结果|情况|意见|表现|等))*等?"
    ),
    re.compile(r"(?:通过|采取|采用|运用|利用|以)[^，。；]{2,60}?(?:形式|方式|途径|方法|渠道|手段|办法)"),
    re.compile(r"从[^，。；]{2,50}?(?:入手|着手|出发|人选中|候选人中|中(?=推|选|评|产|遴))"),
    re.compile(
        r"以[^，。；]{2,30}?为(?:主题|重点|主线|载体|突破口|切入点|着力点|抓手|契机|目标|主要内容|基础|核心|单位|中心|导向|依据)的?"
    ),
    re.compile(r"^通过[^，。；]{2,16}$"),
    re.compile(r"立足[^，。；]{2,10}?(?:实际|岗位)(?:实际)?"),
    re.compile(r"公示(?:期间?|期内|时间|无异议)"),
    re.compile(r"(?:自觉|主动)?接受[^，。；]{0,14}?(?:监督|评议|检验|评判)"),
    re.compile(r"^(?:凡|对)?[^，]{2,40}?(?:者|的)(?=均|须|应|要|需|可|将)"),
)
_NAMED = (
    re.compile(r"《[^》]*》"),
    re.compile(r"（[^（）]*）"),
    re.compile(
        r"推荐(?:表|材料|名额|名单|条件|程序|结果|资格|意见|工作)|(?:考核|考评|评选|评议|申报|评定|测评|评比|学习|培训|活动|整改|评审)(?:领导|工作|评议)?(?:小组|组(?!织)|委员会|办公室|表|材料|对象|人选|候选人|候选同学|条件|结果|名单|名额|资格|程序|时间|成绩|心得|体会|内容|工作方案|方案)"
    ),
)
_HEAD_VERB = re.compile(
    r"^(?:[一二]次)?(?:召开|组织|举行|举办|开展|进行|成立|组建|设立|开好|做好|抓好|搞好|写好|邀请|撰写|填写|提交|报送|上报|公示|公布|实施|建立|制[定订]|广泛|认真|深入|及时|积极|统一|集中|自觉|主动|扎实|深化|层层|逐级|逐一|大力|普遍|突出|全面|适时|定期|重点|启动|推出|评选|推荐|选举|完成|接受|安排|发放|编印|收集|汇总|签订|观看|参观|重温|听取|征求|推选|选出|评定|颁发|表彰|督促|检查|总结|提出|反馈|讨论|研究|审核|审定|学习|通报|落实|向|对|将|把|由|请|给)"
)
_SUBJECT = re.compile(
    r"^[\u4e00-\u9fff、（）“”]{0,44}?(?:组长|书记|主任|校长|人员|干部|代表|同志|部门|单位|支部|党委|总支|处|室|科|小组|委员会|会|党员|教师|教职工|教工|学生|班主任|班级|学校|年级|者|领导|家长|团委|工会|教育局|各校|各班|团队|园|院)(?:只|都|均|可以?|要|须|应|将|把|由|负责|举办|举行|成立|签订|邀请|发放|公布|表彰|选树|走访|建立|设立|作出|组成|派出|会同|牵头|在|对|根据|按|于|统一|分别|认真|及时|填写|提交|写|撰|召开|组织|进行|开展|评|推|审|确定|公示|上报|报送|讨论|听取|制定|必须|需|向|与|采取)"
)
_SUBJECT_ACTS = re.compile(
    r"^(?:各|全体|每[位个名])?[\u4e00-\u9fff]{0,10}?(?:学校|支部|党委|总支|委员会|小组|单位|部门|党员|教师|团委|工会|教育局|各校|年级|处|科|室|班)(?:要|将|应|须)?(?:组织|举办|举行|召开|开展|成立|签订|发放|选树|走访|建立|设立|组成|派出|会同|牵头)"
)
_ACTOR = re.compile(
    r"(?:^|[，：])(?:请)?(?:由[^，。；]{2,24}|(?:各|全体|每[位个名]|全校|校|县|市|区|局|学院|学校|党|团|支部|教育|领导小组|考核|评议|评审|工作组|办公室|德育处|政教处|教务处|教师|学生|班主任|本人|个人|候选|组长|负责人)[\u4e00-\u9fff、（）]{0,18}?)(?:要|须|应|将|把|可以?|负责|组织|对|根据|按|需|均|在|于|填写|提交|召开|讨论|评|推荐|推选|审|确定|公示|会)"
)


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
_GAP = "\u3000"  # stands for a blanked character, so that positions stay


def read(document: Document, phases: list[Phase], closed: list[tuple[int, int]]) -> list[Step]:
    """Steps in the order of the text; ``closed`` are places another rule owns (vetoes, criteria, stage heads)."""
    found: list[Step] = []
    first_heading = next((b.start for b in document.blocks if b.heading), 0)
    for sentence in document.sentences:
        block = document.blocks[sentence.block]
        if _is_idle(block) or _covered(sentence, closed) or _is_caption(document, block):
            continue
        preamble = sentence.start < first_heading and not block.is_numbered()
        if _is_run_in_title(document, sentence, block):
            continue
        staged = any(p.body_start <= sentence.start < p.body_end for p in phases) or any(
            _DOING_TITLE.search(h.title) for h in block.path
        )
        care = any(_CARE_TITLE.search(h.title) for h in block.path)
        for act in _acts(document, sentence, closed):
            if preamble and not any(p.body_start <= act.start < p.body_end for p in phases) and not _opening(act):
                continue
            if act.strength < THRESHOLD + (0.5 if care else -0.5 if staged else 0):
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


def _opening(act: _Act) -> bool:
    """In the lines above the first heading only a decision to set up a body, or an order with force, is a step."""
    return act.hit.kind == "organise" or act.strength >= 4.6 or act.fixed


def _is_idle(block: Block) -> bool:
    return any(_IDLE_TITLE.search(h.title) for h in block.path)


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


def _acts(document: Document, sentence: Sentence, closed: list[tuple[int, int]]) -> list[_Act]:
    folded = document.folded
    words = folded[sentence.start : sentence.end]
    if _TOLD.search(words) and not re.search(r"(?:要|须|应|请|将)", words):
        return []
    acts: list[_Act] = []
    clauses = cut_clauses(folded, sentence.start, sentence.end)
    slogans = sum(1 for c in clauses if c.end - c.start <= 6) >= 3
    chain = _CHAIN.search(folded, sentence.start, sentence.end)
    for clause in clauses:
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
    r"(?:[一二三四五六七八九十]是|[一二三四五六七八九十]要|首先|其次|再次|最后|最终|然后|同时|另外|此外|并且?|还|且|再|·|[①-⑳]|第[一二三四五六七八九十]|重点(?:是|抓好)|主要是?|对此|届时|随后|之后|会前|会后|会上|原则上|经?[\u4e00-\u9fff]{2,10}后)[，：]?"
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
        _META.match(core)
        or _RULED_OUT.search(
            re.sub(r"（[^（）]*）|^(?:凡|对)?[^，]{2,40}?(?:者|的)(?=均|须|应|要|需|可|将)", "", words)
        )
        or _HOLDING.search(re.sub(r"“[^”]*”", "", words))
    ):
        return []
    if _TOPIC.match(core):
        return []
    masked = _masked(words)
    hits = [_as_verb(h, masked) for h in find_hits(masked) if not _PASSIVE_NOUN.match(words[h.start :])]
    if not hits:
        return []
    bare_at = _act_begins(masked, lead.end() if lead else 0)
    bare = words[bare_at:]
    if _BOUND_BY.match(bare) or (_TOLD.search(words) and not re.search(r"(?:要|须|应当|请|将)", words)):
        return []
    if len(bare) < 2:
        return []
    acts = []
    for a, b in _coordinated(masked, hits):
        inside = [h for h in hits if a <= h.start and h.end <= b]
        best = choose_kind(inside)
        if best is None:
            continue
        strength = _weigh(words, bare, bare_at, best)
        if strength is None:
            continue
        actor = (
            bool(_ACTOR.search(words)) or bool(_SUBJECT.match(core)) or bool(re.match(r"(?:由|请|各|全体|每)", core))
        )
        strength += (0.8 if actor else 0) + (0.5 if _SUBJECT_ACTS.match(core) else 0)
        fixed = bool(re.search(r"(?:定于|拟于|兹定于)", words)) and strength >= THRESHOLD
        acts.append(_Act(clause.start + a, clause.start + b, best, strength, actor and a == 0, fixed))
    return acts


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
            r"[\u3000 ]+|[、，]|(?:拟?定?于|在|截至|截止)?\s*(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号]|[上中下]旬|底|初|份)?\s*(?:\d{1,2}[：:]\d\d)?(?:之?前|以前|前后|起|左右|上午|下午)?"
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
    if _HEAD_VERB.match(bare):
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
    if re.search(r"(?:不少于|不低于|不超过|至少|达到|不多于)\s*\d", words) and not _HEAD_VERB.match(bare):
        strength -= 1.5
    if _AIM.match(bare):
        strength -= 1.2 if best.strength == 3 and best.start - bare_at <= 4 else 2.2
    told_of = {"study", "report", "discuss", "notice", "comment", "inspect", "collect_opinions"}
    if _ABSTRACT.search(words) and not (
        best.kind in told_of and re.search(r"(?:情况|精神|内容|任务|问题|规划|部署|方法)$", words)
    ):
        strength -= 1.3
    if _EMPTY.search(words):
        strength -= 1.5
    if _CONDITIONAL.search(words):
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
    if re.match(r"(?:活动|工作)?(?:在|从|是|要|内容|占|分(?!别)|以|有|结束|时间|主题|范围|对象)", after):
        strength -= 2
    return strength


def _masked(words: str) -> str:
    """``words`` with what only qualifies (在…基础上, 根据…精神) blanked out, and names too if something to do remains."""
    masked = words
    for pattern in _QUALIFIERS:
        masked = pattern.sub(lambda m: _GAP * len(m.group()), masked)
    for pattern in _NAMED:
        for m in pattern.finditer(masked):
            blank = masked[: m.start()] + _GAP * (m.end() - m.start()) + masked[m.end() :]
            if find_hits(blank):
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
