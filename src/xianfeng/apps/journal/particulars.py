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

from xianfeng.apps.journal.queries import Line
from xianfeng.apps.journal.rooms import each_room
from xianfeng.apps.journal.terms import KEYS, SUBJECTS
from xianfeng.ui.templatetags.xianfeng_ui import cn_date, cn_datetime, sign

NUMBERS = {
    "campaign": "campaign",
    "step": "step",
    "key": "ask",
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
TECHNICAL = ("rules", "public_keys", "keepers", "pack")
"""What only programs read: left to the export."""
OF_OWN_ROOM = ("fact", "facts", "part")
"""Codes that other rooms use in another sense: told only where the act's own room has the word."""
WRITTEN = ("reason", "remark", "remarks", "note", "text", "title", "name", "file", "login", "doubt", "ground", "about")
"""What people wrote: never taken for a code."""
CODE = re.compile(r"[a-z][a-z_]*")
PLAIN_NUMBER = re.compile(r"[0-9:-]{1,24}")
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
    if subject in names:
        return f"{word}{sign('：')}{names[subject]}"
    return f"{word}{NO_BREAK}{number}" if PLAIN_NUMBER.fullmatch(number) else str(word)


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
        word = KEYS.get(key) or _word(key, room)
        if said and word and key not in TECHNICAL:
            parts.append(f"{word}{sign('：')}{said}")
    return sign("；").join(parts)


def _value(key: str, value: Any, room: str, names: Mapping[str, str]) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, dict):
        inside = _told(value, room, names)
        return f"{sign('（')}{inside}{sign('）')}" if inside else ""
    if isinstance(value, list):
        return sign("、").join(said for one in value if (said := _value(key, one, room, names)))
    if key == "subject":
        return subject_words(str(value), names)
    if f"{NUMBERS.get(key)}:{value}" in names:
        return names[f"{NUMBERS[key]}:{value}"]
    if key in OF_OWN_ROOM:
        return str(_choices(room).get(str(value)) or "")
    return str(value) if key in WRITTEN else _text(str(value), room)


def _text(text: str, room: str) -> str:
    """A code that no room has a word for is left to the export."""
    if HASH.fullmatch(text):
        return f"{text[:SHOWN_OF_HASH]}…"
    if CODE.fullmatch(text):
        return _word(text, room)
    if re.match(r"\d{4}-\d\d-\d\d", text):
        return _moment(text)
    return text


def _word(code: str, room: str) -> str:
    return str(_choices(room).get(code) or _choices("").get(code) or "")


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
