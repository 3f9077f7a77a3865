"""Roles, criteria, stages and numbers of a drafted plan, each with the words it was read from."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from xianfeng.compiler.draft import Draft, Item
from xianfeng.compiler.pack.gathering import UNTOLD, Gathered, Question, simplified_words, source_of, title_of
from xianfeng.compiler.report import WHAT_NAMES

_UNITS = {
    "天": "day", "日": "day", "工作日": "working_day", "周": "week", "月": "month", "年": "year", "小时": "hour",
    "学时": "hour", "课时": "hour", "分钟": "minute", "字": "character", "人": "person", "名": "person", "位": "person",
    "个": "item", "项": "item", "条": "item", "篇": "item", "份": "item", "次": "time", "分": "point", "颗": "star",
    "星": "star", "届": "round", "轮": "round",
}  # fmt: skip
STAGE_DAYS = Question("“{about}”安排几天", "integer", "day", minimum=1, maximum=400)
WHOLE_DAYS = Question("整个活动安排几天", "integer", "day", minimum=1, maximum=730)
FIRST_DAY = Question("“{about}”从哪天开始（原文：{quote}）", "date")
LAST_DAY = Question("“{about}”到哪天结束（原文：{quote}）", "date")
NO_SUCH_DAY = Question("没有这一天，应是哪天（原文：{quote}）", "month_day")
TOLERANCE = Question(
    "写着“左右”“一般”的数字可以上下相差几分之几（不许相差的填 0）", "share", minimum="0", maximum="1/2", usual="1/5",
    because="例如三十天上下六天；再多须经上级同意并写明理由",
)  # fmt: skip
FIRST_RESPONSIBLE = Question(
    "由谁担任第一责任人", "choice", usual="branch_secretary", because="党组织的活动通常由书记担任第一责任人",
    choices={"branch_secretary": "支部书记", "principal": "校长", "leader_in_charge": "分管负责人"},
)  # fmt: skip
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
    if not any("责任人" in item.values["role"] or item.values["role"] == "组长" for item in draft.of("role")):
        code = plan.ask("first_responsible", FIRST_RESPONSIBLE)
        found.append(
            {"code": code, "title": "第一责任人", "holder": "branch_secretary", "required_to_open": True,
             "source": {"default": UNTOLD}}
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
                plan.tell("criteria_items", item.values["name"], item.span)
        found.append(entry)
    return found


def find_phases(draft: Draft, plan: Gathered) -> list[dict[str, Any]]:
    found = []
    for number, item in enumerate(draft.of("phase"), start=1):
        source, values = source_of(item), item.values
        title = title_of(values["name"], f"第{number}阶段")
        code = plan.code(f"phase_{number}")
        entry: dict[str, Any] = {"code": code, "title": title}
        start = _date_parameter(plan, f"{code}_from", f"{title}从哪天开始", item, title, "first", "start")
        if start:
            entry["starts"] = {"param": start}
        elif number == 1:
            plan.tell("phase_start", title, item.span)
        if not (values["first"] or values["last"]) and (values["start_month"] or values["end_month"]):
            plan.tell("phase_year", title, item.span)
        end = _date_parameter(plan, f"{code}_to", f"{title}到哪天结束", item, title, "last", "end")
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
                parameter["soft"] = _soft(plan, soft.group(), title, item)
            plan.parameters.append(parameter)
            entry["lasts"] = {"days": length}
        elif end:
            entry["ends"] = {"param": end, "included": True}
        else:
            entry["lasts"] = {"days": plan.ask("phase_end", STAGE_DAYS, title, item, source)}
        entry["source"] = source
        found.append(entry)
    if not found:
        source = {"default": "原文没有分阶段"}
        length = plan.ask("campaign_dates", WHOLE_DAYS, source=source)
        found.append({"code": plan.code("whole"), "title": "全程", "lasts": {"days": length}, "source": source})
    return found


def _date_parameter(plan: Gathered, code: str, title: str, item: Item, about: str, full: str, edge: str) -> str | None:
    """A day of the calendar as far as the text gives it: a date, a month and day, or a question; None when untold."""
    values, source = item.values, source_of(item)
    known = values.get(full)
    month, day = values.get(f"{edge}_month"), values.get(f"{edge}_day")
    if not known and not month:
        return None
    if not (known and len(known) == 10) and not (month and day):
        question = FIRST_DAY if edge == "start" else LAST_DAY
        question = replace(question, type="date" if known else "month_day")
        whole = None if values.get("fuzzy") else _whole_month(known, month, edge)  # 中旬, 月初 are no whole months
        asked = replace(question, usual=whole, because="原文只写到月，按整月计") if whole else question
        return plan.ask("phase_exact_day", asked, about, item, source)
    entry: dict[str, Any] = {"code": plan.code(code), "title": title}
    if known and len(known) == 10:
        entry |= {"type": "date", "value": known}
    else:
        entry |= {"type": "month_day", "value": f"{month:02d}-{day:02d}"}
    plan.parameters.append({**entry, "local": "free", "source": source})
    return str(entry["code"])


def _whole_month(known: str | None, month: int | None, edge: str) -> str | None:
    """The first or the last day of a month that is named without a day (3月—4月); None where even the month is vague."""
    if known is not None and len(known) == 7:
        year, month = int(known[:4]), int(known[5:])
        return f"{known}-{1 if edge == 'start' else monthrange(year, month)[1]:02d}"
    return f"{month:02d}-{1 if edge == 'start' else monthrange(2001, month)[1]:02d}" if month else None


def _soft(plan: Gathered, word: str, about: str, item: Item) -> dict[str, Any]:
    """A soft word with the room it leaves: one question for all of them."""
    tolerance = plan.ask_once("tolerance", TOLERANCE, about, item)
    return {"word": word, "tolerance": tolerance, "exception_by": "superior", "source": source_of(item)}


def find_numbers(draft: Draft, plan: Gathered) -> None:
    for item in draft.of("number"):
        values, source = item.values, source_of(item)
        name = WHAT_NAMES.get(item.values["what"], item.values["what"])
        title = title_of(f"{values.get('applies_to') or ''}（{name}）", name)
        value, unit, day = values["value"], values["unit"], values.get("date")
        if day and not _exists(f"2000-{day[-5:]}"):
            asked = plan.ask("deadline_day", NO_SUCH_DAY, title, item, source)
            plan.figures[item.code] = {"code": asked, "type": "month_day"}
            continue
        entry: dict[str, Any] = {"code": plan.code(values["what"]), "title": title}
        if day and len(day) == 10 and _exists(day):
            entry |= {"type": "date", "value": day}
        elif day:
            entry |= {"type": "month_day", "value": day[-5:]}
            plan.tell("deadline_year", title, item.span)
        elif unit == "%":
            entry |= {"type": "share", "value": f"{value}%"}
        elif unit == "fraction":
            entry |= {"type": "share", "value": str(Fraction(str(value)).limit_denominator(20))}  # 0.6667 was 三分之二
        elif isinstance(value, int) and unit in _UNITS:
            entry |= {"type": "integer", "unit": _UNITS[unit], "value": value}
        else:
            entry |= {"type": "decimal", "value": str(value)}
            if unit in _UNITS:
                entry["unit"] = _UNITS[unit]
        if values.get("soft"):
            entry["soft"] = _soft(plan, values["soft"], title, item)
        entry["source"] = source
        plan.parameters.append(entry)
        plan.figures[item.code] = entry


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
