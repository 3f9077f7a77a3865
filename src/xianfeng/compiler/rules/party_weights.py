"""How much each scoring party counts: 「学生评议占40%」「自评、互评分别占20%、80%」「校领导40%、教职工60%」「同行评价（20分）」.

Parts in points count as weights only where at least two parties have them.
"""

from __future__ import annotations

import re

from xianfeng.compiler.numerals import number

_VALUE = r"(?:(?P<w>\d{1,3}(?:\.\d)?)\s*%|百分之\s*(?P<z>[一二三四五六七八九十]{1,3})|(?P<c>[一二三四五六七八九])成(?![员绩果立功])|(?P<d>0?\.\d{1,2})(?![\d分]))"
_BEHIND = re.compile(
    rf"(?:得分|成绩|分数|结果|部分|分)?\s*(?:（[^（）%]{{2,30}}）\s*){{0,2}}[（，]?\s*(?:的)?(?:占(?:比|总分|总成绩|综合得分|考核)?(?:的)?|权重(?:为|占)?|按|为|[×x*]|的(?=\s*[\d百]))\s*[：]?\s*{_VALUE}|^(?:得分|成绩|分数|分)?\s*[（]?\s*(?P<v>\d{{1,3}})\s*%"
)
_POINTS = re.compile(
    r"(?:教师|老师|班主任|辅导员|干部|党员|书记|领导|班子|支部)?(?:得分|成绩|分数|分值|部分)?\s*[（，]?\s*(?:占|为|共|计|满分|总分)?\s*(?P<w>\d{1,3})\s*分(?![钟之数以值别])"
)
_SHARE = r"(?:(?:们)?的?(?:评价|评议|考核|测评|推荐)?(?:意见|评价|得分|评分|打分|分数|分|成绩))?(?:占(?:比|总分|总成绩)?|权重(?:为|占)?)\s*(?P<w>\d{1,3}(?:\.\d)?)\s*%"
_WHO = (
    ("self", "本人|个人|自己"),
    ("peer", "同事|同行|同组教师|教研组|党员"),
    (
        "mass",
        "(?:网络|网上|线上|微信|大众|公众|观众)(?:投票|评委|评审)?|现场观众|群众|学生|家长|教职工(?:代表)?|职工(?:代表)?|教师代表|群众代表|学生代表|服务对象|党员群众",
    ),
    (
        "leader",
        "领导|校领导|学校领导|校级领导|分管领导|领导班子|班子成员|中层干部|中层以上干部|行政|校长|书记|班主任|辅导员|教导员|指导员",
    ),
    ("superior", "上级|党委|教育局|党总支|主管部门"),
    (
        "org",
        "学校|组织|支部|支委会|党支部|考核小组|考核组|年级组|(?:综合|年终|量化|日常|平时)(?:考核|考评)(?:评分|得分|成绩)?(?:（[^（）%]{2,30}）){0,2}",
    ),
)
_BARE = tuple(
    (party, re.compile(rf"(?:^|(?<=[，、；。：\s（按]))(?P<who>(?:{who})){_SHARE}")) for party, who in _WHO
)  # 学校占60%: who counts how much, without a word for the act
_ROW = re.compile(
    r"(?:[\u4e00-\u9fff]{2,8}\s*（?\s*\d{1,3}\s*%\s*）?\s*[、，；和与及]\s*){1,5}[\u4e00-\u9fff]{2,8}\s*（?\s*\d{1,3}\s*%(?=[^。；]{0,6}(?:比例|比重|权重|计算|加权|折算|计入|计分|合计|打分|评分|测评|评议|评价))"
)  # 校领导40%、中层干部30%、教职工代表30%的比例
_ROW_PART = tuple(
    (
        party,
        re.compile(
            rf"(?:(?<=[、，；和与及由按以为\s])|(?<![\u4e00-\u9fff]))(?P<who>{who})\s*（?\s*(?P<w>\d{{1,3}})\s*%"
        ),
    )
    for party, who in _WHO
)
_RESPECTIVELY = re.compile(
    r"(?:[^，。；\d%]{0,12}，)?[^，。；\d%]{0,16}(?:(?:分别|各)(?:占|为|是|按|占比(?:为)?)(?:总分|总成绩)?(?:的)?|(?:权重|比例|比重|占比)(?:分别)?(?:为|是|依次为)?)[：]?\s*(?P<row>\d{1,3}\s*[%分](?:\s*[、，和与及]\s*\d{1,3}\s*[%分])+|0?\.\d{1,2}(?:\s*[、，和与及]\s*0?\.\d{1,2})+)|(?:得?分|成绩|结果)?[^，。；\d%]{0,8}(?:按照?|以|占比?为?|比例为?)[^，。；\d%]{0,4}(?P<ratio>\d{1,2}(?:\s*[：:∶比]\s*\d{1,2})+)"
)
_EACH = re.compile(
    r"(?:得分|成绩|结果)?(?:各|均|分别各)占(?:总分|总成绩)?(?:的)?\s*(?P<w>\d{1,3})\s*%(?!\s*[、，和]\s*\d)"
)
_APART = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{2,8}(?:[、和与及][\u4e00-\u9fff]{2,8}){1,4})(?:三方|四方)?(?:分别|各自|进行|分头|共同)*(?:进行)?(?:无记名|民主)?(?:测评|评价|打分|评分|评议|考核|投票)[^。；\d%]{0,14}?(?P<row>\d{1,3}\s*%(?:\s*[、，和与及]\s*\d{1,3}\s*%)+)"
)  # 由学校领导、中层干部、群众分别测评，按30%、30%、40%计算
_TOLD_THEN = re.compile(rf"[^，。；]{{0,40}}(?:测评|评议|评价|打分|评分|考核|评定|考评)(?:得分)?，{_SHARE}")
_SUBJECTS = tuple(
    (
        party,
        re.compile(rf"(?:^|(?<=[，。；：\n]))[\u4e00-\u9fff]{{0,6}}?(?:{who})(?=对|根据|按|依据|结合|参照|组织|进行)"),
    )
    for party, who in (
        ("org", "考核(?:领导)?小组|考核组|评议小组|领导小组|评审组|支部|支委会|学校"),
        ("superior", "党委|上级|教育局|党总支|督导组|主管部门"),
        ("leader", "领导|班子成员|校长|书记|中层干部"),
        ("mass", "学生|家长|群众|教职工|教师代表|党员群众|服务对象"),
        ("peer", "同事|同行|教研组"),
    )
)


def party_of(word: str) -> str | None:
    """The party a word names by who they are: 群众 is mass, 全体党员 peer; None for anybody else."""
    return next((p for p, who in _WHO if re.fullmatch(rf"(?:全体|本校|各|部分)?(?:{who})", word)), None)


def percent_behind(folded: str, end: int) -> tuple[float, int] | None:
    """``(weight, end)`` of a share told right behind the party that ends at ``end``."""
    m = _BEHIND.match(folded[end : end + 60])
    if m is None:
        return None
    if m["d"]:
        value: float | None = round(float(m["d"]) * 100, 2)  # ×0.4 is 40 of a hundred
    elif m["c"]:
        value = (number(m["c"]) or 0) * 10
    else:
        value = number(m["z"]) if m["z"] else float(m["w"] or m["v"])
    return (value, end + m.end()) if value is not None else None


def points_behind(folded: str, end: int) -> tuple[float, int] | None:
    """``(weight, end)`` of points told right behind the party."""
    m = _POINTS.match(folded[end : end + 16])
    return (float(m["w"]), end + m.end()) if m and 5 <= float(m["w"]) <= 100 else None


def shares_respectively(folded: str, ends: list[int]) -> list[float]:
    """The weights of a row of parties, the last ending at ``ends[-1]``, told together: ``分别占20%、30%、50%``."""
    each = _EACH.match(folded, ends[-1])
    if each and len(ends) * float(each["w"]) <= 100:
        return [float(each["w"])] * len(ends)
    m = _RESPECTIVELY.match(folded, ends[-1])
    if m is None:
        return []
    values = [float(v) for v in re.findall(r"\d{0,3}\.\d{1,2}|\d{1,3}", m["row"] or m["ratio"])]
    whole = sum(values)
    if whole and not (m["row"] and re.search("[%分]", m["row"])):
        values = [round(v * 100 / whole, 2) for v in values]  # 7:3, 0.4、0.3、0.3
    return values if len(values) == len(ends) else []


def bare_shares(folded: str) -> list[tuple[int, int, str, float]]:
    """``(start, end, party, weight)`` of parties named by who they are only, or by an act whose share is told behind it."""
    found = [(m.start("who"), m.end(), party, float(m["w"])) for party, p in _BARE for m in p.finditer(folded)]
    for row in _ROW.finditer(folded):
        for party, pattern in _ROW_PART:
            found += [
                (m.start(), m.end(), party, float(m["w"])) for m in pattern.finditer(folded, row.start(), row.end())
            ]
    for apart in _APART.finditer(folded):
        found += _told_apart(apart)
    for party, pattern in _SUBJECTS:
        for m in pattern.finditer(folded):
            told = _TOLD_THEN.match(folded, m.end())
            if told:
                found.append((m.start(), told.end(), party, float(told["w"])))
    return sorted(found)


def _told_apart(apart: re.Match[str]) -> list[tuple[int, int, str, float]]:
    """Those named in a row who score apart, each with the share told in the same place of the row of shares."""
    values = [float(v) for v in re.findall(r"\d{1,3}", apart["row"])]
    row = re.sub(r"(?:三方|四方|分别|各自|进行|分头|共同)+$", "", apart["who"])
    names = list(re.finditer(r"[^、和与及]+", row))
    if len(values) != len(names):
        return []
    found = []
    for name, value in zip(names, values, strict=True):
        word = re.sub(r"^(?:由|请|经|组织|全体|全校|本)+", "", name.group())
        party = party_of(word)
        if party is None:
            return []
        start = apart.start("who") + name.end() - len(word)
        found.append((start, start + len(word), party, value))
    return found
