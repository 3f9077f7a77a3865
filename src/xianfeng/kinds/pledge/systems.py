"""One person's post, target and yearly pledge side by side, and what is missing between them (S1-15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xianfeng.apps.evidence import records
from xianfeng.apps.evidence.records import Record
from xianfeng.kinds.pledge import queries
from xianfeng.kinds.pledge.queries import PledgeRow


@dataclass(frozen=True)
class DutyLine:
    """A duty of the post with the pledges of the year that answer it; none: the link is missing."""

    duty: Record
    pledges: tuple[PledgeRow, ...]


@dataclass(frozen=True)
class Systems:
    lines: tuple[DutyLine, ...]
    others: tuple[PledgeRow, ...]
    """Pledges of the year that answer no duty on record: a requirement of the Party, a target, a personal plan."""
    year: int

    @property
    def pledges(self) -> tuple[PledgeRow, ...]:
        found = {row.id: row for line in self.lines for row in line.pledges}
        return tuple({**found, **{row.id: row for row in self.others}}.values())

    @property
    def has_target(self) -> bool:
        return any(row.shown.target is not None for row in self.pledges)


def systems_of(person_id: int, *, on: date) -> Systems:
    """Duties that stand today and what was promised this year, dropped pledges left out.

    A sheet of duties that was written anew has new numbers: a pledge on the earlier version answers the duty of the same
    words.
    """
    duties = records.list_of_person("duty", person_id, on=on)
    made = queries.list_of_person(person_id, on=on)
    year = [row for row in made if row.made_on.year == on.year and row.dropped_on is None and row.shown.text]
    of_words = {duty.title.strip(): duty.subject for duty in duties}
    known = {duty.subject for duty in duties}
    answers: dict[str, list[PledgeRow]] = {}
    others = []
    for row in year:
        cited = {subject if subject in known else of_words.get(words.strip(), "") for subject, words in row.shown.cites}
        for subject in sorted(cited - {""}):
            answers.setdefault(subject, []).append(row)
        if not cited - {""}:
            others.append(row)
    lines = tuple(DutyLine(duty, tuple(answers.get(duty.subject, ()))) for duty in duties)
    return Systems(lines, tuple(others), on.year)
