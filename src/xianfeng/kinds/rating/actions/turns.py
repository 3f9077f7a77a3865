"""Start a round, and let one party after the other have its turn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots.actions import NewCandidate, NewElector
from xianfeng.apps.ballots.sheets import Rules
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.places import place_of
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.people import queries as people
from xianfeng.core.strokes import sort_by_strokes
from xianfeng.kinds.rating import gathering, queries
from xianfeng.kinds.rating.actions.rounds import RatingRefused, locked_round, note_round
from xianfeng.kinds.rating.models import Rated, Round, RoundParty
from xianfeng.kinds.rating.queries import RoundRow
from xianfeng.kinds.rating.weighing import choices_of, least_of


@transaction.atomic
def start_round(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    on: date,
    unit_ids: Sequence[int] = (),
    chosen: Collection[int] | None = None,
) -> int:
    """Start the round of one branch, or of several together under their superior; gives its id. Again: the same round.

    `chosen`: for teaching groups and leading teams, which of those in question (None: all of them).
    """
    made, is_new = Round.begin(
        now=now, campaign_id=campaign_id, step_code=step_code, organization_id=organization_id, unit_ids=unit_ids
    )
    if not is_new:
        return made.pk
    campaign, step = campaigns.get_with_step(campaign_id, step_code, organization_id)
    params = queries.params_of(step)
    if not queries.step_items(campaign, step):
        raise RatingRefused("no_items")
    found = gathering.list_subjects(params, made.unit_ids, on=on)
    if chosen is not None and params.subjects in ("teaching_groups", "leaders"):
        found = [one for one in found if (one.person_id or one.organization_id) in chosen]
    if not found:
        raise RatingRefused("nobody_to_rate")
    for one in gathering.list_short(params, made.unit_ids, on=on):
        raise RatingRefused("too_few_raters", raters=one.raters, least=one.least)
    Rated.objects.bulk_create(
        Rated(
            round=made,
            code=f"s{number:03d}",
            person_id=one.person_id,
            organization_id=one.organization_id,
            unit_id=one.unit_id,
            name=one.name,
        )
        for number, one in enumerate(sort_by_strokes(found, name_of=lambda one: one.name), start=1)
    )
    at = queries.get_round(made.pk)
    note_round(now, actor, "start_round", at, units=at.unit_ids, rated=len(found))
    return at.id


def _turn(at: RoundRow, party: str, *states: str) -> queries.PartyRow:
    row = next((one for one in queries.list_parties(at) if one.party.code == party), None)
    if row is None:
        raise RatingRefused("not_this_way")
    if row.state not in states:
        raise RatingRefused("not_your_turn" if row.state == "ahead" else "wrong_stage", stage=row.state)
    return row


@transaction.atomic
def open_party(
    *,
    now: datetime,
    actor: Actor,
    round_id: int,
    party: str,
    on: date,
    closes_at: datetime | None = None,
    chosen: Collection[int] | None = None,
) -> int | None:
    """Give one party its turn; a polled one gets a secret poll whose id is given. `chosen`: delegates, picked by the organiser."""
    at = locked_round(round_id)
    row = _turn(at, party, "next")
    poll_id = _open_poll(at, actor, now, closes_at, on, party, chosen) if row.is_polled else None
    RoundParty.objects.update_or_create(
        round_id=round_id, party=party, defaults={"poll_id": poll_id, "opened_at": now, "closed_at": None}
    )
    note_round(now, actor, "open_party", at, party=party, poll=poll_id)
    return poll_id


def _open_poll(
    at: RoundRow,
    actor: Actor,
    now: datetime,
    closes_at: datetime | None,
    on: date,
    party: str,
    chosen: Collection[int] | None,
) -> int:
    params = at.params
    wanted = at.party(party)
    assert wanted is not None
    raters = gathering.list_raters(party, at.unit_ids, on=on)
    if chosen is not None:
        raters = [one for one in raters if one.person_id in chosen]
    by_person = any(one.person_id is not None for one in at.rated)
    among = by_person and bool({one.person_id for one in at.rated} & {one.person_id for one in raters})
    least = least_of(wanted, params) + among
    if len(raters) < least:
        raise RatingRefused("too_few_raters", raters=len(raters), least=least)
    choices = choices_of(params)
    units = people.list_organizations(frozenset(one.unit_id for one in at.rated)) if at.is_joint else []
    names = {unit.id: unit.name for unit in units}
    return ballots.open_poll(
        now=now,
        actor=actor,
        **place_of(at),
        title=f"{at.title}：{wanted.title}",
        purpose=queries.PURPOSE,
        rules=Rules(
            choices=tuple(choices),
            labels=choices,
            smallest_cell=params.smallest_cell,
            least_electors=least,
            quorum=None if params.quorum is None else str(params.quorum),
            strata={party: wanted.title},
            items={item["code"]: item["title"] for item in at.items},
        ),
        candidates=[
            NewCandidate(
                one.name,
                person_id=one.person_id,
                organization_id=one.organization_id,
                note=names.get(one.unit_id, ""),
            )
            for one in at.rated
        ],
        electors=[NewElector(one.person_id, one.name, one.unit, party) for one in raters],
        recusals=gathering.list_recusals(at, raters, on=on),
        closes_at=closes_at or now,
    )


@transaction.atomic
def leave_out(*, now: datetime, actor: Actor, round_id: int, party: str, reason: str) -> None:
    """A party is not heard. Only where the plan declared beforehand that its weight is divided among the others."""
    at = locked_round(round_id)
    row = _turn(at, party, "next")
    if row.party.when_missing != "reweigh" and row.party.weight:
        raise RatingRefused("missing_must_be_withheld")
    if not reason.strip():
        raise RatingRefused("reason_missing")
    RoundParty.objects.update_or_create(
        round_id=round_id,
        party=party,
        defaults={"poll_id": None, "opened_at": now, "closed_at": now, "left_out_because": reason.strip()},
    )
    note_round(now, actor, "leave_out", at, party=party, reason=reason.strip())


@transaction.atomic
def close_party(*, now: datetime, actor: Actor, round_id: int, party: str) -> None:
    """End the turn of a party of named sheets. The own sheets may be incomplete; all others have to be signed first."""
    at = locked_round(round_id)
    row = _turn(at, party, "open")
    if row.is_polled:
        raise RatingRefused("not_this_way")
    if party != "self":
        sheets = queries.list_sheets(round_id, party)
        missing = [one.name for one in at.rated if (one.id, party) not in sheets or not sheets[one.id, party].is_sent]
        if missing:
            raise RatingRefused("sheets_missing", names=missing)
    RoundParty.objects.filter(round_id=round_id, party=party).update(closed_at=now)
    note_round(now, actor, "close_party", at, party=party, sent=row.sent, of=row.of)
