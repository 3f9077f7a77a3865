"""How many may be chosen or sent: 「我校共有3个名额」「每班推荐2名候选人」「选出10位同学」「先进团支部3个」."""

from __future__ import annotations

import re

from xianfeng.compiler.readings import Number
from xianfeng.compiler.surroundings import Place, number_reading

RULE = "quota_counts"
_CHOOSE = re.compile(
    r"(?:评选|推荐|推选|推举|选出|评出|选树|选送|选拔|选派|推出|推报|报送|评定|产生|确定|表彰|名额|推|评|选|上报|申报|遴选|命名|授予|奖励|取|设|录取|指标|候选)"
)
_HONOUR = re.compile(
    r"(?:先进|优秀|标兵|模范|十佳|最美|名师|骨干|能手|示范|文明|美德|好少年|三好|之星|一等奖|二等奖|三等奖|特等奖|奖[”’]?$|候选人?|支部|小组|科室|处室|教研组|年级组|家庭|寝室|学校|志愿者|“[^”]{2,14}(?:$|”)|集体|班级|党员|团员|干部|教师|班主任|工作者|个人|作品|代表|监票人|计票人|对象|人选|项目|社团|团队|栏目|选手|论文|案例|红旗|奖牌|奖杯)"
)
_DIRECT = re.compile(
    r"(?:推荐|推选|推举|推报|选派|选送|选报|限报|限推|可报|奖励|资助|录取|评选|评出|选出|遴选|表彰)(?:出|各)?\s*$"
)
_SIZE = re.compile(
    r"\s*(?:（[^（）]{1,8}）)?\s*(?:及?以[上下]|以内|[-至到]\s*\d+\s*[名人个])[^，。；\d]{0,12}(?:推荐|推选|选派?|评选?|报|产生|设|配备)[^，。；\d]{0,3}[\d一二两三]"
)  # 党员50名以下的支部推荐1名: the 50 tells how large, not how many
_SEATS = re.compile(
    r"(?:委员会|支委会?|支委|总支|支部|班子)[^，。；]{0,8}由\s*$|(?:设|应选|差额|选举|选举产生|拟设|推选)[^，。；\d]{0,4}(?:副?书记|委员|(?:总)?(?:监|计|监计)票人(?:员)?|副?主[席任]|副?会长)\s*$|(?:正职|副职|职数|职位|岗位)\s*$|(?:，|；|其中|^)差额\s*$"
)
_POSTS = re.compile(r"(?:主任|经理|主管|书记|委员|专员|干事|[科部处站队校院局所股组会园馆]长)\s*$")
_VACANT = re.compile(r"岗位|职数|职位|竞聘|竞争上岗|竞岗|换届|选拔|招聘|正职|副职")
_POSITIONS = re.compile(r"(?:正职|副职|职数|职位|岗位)(?:[一共]共?|共?有|设|为|：|总数)*\s*$")
_EACH = re.compile(r"(?:每|各)(?:个)?(?:班级?|校|学校|支部|年级|小组|组|科室|单位|处室|系|院)\s*$")  # 三好学生每班3人
_AND_EACH = re.compile(
    r"(?:先进|优秀|标兵|模范|名额)[^，。；：]{0,10}：[^。；：]{1,30}各\s*$"
)  # 先进集体：一中、二中各1个
_ENTRIES = re.compile(
    r"每[人位名个校班][\u4e00-\u9fff]{0,8}?(?:仅限|只限|限|仅|只能|只可|最多|至多)(?:能|可|限)?(?:投稿?|报|提交|参评|申报|推荐|上报|选送|参赛)?\s*$"
)  # 每人限报一篇
_BRACKETED = re.compile(
    r"(?:支部|集体|个人|标兵|团员|干部|教师|党员|班级|学生|单位|工作者)（\s*$"
)  # 评选项目：红旗团支部（4个）
_CONDITION = re.compile(r"(?:条件|标准|要求|任职|资格|加分|计分|考核内容|获)")
_GATHER = re.compile(r"(?:不少于|至少|不低于|达到?|以上|超过|不足|少于|不满|每满|每组|参加|人数|分钟|一式|附|份|组成)")


def read(places: tuple[Place, ...]) -> list[Number]:
    """Quotas as numbers."""
    found: list[Number] = []
    for place in places:
        unit = place.q.unit
        if place.q.ranked or (place.q.upper is not None and place.q.upper <= place.q.value + 2):
            continue  # 推荐1-2名 leaves it open
        if (
            unit not in {"名", "人", "位", "个", "户", "项", "篇", "件", "节", "所", "份", "部", "面"}
            or place.q.value > 5000
        ):
            continue
        own = place.own
        behind = place.behind
        if _SIZE.match(behind) or (unit == "项" and behind.startswith("指标")):
            continue
        if _told_outright(place):
            found.append(number_reading(place, "quota_count", unit, RULE, 0.75))
            continue
        if _is_breakdown(place) or re.search(r"(?:每|不足|不满|每满|未满)\s*$", own):
            continue
        if _at_least(place):
            found.append(number_reading(place, "quota_count", unit, RULE, 0.7))
            continue
        if found and _goes_on(place, found[-1]):
            found.append(number_reading(place, "quota_count", unit, RULE, 0.7))
            continue
        window = own[-22:] + behind[:14].split("。", 1)[0]
        if (
            place.q.han
            and unit in {"个", "项", "件", "份", "节", "部", "所", "篇"}
            and not re.match(r"\s*名额|\s*指标", behind)
            and not (place.q.value > 3 and re.search(r"(?:评选|选出|评出|遴选)\s*$", own))
        ):
            continue
        if re.match(r"\s*(?:左右)?(?:[\u4e00-\u9fff]{0,6}名额|指标)", behind) or re.search(
            r"(?:(?:名额|指标|总数|总人数)[：为共有分配是]*|(?:名额|人数|总数)(?:拟?定|确定|控制|核定)(?:为|在)?)\s*$",
            own,
        ):
            found.append(number_reading(place, "quota_count", unit, RULE, 0.9))
            continue
        if unit == "面" and not re.search(r"(?:评出|评选|颁发|授予|设)[^，。；]{0,4}$", own):
            continue
        if _GATHER.search(own[-6:]) or (re.match(r"\s*(?:以上|及以上)", behind) and not _CHOOSE.search(own)):
            continue
        if (
            _BRACKETED.search(place.before)
            and re.match(r"\s*）", behind)
            and re.search(r"(?:评选|推荐|名额|奖项)", place.titles + place.sentence)
        ):
            found.append(number_reading(place, "quota_count", unit, RULE, 0.7))
            continue
        if unit == "份" and re.search(r"(?:表|材料|报告|总结|登记|复印件)\s*$", own):
            continue
        if (
            unit in {"所", "个", "名", "人"}
            and re.search(r"名额", place.titles)
            and re.search(r"[：]\s*$", place.before)
        ):
            found.append(number_reading(place, "quota_count", unit, RULE, 0.75))
            continue
        if unit in {"份", "节", "部", "件", "所"} and not re.search(
            r"(?:报送|推荐|评选|选送|上报|推选|选出|评出)[^，。；]{0,12}$", own
        ):
            continue
        if (
            unit in {"名", "人", "个", "位"}
            and re.search(r"名额|指标", place.titles)
            and 2 <= len(own.strip()) <= 24
            and re.match(r"\s*(?:[，；。、（\n]|$)", behind)
        ):
            found.append(number_reading(place, "quota_count", unit, RULE, 0.7))
            continue
        chosen = _CHOOSE.search(own[-16:]) or re.match(
            r"\s*(?:[\u4e00-\u9fff“”]{0,8})?(?:候选|当选|入选|优秀|先进|推荐)", behind
        )
        named = _HONOUR.search(own[-14:]) and re.search(
            r"(?:名额|评选|推荐|表彰|推选|选树|申报|奖项|设置|分配)", place.titles + place.sentence
        )
        if (chosen and _HONOUR.search(window + place.titles)) or (named and len(own.strip()) >= 2):
            if _CONDITION.search(own[-8:]) and not chosen:
                continue
            found.append(number_reading(place, "quota_count", unit, RULE, 0.75))
        elif not re.match(r"\s*[，]?(?:计|加|扣|得|记)", behind) and re.search(
            r"(?:每|各)[\u4e00-\u9fff、]{1,8}(?:限|各)?(?:推荐?|选派?|评|报|推选|产生)\s*$", own
        ):
            found.append(number_reading(place, "quota_count", unit, RULE, 0.75))
    return found


def _told_outright(place: Place) -> bool:
    """Whether the words directly beside the number say that so many are chosen, seated or handed in."""
    unit, own, behind = place.q.unit, place.own, place.behind
    if unit in {"篇", "件", "项", "份", "部", "个"} and _ENTRIES.search(place.before):
        return True
    if unit not in {"名", "人", "位", "个"}:
        return False
    if _EACH.search(own) and _HONOUR.search(own):
        return True
    if _AND_EACH.search(place.before):
        return True
    if _POSITIONS.search(own) and not re.match(r"\s*(?:方面|环节|等次|月|以)", behind):
        return True
    if unit != "个" and _POSTS.search(own) and _VACANT.search(place.titles + place.sentence):
        return True
    if unit != "个" and _SEATS.search(own):
        return not re.search(r"领导小组|工作组|评委|考核组", own)
    if re.search(r"(?:名额|指标)(?:分配)?(?:如下|为)?：[\u4e00-\u9fff]{2,10}$", place.before):
        return True
    if re.match(r"\s*(?:以内|之内)", behind) and re.search(r"(?:控制|限制|限定)在\s*$", own):
        return bool(re.search(r"(?:名额|获得者|人选|推荐|评选|表彰|命名|总数)", place.clause))
    if re.search(r"发展[^，。；\d]{0,14}党员\s*$", own) or (
        re.search(r"发展", place.sentence) and re.search(r"党员\s*$", own) and behind.startswith(("左右", "以上"))
    ):
        return True
    return (not place.q.han or unit != "个") and bool(_DIRECT.search(own)) and not behind.startswith(("以上", "以下"))


def _at_least(place: Place) -> bool:
    """``其中一线教师不少于12名`` of the places to be filled: a share of the quota."""
    return (
        place.q.unit in {"名", "人", "位"}
        and re.search(r"(?:不少于|不得少于|至少(?:有)?|不低于)\s*$", place.own) is not None
        and re.search(r"(?:名额|指标|代表|候选人|人选)", place.titles + place.before) is not None
        and re.search(r"(?:参加|到会|出席|志愿|团队|规模|条件|资格|监督)", place.titles + place.own) is None
    )


def _goes_on(place: Place, last: Number) -> bool:
    """``高一1个、高二1个``: the next of a row, a short name and the same unit behind a list mark."""
    return (
        place.q.unit == last.unit
        and 0 < place.q.start - last.at <= 16
        and place.before.rstrip()[: len(place.before) - len(place.own)].endswith(("、", "，"))
        and 1 <= len(place.own.strip()) <= 8
        and "（" not in place.own
    )


def _is_breakdown(place: Place) -> bool:
    """``推荐2名（本支部1名，支部外1名）``: parts of a quota already read, told in brackets."""
    opened = place.before.rfind("（")
    return (
        opened >= 0
        and not place.before.startswith("其中", opened + 1)
        and "）" not in place.before[opened:]
        and bool(re.search(r"\d\s*[名人个位][\u4e00-\u9fff]{0,6}$", place.before[:opened]))
    )
