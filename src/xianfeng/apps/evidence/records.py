"""What other rooms may know about the records that facts point at ("pledge:12"): a title, a link, whose it is.

Kinds do not know each other. A kind registers a source for its model when the site starts; another kind, the personal
record or the archive asks here by model name. A model nobody registered has no records: an empty list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class Record:
    """One record of a kind as others may show it to a person who may see it."""

    subject: str
    """"model:id", as in facts."""
    title: str
    """The text itself, or its first lines."""
    note: str = ""
    """Where it stands or what it belongs to, in words."""
    url: str = ""
    person_id: int | None = None
    organization_id: int | None = None
    campaign_id: int | None = None


class RecordSource(Protocol):
    """What a kind offers about one of its models."""

    def list_of_person(self, person_id: int, *, on: date, campaign_id: int | None) -> list[Record]:
        """Records of this person that stand on the day (of one campaign, when given)."""

    def list_by_ids(self, ids: Iterable[int]) -> list[Record]:
        """Records by id, also old versions: what was cited once can always be shown."""


_sources: dict[str, RecordSource] = {}


def register(model: str, source: RecordSource) -> None:
    """Called from the `ready` of the kind that owns the model."""
    _sources[model] = source


def list_of_person(model: str, person_id: int, *, on: date, campaign_id: int | None = None) -> list[Record]:
    source = _sources.get(model)
    return source.list_of_person(person_id, on=on, campaign_id=campaign_id) if source else []


def describe(subjects: Iterable[str]) -> dict[str, Record]:
    """Records by subject, one question to each model; unknown ones are left out."""
    ids: dict[str, list[int]] = {}
    for subject in subjects:
        model, _, number = subject.partition(":")
        if model in _sources and number.isdigit():
            ids.setdefault(model, []).append(int(number))
    return {record.subject: record for model, wanted in ids.items() for record in _sources[model].list_by_ids(wanted)}
