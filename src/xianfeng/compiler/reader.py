"""Reading a plan: the text in, everything the rules found out, in one pure pass.

Stages first (steps belong to them, due days must not be taken for theirs), then numbers, parties, sets, vetoes,
roles, and steps last, which leave alone what the others own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xianfeng.compiler.document import Document, prepare
from xianfeng.compiler.readings import (
    CriteriaSet,
    Duty,
    Hearing,
    Number,
    Phase,
    Reading,
    Role,
    ScoringParty,
    SoftWord,
    Step,
    Veto,
)
from xianfeng.compiler.rules import (
    NUMBER_RULES,
    criteria_sets,
    deadlines,
    must_hear,
    party_shares,
    periodic_reports,
    phases,
    roles,
    score_columns,
    scoring_parties,
    soft_words,
    steps,
    tables,
    vetoes,
)
from xianfeng.compiler.surroundings import find_places


@dataclass(frozen=True)
class Understanding:
    """All readings of one document. Positions are in ``document.folded``."""

    document: Document
    phases: tuple[Phase, ...]
    steps: tuple[Step, ...]
    numbers: tuple[Number, ...]
    scoring_parties: tuple[ScoringParty, ...]
    criteria_sets: tuple[CriteriaSet, ...]
    vetoes: tuple[Veto, ...]
    roles: tuple[Role, ...]
    duties: tuple[Duty, ...] = ()
    hearings: tuple[Hearing, ...] = ()
    soft_words: tuple[SoftWord, ...] = ()

    def all_readings(self) -> Iterator[Reading]:
        """Everything that was read, rule by rule; soft words alone do not make a sentence read."""
        yield from self.phases
        yield from self.steps
        yield from self.numbers
        yield from self.scoring_parties
        yield from self.criteria_sets
        yield from self.vetoes
        yield from self.roles
        yield from self.duties
        yield from self.hearings


def understand(text: str) -> Understanding:
    """Read a text. Any text: what is no plan gives few readings, never an error."""
    document = prepare(text)
    found_phases = phases.read(document)
    found_vetoes = vetoes.read(document)
    found_sets = criteria_sets.read(document)
    found_roles = roles.read(document)
    found_parties = scoring_parties.read(document)
    closed = [(p.start, p.end) for p in found_phases] + [(v.start, v.end) for v in found_vetoes]
    closed += [(r.start, r.end) for r in found_roles if "\n" in document.folded[r.start : r.end]]
    return Understanding(
        document=document,
        phases=tuple(found_phases),
        steps=tuple(steps.read(document, found_phases, closed)),
        numbers=tuple(_numbers(document, found_phases, found_parties)),
        scoring_parties=tuple(found_parties),
        criteria_sets=tuple(found_sets),
        vetoes=tuple(found_vetoes),
        roles=tuple(found_roles),
        duties=tuple(periodic_reports.read(document)),
        hearings=tuple(must_hear.read(document)),
        soft_words=tuple(soft_words.read(document)),
    )


def _numbers(document: Document, found_phases: list[Phase], parties: list[ScoringParty]) -> list[Number]:
    """Numbers of all rules in their order; a place in the text is read once, and never inside a stage's head."""
    heads = [(p.start, p.end) for p in found_phases]
    places = find_places(document)
    taken: set[int] = set()
    found: list[Number] = []
    for reading in [
        *tables.read(document),
        *score_columns.read(document),
        *deadlines.read(document, found_phases),
        *party_shares.read(document, parties),
    ]:
        if reading.at not in taken:
            taken.add(reading.at)
            found.append(reading)
    for rule in NUMBER_RULES:
        for reading in rule(places):
            if reading.at in taken or any(a <= reading.at < b for a, b in heads):
                continue
            taken.add(reading.at)
            found.append(reading)
    return sorted(_told_below(document, found), key=lambda n: n.at)


def _told_below(document: Document, found: list[Number]) -> list[Number]:
    """``found`` without the frequency in a title that its own text tells again (（一）开展一次党课。各支部开展一次…)."""
    kept = list(found)
    for block in document.blocks:
        heading = block.heading
        if heading is None:
            continue
        own = [n for n in kept if heading.start <= n.at < heading.title_end and n.what == "meeting_per_period"]
        again = {n.value for n in kept if heading.body_start <= n.at < block.end and n.what == "meeting_per_period"}
        kept = [n for n in kept if not (n in own and n.value in again)]
    return kept
