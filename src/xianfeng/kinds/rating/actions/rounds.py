"""What every act on a round shares: its refusals, its lock, its lines in the journal."""

from __future__ import annotations

from datetime import datetime

from xianfeng.apps.journal.actions import Actor, pen, record
from xianfeng.apps.results.rounds import RoundRefused
from xianfeng.kinds.rating import queries
from xianfeng.kinds.rating.models import Round
from xianfeng.kinds.rating.queries import RatedRow, RoundRow

note_round = pen("rating", "rating_round")


class RatingRefused(RoundRefused):
    """code: nobody_to_rate | no_items | not_your_turn | wrong_stage (stage) |
    not_this_way | too_few_raters (raters, least) | missing_must_be_withheld | reason_missing | not_yours | closed |
    changed_meanwhile | marks_missing (items) | reasons_missing (items) | sheets_missing (names) | observer_is_organiser |
    not_observed | no_result | term_over | under_review | own_mark | text_missing | wrong_mark | begun | unknown_star |
    entry_incomplete | own_entry | entry_day | entry_counted.
    """


def locked_round(round_id: int) -> RoundRow:
    """The round, held until the act is over: two people never move it at once."""
    return queries.get_round(Round.objects.select_for_update().get(pk=round_id).pk)


def get_rated(rated_id: int) -> tuple[RoundRow, RatedRow]:
    found = queries.find_round_of_rated(rated_id)
    if found is None:
        raise RatingRefused("not_this_way")
    return found


def note_rated(
    now: datetime, actor: Actor, action: str, rated: RatedRow, *, review_id: int | None = None, **detail: object
) -> None:
    """About one subject: its sheet, or a review of its mark."""
    record(
        now=now,
        actor=actor,
        action=f"rating.{action}",
        subject=f"rating_rated:{rated.id}" if review_id is None else f"rating_review:{review_id}",
        organization_id=rated.unit_id,
        person_id=rated.person_id,
        detail=detail,
    )
