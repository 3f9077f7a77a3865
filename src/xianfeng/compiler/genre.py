"""What kind of text this is: a plan that asks for work, or news, a speech, a list of results, a look back.

Only a plan has phases and steps. News tell what was done (``3月10日下午，我校召开了动员会``), speeches address people,
result lists name winners. Plans order: 要, 须, 请, 各支部, 于X日前.
"""

from __future__ import annotations

import re

from xianfeng.compiler.dates import find_days
from xianfeng.compiler.table_heads import scoring_head

_NARRATIVE = re.compile(
    r"(?:[作做进行开展召组织举办参加了听取完成取得形成受到得到观看传达通报介绍宣读颁发落幕启动深化提高]{1,4}了(?!解|不)"
    r"|主持(?:了)?(?:会议|活动|仪式|大会|本次)|启动了|共有?\s*\d+\s*[位名人][^，。]{0,12}参加|(?:会议|大会|活动)(?:传达|学习|听取|宣读|通报|审议|由|在)|出席(?:并|会议|活动)|参加(?:大会|会议)|(?:指出|强调|表示|认为|介绍说|谈到|提到|说道)[，：]|(?:近日|日前|昨日|今日|当天|会后|会上|随后)，"
    r"|在(?:热烈的)?掌声|圆满(?:落幕|结束|成功)|(?:已|现已)(?:全部|基本|圆满|顺利)(?:结束|完成)|(?:工作|活动)(?:全部|顺利)结束|拉开(?:了)?帷幕|纷纷表示|参[加与](?:了)?(?:会议|活动|此次|本次|评议)|活动由[^，。\n]{2,16}主持|随后[向由对]|出席(?:了)?(?:会议|活动|仪式)|通讯员\s*[：]?\s*[\u4e00-\u9fff]{2,4}(?=[）\s])|本报讯|讯[）)]|会议(?:明确|号召|要求|强调|指出|由)|(?:签订|作出|提出|发出|进行|落实|制订|制定)了|并召开)"
)
_DATED_EVENT = re.compile(
    r"^\s*(?:\d{4}年)?(?:\d{1,2}月\d{1,2}日|近日|日前)[^。\n]{0,24}(?:，|举行|召开|举办|开展|在|组织)[^。]{0,60}(?:举行|召开|举办|开展|来到|赴|走进|启动|落幕|参加|组织)"
    r"|^\s*(?:\d{4}年)?(?:\d{1,2}月\d{1,2}日|近日|日前)[^。\n]{0,30}一行"
    r"|^\s*(?:(?:为|根据|按照)[^。\n]{4,90}，)?[^。，\n]{2,20}(?<![定拟将])于(?:\d{4}年)?\d{1,2}月\d{1,2}日[^。\n]{0,40}(?:举行|召开|举办|开展)(?!的)"
    r"|^\s*(?:为|根据|按照)[^。\n]{4,60}，(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:上午|下午|中午|晚)[^。\n]{0,60}(?:举行|召开|举办|开展|组织|参加)",
    re.MULTILINE,
)
_DATED_LINE = re.compile(r"^\s*(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?", re.MULTILINE)
_SPEECH = re.compile(
    r"(?:同志们|老师们|同学们|朋友们|各位(?:领导|代表|来宾|同事|老师|家长|评委|党员)[^，。：\n]{0,12})[，：！]|大家(?:上午|下午|晚上)?好[！。，]|(?:最后)?[，,]?(?:预祝|衷心祝愿|祝愿?(?:大家|各位|全体|同志|老师))|谢谢大家|我代表|我谨代表|今天，?我们|在这里，?我"
)
_RESULT = re.compile(
    r"(?m)"
    r"(?:(?<!分配)(?<!工作)名单(?:公布)?如下|结果(?:公布|公示|通报)?如下|结果通报|现予以?公示|公示期(?:内|间)?[^。\n]{0,20}异议[^。\n]{0,20}(?:反映|反馈)|公示如下|结果(?:公示|公布)\s*$|予以公布|获奖名单|统计表\s*$|当选名单|一等奖\s*[（：(](?!\s*[共设]?\s*\d+\s*[名个篇件项])|特等奖(?!\s*[：]?\s*\d+\s*[名个篇件项]|学金)|(?:名次|排名)\s|(?:姓\s*名|班级|学校|单位|选手|参赛队?)[^。]{0,24}(?:得分|总分)\s)"
)
_PAST = re.compile(
    r"(?:一年来|半年来|今年以来|本学期以来|任职以来|近年来|(?:我|我们|我校|学校|支部)(?:先后|认真|积极|始终|坚持|共|还|严格|主动|注重|利用|充分)|取得(?:了)?(?:显著|一定|较好|良好|优异)|荣获|被评为|先后(?:组织|开展|召开|获))"
)
_ORDER = re.compile(
    r"(?:(?:各|全体|每[位个名])(?:级|支部|学校|单位|部门|班|年级|党|科室|处室|教研组|团|小组|县|市|区|校)[^，。；]{0,16}(?:要|须|应|请|需|负责|组织|推荐|开展|报|根据|按)"
    r"|(?:要|应当?|须|必须|务必|需要?|不得|不准|严禁|请)(?=[\u4e00-\u9fff“])|(?:特)?制[定订](?:本|如下|以下)|(?:通知|安排|要求|规定)如下|于\s*\d{1,2}月(?![^，。\n]{0,24}(?:召开|举行|举办))|[定拟]于|月\s*\d{1,2}\s*[日号](?:之?前|以前)|截止(?:时间|日期)?|上报|报送|第[一二三四五]阶段|阶段（|现将|决定(?:在|成立|于|组织|开展))"
)
_REPORTED = re.compile(
    r"(?:(?:会议|大会|[\u4e00-\u9fff]{1,4}|《[^》\n]{2,40}》)(?:还|最后|同时)?(?:要求|强调|指出|号召|表示)|会上)[，：][^。\n]*"
)  # what a report says was asked for is no order of its own
_TOLD_TITLE = re.compile(
    r"(?P<k>(?:工作)?总结|情况(?:说明|通报|报告|简介|介绍)|述职报告|汇报(?:材料)?|事迹(?:材料|简介)?|简报|综述|纪实|解读|剪影|讲话稿?|致辞|发言稿?|演讲稿|心得体会|倡议书)(?:（[^）]{1,12}）)?$",
    re.MULTILINE,
)
_PLAN_TITLE = re.compile(
    r"(?:方案|办法|细则|安排(?:意见)?|通知|意见|计划|规定|规程|制度|要点|章程|思路|预案|须知|守则|条例|启事|公告|安排表|日程表?|时间表|行事历|任务分解表?)(?:（[^）]{1,12}）)?\s*$"
)


_DONE = re.compile(r"(?<!为)(?<!除)(?<!极)[\u4e00-\u9fff]了(?=[\u4e00-\u9fff“《\d])")  # 捐赠了, 承担了, 修缮了
_PRESS = re.compile(
    r"(?:记者[^，。]{0,10}(?:获悉|了解到|从)|据(?:了解|悉|介绍)，|（(?:记者|通讯员|文[/：])|本报讯|本网讯|来源：[^\n]{0,10}(?:网|报|日报|融媒体))"
    r"|。\s*（(?![^）]*[略附见含试暂待另注同])(?:供稿：?)?[\u4e00-\u9fff]{2,4}(?:[ 、][\u4e00-\u9fff]{2,4}){0,2}）\s*$"
)
_AWARDED = re.compile(
    r"^\s*关于(?:表彰|命名|授予|通报表扬)[^\n]{2,60}的(?:决定|通报)\s*$|^[^\n]{4,60}(?:结果|名单|人选|对象)(?:的)?公[示告]\s*$",
    re.MULTILINE,
)
_POSTED = re.compile(r"(?:，|^|。)现[将就]?[^。\n]{0,40}予以?公示|拟[^。，\n]{2,12}(?:以下|下列)[^。\n]{0,30}公示")
_PRACTICE = re.compile(
    r"(?:坚持|做到|注重|突出|聚焦|把握|强化|紧扣|落实)(?:做到)?(?:好)?[“”]?[二两三四五六七](?:个)?[“”]?(?:注重|强化|突出|聚焦|明确|到位|抓|关口?|结合|坚持|做到|[\u4e00-\u9fff]{1,3}”)"
)  # 坚持“三个注重”, 做到三个“明确”: what was done, told under slogans
_POINT = re.compile(r"^\s*[一二三四五]是[\u4e00-\u9fff“]", re.MULTILINE)
_CONTENTS = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}(?:\.\d{1,2})?\s*(?=[\u4e00-\u9fff])")


def judge_genre(folded: str, titled: int) -> tuple[str, float]:
    """``(genre, confidence)``; ``titled`` is the number of headings found. Genres: plan, news, speech, result, review."""
    length = max(200, len(folded))
    per = 1000 / length
    own_words = _REPORTED.sub("", folded) if not _PLAN_TITLE.search(folded[:60].split("\n", 1)[0]) else folded
    orders = len(_ORDER.findall(own_words)) * per
    told = len(_NARRATIVE.findall(folded)) * per
    past = len(_PAST.findall(folded)) * per
    addressed = len(_SPEECH.findall(folded))
    spoken = addressed * per
    dated = bool(_DATED_EVENT.search(folded[:160])) and len(_DATED_LINE.findall(folded)) < 3
    head = [line for line in folded[:400].split("\n") if line.strip()]
    plan_title = (
        any(_PLAN_TITLE.search(line.strip()) for line in head[:5]) or "通知如下" in folded or "特制定" in folded
    )
    lines = [line.strip() for line in folded.split("\n") if line.strip()]
    prose = sum(len(line) for line in lines if len(line) > 25 and re.search(r"[，。]", line))
    body = sum(len(line) for line in lines) or 1
    strength = orders + 1.2 * titled * per + (4 if plan_title else 0)
    unnumbered = [
        line.strip()
        for line in head[:3]
        if not re.match(
            r"\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十\d]|\d+[.、]|第[一二三四五六七八九十]+(?:条|章|部分|阶段|步|环节))",
            line,
        )
    ]
    kind = _TOLD_TITLE.search("\n".join(unnumbered))
    if kind and not plan_title and "通知" not in "".join(head[:3]):
        spoken_kind = kind["k"] in {"讲话", "致辞", "发言", "发言稿", "讲话稿", "演讲稿"}
        return ("speech" if spoken_kind else "review"), 0.8
    if re.search(r"(?:小组|机构|委员会|办公室|专班)", folded[:400]) and re.search(r"组\s*长\s*[： ]", folded):
        return "plan", 0.7  # a list of office holders is an arrangement, not a result
    entries = len(_CONTENTS.findall(folded))
    if entries >= 8 and folded.count("。") * 3 < entries:
        return "result", 0.6  # a table of contents
    if titled == 0 and _POSTED.search(folded):
        return "result", 0.6
    if titled == 0 and re.match(r"\s*问：", folded) and "答：" in folded:
        return "review", 0.6  # questions and answers explain, they order nothing
    if _AWARDED.search(folded[:300]) and titled < 3:
        return "result", 0.6
    if titled == 0 and not plan_title and _PRACTICE.search(folded[:300]) and len(_POINT.findall(folded)) >= 2:
        return "news", 0.6
    if _PRESS.search(folded) and not plan_title and titled == 0:
        return "news", 0.7
    scoring = scoring_head(folded) is not None  # what counts how much is asked, not reported
    if not scoring and _RESULT.search(folded) and strength < 12 and (prose / body < 0.55 or orders < 3):
        return "result", 0.7
    if (
        not scoring
        and prose / body < 0.12
        and orders < 3
        and len(lines) > 8
        and titled == 0
        and len(find_days(folded)) < 3
    ):
        return "result", 0.6
    if dated and told * 1.2 + 2 > orders and titled < 2:
        return "news", 0.85
    if titled == 0 and not plan_title and told >= 2 and told * 1.5 >= orders:
        return "news", 0.65
    if titled == 0 and not plan_title and orders == 0 and len(_DONE.findall(folded)) >= 3:
        return "news", 0.6
    if told > 3 and told > strength:
        return "news", 0.7
    if addressed >= 2 and not plan_title and re.search(r"今天|大家|同志们|我代表|讲\S{1,3}点意见|各位", folded[:400]):
        return "speech", 0.65
    if spoken * 2.2 > max(2.0, strength * 0.6):
        return "speech", 0.7
    if past > 3 and past + told > strength:
        return "review", 0.65
    return "plan", min(0.95, 0.5 + strength / 30)
