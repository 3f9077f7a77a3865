"""代表名册: whom each unit elected, read from the signed decisions; nothing is typed a second time (S2-44).

How many a unit sends follows from its staff by the plan's share, rounding and least number; those elected in an earlier round
stand until their term is over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.people import queries as people
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.results import queries as results
from xianfeng.apps.results.queries import Chosen
from xianfeng.core.schedule import add_months
from xianfeng.kinds.selection.counting import places_before_voting
from xianfeng.kinds.selection.field import Someone, list_field
from xianfeng.kinds.selection.kind import Params, kind
from xianfeng.kinds.selection.models import RoundUnit

MOST_ROUNDS = 6
"""How many programmes back an election may lie: longer than any term."""


@dataclass(frozen=True)
class Delegate:
    person_id: int
    name: str
    leads: bool = False
    has_left: bool = False
    """Works there no more: the seat is empty."""


@dataclass(frozen=True)
class Seats:
    """One unit: what it should send and whom it elected. `until`: last day of the term; none where the plan sets no term."""

    unit_id: int
    label: str
    field: int
    """Those among whom it elects: its staff, or its members."""
    places: int | None
    excused: str = ""
    elected: tuple[Delegate, ...] = ()
    elected_on: date | None = None
    until: date | None = None
    issued: int | None = None
    returned: int | None = None
    is_over: bool = False
    """The term has run out."""

    @property
    def standing(self) -> tuple[Delegate, ...]:
        return () if self.is_over else tuple(one for one in self.elected if not one.has_left)

    @property
    def leading(self) -> int:
        return sum(one.leads for one in self.standing)

    @property
    def lacks(self) -> int:
        """Seats still to be filled; one at least while there is nobody at all."""
        return max((self.places or 1) - len(self.standing), 0)

    @property
    def state(self) -> str:
        """none | excused | short | done"""
        if not self.standing:
            return "excused" if self.excused else "none"
        return "short" if self.lacks else "done"


def list_seats(*, campaign_id: int, step_code: str, organization_id: int, on: date) -> list[Seats]:
    """The units at or below an organisation that this step has elect, in the order of the register; a fixed number of queries
    for a plan. Empty for a step of another kind."""
    campaign, step = campaigns.get_with_step(campaign_id, step_code)
    if step.kind != kind.code:
        return []
    labels: dict[int, list[str]] = {}
    excused: dict[int, str] = {}
    for subject in progress.list_audience(campaign, step, organization_id, on):
        labels.setdefault(subject.organization_id, []).append(subject.name)
        excused.setdefault(subject.organization_id, subject.reason)
    ways = campaigns.variations({campaign_id: [step]}, lambda: people.subtree_ids(organization_id))[campaign_id]
    params_of = {unit: kind.read_params(way.step.params) for way in ways for unit in way.units or ()}
    whole = kind.read_params(step.params)
    assert isinstance(whole, Params)
    field = {one.person_id: one for one in list_field(list(labels), whole.electorate, on=on)}
    decided = _decided(campaign, step_code)
    found = []
    for unit, names in labels.items():
        params = params_of.get(unit, whole)
        assert isinstance(params, Params)
        size = sum(one.unit_id == unit for one in field.values())
        places = places_before_voting(params.model_dump(mode="json"), {"appraised": size})
        seats = Seats(unit, "、".join(names), size, places, excused[unit])
        found.append(_filled(seats, decided.get(unit), params, field, campaign_id, on))
    return found


def _decided(campaign: campaigns.CampaignRow, step_code: str) -> dict[int, Chosen]:
    """Unit -> the newest decision that stands for it, in this programme or the ones before it."""
    chain = [campaign.id]
    while campaign.predecessor_id is not None and len(chain) < MOST_ROUNDS:
        campaign = campaigns.get_campaign(campaign.predecessor_id)
        chain.append(campaign.id)
    units: dict[tuple[int, int], list[int]] = {}
    rounds = RoundUnit.objects.filter(round__campaign_id__in=chain, round__step_code=step_code)
    for number, root, unit in rounds.values_list("round__campaign_id", "round__organization_id", "organization_id"):
        units.setdefault((number, root), []).append(unit)
    rows = sorted(results.list_decided(chain, step_code), key=lambda one: -chain.index(one.campaign_id))
    return {
        unit: one for one in rows for unit in units.get((one.campaign_id, one.organization_id), [one.organization_id])
    }


def _filled(
    seats: Seats, chosen: Chosen | None, params: Params, field: dict[int, Someone], campaign_id: int, on: date
) -> Seats:
    """With whom the decision chose in this unit. In a round of several units everybody counts where they work today."""
    if chosen is None:
        return seats
    until = None
    if params.term_years is not None:
        until = add_months(chosen.decided_on, 12 * params.term_years) - timedelta(days=1)
    elif chosen.campaign_id != campaign_id:  # without a term an election is for its own programme
        return seats
    is_own = chosen.organization_id == seats.unit_id
    elected = []
    for person, name in chosen.names.items():
        now = field.get(person)
        if now is not None and now.unit_id == seats.unit_id:
            elected.append(Delegate(person, now.name, now.leads))
        elif is_own:
            elected.append(Delegate(person, name, has_left=True))
    return replace(
        seats,
        elected=tuple(elected),
        elected_on=chosen.decided_on,
        until=until,
        issued=chosen.issued,
        returned=chosen.returned,
        is_over=until is not None and on > until,
    )
