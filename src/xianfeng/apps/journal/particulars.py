"""The particulars of an act in plain words: what `detail` and `subject` hold as codes and numbers, as the auditor reads it.

A code is told by the choice a model offers for it, the act's own room first; a number by the name that the room keeping the
thing tells (`tell_names(wanted)`, found by name). The stored line stays as it is: the export carries it beside the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.journal.queries import Line
from xianfeng.apps.journal.rooms import each_room
from xianfeng.ui.templatetags.xianfeng_ui import cn_date, cn_datetime, sign

KEYS: dict[str, object] = {
    "about": _("关于"),
    "received": _("收到"),
    "undecided": _("未办结"),
    "added": _("新增"),
    "after": _("之后"),
    "agenda": _("议程"),
    "agrees": _("同意"),
    "approval": _("批准依据"),
    "as_deputy": _("以候补身份"),
    "asked_by": _("提出人"),
    "asked_on": _("提出日期"),
    "asks_review": _("申请复核"),
    "attended": _("参加"),
    "baseline": _("基数"),
    "basis": _("依据"),
    "before": _("之前"),
    "board_posted_on": _("上墙日期"),
    "by": _("由"),
    "campaign": _("活动"),
    "candidates": _("候选对象"),
    "capacity": _("身份"),
    "changed": _("变动"),
    "changes": _("结果有变"),
    "channel": _("渠道"),
    "channels": _("渠道"),
    "check_value": _("校验值"),
    "closes_at": _("截止"),
    "closes_on": _("结束日期"),
    "code": _("编号"),
    "consent": _("同意人"),
    "contacts": _("联系方式"),
    "copied_from": _("沿用版本"),
    "count": _("数量"),
    "counters_sha256": _("计数校验值"),
    "counts": _("内容"),
    "day": _("日期"),
    "days": _("天数"),
    "deed": _("事实"),
    "deeds": _("事实数"),
    "deputy": _("候补"),
    "differences": _("与计票不同"),
    "document": _("文件"),
    "doubt": _("疑点"),
    "due_on": _("期限"),
    "electors": _("选举人"),
    "ended": _("结束"),
    "ends_on": _("截止日期"),
    "expected": _("应到"),
    "fact": _("事项"),
    "facts": _("事项"),
    "failures": _("登录失败记录"),
    "faults": _("错误"),
    "field": _("内容"),
    "file": _("文件"),
    "files": _("文件数"),
    "finding": _("结论"),
    "fingerprint": _("校验值"),
    "finished": _("已完成"),
    "first": _("第一天"),
    "form": _("形式"),
    "from": _("起"),
    "from_date": _("起"),
    "gaps": _("问题"),
    "ground": _("理由"),
    "group": _("对象"),
    "groups": _("对象"),
    "held_on": _("日期"),
    "holder": _("本人"),
    "host": _("接收单位"),
    "indicators": _("指标"),
    "instrument": _("方式"),
    "issued": _("发出"),
    "item": _("事项"),
    "items": _("事项"),
    "keepers": _("开票人"),
    "key": _("项目"),
    "kind": _("类别"),
    "last": _("最后一天"),
    "late": _("逾期"),
    "left_open": _("未办结"),
    "level": _("层次"),
    "lines": _("检查内容"),
    "links": _("首次登录链接"),
    "login": _("登录名"),
    "made_up_on": _("补上日期"),
    "minutes": _("分钟"),
    "name": _("名称"),
    "new": _("新的"),
    "note": _("说明"),
    "notice": _("公示"),
    "number": _("第几次"),
    "objection": _("异议"),
    "objections": _("异议"),
    "of": _("应有"),
    "offices_ended": _("同时免去职务"),
    "old": _("原来的"),
    "on": _("日期"),
    "on_paper": _("纸质"),
    "opens_on": _("开始日期"),
    "origin": _("来源"),
    "outcome": _("结果"),
    "owner": _("责任人"),
    "pack": _("方案包"),
    "package_sha256": _("档案校验值"),
    "part": _("部分"),
    "party": _("评价方"),
    "place": _("地点"),
    "plans": _("方案"),
    "poll": _("投票"),
    "post": _("第几位"),
    "posts": _("开票人"),
    "present": _("实到"),
    "previous": _("前一份"),
    "provisional": _("暂算"),
    "public_keys": _("公钥"),
    "rated": _("评价对象"),
    "reason": _("理由"),
    "receiver": _("接收单位"),
    "receivers": _("接收单位"),
    "refusals": _("不能计算"),
    "relation": _("关系"),
    "remark": _("意见"),
    "remarks": _("意见"),
    "reply_by": _("答复期限"),
    "reset": _("重新确认"),
    "result": _("结果"),
    "returned": _("收回"),
    "review_on": _("复查日期"),
    "role": _("角色"),
    "roll_sha256": _("名册校验值"),
    "rosters": _("名册文件"),
    "round": _("轮次"),
    "rows": _("行数"),
    "rules": _("规则"),
    "same_text_because": _("文字相同的原因"),
    "sample": _("抽样"),
    "scope": _("范围"),
    "seats": _("成员"),
    "secrecy_checked": _("已做保密审查"),
    "sent": _("送出"),
    "sha256": _("校验值"),
    "source": _("来源"),
    "stage": _("环节"),
    "stars": _("星数"),
    "state": _("状态"),
    "step": _("步骤"),
    "steps": _("步骤"),
    "subject": _("材料"),
    "supersedes": _("替代公示"),
    "teller": _("录票人"),
    "text": _("文字"),
    "title": _("名称"),
    "to": _("去向"),
    "too_late": _("已经开始、未调整"),
    "topic": _("主题"),
    "unchanged": _("未变"),
    "unit": _("单位"),
    "units": _("单位"),
    "unmet": _("未满足条件"),
    "until": _("止"),
    "until_date": _("止"),
    "value": _("内容"),
    "verb": _("处理"),
    "verdict": _("结论"),
    "version": _("版本"),
    "void": _("废票"),
    "what": _("内容"),
    "with": _("方式"),
    "working": _("落实"),
    "years": _("年份"),
}
SUBJECTS: dict[str, object] = {
    "account": _("账号"),
    "admission_stage": _("发展党员登记"),
    "archive.archived": _("档案"),
    "ballots_standing_key": _("开票人钥匙"),
    "campaign": _("活动"),
    "closing_indicator": _("实效指标"),
    "closing_summary": _("总结"),
    "correction": _("更正"),
    "decision": _("决定"),
    "document": _("方案文件"),
    "duty_sheet": _("职责"),
    "duty_stem": _("职责条目"),
    "duty_version": _("职责"),
    "duties.sheet": _("职责"),
    "excuse": _("请假登记"),
    "exemplar": _("先进典型"),
    "group": _("领导小组"),
    "honour": _("荣誉"),
    "import": _("导入"),
    "inspection.check": _("检查"),
    "issued_document": _("文件"),
    "inspection.line": _("检查内容"),
    "inspection.point": _("检查要点"),
    "inspection.sheet": _("检查"),
    "item": _("整改事项"),
    "meeting": _("会议"),
    "nomination": _("推荐"),
    "note": _("说明和申请"),
    "notices.notice": _("公示"),
    "notices.release": _("宣传登记"),
    "opinion.box": _("意见箱"),
    "opinion.digest": _("意见汇总"),
    "opinion.hearing": _("听取情况"),
    "opinion.opinion": _("意见"),
    "organization": _("单位"),
    "overlay": _("单位实施方案"),
    "pairing": _("结对"),
    "person": _("人员"),
    "plan": _("方案"),
    "pledge": _("承诺"),
    "poll": _("投票"),
    "practice": _("经验做法"),
    "rating_rated": _("评价"),
    "rating_review": _("复核"),
    "rating_round": _("评价"),
    "rectification_plan": _("整改方案"),
    "report.draft": _("报表草稿"),
    "result": _("结果"),
    "returns.return": _("报送"),
    "selection_round": _("评选"),
    "statement": _("讲述"),
    "study_attendance": _("学习考勤"),
    "study_confirmation": _("学习确认"),
    "study_document": _("学习资料"),
    "study_mark": _("笔记审阅"),
    "study_session": _("学习"),
    "survey_round": _("测评"),
    "tracking.item": _("整改事项"),
    "tracking.mechanism": _("长效机制"),
    "verdict": _("环节"),
    "veto": _("不能参评的认定"),
    "year_plan": _("年度打算"),
}
NUMBERS = {
    "campaign": "campaign",
    "step": "step",
    "receiver": "organization",
    "receivers": "organization",
    "units": "organization",
    "host": "organization",
    "owner": "person",
    "teller": "person",
    "holder": "person",
    "deputy": "person",
}
"""Key of a particular that holds a number or a code -> what it is the number of."""
INNER = ("fact", "facts", "part")
"""Of evidence: what the act and the step say already, unless it is the choice of a model."""
CODE = re.compile(r"[a-z][a-z_]*")
HASH = re.compile(r"[0-9a-f]{32,}")
SHOWN_OF_HASH = 12
NO_BREAK = "\u00a0"


def names_for(lines: Iterable[Line]) -> dict[str, str]:
    """What the things in these lines are called: `{"campaign:3": title, "organization:7": name}`, asked of all rooms at once."""
    wanted = set()
    for line in lines:
        wanted.add(line.subject)
        for key, value in _flat(line.detail):
            if key in NUMBERS:
                wanted |= {f"{NUMBERS[key]}:{one}" for one in (value if isinstance(value, list) else [value])}
    return dict(each_room("tell_names", wanted=frozenset(wanted)))


def subject_words(subject: str, names: Mapping[str, str]) -> str:
    """`campaign:3` as what it is and its name, or its number where no room names it."""
    kind, _colon, number = subject.partition(":")
    word = SUBJECTS.get(kind)
    if word is None:
        return subject
    return f"{word}{sign('：')}{names[subject]}" if subject in names else f"{word}{NO_BREAK}{number}"


def subject_code(words: str) -> str:
    """The beginning of the stored subject for what the page shows ("人员 5" -> "person:5"); the words where they name nothing."""
    kind, _space, number = words.replace(NO_BREAK, " ").strip().partition(" ")
    code = next((code for code, word in SUBJECTS.items() if str(word) == kind), None)
    return words if code is None else f"{code}:{number.strip()}"


def detail_words(line: Line, names: Mapping[str, str]) -> str:
    """The particulars of one act, each as "理由：…"; what is empty is left out."""
    return _told(line.detail, line.action.partition(".")[0], names)


def _told(detail: Mapping[str, Any], room: str, names: Mapping[str, str]) -> str:
    parts = []
    for key, value in detail.items():
        said = _value(key, value, room, names)
        if said:
            parts.append(f"{KEYS.get(key) or _word(key, room)}{sign('：')}{said}")
    return sign("；").join(parts)


def _value(key: str, value: Any, room: str, names: Mapping[str, str]) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, dict):
        return f"{sign('（')}{_told(value, room, names)}{sign('）')}"
    if isinstance(value, list):
        return sign("、").join(said for one in value if (said := _value(key, one, room, names)))
    if key == "subject":
        return subject_words(str(value), names)
    if key in INNER and CODE.fullmatch(str(value)) and str(value) not in _choices(room):
        return ""
    if key in NUMBERS:
        return names.get(f"{NUMBERS[key]}:{value}", str(value))
    return _text(str(value), room)


def _text(text: str, room: str) -> str:
    if HASH.fullmatch(text):
        return f"{text[:SHOWN_OF_HASH]}…"
    if CODE.fullmatch(text):
        return _word(text, room)
    if re.match(r"\d{4}-\d\d-\d\d", text):
        return _moment(text)
    return text


def _word(code: str, room: str) -> str:
    word = _choices(room).get(code) or _choices("").get(code)
    return str(word) if word is not None else code


def _moment(text: str) -> str:
    try:
        if len(text) == len("2026-01-01"):
            return cn_date(date.fromisoformat(text))
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return cn_datetime(timezone.localtime(at) if at.tzinfo else at)


@cache
def _choices(room: str) -> dict[str, object]:
    """Stored code -> its word, from the choices the models of a room offer; of all rooms where none is named."""
    found: dict[str, object] = {}
    for model in apps.get_models():
        label = model._meta.label_lower.split(".")[0]
        if model.__module__.startswith("xianfeng.") and room in ("", label):
            for field in model._meta.get_fields():
                for code, word in getattr(field, "flatchoices", ()):
                    found.setdefault(str(code), word)
    return found


def _flat(detail: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for key, value in detail.items():
        if isinstance(value, dict):
            yield from _flat(value)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for one in value:
                yield from _flat(one)
        else:
            yield key, value
