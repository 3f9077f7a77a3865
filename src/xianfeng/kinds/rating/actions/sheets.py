"""Write one named sheet: a draft until it is sent, signed from then on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from xianfeng.apps.journal.actions import Actor
from xianfeng.kinds.rating import queries
from xianfeng.kinds.rating.actions.counting import count_round
from xianfeng.kinds.rating.actions.rounds import RatingRefused, get_rated, note_rated
from xianfeng.kinds.rating.models import Sheet
from xianfeng.kinds.rating.queries import PartyRow, RatedRow, RoundRow
from xianfeng.kinds.rating.weighing import ABSTAIN, choices_of


def sheet_is_open(at: RoundRow, rated: RatedRow, party: str, parties: Sequence[PartyRow] | None = None) -> bool:
    """The party's turn, or a sheet that a review has sent back. `parties`: where they stand, when that is known."""
    row = next((one for one in parties or queries.list_parties(at) if one.party.code == party), None)
    if row is None or row.is_polled:
        return False
    return row.state == "open" or (row.state == "done" and party != "self" and _is_sent_back(rated, party))


def _is_sent_back(rated: RatedRow, party: str) -> bool:
    sheet = queries.find_sheet(rated.id, party)
    return sheet is not None and not sheet.is_sent


@transaction.atomic
def save_sheet(
    *,
    now: datetime,
    actor: Actor,
    rated_id: int,
    party: str,
    marks: Mapping[str, str],
    reasons: Mapping[str, str],
    revision: int,
    send: bool,
) -> int:
    """Keep a sheet as a draft, or send it signed; gives its revision. The own one stays open until the turn ends.

    `revision`: the one the page was made from (0: none yet); somebody else's later one is never overwritten.
    """
    at, rated = get_rated(rated_id)
    if not sheet_is_open(at, rated, party):
        raise RatingRefused("closed")
    items = [item["code"] for item in at.items]
    allowed = set(choices_of(at.params)) - {ABSTAIN}
    if any(mark not in allowed for code, mark in marks.items() if mark and code in items):
        raise RatingRefused("wrong_mark")
    kept = {code: marks[code] for code in items if marks.get(code)}
    said = {code: reasons[code].strip()[:500] for code in items if reasons.get(code, "").strip()}
    if send:
        _check_complete(at, party, items, kept, said)
    sheet = Sheet.objects.select_for_update().filter(rated_id=rated_id, party=party).first()
    if sheet is None:
        sheet = Sheet(rated_id=rated_id, party=party, saved_at=now, revision=0)
    if sheet.revision != revision:
        raise RatingRefused("changed_meanwhile")
    if sheet.sent_at is not None and party != "self":
        raise RatingRefused("closed")
    sheet.marks, sheet.reasons, sheet.saved_at, sheet.revision = kept, said, now, revision + 1
    if send:
        sheet.sent_at, sheet.signed_by_id, sheet.signed_by_label = now, actor.person_id, actor.label
    sheet.save()
    if send:
        note_rated(now, actor, "send_sheet", rated, party=party)
        if queries.latest_result(at) is not None and all(row.is_over for row in queries.list_parties(at)):
            count_round(now=now, actor=actor, round_id=at.id)
    return sheet.revision


def _check_complete(
    at: RoundRow, party: str, items: Sequence[str], marks: Mapping[str, str], reasons: Mapping[str, str]
) -> None:
    titles = {item["code"]: item["title"] for item in at.items}
    keys = [item["code"] for item in at.items if item["key"]] if at.params.key_items_required else []
    missing = [titles[code] for code in keys if code not in marks]
    if missing:
        raise RatingRefused("key_items_missing", items=missing)
    missing = [] if party == "self" else [titles[code] for code in items if code not in marks]
    if missing or not marks:
        raise RatingRefused("marks_missing", items=missing)
    if party != "self":
        bare = [titles[code] for code in items if code not in reasons]
        if bare:
            raise RatingRefused("reasons_missing", items=bare)
