"""Roles, criteria, stages and numbers of a drafted plan, each with the words it was read from."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from xianfeng.compiler.draft import Draft, Item
from xianfeng.compiler.pack.gathering import Gathered, simplified_words, source_of, title_of
from xianfeng.compiler.report import WHAT_NAMES

_UNITS = {
    "天": "day", "日": "day", "工作日": "working_day", "周": "week", "月": "month", "年": "year", "小时": "hour",
    "学时": "hour", "课时": "hour", "分钟": "minute", "字": "character", "人": "person", "名": "person", "位": "person",
    "个": "item", "项": "item", "条": "item", "篇": "item", "份": "item", "次": "time", "分": "point", "颗": "star",
    "星": "star", "届": "round", "轮": "round",
}  # fmt: skip
_ABOUT = re.compile(r"左右|上下|大约|原则上|一般")
"""Words that leave room in the length of a stage."""


def find_roles(draft: Draft, plan: Gathered, bodies: list[Item]) -> list[dict[str, Any]]:
    """Offices, and the ``bodies`` that the text sets up outside its stages: they lead, they are nobody's work."""
    found = []
    for item in draft.of("role"):
        role, holder = item.values["role"], item.values["holder"]
        found.append(
            {
                "code": plan.code("role"),
                "title": title_of(f"{role}：{holder}", role),
                "holder": "branch_secretary" if "书记" in holder else "leading_group" if "组" in role else "leader_in_charge",
                "exactly_one": "、" not in holder,
                "required_to_open": "第一责任" in role,
                "source": source_of(item),
            }
        )  # fmt: skip
    for item in bodies:
        title = title_of(re.sub(r"^.*?(?:成立|设立|组建|成立了)", "", simplified_words(item.quote)), "领导小组")
        holder = "programme_office" if "办公室" in title else "supervision_group" if "督" in title else "leading_group"
        found.append(
            {"code": plan.code("role"), "title": title, "holder": holder, "exactly_one": False,
             "required_to_open": False, "source": source_of(item)}
        )  # fmt: skip
    return found


def find_criteria(draft: Draft, plan: Gathered) -> list[dict[str, Any]]:
    found = []
    for item in draft.of("criteria_set"):
        source = source_of(item)
        titles = list(dict.fromkeys(title_of(words, "条目") for words in item.values["items"]))
        entry: dict[str, Any] = {
            "code": plan.code("criteria"),
            "title": title_of(item.values["name"], "标准"),
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


def find_phases(draft: Draft, plan: Gathered) -> list[dict[str, Any]]:
    found = []
    for number, item in enumerate(draft.of("phase"), start=1):
        source, values = source_of(item), item.values
        title = title_of(values["name"], f"第{number}阶段")
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
    plan: Gathered, code: str, title: str, values: dict[str, Any], full: str, edge: str, source: dict[str, Any]
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


def find_numbers(draft: Draft, plan: Gathered) -> None:
    for item in draft.of("number"):
        values, source = item.values, source_of(item)
        name = WHAT_NAMES.get(item.values["what"], item.values["what"])
        title = title_of(f"{values.get('applies_to') or ''}（{name}）", name)
        entry: dict[str, Any] = {"code": plan.code(values["what"]), "title": title}
        value, unit = values["value"], values["unit"]
        if values.get("date") and len(values["date"]) == 10 and _exists(values["date"]):
            entry |= {"type": "date", "value": values["date"]}
        elif values.get("date") and _exists(f"2000-{values['date'][-5:]}"):
            entry |= {"type": "month_day", "value": values["date"][-5:]}
        elif values.get("date"):
            entry |= {"type": "month_day", "ask": f"{title}：没有这一天（原文：{source.get('quote', '')[:40]}）"}
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
        entry["source"] = source
        plan.parameters.append(entry)
        plan.figures[item.code] = entry


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
