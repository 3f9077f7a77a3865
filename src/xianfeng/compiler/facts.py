"""The bare facts of a plan as JSON: what was read, with the exact words it was read from.

The fields are those of the annotated fragments the compiler is measured on: headings, phases, steps, numbers,
scoring_parties, criteria_sets, vetoes, roles. Every ``quote`` is an exact piece of the input. Doubtful readings and,
in texts that are no plans (news, speeches, results), all but the headings are left out.
"""

from __future__ import annotations

from typing import Any

from xianfeng.compiler.numerals import plain
from xianfeng.compiler.reader import Understanding, understand
from xianfeng.compiler.readings import DOUBTFUL, Number, Phase, Reading

FIELDS = ("headings", "phases", "steps", "numbers", "scoring_parties", "criteria_sets", "vetoes", "roles")


def read_facts(text: str) -> dict[str, list[dict[str, Any]]]:
    """The facts of ``text``; every field is there, empty where nothing was read."""
    return facts_of(understand(text))


def facts_of(understanding: Understanding) -> dict[str, list[dict[str, Any]]]:
    """The facts of what has been read."""
    document = understanding.document
    text = document.text

    def quoted(reading: Reading) -> str:
        return text.quote(reading.start, reading.end)

    def own(reading: Reading, words: str) -> str:
        """``words`` as the original writes them (traditional characters, full-width digits)."""
        at = document.folded.find(words, max(0, reading.start - 40), reading.end + 400) if words else -1
        return text.quote(at, at + len(words)) if at >= 0 else words

    facts: dict[str, list[dict[str, Any]]] = {name: [] for name in FIELDS}
    for block in document.blocks:
        heading = block.heading
        if heading:
            number_end = heading.start + len(document.folded[heading.start : heading.title_end]) - len(heading.title)
            facts["headings"].append(
                {
                    "level": heading.level,
                    "number": text.quote(heading.start, number_end).strip(),
                    "title": text.quote(number_end, heading.title_end),
                    "quote": text.quote(heading.start, heading.title_end),
                }
            )
    if document.genre != "plan":
        return facts
    sure_phases = [p for p in understanding.phases if p.confidence >= DOUBTFUL]
    for phase in sure_phases:
        facts["phases"].append({**_phase(phase, quoted(phase)), "name": own(phase, phase.name)})
    for step in understanding.steps:
        if step.confidence >= DOUBTFUL:
            facts["steps"].append(
                {"phase": step.phase, "title": own(step, step.title), "kind": step.kind, "quote": quoted(step)}
            )
    for number in understanding.numbers:
        if number.confidence >= DOUBTFUL:
            facts["numbers"].append(_number(number, quoted(number)))
    for party in understanding.scoring_parties:
        if party.confidence >= DOUBTFUL:
            weight = None if party.weight is None else plain(party.weight)
            facts["scoring_parties"].append({"party": party.party, "weight": weight, "quote": quoted(party)})
    for found in understanding.criteria_sets:
        if found.confidence >= DOUBTFUL:
            facts["criteria_sets"].append(
                {
                    "name": own(found, found.name),
                    "items": [own(found, item) for item in found.items],
                    "quote": quoted(found),
                }
            )
    for veto in understanding.vetoes:
        if veto.confidence >= DOUBTFUL:
            facts["vetoes"].append(
                {"condition": own(veto, veto.condition), "effect": veto.effect, "quote": quoted(veto)}
            )
    for role in understanding.roles:
        if role.confidence >= DOUBTFUL:
            facts["roles"].append({"role": role.role, "holder": own(role, role.holder), "quote": quoted(role)})
    return facts


def _phase(phase: Phase, quote: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": phase.name,
        "start": phase.first,
        "end": phase.last,
        "duration_days": phase.duration_days,
        "quote": quote,
    }
    for key in ("start_month", "end_month", "start_day", "end_day"):
        value = getattr(phase, key)
        if value is not None:
            found[key] = value
    return found


def _number(number: Number, quote: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "what": number.what,
        "value": plain(number.value),
        "unit": number.unit,
        "applies_to": number.applies_to,
        "quote": quote,
    }
    if number.date:
        found["date"] = number.date
    return found
