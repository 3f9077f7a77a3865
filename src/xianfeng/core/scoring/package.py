"""The outcome as bytes: one canonical JSON, the same from the command, the web and the archive."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from xianfeng.core.scoring.engine import Line, Outcome, Refusal, SelectionResult, SubjectResult
from xianfeng.core.scoring.numbers import text_of


def outcome_json(outcome: Outcome) -> str:
    """Canonical JSON text: sorted keys, exact numbers as text, counts as whole numbers, a line break at the end."""
    return json.dumps(outcome_plain(outcome), ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def outcome_plain(outcome: Outcome) -> dict[str, Any]:
    """The outcome as plain data."""
    rules = outcome.rules
    return {
        "format": 1,
        "rules": {"code": rules.code, "version": rules.version, "sha256": rules.fingerprint()},
        "round": outcome.round,
        "stars_defined": len(rules.criteria) if rules.stars is not None else None,
        "subjects": [_subject(result, rules.rounding.places, rules.rounding.at) for result in outcome.subjects],
        "selection": _selection(outcome.selection) if outcome.selection is not None else None,
    }


def _subject(result: SubjectResult, places: int, rounded_at: str) -> dict[str, Any]:
    item_places = places if rounded_at == "item" else None
    return {
        "code": result.code,
        "items": {code: _number(value, item_places) for code, value in result.items.items()},
        "total": _number(result.total, places if rounded_at == "total" else None),
        "stars": list(result.stars) if result.stars is not None else None,
        "stars_total": result.stars_total,
        "threshold_reached": result.reached,
        "band": result.band,
        "barred_by": list(result.barred_by),
        "refusals": _refusals(result.refusals),
        "explain": [_line(line) for line in result.lines],
    }


def _selection(selection: SelectionResult) -> dict[str, Any]:
    return {
        "chosen": list(selection.chosen) if selection.chosen is not None else None,
        "eligible": list(selection.eligible),
        "not_eligible": {code: list(grounds) for code, grounds in selection.not_eligible.items()},
        "places": selection.places,
        "refusals": _refusals(selection.refusals),
        "explain": [_line(line) for line in selection.lines],
    }


def _refusals(refusals: Iterable[Refusal]) -> list[dict[str, Any]]:
    return [{"code": refusal.code, "params": dict(refusal.params)} for refusal in refusals]


def _line(line: Line) -> dict[str, Any]:
    value = text_of(line.value) if isinstance(line.value, Fraction) else line.value
    return {
        "about": line.about,
        "how": line.how,
        "value": value,
        "base": line.base,
        "base_count": line.base_count,
        "parts": list(line.parts),
        "source": line.source,
    }


def _number(value: Fraction | None, places: int | None) -> str | None:
    return None if value is None else text_of(value, places)
