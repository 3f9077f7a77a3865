"""Who of an audience has done a step, by name.

A figure that cannot be known is none, never nought: steps that owe nothing, steps done once for the whole campaign,
and audiences without a roster here (parents, society) have no `of`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.queries import CampaignRow, StepRow
from xianfeng.apps.people import queries as people
from xianfeng.apps.progress.standing import ask_of, asks_of, fetch, standing

NAMES = (
    " SELECT t.is_done, t.is_excused, t.reason, t.subject_id, t.unit_id, coalesce(p.name, o.name) AS name, b.name"
    " FROM standing t JOIN ask a ON a.ask_no = t.ask_no"
    " LEFT JOIN people_person p ON a.per_person AND p.id = t.subject_id"
    " LEFT JOIN people_organization o ON NOT a.per_person AND o.id = t.subject_id"
    " JOIN people_organization b ON b.id = t.unit_id ORDER BY b.code, p.number, o.code"
)


@dataclass(frozen=True)
class Subject:
    """Somebody (or an organisation) of the audience."""

    id: int
    name: str
    organization_id: int
    organization_name: str
    is_person: bool
    reason: str = ""
    """Why excused."""


@dataclass(frozen=True)
class Coverage:
    """n of N, with names. `of` is the audience of the day less those excused who have not done it anyway (S0-04)."""

    n: int | None
    of: int | None
    state: str
    """no_data | not_applicable | not_started | open | late | done"""
    done: tuple[Subject, ...] = ()
    missing: tuple[Subject, ...] = ()
    excused: tuple[Subject, ...] = ()
    unlisted: tuple[str, ...] = ()
    """Words of the audience that no roster here can count."""

    @property
    def is_full(self) -> bool:
        """全覆盖: everybody has done it or is excused on record, and somebody is concerned at all."""
        return self.of is not None and self.n == self.of and bool(self.done or self.excused)


def step_state(step: StepRow, on: date, n: int | None, of: int | None, excused: int = 0) -> str:
    if n is None or of is None:
        return "no_data"
    if of == 0 and not excused:
        return "not_applicable"
    if n >= of:
        return "done"
    return {"ahead": "not_started", "running": "open", "over": "late"}[step.state_on(on)]


def coverage(campaign_id: int, step_code: str, organization_id: int, on: date) -> Coverage:
    """Who of the branches at or below the organisation has done the step on the day `on`, by name."""
    campaign, step = campaigns.get_with_step(campaign_id, step_code)
    steps = {campaign_id: [] if step.is_local else [step]}
    ways = campaigns.variations(steps, lambda: people.subtree_ids(organization_id))[campaign_id]
    step = next(
        (one.step for one in ways if one.units and organization_id in one.units and one.step.code == step_code), step
    )
    ask = ask_of(campaign, step, on)
    asks = [one for one in asks_of(campaign, ways, on) if one.step.code == step_code and one.is_counted]
    if not ask.is_counted or not asks:
        return Coverage(None, None, "no_data", unlisted=ask.unlisted)
    per_person = step.subject == "person"
    done, missing, excused = [], [], []
    for is_done, is_excused, reason, subject, unit, name, unit_name in fetch(
        standing(asks, on, organization_ids=[organization_id]), NAMES
    ):
        row = Subject(subject, name, unit, unit_name, per_person, reason)
        (done if is_done else excused if is_excused else missing).append(row)
    n, of = len(done), len(done) + len(missing)
    return Coverage(
        n, of, step_state(step, on, n, of, len(excused)), tuple(done), tuple(missing), tuple(excused), ask.unlisted
    )


def by_class(campaign: CampaignRow, step: StepRow, organization_id: int, on: date) -> list[tuple[str, int, int]]:
    """(word of the audience, done, of) for each class a step concerns, where there are several (S4-04); one query.

    Somebody of two classes (a leader who is a member) counts in both, once in the whole.
    """
    asks = [ask_of(campaign, replace(step, audience=(word,)), on) for word in step.audience]
    asks = [ask for ask in asks if ask.is_counted]
    if len(asks) < 2:
        return []
    tail = (
        "SELECT ask_no, count(*) FILTER (WHERE is_done), count(*) FILTER (WHERE is_done OR NOT is_excused)"
        " FROM standing GROUP BY ask_no"
    )
    found = {
        number: (done, of) for number, done, of in fetch(standing(asks, on, organization_ids=[organization_id]), tail)
    }
    return [(ask.step.audience[0], *found.get(number, (0, 0))) for number, ask in enumerate(asks)]


def list_audience(campaign: CampaignRow, step: StepRow, organization_id: int, on: date) -> tuple[Subject, ...]:
    """Whom the step concerns at or below the organisation on that very day, whatever they have done; empty without a
    roster. The step may be one made up for the question, with another audience (the roll of a meeting)."""
    ask = replace(ask_of(campaign, step, on), day=on)
    if not ask.is_counted:
        return ()
    return tuple(
        Subject(subject, name, unit, unit_name, step.subject == "person", reason)
        for _done, _excused, reason, subject, unit, name, unit_name in fetch(
            standing([ask], on, organization_ids=[organization_id]), NAMES
        )
    )


@dataclass(frozen=True)
class OwnStanding:
    """How one person stands with one step."""

    unit_id: int
    """The branch the person counts in."""
    is_done: bool
    is_excused: bool


def find_own_standing(campaign: CampaignRow, step: StepRow, person_id: int, on: date) -> OwnStanding | None:
    """None when the step is not about this person (or not about persons at all)."""
    ask = ask_of(campaign, step, on)
    if not ask.is_counted or step.subject != "person":
        return None
    rows = fetch(
        standing([ask], on, person_id=person_id), "SELECT unit_id, is_done, is_excused FROM standing ORDER BY unit_id"
    )
    return OwnStanding(*rows[0]) if rows else None
