"""Counters of closed polls: exact for the rules, masked for people."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from xianfeng.apps.ballots.models import Counter, Poll
from xianfeng.apps.ballots.queries.polls import CandidateRow, get_poll, list_candidates
from xianfeng.apps.ballots.sheets import COVER_ROW, SHEET_BLANK, SHEET_INVALID, SHEET_VALID, Rules
from xianfeng.apps.journal.actions import Refused
from xianfeng.core.scoring.masking import mask_table


class TallySealed(Refused):
    """No result of any kind before the poll is closed, for anyone."""

    code = "tally_sealed"


@dataclass(frozen=True)
class TallyRow:
    """One row of the sheet; `item` is '' on sheets without items."""

    candidate: CandidateRow
    counts: dict[str, int]
    item: str = ""

    def of(self, choice: str) -> int:
        return self.counts.get(choice, 0)


@dataclass(frozen=True)
class Tally:
    """Exact counters, for the rules to compute with. Pages show `published`, never this."""

    poll_id: int
    issued: int
    returned: int
    valid: int
    invalid: int
    blank: int
    rows: tuple[TallyRow, ...]
    returned_by_stratum: dict[str, int]
    sha256: str


def get_tally(poll_id: int, *, stratum: str | None = None) -> Tally:
    """The counters of a closed poll. Raises `TallySealed` before, and for a poll declared void."""
    poll = Poll.objects.get(pk=poll_id)
    if poll.state != Poll.State.CLOSED:
        raise TallySealed(poll=poll.title)
    counts: dict[int, dict[str, int]] = {}
    by_stratum: dict[str, int] = {}
    for where, row, choice, count in Counter.objects.filter(poll_id=poll_id).values_list(
        "stratum", "row", "choice", "count"
    ):
        if row == COVER_ROW:
            by_stratum[where] = by_stratum.get(where, 0) + count
        if stratum is None or where == stratum:
            cells = counts.setdefault(row, {})
            cells[choice] = cells.get(choice, 0) + count
    rules = Rules.from_json(poll.rules)
    cover = counts.get(COVER_ROW, {})
    valid, invalid, blank = (cover.get(state, 0) for state in (SHEET_VALID, SHEET_INVALID, SHEET_BLANK))
    return Tally(
        poll.pk,
        poll.issued,
        valid + invalid + blank,
        valid,
        invalid,
        blank,
        tuple(
            TallyRow(one, counts.get(rules.row_of(one.position, item), {}), item)
            for one in list_candidates(poll_id)
            for item in rules.item_codes()
        ),
        by_stratum,
        poll.counters_sha256,
    )


@dataclass(frozen=True)
class Cell:
    """One counter of a row: how often this class of electors said `choice` of this candidate in this item."""

    stratum: str
    position: int
    item: str
    choice: str
    count: int


def list_cells(poll_id: int) -> list[Cell]:
    """Every exact counter of a closed poll but those of whole sheets, for rules to compute with; pages mask first.

    In the order of strata, candidates, items; zeros included. Raises `TallySealed` before closing and for a void poll.
    """
    poll = Poll.objects.get(pk=poll_id)
    if poll.state != Poll.State.CLOSED:
        raise TallySealed(poll=poll.title)
    rules = Rules.from_json(poll.rules)
    order = {code: number for number, code in enumerate(rules.row_codes())}
    found = Counter.objects.filter(poll_id=poll_id).exclude(row=COVER_ROW)
    lines = sorted(
        found.values_list("stratum", "row", "choice", "count"), key=lambda line: (line[0], line[1], order[line[2]])
    )
    return [Cell(stratum, *rules.place_of(row), choice, count) for stratum, row, choice, count in lines]


@dataclass(frozen=True)
class PublishedRow:
    """One candidate's figures as they may be shown; None stands for a figure that is withheld."""

    candidate: CandidateRow
    cells: dict[str, int | None]
    item: str = ""


@dataclass(frozen=True)
class Published:
    """发出, 收回, 有效, 无效, 弃权 in full; every other figure only where no cell under the limit can be worked out."""

    issued: int
    returned: int
    valid: int
    invalid: int
    blank: int
    rows: tuple[PublishedRow, ...]
    smallest_cell: int
    sha256: str


def get_published(poll_id: int) -> Published:
    """What people may see of a closed poll. Raises `TallySealed` before."""
    tally, rules = get_tally(poll_id), get_poll(poll_id).rules
    rows = []
    for row in tally.rows:
        counts = {code: row.of(code) for code in rules.row_codes()}
        masked = mask_table({"row": counts}, rules.smallest_cell).cells
        rows.append(PublishedRow(row.candidate, {code: masked["row", code] for code in counts}, row.item))
    return Published(
        tally.issued,
        tally.returned,
        tally.valid,
        tally.invalid,
        tally.blank,
        tuple(rows),
        rules.smallest_cell,
        tally.sha256,
    )


@dataclass(frozen=True)
class SealedTally:
    """All counters of a closed poll with what its hash was made from: for the full package, never for a page."""

    poll_id: int
    title: str
    salt: str
    cells: tuple[tuple[str, int, str, int], ...]
    sha256: str


def list_sealed_tallies(campaign_id: int, step_code: str, organization_id: int) -> list[SealedTally]:
    """Every counted poll of one step in one organisation, oldest first."""
    found = Poll.objects.filter(
        campaign_id=campaign_id, step_code=step_code, organization_id=organization_id, state=Poll.State.CLOSED
    )
    return [
        SealedTally(
            poll.pk,
            poll.title,
            poll.counters_salt,
            tuple(sorted(poll.counters.values_list("stratum", "row", "choice", "count"))),
            poll.counters_sha256,
        )
        for poll in found.order_by("pk")
    ]


def is_as_counted(poll_id: int) -> bool:
    """Whether the counters of a closed poll are still those whose hash was taken at the count."""
    poll = Poll.objects.get(pk=poll_id)
    cells = list(poll.counters.values_list("stratum", "row", "choice", "count"))
    return counters_sha256(cells, poll.counters_salt) == poll.counters_sha256


def list_tally_hashes(campaign_id: int, step_code: str, organization_id: int) -> list[tuple[str, str]]:
    """(title of the poll, SHA-256 of its counters), oldest first: what a notice prints."""
    found = Poll.objects.filter(
        campaign_id=campaign_id, step_code=step_code, organization_id=organization_id, state=Poll.State.CLOSED
    )
    return list(found.order_by("pk").values_list("title", "counters_sha256"))


def counters_sha256(cells: list[tuple[str, int, str, int]], salt: str = "") -> str:
    """SHA-256 over the salt and (stratum, row, choice, count) in order, as printed on the notice.

    Without a salt the few possible values of a withheld figure could be tried one by one.
    """
    text = json.dumps([salt, *sorted(cells)] if salt else sorted(cells), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
