"""Which kind of step a reading becomes in a pack, and what its own words say of it. Tables and words only.

The reader knows nineteen kinds of act, a pack fifteen kinds of step with sorts of their own; the words of the act choose.
Before: ``report`` with ``撰写党性分析材料``. After: a ``statement`` of the form ``self_analysis``. What the words do not say is
left to the kind's own default or asked; nothing is taken from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_PLANNING = re.compile(r"(?:制[定订]|拟[定订]|起草|编制)[^，。；]{0,24}(?:方案|计划|细则)(?=（|$)")
UNITS = frozenset({"branches", "schools", "departments"})
"""Audiences that answer as a unit, not person by person."""


@dataclass(frozen=True)
class Shape:
    """A step of a pack: its kind, the parameters the words give, and what it is done by where that is not the kind's usual."""

    kind: str
    params: dict[str, Any] = field(default_factory=dict)
    per: str = ""


Rule = tuple[str, str, dict[str, Any]]
_SUMMARY = "总结|小结"
_ESSAY: Rule = (r"心得|体会文章|读后感", "statement", {"form": "essay"})
_TEXTS: tuple[Rule, ...] = (
    (r"党性分析|对照检查|对照剖析|剖析材料|自我批评", "statement", {"form": "self_analysis"}),
    (r"述职|讲述|讲评自己", "statement", {"form": "narration"}),
)
SHAPES: dict[str, tuple[Rule, ...]] = {
    "mobilise": ((_PLANNING.pattern, "statement", {"form": "plan", "author": "branch_secretary"}),
                 ("", "meeting", {"form": "mobilisation"})),
    "study": (("^(?!.*(?:学习|听|观看|阅读|通读|读书)).*(?:心得|体会)", "statement", {"form": "essay"}), ("", "study", {})),
    "discuss": (
        ("民主生活会", "meeting", {"form": "democratic_life"}),
        ("组织生活会", "meeting", {"form": "organizational_life"}),
        ("教代会|教职工代表大会|教职工大会", "meeting", {"form": "congress"}),
        ("支委会|支部委员会|党委会|总支委员会|党组会", "meeting", {"form": "committee"}),
        ("党员大会|支部大会", "meeting", {"form": "general_meeting"}),
        ("座谈", "meeting", {"form": "forum"}),
        ("听取[^，。]{0,12}汇报|汇报会", "meeting", {"form": "hearing"}),
        ("", "meeting", {"form": "discussion"}),
    ),
    "pledge": (
        ("岗位|职责", "pledge", {"measure": "post_duty"}),
        ("工作目标|工作任务|工作要求|目标责任", "pledge", {"measure": "work_target"}),
        ("党员要求|党员标准|先锋|先进性", "pledge", {"measure": "party_requirement"}),
        ("围绕[^，。]{0,16}(?:主题|专题)", "pledge", {"measure": "topic"}),
        ("", "pledge", {"measure": "free"}),
    ),
    "collect_opinions": (
        ("方案|计划|办法|章程", "opinion", {"about": "plan"}),
        ("结果|名单|人选|对象", "opinion", {"about": "results"}),
        ("愿望|期盼|诉求", "opinion", {"about": "wishes"}),
        ("对(?:每个|每名|全体)?党员|党员队伍", "opinion", {"about": "members"}),
        ("班子|领导干部", "opinion", {"about": "leaders"}),
        ("金点子|合理化建议|征集", "opinion", {"about": "ideas"}),
        ("", "opinion", {"about": "open"}),
    ),
    "talk": (("", "pairing", {"form": "talk"}),),
    "self_review": (*_TEXTS, (_SUMMARY, "statement", {"form": "summary"}), ("", "statement", {"form": "review"})),
    "comment": (
        ("(?:提出|形成|作出|写出)[^，。]{0,6}(?:评议|评价|鉴定)意见", "statement",
         {"form": "committee_opinion", "author": "committee"}),
        ("上级|督导组|局(?:党委|党组|领导)|领导(?:班子)?点评", "statement", {"form": "comment", "author": "superior_head"}),
        ("", "statement", {"form": "comment", "author": "branch_secretary"}),
    ),
    "ballot": (
        ("满意度", "survey", {"about": "programme"}),
        ("推荐|投票|票决|选举|选出|推选", "selection", {}),
        ("", "rating", {}),
    ),
    "rate": (
        ("满意度", "survey", {"about": "programme"}),
        ("(?:提出|形成|作出|写出)[^，。]{0,6}(?:评议|评价|鉴定)意见", "statement",
         {"form": "committee_opinion", "author": "committee"}),
        ("评选(?!结果)|(?:评出|推选|推荐)(?![^，。]*(?:等次|档次|等级))", "selection", {}),
        ("", "rating", {}),
    ),
    "honour": (
        ("^(?!.*(?:评选|评出|表彰|表扬|授予|命名|推荐|推选|奖)).*(?:推广|宣传|交流|经验)", "meeting", {"form": "forum"}),
        ("", "selection", {}),
    ),
    "notice": (
        ("承诺", "notice", {"what": "pledges"}),
        ("整改", "notice", {"what": "rectification"}),
        ("图板|光荣榜|公示栏", "notice", {"what": "board"}),
        ("结果|名单|名册|人选|对象", "notice", {"what": "result"}),
        ("方案|计划|制度|办法", "notice", {"what": "plan"}),
        ("通报|反馈", "notice", {"what": "bulletin"}),
        ("进展|进度", "notice", {"what": "progress"}),
        ("公示", "notice", {"what": "result"}),
        ("", "notice", {"what": "bulletin"}),
    ),
    "rectify": (("", "rectification", {}),),
    "report": (
        ("半月", "returns", {"form": "half_monthly"}),
        ("每月|月报", "returns", {"form": "monthly"}),
        ("推荐(?:材料|表|名单|人选)", "returns", {"form": "recommendation"}),
        ("备案", "returns", {"form": "filing"}),
        ("会议(?:材料|记录|纪要)", "returns", {"form": "meeting_material"}),
        (f"(?:{_SUMMARY})[^。]*(?:报|送|交)|(?:报送|上报|上交|报至|交至|送交)", "returns", {"form": "summary"}),
        *_TEXTS,
        _ESSAY,
        ("(?:个人|本人|每[个名]党员|自己)[^。]*(?:总结|小结)", "statement", {"form": "summary"}),
        (f"{_SUMMARY}|归档", "closing", {}),
        ("", "returns", {"form": "summary"}),
    ),
    "inspect": (
        ("回头看|复查", "inspection", {"form": "look_back"}),
        ("验收", "inspection", {"form": "acceptance"}),
        ("始终|贯穿|全程", "inspection", {"form": "through_lines"}),
        ("听取[^，。]{0,12}汇报", "inspection", {"form": "report_hearing"}),
        ("党费", "inspection", {"form": "dues"}),
        ("发展党员|党员发展", "inspection", {"form": "admission"}),
        ("考核|目标", "inspection", {"form": "target"}),
        ("学习(?:情况|笔记)", "inspection", {"form": "study"}),
        ("", "inspection", {"form": "visit"}),
    ),
    "assist": (
        ("入党积极分子", "admission", {}),
        ("后备干部培养对象", "admission", {"about": "cadres"}),
        ("联系点", "pairing", {"form": "contact_point"}),
        ("挂职|上挂|下挂", "pairing", {"form": "secondment"}),
        ("支教", "pairing", {"form": "support"}),
        ("带工建|带团建|带妇建|群团", "pairing", {"form": "mass_work"}),
        ("互派|交流任教", "pairing", {"form": "exchange"}),
        ("家访|进家庭", "pairing", {"form": "home_visit"}),
        ("慰问|关爱", "pairing", {"form": "care"}),
        ("培育对象", "pairing", {"form": "cultivation"}),
        ("", "pairing", {"form": "help"}),
    ),
    "survey": (("整改", "survey", {"about": "rectification"}), ("", "survey", {"about": "programme"})),
    "organise": (
        ("职责|设岗|定岗|岗位|分工|责任清单|责任人", "duties", {}),
        ("", "meeting", {"form": "committee"}),
    ),
    "other": (("总评|评定|评议|测评", "rating", {}), ("", "meeting", {"form": "forum"})),
}  # fmt: skip
"""By what was read: wordings in their order, the kind of step and the sort of it; the last of each holds for all the rest."""

_LEVELS = (("部门|科室|处室", "department"), ("支部职责|支部分工|各支部", "branch"))
_WHOSE = (("个人|每[个名]党员", "person"), ("班子", "leading_team"), ("支部|党组织|学校|单位|各校", "organization"))
_CHANNELS = (
    ("意见箱|信箱", "box"), ("座谈", "forum"), ("谈心|谈话|走访", "talk"), ("征求意见表|问卷|书面", "form"), ("热线|电话", "hotline"),
    ("网上|网络|网站|邮箱", "web"),
)  # fmt: skip
_STUDIED = (
    ("自学|通读|阅读", "self_study"), ("党课", "party_lecture"), ("形势报告", "situation_report"), ("事迹报告|先进事迹", "deeds_report"),
    ("警示", "warning"), ("参观|考察|瞻仰", "visit"), ("辅导|集中|讲座|专题学习", "coaching"),
)  # fmt: skip
_RELATIONS = (
    ("班子成员(?:之间|相互)|班子[^，。]{0,6}之间", "leaders_leaders", "班子成员之间"),
    ("班子成员(?:与|和)[^，。]{0,6}党员|书记(?:与|和)[^，。]{0,6}党员", "leaders_members", "班子成员与党员"),
    ("党员(?:与|和)?党员之间|党员之间|党员相互", "member_member", "党员之间"),
    ("党员(?:与|和)[^，。]{0,4}群众", "member_non_member", "党员与群众"),
)
_ANSWERED = (
    ("家长", "parents"), ("学生", "students"), ("代表", "delegates"), ("(?<!非)党员", "members"), ("群众|非党员", "non_members"),
    ("教师|教职工|职工", "staff"),
)  # fmt: skip
_JUDGES = (
    ("自评|自我", "self", "个人自评"), ("互评|党员[^，。]{0,6}评", "peers", "党员互评"),
    ("群众|教师|教职工|民主|测评", "staff", "群众测评"), ("上级|党委|教育局|督导组", "superior", "上级评定"),
)  # fmt: skip
_SCALES = (
    ("星", "star"),
    ("满意", "satisfaction"),
    ("好、较好|较好、一般", "four_levels"),
    ("打分|量化|百分|分值|得分", "points"),
)
_HONOUR = re.compile(
    r"(?:评选|评出|评定|表彰|授予|命名|推荐|推选|选树|选出)(?:出|一批|若干名?|为|“)*(?P<h>[\u4e00-\u9fff“”]{1,14}?"
    r"(?:党员|党务工作者|工作者|支部|党组织|集体|个人|教师|班主任|单位|标兵|模范|先锋|称号|校长|教研组|之星))"
)
_BOOK = re.compile(r"《[^》]{2,40}》")


def shape_of(kind: str, words: str, who: str = "") -> Shape:
    """The shape of a reading of this kind with these (simplified) words, for the audience they name ('' where they name none)."""
    rules = SHAPES.get(kind, SHAPES["other"])
    _, step_kind, params = next(rule for rule in rules if re.search(rule[0], words))
    if step_kind == "statement" and params.get("form") == "plan":
        return Shape(step_kind, dict(params), "organization")
    if step_kind == "statement" and params.get("author", "self") == "self" and who in UNITS:
        return Shape(step_kind, {**params, "author": "branch_secretary"}, "organization")
    filled = _FILLED.get(step_kind)
    told = {**params, **(filled(words, params) if filled else {})}
    as_unit = (step_kind == "pledge" and who in UNITS) or told.get("level", "post") != "post"
    return Shape(step_kind, told, "organization" if as_unit else "")


def _first(table: tuple[tuple[str, str], ...], words: str, otherwise: str) -> str:
    return next((value for pattern, value in table if re.search(pattern, words)), otherwise)


def _all(table: tuple[tuple[str, str], ...], words: str) -> list[str]:
    return [value for pattern, value in table if re.search(pattern, words)]


def _study(words: str, _: dict[str, Any]) -> dict[str, Any]:
    """Books and documents named are what is studied; else the words themselves, which the caller fills in as the title."""
    forms = _all(_STUDIED, words)
    found: dict[str, Any] = {"topics": list(dict.fromkeys(_BOOK.findall(words)))}
    if forms:
        found["forms"] = forms
    return found | ({"notes": True} if "读书笔记" in words or "学习笔记" in words else {})


def channels_in(words: str) -> list[str]:
    """The ways of hearing opinions that the words name."""
    return _all(_CHANNELS, words)


def _opinion(words: str, _: dict[str, Any]) -> dict[str, Any]:
    channels = channels_in(words)
    return {"channels": channels} if channels else {}


def _pairing(words: str, params: dict[str, Any]) -> dict[str, Any]:
    """Between whom, where the words say so; other pairs are those the unit makes, and owed by who is in one."""
    if params["form"] == "talk":
        told = [(code, title) for pattern, code, title in _RELATIONS if re.search(pattern, words)]
        told = told or [("pairs", "谈心双方")]
        return {"relations": [{"code": code, "title": title, "target": "per_person"} for code, title in told]}
    return {"relations": [{"code": "paired", "title": "结对双方", "target": "per_person", "owed_by": "paired"}]}


def _rating(words: str, _: dict[str, Any]) -> dict[str, Any]:
    """Who judges by the step's own words; the caller puts in the sides the text lists, where it lists them."""
    judges = [{"code": code, "title": title} for pattern, code, title in _JUDGES if re.search(pattern, words)]
    return {
        "parties": judges or [{"code": "organization", "title": "组织评定"}],
        "scale": _first(_SCALES, words, "grades"),
    }


def _selection(words: str, _: dict[str, Any]) -> dict[str, Any]:
    found = _HONOUR.search(words)
    honour = found["h"].strip("“”") if found else "先进"
    units = "persons" if not re.search("支部|组织|集体|单位|学校", honour) else "organizations"
    return {"honour": honour, "subjects": "teaching_groups" if "教研组" in honour else units}


def _notice(words: str, _: dict[str, Any]) -> dict[str, Any]:
    """Only a 公示 waits for objections; what is merely made known (公布, 通报, 反馈) has no period."""
    return {} if "公示" in words else {"objections": False}


def _rectification(words: str, _: dict[str, Any]) -> dict[str, Any]:
    return {"plans_of": _all(_WHOSE, words) or ["organization"]}


def _survey(words: str, _: dict[str, Any]) -> dict[str, Any]:
    way = (
        "representatives" if "代表" in words else "random_sample" if re.search("抽样|随机|抽取", words) else "everyone"
    )
    asked = _all(_ANSWERED, words)
    return {"instruments": [way]} | ({"answered_by": asked} if asked else {})


_FILLED: dict[str, Callable[[str, dict[str, Any]], dict[str, Any]]] = {
    "study": _study, "opinion": _opinion, "pairing": _pairing, "rating": _rating, "selection": _selection, "notice": _notice,
    "rectification": _rectification, "survey": _survey,
    "returns": lambda words, params: {"relation": "party_affiliation"},
    "duties": lambda words, params: {"level": _first(_LEVELS, words, "post")},
}  # fmt: skip
