"""Reach rooms and kinds by name: call a query that a room may or may not have, without importing the room.

Kinds do not know each other and nobody above imports them; what a page wants from all of them is asked here.
A room answers by having the function in its `queries` module, or in `own` (what the room tells a person about itself):

- `list_todos(viewer, on) -> list[Todo]`: what this person has to do there besides steps (a ballot to cast, an item to accept)
- `list_public_cards(on) -> list[PublicCard]`: what of the room is open to society today
- `list_school_cards(viewer, on) -> list[PublicCard]`: what of the room hangs where this person works, for all who work there
- `list_record(person_id) -> list[RecordLine]`: what the room keeps about a person, for the page "my record"
- `list_contest_terms(campaign_id, step_code, organization_id, days) -> list[core.schedule.Term]`: until when the result of
  a round can be contested, as far as the room knows; `days`: the longest term of its plan, in working days
- `list_mirrors(campaign_id, step_codes, organization_id, person_id, on) -> list[Mirror]`: what steps that come before the
  own text hold up to its author
- `list_contested(step, unit_ids, on) -> list[int]`: how many results of a step are not final yet in these units
- `list_decisions(campaign_id) -> list[Record]`, `list_uses(subjects) -> list[tuple[str, str]]`: what was decided, and which
  proposals a decision used
- `list_measures(campaign_id, organization_id) -> list[tuple[str, str]]`: what a unit means to do about each node of the
  programme's tree, as (node, words)
- `list_answers(campaign_id, organization_id) -> list[(subject, words)]`: what of the room may answer a problem of a unit (S1-13)
- `list_adopting(item_id) -> list[str]`: what has taken a tracked item up and has to be kept before it is done (S1-33)
- `list_last_inspections(organization_ids) -> list[(unit, day)]`: when each was last inspected from outside (S1-41)
- `judge_condition(question) -> list[Finding]`: whether a condition of a gate holds (`campaigns.gates.Question`), where it knows
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xianfeng.apps.journal.rooms import each_room as each_room
from xianfeng.apps.people.record_notes import RecordLine as RecordLine
from xianfeng.apps.people.record_notes import Todo as Todo


@dataclass(frozen=True)
class PublicCard:
    """One thing on the public site. `group`: notice | opinion | pledge | honour; `until`: the last day it is shown."""

    group: str
    title: str
    text: str = ""
    url: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Mirror:
    """What others said, in a checked digest, for a text about the own work. `waits`: '' | collecting | to_confirm."""

    title: str
    lines: tuple[str, ...]
    url: str = ""
    waits: str = ""
