"""Plain words for the parameters of step kinds: what each is called, and what each of its choices is called.

A field that describes its choices in their order (``形式：半月记实表、月报、总结``) needs no entry here; a test finds every word missing.
"""

from __future__ import annotations

from fractions import Fraction
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from xianfeng.core.kind.contract import StepKind

_BASES = {
    "roll": "应参加的人数", "expected": "应到会人数", "present": "实到会人数", "ballots_returned": "收回的票数",
    "ballots_valid": "有效票数", "members": "党员总数", "appraised": "参加评议的人数",
}  # fmt: skip
_ANSWERS = {"valid_answers": "有效答卷数", "all_asked": "发出的答卷数"}
_SUBJECTS = {
    "persons": "个人", "organizations": "党组织", "schools": "学校", "leaders": "班子成员", "teaching_groups": "教研组",
}  # fmt: skip
_SCOPES = {
    "branch": "本支部", "unit": "本单位", "school": "全校", "superior": "上级党组织", "society": "社会", "public": "社会",
}  # fmt: skip
_PEOPLE = {
    "self": "本人", "members": "党员", "non_members": "群众", "staff": "教职工", "students": "学生", "parents": "家长",
    "delegates": "教代会代表", "activists": "入党积极分子", "retired_members": "离退休党员", "leaders": "班子成员",
    "committee": "支委会", "general_meeting": "党员大会", "superior": "上级党组织", "superior_head": "上级党组织负责人",
    "branch_secretary": "支部书记", "principal": "校长", "leader_in_charge": "分管负责人", "programme_office": "活动办公室",
    "discipline_commissioner": "纪检委员", "supervision_group": "督导组", "by_post": "按职务确定",
}  # fmt: skip
_CHOICES: dict[str, dict[str, str]] = {
    "duties.hangs_under": {"department": "部门", "branch": "支部"},
    "inspection.forms": {"report_hearing": "听取汇报", "dispatch": "专题调度", "exchange": "交流研讨", "visit": "明查暗访"},
    "meeting.also_attend": _PEOPLE,
    "meeting.majority_base": _BASES,
    "notice.days_are": {"working_days": "工作日", "days": "日历日"},
    "notice.scope": _SCOPES,
    "notice.channels": {
        "web": "网站", "board": "公示栏", "bulletin": "简报", "broadcast": "广播", "meeting": "会议", "media": "媒体",
    },
    "opinion.about": {
        "results": "结果", "plan": "方案", "members": "党员", "leaders": "领导班子", "organization": "党组织", "wishes": "愿望期盼",
        "ideas": "合理化建议", "open": "不限内容",
    },
    "opinion.channels": {
        "box": "意见箱", "forum": "座谈会", "talk": "个别谈话", "form": "征求意见表", "hotline": "电话", "web": "网上",
    },
    "opinion.identity": {"anonymous": "匿名", "confidential": "保密", "signed": "署名"},
    "opinion.read_by": _PEOPLE,
    "opinion.restricted_to": _PEOPLE,
    "pledge.scope": _SCOPES,
    "rating.subjects": _SUBJECTS,
    "rectification.plans_of": {"person": "个人", "organization": "党组织", "leading_team": "领导班子"},
    "rectification.sources": {
        "opinions": "征求到的意见", "appraisal": "评议", "inspection": "检查", "last_programme": "上次活动", "rating": "测评",
        "survey": "满意度测评",
    },
    "rectification.redo_base": _ANSWERS,
    "returns.relation": {
        "party_affiliation": "党组织隶属关系", "administrative": "行政隶属关系", "cadre_authority": "干部管理权限",
    },
    "returns.receivers": {"own_level": "只报本级", "both_levels": "两级都报"},
    "selection.subjects": _SUBJECTS,
    "selection.electorate": _PEOPLE,
    "selection.cap_base": _BASES,
    "selection.majority_base": _BASES,
    "selection.cap_rounding": {"down": "舍去小数", "half_up": "四舍五入", "up": "有小数就进一"},
    "selection.nominated_by": _PEOPLE,
    "selection.order": {"strokes": "按姓氏笔画", "random": "随机"},
    "selection.decided_by": _PEOPLE,
    "statement.author": _PEOPLE,
    "statement.author_of_secretary": _PEOPLE,
    "statement.readers": _PEOPLE,
    "statement.examples_tied_to": {"pledge": "承诺", "duty": "职责", "item": "事项"},
    "study.forms": {
        "self_study": "自学", "coaching": "集中辅导", "party_lecture": "党课", "situation_report": "形势报告",
        "deeds_report": "先进事迹报告", "warning": "警示教育", "visit": "参观考察",
    },
    "survey.about": {
        "programme": "活动成效", "rectification": "整改情况", "baseline": "活动前的情况", "expectations": "期望", "role": "作用发挥",
    },
    "survey.instruments": {"representatives": "代表测评", "random_sample": "随机抽样", "everyone": "全体参加"},
    "survey.answered_by": _PEOPLE,
    "survey.base": _ANSWERS,
}  # fmt: skip
_TITLES = {"rating.subjects": "评谁", "survey.answered_by": "由谁作答"}


def param_title(kind: StepKind, name: str) -> str:
    """What a parameter is called."""
    return kind.Params.model_fields[name].description or _TITLES.get(f"{kind.code}.{name}", "")


def param_choices(kind: StepKind, name: str) -> dict[str, str]:
    """The choices of a parameter with their words, in order; empty where it is no choice."""
    values = literal_values(kind.Params.model_fields[name])
    known = _CHOICES.get(f"{kind.code}.{name}")
    if known is None:
        told = param_title(kind, name).partition("；")[0].rpartition("：")[2].split("、")
        known = dict(zip(values, told, strict=True)) if len(told) == len(values) else {}
    return {value: known.get(value, "") for value in values}


Shape = Literal["number", "share", "switch", "choice", "choices", "lines", "text"]


def param_shape(field: FieldInfo) -> Shape | None:
    """How a person gives a parameter; None for what cannot be changed, is made of parts of its own, or names other things of
    the pack by code."""
    kinds = [one for one in _alternatives(field.annotation) if one is not type(None)]
    if len(kinds) != 1 or "代码" in (field.description or "") or "总是如此" in (field.description or ""):
        return None
    one, values = kinds[0], literal_values(field)
    if get_origin(one) is Literal:
        return "choice" if len(values) > 1 else None
    if get_origin(one) is tuple:
        return "choices" if values else "lines" if get_args(one)[0] is str else None
    shapes: dict[Any, Shape] = {bool: "switch", int: "number", Fraction: "share", str: "text"}
    return shapes.get(one)


def _alternatives(annotation: Any) -> list[Any]:
    if get_origin(annotation) is Annotated:
        return _alternatives(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [inner for one in get_args(annotation) for inner in _alternatives(one)]
    return [annotation]


def literal_values(field: FieldInfo) -> tuple[str, ...]:
    """The words a parameter (or each entry of its list) may be; empty where it is free."""
    return _literals(field.annotation)


def _literals(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(word for word in get_args(annotation) if isinstance(word, str))
    if get_origin(annotation) is Annotated:
        return _literals(get_args(annotation)[0])
    return next((found for inside in get_args(annotation) if (found := _literals(inside))), ())
