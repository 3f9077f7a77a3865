"""Keeps the generated parts of the authoring guide current: field tables, words, step kinds, and the JSON Schema.

``python -m xianfeng.core.plan.guide`` rewrites ``docs/packs/schema.json`` and what stands between the markers
``<!-- generated: NAME -->`` and ``<!-- end -->`` of ``docs/packs/authoring.md``; a test compares both.
"""

from __future__ import annotations

import re
import sys
import types
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from xianfeng.core.kind.registry import list_kinds
from xianfeng.core.plan import criteria, local_plan, meta, model, parameters, vocabulary
from xianfeng.core.plan.loading import built_in_codes, load_built_in
from xianfeng.core.plan.schema import schema_text
from xianfeng.core.plan.source import Source

_MARKED = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

_MODELS: tuple[tuple[str, str, type[BaseModel]], ...] = (
    ("pack.yaml", "方案包的身份", meta.PackMeta),
    ("issuer", "谁发的文", meta.Issuer),
    ("approval_basis", "批准依据", meta.ApprovalBasis),
    ("originals", "原文", meta.Original),
    ("source", "出处", Source),
    ("plan.yaml", "方案的内容", model.Plan),
    ("calendar", "总的时间范围", model.Calendar),
    ("parameters", "参数", parameters.Parameter),
    ("suggestion", "建议值", parameters.Suggestion),
    ("soft", "软约束", parameters.Soft),
    ("roles", "责任人", model.Role),
    ("criteria", "标准", criteria.CriteriaSet),
    ("items", "标准中的一项", criteria.CriteriaItem),
    ("definitions", "项的含义", criteria.Definition),
    ("blank", "空位", criteria.Blank),
    ("texts", "随附的文本", model.TextFile),
    ("documents", "随附的文件", model.Document),
    ("vehicle", "活动载体", model.Vehicle),
    ("phases", "阶段或环节", model.Phase),
    ("lasts", "时长", model.Duration),
    ("starts, ends, opens, closes", "一个日子", model.Anchor),
    ("steps", "步骤", model.Step),
    ("audience", "对象", model.Audience),
    ("window", "起止", model.Window),
    ("done", "怎样算完成", model.Done),
    ("conditions", "条件", model.Condition),
    ("gates", "把关", model.Gate),
    ("consequences", "考核奖惩", model.Consequence),
    ("look_back", "回头看", model.LookBack),
    ("stated_counts", "原文说的数目", model.StatedCount),
    ("variants", "分类指导", model.Variant),
)
_OVERLAY: tuple[tuple[str, str, type[BaseModel]], ...] = (
    ("下级方案", "在上级方案上新增和从严", local_plan.Overlay),
    ("parameters", "改参数的值", local_plan.ParameterChange),
    ("change_steps", "改步骤", local_plan.StepChange),
    ("add_items", "加标准或要点", local_plan.AddedItem),
    ("points", "具体条件", local_plan.LocalPoint),
)
_MEANING = {
    "action": "做什么", "ask": "要主办单位回答的问题", "excused": "可否登记原因代替完成", "goal_source": "归入那一项的依据",
    "params": "该类步骤的参数", "add_after": "另须先完成的步骤", "add_conditions": "另加的条件", "add_criteria": "另加的标准",
    "add_gates": "新增的把关", "add_items": "在标准里新增的项或要点", "add_parameters": "新增的参数",
    "add_phases": "新增的阶段", "add_steps": "新增的步骤（一律为自选动作）", "add_who": "另加的对象",
    "addressed_to": "发给哪一级", "aliases": "别的叫法", "approval_basis": "批准依据，没有不能启动", "asks": "对办理人的一句话",
    "at_least": "最短时间", "audience": "对象", "base": "上级方案的代码", "base_version": "上级方案的版本",
    "before_close": "结束之前", "before_phase": "在哪个阶段之前", "before_step": "在哪个步骤之前", "blank": "空位",
    "brief": "简介", "by": "最迟在哪天之前（日期参数代码）", "calendar": "总的时间范围", "campaign": "以整个活动的起止为准", "change_steps": "改动的步骤",
    "closes": "到哪天（该日不再开放）", "code": "代码：小写英文字母、数字、下划线", "conditions": "条件",
    "confirm_within": "多久内确认读过", "confirmed_by": "谁要确认读过", "consequences": "考核奖惩", "count": "数目",
    "covers_honours": "是否包括评优", "criteria": "标准", "days": "天数（参数代码）", "definitions": "含义",
    "documents": "随附的文件", "done": "怎样算完成", "drop_phases": "要取消的阶段（不允许）",
    "drop_steps": "要取消的步骤（规定动作不允许）", "edge": "以开始还是结束为准", "ends": "到哪天", "every": "隔多久一次",
    "evidence": "凭什么看出做到了", "exactly_one": "只能有一人", "file": "文件", "folding": "对原文做过的处理", "forced": "谁可以说明理由后强行放行",
    "gates": "把关", "holder": "由谁担任", "issuer": "发文单位", "item": "新增的项", "items": "各项",
    "key": "项的代码；各方案同一项用同一代码", "kind": "步骤类型", "kinds": "哪几种依据可以", "language": "语言",
    "lasts": "多长", "level": "级别", "look_back": "回头看", "maximum": "最大", "met_by": "谁能办到", "minimum": "最小",
    "minus": "再往前", "months": "月数（参数代码）", "of": "数什么", "opened_by": "由谁放行", "opens": "从哪天",
    "originals": "原文", "outcome": "什么结果", "owner": "由谁办", "param": "参数代码", "parameters": "参数", "per": "按什么计",
    "phase": "阶段代码", "phases": "阶段", "phrase": "原文的说法", "plus": "再往后", "points": "要点", "reason": "理由",
    "reason_required": "例外是否必须写理由", "required": "必须写 true", "required_to_open": "没有就不能启动",
    "responsible": "责任人", "roles": "责任人", "rows": "对应的要求编号（可不写）", "rule": "规则", "school_types": "哪些类型的学校",
    "seed": "原文代号", "serves": "归入工程树的哪几项", "share": "比例（参数代码）", "slogan": "口号", "soft": "软约束", "source": "出处", "starts": "从哪天",
    "stated_count": "名称里说的项数", "stated_counts": "原文说的数目", "step": "步骤代码", "steps": "步骤", "subject": "评谁",
    "suggestion": "建议值", "summary": "一句话说明", "texts": "随附的文本", "text": "文字", "title": "名称", "tree": "工程树", "type": "类型",
    "unit": "单位", "use": "用途", "value": "值", "variants": "分类指导", "vehicle": "活动载体", "verdicts": "可下的结论", "version": "版本号",
    "waived_by": "谁可以免", "weeks": "周数（参数代码）", "who": "哪些人或组织", "window": "起止", "within": "多久之内",
    "without": "不包括谁", "without_local_steps": "不做的自选动作", "word": "原文的词", "working_days": "工作日数（参数代码）",
    "covers": "逐项再查哪些步骤", "format": "格式版本，现为 1", "choice_titles": "各选项的说法", "choices": "可选的值",
}  # fmt: skip
_WORDS: dict[str, tuple[Any, dict[str, str]]] = {
    "who（对象）": (vocabulary.Who, {
        "members": "党员", "full_members": "正式党员", "activists": "入党积极分子", "student_members": "学生党员",
        "leaders": "班子成员", "secretaries": "支部书记", "party_workers": "党务工作者", "staff": "教职工",
        "non_members": "群众（不是党员的教职工）", "students": "学生", "parents": "家长", "society": "社会", "delegates": "教代会代表",
        "branches": "党支部", "organizations": "党组织", "departments": "部门", "schools": "学校", "teaching_groups": "教研组",
        "leading_team": "领导班子", "supervision_group": "督导组", "programme_office": "活动办公室",
        "mobile_members": "流动党员", "retired_members": "离退休党员", "must_hear_groups": "必须听取的方面",
    }),
    "responsible, holder（责任人）": (vocabulary.Holder, {
        "branch_secretary": "支部书记", "principal": "校长", "leader_in_charge": "分管负责人", "programme_office": "活动办公室",
        "superior": "上级党组织", "superior_head": "上级党组织负责人", "supervision_group": "督导组", "department_head": "部门负责人",
        "organization_commissioner": "组织委员", "discipline_commissioner": "纪检委员", "committee": "支委会",
        "leading_group": "领导小组", "congress_presidium": "大会主席团", "union": "工会", "proposals_committee": "提案委员会",
        "the_person": "本人", "everyone": "每个人",
    }),
    "rule（把关条件）": (model.ConditionRule, {
        "step_done": "某步骤已完成", "coverage_complete": "某步骤人人办到或登记原因", "phase_done": "某阶段已结束",
        "no_open_objection": "没有未处理的异议", "no_open_item": "没有未了的事项", "no_blank_item": "标准里没有空位",
        "notice_finished": "公示期满", "report_acknowledged": "上级已回执", "plan_heard": "方案已听取意见",
        "responsible_named": "责任人已明确", "approval_basis": "批准依据已写明", "masses_heard": "群众参加达到要求",
        "threshold_met": "达到规定的界线", "local_plan_approved": "本单位方案已获同意", "organization_stands": "领导机构已成立",
        "year_plan_accepted": "支部的上一段总结和新一年打算已获同意（接续上一轮时才要求）",
    }),
    "type（参数类型）": (vocabulary.ValueType, {
        "integer": "整数", "decimal": "小数（加引号）", "share": "比例：'1/3'、'0.4'、'40%'", "boolean": "true 或 false",
        "text": "文字", "date": "日期 2026-03-02", "month_day": "每年的某天 07-01", "choice": "从 choices 中选",
    }),
    "unit（单位）": (vocabulary.Unit, {
        "day": "天", "working_day": "工作日", "week": "周", "month": "个月", "year": "年", "hour": "小时", "minute": "分钟",
        "character": "字", "person": "人", "organization": "个组织", "item": "条", "round": "轮", "star": "颗星",
        "point": "分", "time": "次", "credit": "学时",
    }),
    "action（奖惩做什么）": (vocabulary.Action, {
        "commend": "表扬", "recommend": "推荐", "publish": "公布", "talk": "谈话", "help": "帮助", "rectify": "列入整改",
        "report": "上报", "withhold": "暂缓", "record": "记录", "repeat": "补课后再来一次",
    }),
    "school_types（学校类型）": (vocabulary.SchoolType, {
        "kindergarten": "幼儿园", "primary": "小学", "junior_middle": "初中", "senior_middle": "高中", "nine_year": "九年一贯制",
        "complete_secondary": "完全中学", "vocational": "职业学校", "special_education": "特殊教育学校", "joint_school": "联校",
        "bureau_office": "局机关和直属单位",
    }),
}  # fmt: skip


def generated(name: str) -> str:
    """The generated part of that name, as Markdown."""
    parts = {
        "pack_fields": _pack_fields,
        "overlay_fields": _overlay_fields,
        "words": _words,
        "kinds": _kinds,
        "packs": _packs,
    }
    return parts[name]()


def refreshed(text: str) -> str:
    """The guide with every generated part made anew."""
    return _MARKED.sub(lambda found: f"{found[1]}{generated(found[2])}{found[3]}", text)


def undescribed() -> list[str]:
    """Fields and words of the format that the guide would show without a meaning; a test keeps this empty."""
    missing = [
        f"{shape.__name__}.{name}"
        for _, _, shape in (*_MODELS, *_OVERLAY)
        for name, field in shape.model_fields.items()
        if not _meaning(name, field)
    ]
    for title, (words, meanings) in _WORDS.items():
        missing += [f"{title}.{word}" for word in set(get_args(words)) ^ set(meanings)]
    return missing


def _pack_fields() -> str:
    return "".join(_table(name, title, shape) for name, title, shape in _MODELS)


def _overlay_fields() -> str:
    return "".join(_table(name, title, shape) for name, title, shape in _OVERLAY)


def _table(name: str, title: str, shape: type[BaseModel]) -> str:
    rows = "".join(
        f"| `{field_name}` | {_form(field.annotation)} | {'是' if field.is_required() else ''} | {_meaning(field_name, field)} |\n"
        for field_name, field in shape.model_fields.items()
    )
    return f"\n#### `{name}` {title}\n\n| 名称 | 写法 | 必写 | 含义 |\n| --- | --- | --- | --- |\n{rows}"


def _meaning(name: str, field: FieldInfo) -> str:
    return field.description or _MEANING.get(name, "")


def _form(annotation: Any) -> str:
    """How a value is written, in a word or two."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _form(args[0])
    if origin in {Union, types.UnionType}:
        return " 或 ".join(dict.fromkeys(_form(arg) for arg in args if arg is not type(None)))
    if origin is Literal:
        return (
            "、".join(f"`{str(arg).lower() if isinstance(arg, bool) else arg}`" for arg in args)
            if len(args) <= 8
            else "见“词表”"
        )
    if origin is tuple:
        return f"列表：{_form(args[0])}"
    if origin is dict:
        return "名称: 内容"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "名称: 内容"
    return {str: "文字", int: "整数", bool: "true/false"}.get(annotation, "分数，如 '1/3'")


def _words() -> str:
    return "".join(
        f"\n#### {title}\n\n" + "".join(f"- `{word}` {meanings[word]}\n" for word in get_args(words))
        for title, (words, meanings) in _WORDS.items()
    )


def _kinds() -> str:
    found = []
    for kind in list_kinds():
        state = "" if kind.built else "（还不能办理：可以载入、校验、阅读，活动不能启动）"
        rows = "".join(
            f"| `{name}` | {_form(field.annotation)} | {'是' if field.is_required() else ''} | {field.description or ''} |\n"
            for name, field in kind.Params.model_fields.items()
        )
        outcomes = "、".join(f"`{outcome}`" for outcome in kind.outcomes)
        found.append(
            f"\n#### `{kind.code}` {kind.title}{state}\n\n| 参数 | 写法 | 必写 | 含义 |\n| --- | --- | --- | --- |\n{rows}"
            f"\n可能的结果（供考核奖惩引用）：{outcomes or '无'}\n"
        )
    return "".join(found)


def _packs() -> str:
    rows = []
    for code in built_in_codes():
        meta = load_built_in(code).meta
        rows.append(f"- [`{code}`](../../src/xianfeng/packs/{code}/README.md) {meta.title}：{meta.summary}\n")
    return "\n" + "".join(rows)


def main(folder: Path) -> None:
    """Rewrites both files in ``folder``."""
    (folder / "schema.json").write_text(schema_text(), encoding="utf-8")
    guide = folder / "authoring.md"
    guide.write_text(refreshed(guide.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[4] / "docs" / "packs")
