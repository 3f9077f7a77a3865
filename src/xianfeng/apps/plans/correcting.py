"""Put a person's corrections on what the compiler read: pure, so that the same notes fit a revised document again.

A correction is anchored by its field and the exact words it is about, nearest to where they stood. What finds its words
no longer is handed back as lost, never applied to something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from xianfeng.compiler.draft import Draft, Item
from xianfeng.compiler.revision import Change
from xianfeng.compiler.text import Span

Note = TypeVar("Note")

PERSON = "person"
"""The rule named beside what a person wrote."""
UNREAD = "unread"
"""The field of a note about a sentence nobody read: looked at, asks for nothing."""

BLANK: Mapping[str, dict[str, Any]] = {
    "phase": {
        "name": "", "first": None, "last": None, "start_month": None, "start_day": None, "end_month": None,
        "end_day": None, "duration_days": None, "fuzzy": False, "words": "",
    },
    "step": {"title": "", "kind": "other", "phase": None, "who": ""},
    "number": {"what": "other", "value": 0, "unit": "", "applies_to": "", "date": None, "soft": "", "bound": ""},
    "scoring_party": {"party": "self", "weight": None},
    "criteria_set": {"name": "", "items": (), "announced": None},
    "veto": {"condition": "", "effect": ""},
    "role": {"role": "", "holder": ""},
    "duty": {"rhythm": "月", "day": None, "receiver": ""},
    "hearing": {"group": ""},
}  # fmt: skip
"""What a person may add, with every value an item of the field has."""


@dataclass(frozen=True)
class Correction:
    """One note. `values`: what was written (correct, add), `{"phase_quote"}` (move) or `{"at"}`, an offset (split).

    `restore` takes back every note about its words; with `{"only_last": True}` the newest one (undo).
    """

    verb: str
    field: str
    quote: str
    start: int
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Corrected:
    """The draft as corrected; `states` of the items somebody has looked at, `rejected` ones, notes that fit nothing,
    the words of unread sentences that somebody has looked at and left (`seen`)."""

    draft: Draft
    states: Mapping[str, str]
    rejected: tuple[Item, ...]
    lost: tuple[Correction, ...]
    seen: frozenset[str] = frozenset()


def corrected(draft: Draft, corrections: Iterable[Correction]) -> Corrected:
    """``draft`` with the corrections in their order; the last word counts."""
    phases = draft.of("phase")
    items = [_by_code(item, phases) for item in draft.items]
    states: dict[str, str] = {}
    rejected: list[Item] = []
    lost: list[Correction] = []
    seen: set[str] = set()
    for number, note in enumerate(standing(corrections), start=1):
        if note.field == UNREAD:
            seen.add(note.quote)
            continue
        if note.verb == "add":
            added = _added(draft.text, note, number, items)
            if added is None:
                lost.append(note)
            elif _nearest(items, note) is None:
                items.append(added)
                states[added.code] = "added"
            continue
        at = _nearest(items, note)
        if at is None:
            lost.append(note)
            continue
        item = items[at]
        if note.verb == "accept":
            states[item.code] = states.get(item.code, "accepted")
        elif note.verb == "reject":
            rejected.append(items.pop(at))
        elif note.verb == "correct":
            items[at] = replace(item, values={**item.values, **note.values}, confidence=1.0, rule=PERSON)
            states[item.code] = "corrected"
        elif note.verb == "move":
            wanted = str(note.values.get("phase_quote", ""))
            target = _phase_with(items, wanted)
            if wanted and target is None:
                lost.append(note)  # the stage is gone: the step stays where the text has it
                continue
            items[at] = replace(item, values={**item.values, "phase": target}, confidence=1.0, rule=PERSON)
            states[item.code] = "moved"
        elif note.verb == "split":
            items[at : at + 1] = _halves(item, int(note.values.get("at", 0)))
            for half in items[at : at + 2]:
                states[half.code] = "split"
    ordered = sorted(items, key=lambda item: item.span.start)
    left = [item.code for item in ordered if item.field == "phase"]
    whole = tuple(_by_position(item, left) for item in ordered)
    return Corrected(replace(draft, items=whole), states, tuple(rejected), tuple(lost), frozenset(seen))


def standing(notes: Iterable[Note]) -> list[Note]:
    """Without what a later `restore` of the same words took back; for corrections and for the rows that keep them."""
    kept: list[Note] = []
    for note in notes:
        if note.verb != "restore":
            kept.append(note)
            continue
        about = [one for one in kept if (one.field, one.quote, one.start) == (note.field, note.quote, note.start)]
        gone = about[-1:] if note.values.get("only_last") else about
        kept = [one for one in kept if not any(one is other for other in gone)]
    return kept


def carried(note: Correction, was: Mapping[str, Any], changes: Iterable[Change]) -> Correction:
    """The note as it holds for a revised document: at the place its words have moved to, and on words that were only touched.

    Of a correction only what the person changed goes along (`was`: what had been read); where the revised text itself says
    something else there, the note stays with its old words and so is told as lost, for a person to look at again. What was
    accepted or split in other words is looked at again too.
    """
    pairs = [(one.old, one.new) for one in changes if one.old is not None and one.new is not None]
    if "phase_quote" in note.values:
        stages = {old.quote: new.quote for old, new in pairs if old.field == "phase"}
        stage = str(note.values["phase_quote"])
        note = replace(note, values={**note.values, "phase_quote": stages.get(stage, stage)})
    own = [pair for pair in pairs if (pair[0].field, pair[0].quote) == (note.field, note.quote)]
    if not own or note.verb == "add":
        return note
    old, new = min(own, key=lambda pair: abs(pair[0].span.start - note.start))
    if new.quote == old.quote:
        return replace(note, start=new.span.start)
    if note.verb in ("accept", "split"):
        return note
    changed = {key: value for key, value in note.values.items() if key == "params" or was.get(key) != value}
    if note.verb == "correct":
        if any(key != "params" and old.values.get(key) != new.values.get(key) for key in changed):
            return note
        return replace(note, quote=new.quote, start=new.span.start, values=changed)
    return replace(note, quote=new.quote, start=new.span.start)


def _nearest(items: list[Item], note: Correction) -> int | None:
    """The place of the item with the note's field and words, nearest to where they stood."""
    found = [at for at, item in enumerate(items) if item.field == note.field and item.quote == note.quote]
    return min(found, key=lambda at: abs(items[at].span.start - note.start), default=None)


def _added(text: str, note: Correction, number: int, items: list[Item]) -> Item | None:
    places, at = [], text.find(note.quote) if note.quote else -1
    while at >= 0:
        places.append(at)
        at = text.find(note.quote, at + 1)
    if not places or note.field not in BLANK:
        return None
    start = min(places, key=lambda place: abs(place - note.start))
    values = {**BLANK[note.field], **note.values}
    if "phase_quote" in values:
        values["phase"] = _phase_with(items, str(values.pop("phase_quote")))
    return Item(
        f"added_{number}", note.field, values, Span(start, start + len(note.quote)), note.quote, 1.0, PERSON
    )  # fmt: skip


def _halves(item: Item, at: int) -> list[Item]:
    """The item cut at an offset into its words; each half is named by its own words."""
    at = min(max(at, 1), max(len(item.quote) - 1, 1))
    parts = []
    for mark, (start, end) in zip("ab", ((0, at), (at, len(item.quote))), strict=True):
        words = item.quote[start:end]
        values = {**item.values, "title": words.strip(" ，；。、\n")[:60]}
        span = Span(item.span.start + start, item.span.start + end)
        parts.append(replace(item, code=f"{item.code}{mark}", values=values, span=span, quote=words, rule=PERSON))
    return parts


def _phase_with(items: list[Item], quote: str) -> str | None:
    return next((item.code for item in items if item.field == "phase" and item.quote == quote), None)


def _by_code(item: Item, phases: tuple[Item, ...]) -> Item:
    """A step with its phase named by code, so that phases can come and go."""
    at = item.values.get("phase")
    if item.field != "step" or not isinstance(at, int) or at >= len(phases):
        return item
    return replace(item, values={**item.values, "phase": phases[at].code})


def _by_position(item: Item, phases: list[str]) -> Item:
    at = item.values.get("phase")
    if item.field != "step" or not isinstance(at, str):
        return item
    return replace(item, values={**item.values, "phase": phases.index(at) if at in phases else None})
