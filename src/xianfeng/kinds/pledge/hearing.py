"""Those a pledge was for say by slip whether it was kept (S0-50): no account, no name, a count and nothing else.

`answer` takes no actor, writes no journal line and keeps no time: a slip is a random code handed out unsorted, and using
it deletes it. There is one group, so that nothing can be subtracted; a count that rests on fewer than five is withheld.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from xianfeng.apps.journal.actions import Actor, record
from xianfeng.core.scoring.masking import mask_table
from xianfeng.kinds.pledge.actions import PledgeRefused, params_of
from xianfeng.kinds.pledge.kind import SMALLEST, heard
from xianfeng.kinds.pledge.models import Hearing, Pledge, Slip, Text

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12
MOST_SLIPS = 500
ANSWERS = ("kept", "not_kept")


@dataclass(frozen=True)
class HearingRow:
    """One hearing as it may be shown. Counts are None while it runs, and where they are withheld."""

    id: int
    number: int
    issued: int
    opened_by: str
    closes_on: date
    is_open: bool
    outcome: str
    answers: int | None
    kept: int | None
    not_kept: int | None


def _row(one: Hearing) -> HearingRow:
    shown: dict[str, int | None] = dict.fromkeys((*ANSWERS, "answers"))
    if one.closed_at is not None and one.kept + one.not_kept >= SMALLEST:
        cells = mask_table({"row": {name: getattr(one, name) for name in ANSWERS}}, SMALLEST).cells
        shown = {name: cells["row", name] for name in ANSWERS} | {"answers": one.kept + one.not_kept}
    return HearingRow(
        one.pk,
        one.number,
        one.issued,
        one.opened_by_label,
        one.closes_on,
        one.closed_at is None,
        one.outcome,
        shown["answers"],
        shown["kept"],
        shown["not_kept"],
    )


def list_hearings(pledge_id: int) -> list[HearingRow]:
    return [_row(one) for one in Hearing.objects.filter(pledge_id=pledge_id).order_by("number")]


def hash_of(code: str) -> str:
    """The hash under which a code is known; spaces, dashes and lower case are forgiven."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"pledge:{plain}".encode()).hexdigest()


@dataclass(frozen=True)
class Sheet:
    """What the holder of a slip reads before answering."""

    text: str
    name: str
    organization_name: str
    closes_on: date


def find_by_code(code: str, on: date) -> Sheet | None:
    """The pledge of an unused slip whose day has not passed; else nothing, and nothing about why."""
    found = (
        Slip.objects.filter(sha256=hash_of(code), hearing__closed_at=None, hearing__closes_on__gte=on)
        .select_related("hearing__pledge__person", "hearing__pledge__organization")
        .first()
    )
    if found is None:
        return None
    pledge = found.hearing.pledge
    wording = pledge.texts.filter(state=Text.State.PUBLISHED).first()
    name = pledge.person.name if pledge.person else str(pledge.organization)
    return Sheet(wording.text if wording else "", name, str(pledge.organization), found.hearing.closes_on)


def _open(pledge_id: int) -> Hearing:
    found = Hearing.objects.select_for_update().filter(pledge_id=pledge_id, closed_at=None).first()
    if found is None:
        raise PledgeRefused("hearing_closed")
    return found


def _log(now: datetime, actor: Actor, act: str, one: Hearing, **detail: object) -> None:
    pledge = one.pledge
    record(
        now=now,
        actor=actor,
        action=f"pledge.{act}",
        subject=f"pledge:{pledge.pk}",
        organization_id=pledge.organization_id,
        person_id=pledge.person_id,
        detail={"number": one.number, **detail},
    )


@transaction.atomic
def ask_served(*, now: datetime, actor: Actor, pledge_id: int, closes_on: date) -> int:
    """Begin to ask those a pledge was for, once it is reported fulfilled; gives the hearing. Asked twice, there is one."""
    pledge = Pledge.objects.select_for_update().get(pk=pledge_id)
    if pledge.person_id is not None and pledge.person_id == actor.person_id:
        raise PledgeRefused("own_pledge")
    if pledge.claimed_at is None or pledge.fulfilled_on is not None:
        raise PledgeRefused("not_submitted")
    wording = pledge.texts.filter(state=Text.State.PUBLISHED).first()
    if wording is None or not wording.beneficiary.strip():
        raise PledgeRefused("no_beneficiary")
    running = pledge.hearings.filter(closed_at=None).first()
    if running is not None:
        return running.pk
    if closes_on < timezone.localdate(now):
        raise PledgeRefused("day_past")
    made = Hearing.objects.create(
        pledge=pledge,
        number=pledge.hearings.count() + 1,
        opened_at=now,
        opened_by_label=actor.label,
        closes_on=closes_on,
    )
    _log(now, actor, "ask_served", made, closes_on=closes_on)
    return made.pk


@transaction.atomic
def print_slips(*, now: datetime, actor: Actor, pledge_id: int, count: int) -> list[str]:
    """Make one-time codes and give them once, to be printed and handed out unsorted: only their hashes are kept."""
    one = _open(pledge_id)
    if count < 1 or one.issued + count < SMALLEST:
        raise PledgeRefused("too_few_slips", least=SMALLEST)
    if one.issued + count > MOST_SLIPS:
        raise PledgeRefused("too_many_slips", most=MOST_SLIPS)
    codes = ["".join(secrets.choice(ALPHABET) for _letter in range(CODE_LENGTH)) for _code in range(count)]
    Slip.objects.bulk_create(Slip(sha256=digest, hearing=one) for digest in sorted(hash_of(code) for code in codes))
    Hearing.objects.filter(pk=one.pk).update(issued=F("issued") + count)
    _log(now, actor, "print_slips", one, count=count)
    return codes


@transaction.atomic
def answer(*, now: datetime, code: str, said: str) -> None:
    """Take the answer of one slip, once: the slip goes, the count rises by one."""
    if said not in ANSWERS:
        raise PledgeRefused("answer_missing")
    slip = Slip.objects.filter(
        sha256=hash_of(code), hearing__closed_at=None, hearing__closes_on__gte=timezone.localdate(now)
    )
    hearing_id = slip.values_list("hearing_id", flat=True).first()
    if hearing_id is None:
        raise PledgeRefused("slip_unknown")
    # The hearing first: whoever closes it waits for this answer or leaves the slip unknown.
    running = Hearing.objects.select_for_update().filter(pk=hearing_id, closed_at=None).exists()
    if not running or not Slip.objects.filter(sha256=hash_of(code)).delete()[0]:
        raise PledgeRefused("slip_unknown")
    Hearing.objects.filter(pk=hearing_id).update(**{said: F(said) + 1})


@transaction.atomic
def close_hearing(*, now: datetime, actor: Actor, pledge_id: int) -> str:
    """End it: slips left over are destroyed, and what most say is written down. Gives kept | not_kept | too_few."""
    one = _open(pledge_id)
    one.outcome = heard(one.kept, one.not_kept, params_of(one.pledge).confirmed_above)
    one.closed_at = now
    one.save(update_fields=["outcome", "closed_at"])
    one.slips.all().delete()
    _log(now, actor, "close_hearing", one, outcome=one.outcome)
    return one.outcome
