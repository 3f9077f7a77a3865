"""What those a pledge was for say of it (S0-50), read from the polls in which they were asked by slip."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.utils import timezone

from xianfeng.apps.ballots import queries as ballots
from xianfeng.apps.ballots.sheets import Rules
from xianfeng.apps.people import queries as people
from xianfeng.core.scoring.masking import mask_table
from xianfeng.kinds.pledge.kind import MAJORITY, SMALLEST, heard
from xianfeng.kinds.pledge.models import Hearing

ANSWERS = ("kept", "not_kept")


def rules_of(above: Fraction | None) -> Rules:
    """One row, two answers, nobody listed; the share that must be passed is frozen with the poll."""
    return Rules(
        choices=ANSWERS,
        labels={"kept": "办到了", "not_kept": "还没有"},
        smallest_cell=SMALLEST,
        majority=str(above or MAJORITY),
        order="listed",
        strata={"served": "受益方"},
        by_slip=True,
    )


def reviewed_at(organization_id: int, person_id: int | None, *, on: date) -> int | None:
    """The organisation that looks at a pledge: the branch; for its own and for its secretary's the one above."""
    if person_id is not None:
        led = {branch.id for branch in people.list_led_branches(person_id, on=on)}
        if organization_id not in led:
            return organization_id
    superior = people.find_superior(organization_id)
    return superior.id if superior else None


@dataclass(frozen=True)
class HearingRow:
    """One hearing as it may be shown. Counts are None while it runs, and where they are withheld."""

    number: int
    poll_id: int
    issued: int
    opened_at: datetime
    closes_on: date
    state: str
    """Of the poll: open | closing | closed | void."""
    outcome: str
    """kept | not_kept | too_few | given_up; '' until it is counted."""
    answers: int | None
    kept: int | None
    not_kept: int | None

    @property
    def is_running(self) -> bool:
        return self.state in ("open", "closing")


def _row(one: Hearing) -> HearingRow:
    poll, outcome = ballots.get_poll(one.poll_id), ""
    shown: dict[str, int | None] = dict.fromkeys((*ANSWERS, "answers"))
    if poll.state == "void":
        outcome = "too_few" if poll.void_reason == "too_few_sheets" else "given_up"
    elif poll.state == "closed":
        counts = ballots.get_tally(poll.id).rows[0]
        outcome = heard(counts.of("kept"), counts.of("not_kept"), Fraction(poll.rules.majority or MAJORITY))
        if outcome != "too_few":
            # A sheet of one row is either one of the two answers or blank as a whole: there is nothing else to withhold.
            said = {name: counts.of(name) for name in ANSWERS}
            cells = mask_table({"row": said}, SMALLEST).cells
            shown = {name: cells["row", name] for name in ANSWERS} | {"answers": sum(said.values())}
    return HearingRow(
        one.number,
        poll.id,
        poll.issued,
        poll.opened_at,
        timezone.localtime(poll.closes_at).date(),
        poll.state,
        outcome,
        shown["answers"],
        shown["kept"],
        shown["not_kept"],
    )


def list_hearings(pledge_id: int) -> list[HearingRow]:
    """Oldest first."""
    return [_row(one) for one in Hearing.objects.filter(pledge_id=pledge_id).order_by("number")]


def newest_hearing(pledge_id: int) -> HearingRow | None:
    found = Hearing.objects.filter(pledge_id=pledge_id).order_by("-number").first()
    return _row(found) if found else None
