"""The draft as a programme pack: ``pack.yaml``, ``plan.yaml`` and ``original.md``, every value with its source sentence.

Numbers become parameters; what the text leaves open becomes ``ask``. The draft is meant to be corrected: it has the
shape of a pack, and what a campaign still needs is in its questions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from xianfeng.compiler.asked import Asked, told_days
from xianfeng.compiler.draft import Draft, Item
from xianfeng.compiler.report import WHAT_NAMES
from xianfeng.core.kind.registry import find_kind, is_known

_KINDS = {
    "mobilise": "meeting", "study": "study", "discuss": "meeting", "pledge": "pledge", "collect_opinions": "opinion",
    "talk": "pairing", "self_review": "statement", "comment": "statement", "ballot": "rating", "rate": "rating",
    "notice": "notice", "rectify": "rectification", "report": "returns", "inspect": "inspection", "honour": "selection",
    "assist": "pairing", "survey": "survey", "organise": "meeting", "other": "meeting",
}  # fmt: skip
_INSTEAD = {"pairing": "meeting", "inspection": "returns"}  # a talk is noted like a meeting, an inspection handed in
_UNITS = {
    "天": "day", "日": "day", "工作日": "working_day", "周": "week", "月": "month", "年": "year", "小时": "hour",
    "学时": "hour", "课时": "hour", "分钟": "minute", "字": "character", "人": "person", "名": "person", "位": "person",
    "个": "item", "项": "item", "条": "item", "篇": "item", "份": "item", "次": "time", "分": "point", "颗": "star",
    "星": "star", "届": "round", "轮": "round",
}  # fmt: skip
_WHO = (
    (re.compile(r"班子|领导"), "leaders"), (re.compile(r"支部书记|支书"), "secretaries"), (re.compile(r"党员"), "members"),
    (re.compile(r"教师|教职工|教工"), "staff"), (re.compile(r"学生|同学"), "students"), (re.compile(r"家长"), "parents"),
    (re.compile(r"部门|处室|科室"), "departments"), (re.compile(r"学校|各校"), "schools"), (re.compile(r"支部|党组织"), "branches"),
)  # fmt: skip
_ABOUT = re.compile(r"左右|上下|大约|原则上|一般")
"""Words that leave room in the length of a stage."""
_PLANNING = re.compile(r"(?:制[定订]|拟[定订]|起草|编制)[^，。；]{0,24}(?:方案|计划|细则)(?=（|$)")
SEED = "draft"


@dataclass
class _Plan:
    """What has been gathered for ``plan.yaml``, with codes already given."""

    parameters: list[dict[str, Any]] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)

    def code(self, wanted: str) -> str:
        """``wanted`` or, when taken, ``wanted_2``, ``wanted_3`` …"""
        code, number = wanted, 2
        while code in self.codes:
            code, number = f"{wanted}_{number}", number + 1
        self.codes.add(code)
        return code

    def ask(self, wanted: str, title: str, question: str, kind: str, source: dict[str, Any], **more: Any) -> str:
        """A parameter whose value somebody must give."""
        code = self.code(wanted)
        self.parameters.append(
            {"code": code, "title": title, "type": kind, "ask": question, "local": "free", "source": source, **more}
        )
        return code


def draft_as_data(draft: Draft, code: str = "draft_plan") -> tuple[dict[str, Any], dict[str, Any]]:
    """What ``pack.yaml`` and ``plan.yaml`` say, as plain data: writing it out as YAML and reading it back costs far more
    than making it."""
    plan = _Plan()
    document = {
        "parameters": plan.parameters,
        "roles": _roles(draft, plan),
        "criteria": (criteria := _criteria(draft, plan)),
        "phases": (phases := _phases(draft, plan)),
        "steps": _steps(draft, plan, [p["code"] for p in phases], criteria),
        "stated_counts": [],
    }
    _numbers(draft, plan)
    return _meta(draft, code), {name: value for name, value in document.items() if value}


def draft_as_files(draft: Draft, code: str = "draft_plan") -> dict[str, str]:
    """The three files of a pack folder by name."""
    meta, plan = draft_as_data(draft, code)
    return {
        "pack.yaml": _yaml(meta),
        "plan.yaml": _yaml(plan),
        "original.md": draft.text if draft.text.endswith("\n") else draft.text + "\n",
    }


def draft_as_pack(draft: Draft) -> str:
    """The files one behind the other as YAML documents (``pack``, ``plan``, ``diagnostics``) for a pipe or an editor."""
    files = draft_as_files(draft)
    diagnostics = [
        {
            "code": d.code,
            "severity": d.severity,
            "at": [d.span.start, d.span.end],
            **({"params": d.params} if d.params else {}),
        }
        for d in draft.diagnostics
    ]
    return f"# pack.yaml\n---\n{files['pack.yaml']}# plan.yaml\n---\n{files['plan.yaml']}# diagnostics\n---\n{_yaml(diagnostics)}"


class _Dumper(yaml.SafeDumper):
    """Writes every source out; packs refuse YAML aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _yaml(value: Any) -> str:
    written: str = yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000, default_flow_style=False
    )
    return written


def _meta(draft: Draft, code: str) -> dict[str, Any]:
    title = (draft.title or "未命名方案")[:80]
    return {
        "format": 1,
        "code": code,
        "title": title,
        "version": "0.1",
        "language": "zh-Hans",
        "summary": f"{title}（由文件读出的草稿，待核对）",
        "issuer": {
            "level": "county",
            "title": "主办单位（待填）",
            "addressed_to": "school",
            "source": {"default": "草稿不猜测发文机关"},
        },
        "approval_basis": {
            "required": True,
            "ask": "本活动依据哪份文件或哪项规定开展（写明发文机关、文号或批准会议）",
            "kinds": ["document", "annual_list", "party_rule", "superior_decision"],
            "covers_honours": bool([s for s in draft.of("step") if s.values["kind"] == "honour"]),
            "source": {"default": "评比表彰须有批准依据"},
        },
        "originals": [{"seed": SEED, "title": title, "file": "original.md"}],
    }


def _source(item: Item) -> dict[str, Any]:
    """The item's own words: the first line of them, exact, at most 400 characters."""
    quote = item.quote.strip().split("\n", 1)[0].strip()[:400].strip()
    return {"seed": SEED, "quote": quote} if quote else {"default": "原句为空"}


def _title(words: str, fallback: str) -> str:
    return (re.sub(r"\s+", "", words) or fallback)[:60]


def _roles(draft: Draft, plan: _Plan) -> list[dict[str, Any]]:
    found = []
    for item in draft.of("role"):
        role = item.values["role"]
        holder = (
            "branch_secretary"
            if "书记" in item.values["holder"]
            else "leading_group"
            if "组" in role
            else "leader_in_charge"
        )
        found.append(
            {
                "code": plan.code("role"),
                "title": _title(f"{role}：{item.values['holder']}", role),
                "holder": holder,
                "exactly_one": "、" not in item.values["holder"],
                "required_to_open": "第一责任" in role,
                "source": _source(item),
            }
        )
    return found


def _criteria(draft: Draft, plan: _Plan) -> list[dict[str, Any]]:
    found = []
    for item in draft.of("criteria_set"):
        source = _source(item)
        titles = list(dict.fromkeys(_title(words, "条目") for words in item.values["items"]))
        entry: dict[str, Any] = {
            "code": plan.code("criteria"),
            "title": _title(item.values["name"], "标准"),
            "subject": "organization" if re.search(r"支部|组织|集体|班子|单位|学校", item.values["name"]) else "person",
            "items": [
                {"key": f"item_{number}", "title": words, "source": source}
                for number, words in enumerate(titles, start=1)
            ],
            "source": source,
        }
        announced = item.values.get("announced")
        if announced:
            entry["stated_count"] = announced
            if announced > len(titles):
                entry["blank"] = {
                    "count": min(20, announced - len(titles)),
                    "ask": "原文没有列全，请补上其余条目",
                    "source": source,
                }
        found.append(entry)
    return found


def _phases(draft: Draft, plan: _Plan) -> list[dict[str, Any]]:
    found = []
    for number, item in enumerate(draft.of("phase"), start=1):
        source, values = _source(item), item.values
        title = _title(values["name"], f"第{number}阶段")
        code = plan.code(f"phase_{number}")
        entry: dict[str, Any] = {"code": code, "title": title}
        start = _date_parameter(plan, f"{code}_from", f"{title}何时开始", values, "first", "start", source)
        if start:
            entry["starts"] = {"param": start}
        end = _date_parameter(plan, f"{code}_to", f"{title}何时结束", values, "last", "end", source)
        if values.get("duration_days"):
            length = plan.code(f"{code}_days")
            parameter = {
                "code": length,
                "title": f"{title}几天",
                "type": "integer",
                "unit": "day",
                "value": values["duration_days"],
                "local": "free",
                "source": source,
            }
            soft = _ABOUT.search(source.get("quote", ""))
            if soft:
                parameter["soft"] = {"word": soft.group(), "exception_by": "superior", "source": source}
            plan.parameters.append(parameter)
            entry["lasts"] = {"days": length}
        elif end:
            entry["ends"] = {"param": end}
        else:
            question = f"{title}安排几天"
            entry["lasts"] = {
                "days": plan.ask(
                    f"{code}_days", question, question, "integer", source, unit="day", minimum=1, maximum=400
                )
            }
        entry["source"] = source
        found.append(entry)
    if not found:
        source = {"default": "原文没有分阶段"}
        length = plan.ask(
            "whole_days", "全程几天", "整个活动安排几天", "integer", source, unit="day", minimum=1, maximum=730
        )
        found.append({"code": plan.code("whole"), "title": "全程", "lasts": {"days": length}, "source": source})
    return found


def _date_parameter(
    plan: _Plan, code: str, title: str, values: dict[str, Any], full: str, edge: str, source: dict[str, Any]
) -> str | None:
    """A day of the calendar as far as the text gives it: a date, a month and day, or a question; None when untold."""
    known = values.get(full)
    month, day = values.get(f"{edge}_month"), values.get(f"{edge}_day")
    entry: dict[str, Any] = {"code": plan.code(code), "title": title}
    if known and len(known) == 10:
        entry |= {"type": "date", "value": known}
    elif month and day:
        entry |= {"type": "month_day", "value": f"{month:02d}-{day:02d}"}
    elif known or month:
        entry |= {"type": "date", "ask": f"{title}（原文：{source.get('quote', '')[:40]}）"}
    else:
        return None
    plan.parameters.append({**entry, "local": "free", "source": source})
    return str(entry["code"])


def _kind_of_step(item: Item) -> str:
    """The step kind for what was read, or the plainest one that does the work where this installation has not built it.

    Working out a plan of one's own (结合实际制定实施方案) is read with the mobilising, but it is writing, not a meeting.
    """
    wanted = "statement" if _is_planning(item) else _KINDS.get(item.values["kind"], "meeting")
    return wanted if find_kind(wanted).built else _INSTEAD.get(wanted, "meeting")


def _is_planning(item: Item) -> bool:
    return item.values["kind"] == "mobilise" and _PLANNING.search(item.quote) is not None


def _steps(draft: Draft, plan: _Plan, phases: list[str], criteria: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for item in draft.of("step"):
        kind = _kind_of_step(item)
        title = _title(item.values["title"], item.values["kind"])
        sample = find_kind(kind).sample() if is_known(kind) else {}
        asked = Asked(find_kind(kind) if is_known(kind) else None, item.code, title)
        told = told_days(draft, item) if "days" in sample else {}
        params = {key: _own(value, key, asked, plan, criteria) for key, value in sample.items() if key not in told}
        params |= told
        if kind == "statement" and _is_planning(item):
            params |= {"form": "plan", "author": "branch_secretary"}
        at = item.values.get("phase")
        who = next((code for pattern, code in _WHO if pattern.search(item.quote)), "branches")
        found.append(
            {
                "code": plan.code(item.code),
                "title": title,
                "kind": kind,
                "phases": [phases[at]] if isinstance(at, int) and at < len(phases) else [phases[0]],
                "per": find_kind(kind).subject if is_known(kind) and not _is_planning(item) else "organization",
                "audience": {"who": [who]},
                "responsible": "branch_secretary",
                **({"params": params} if params else {}),
                "source": _source(item),
            }
        )
    if not found:
        found.append(
            {
                "code": plan.code("read_plan"), "title": "核对草稿", "kind": "meeting", "phases": [phases[0]], "per": "organization",
                "audience": {"who": ["branches"]}, "responsible": "branch_secretary",
                "params": find_kind("meeting").sample() if is_known("meeting") else {},
                "source": {"default": "没有从原文读出步骤"},
            }
        )  # fmt: skip
    return found


def _own(value: Any, key: str, asked: Asked, plan: _Plan, criteria: list[dict[str, Any]]) -> Any:
    """A value of a kind's sample made the draft's own: numbers become questions, sets become the draft's set."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        question, bounds = asked.question(key)
        return {
            "param": plan.ask(
                f"{asked.step}_{key}", question, question, "integer", {"default": "原文没有写明"}, unit="item", **bounds
            )
        }
    if key == "criteria":
        if not criteria:
            source = {"default": "原文没有列出标准"}
            blank = {"count": 1, "ask": "评议用哪些标准", "source": source}
            criteria.append(
                {
                    "code": plan.code("criteria"),
                    "title": "评议标准（待填）",
                    "subject": "person",
                    "blank": blank,
                    "source": source,
                }
            )
        return criteria[0]["code"] if isinstance(value, str) else [criteria[0]["code"]]
    if isinstance(value, dict) and "param" not in value:
        return {inner: _own(inside, inner, asked, plan, criteria) for inner, inside in value.items()}
    if isinstance(value, list | tuple):
        return [_own(inside, key, asked, plan, criteria) for inside in value]
    return value


def _numbers(draft: Draft, plan: _Plan) -> None:
    for item in draft.of("number"):
        values, source = item.values, _source(item)
        name = WHAT_NAMES.get(item.values["what"], item.values["what"])
        title = _title(f"{values.get('applies_to') or ''}（{name}）", name)
        entry: dict[str, Any] = {"code": plan.code(values["what"]), "title": title}
        value, unit = values["value"], values["unit"]
        if values.get("date") and len(values["date"]) == 10 and _exists(values["date"]):
            entry |= {"type": "date", "value": values["date"]}
        elif values.get("date"):
            entry |= {"type": "month_day", "value": values["date"][-5:]}
        elif unit == "%":
            entry |= {"type": "share", "value": f"{value}%"}
        elif unit == "fraction":
            entry |= {"type": "share", "value": str(value)}
        elif isinstance(value, int) and unit in _UNITS:
            entry |= {"type": "integer", "unit": _UNITS[unit], "value": value}
        else:
            entry |= {"type": "decimal", "value": str(value)}
            if unit in _UNITS:
                entry["unit"] = _UNITS[unit]
        if values.get("soft"):
            entry["soft"] = {"word": values["soft"], "exception_by": "superior", "source": source}
        plan.parameters.append({**entry, "source": source})


def _exists(day: str) -> bool:
    from datetime import date

    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
