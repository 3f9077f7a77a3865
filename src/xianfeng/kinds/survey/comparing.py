"""逐项对照: what was asked before the work beside the satisfaction with it at the end, item by item (S3-64, S3-70).

Made of the figures that the pages of both surveys show anyway: what is withheld there is withheld here, groups are never added
up, so nothing can be worked out from both together that could not from one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.kinds.survey.kind import Params
from xianfeng.kinds.survey.queries import Figures, RoundRow, list_rounds


@dataclass(frozen=True)
class Column:
    """One measurement: of which step, how, the how-manieth, on how many valid sheets of the group."""

    step_title: str
    instrument: str
    number: int
    valid: int
    is_before: bool


@dataclass(frozen=True)
class Group:
    """One group of those who answer; `rows`: (item, its figures in every measurement in which the group was counted)."""

    code: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, tuple[Figures | None, ...]], ...]

    @property
    def is_one_sided(self) -> bool:
        return len({column.is_before for column in self.columns}) < 2


def side_by_side(before: tuple[str, Iterable[RoundRow]], after: tuple[str, Iterable[RoundRow]]) -> list[Group]:
    """`before`, `after`: (title of the step, its rounds, oldest first). The first that told something of each instrument is the
    start, the newest the end; only items asked in both stand side by side."""
    first: dict[str, RoundRow] = {}
    last: dict[str, RoundRow] = {}
    for row in before[1]:
        if row.is_telling:
            first.setdefault(row.instrument, row)
    for row in after[1]:
        if row.is_telling:
            last[row.instrument] = row
    asked = {question for row in last.values() for question in row.questions}
    shared = list(dict.fromkeys(one for row in first.values() for one in row.questions if one in asked))
    if not shared:
        return []
    found: dict[str, list[tuple[Column, dict[str, Figures]]]] = {}
    for title, rows in ((before[0], first), (after[0], last)):
        for row in rows.values():
            for channel in row.channels:
                if channel.is_counted:
                    column = Column(title, row.instrument, row.number, channel.valid or 0, rows is first)
                    told = {figures.question: figures for figures in channel.rows}
                    found.setdefault(channel.code, []).append((column, told))
    return [
        Group(
            code,
            tuple(column for column, _told in held),
            tuple((one, tuple(told.get(one) for _column, told in held)) for one in shared),
        )
        for code, held in found.items()
    ]


def compare(step: campaigns.StepRow, params: Params, organization_id: int, rounds: Iterable[RoundRow]) -> list[Group]:
    """The rounds of a step beside those of the step it is compared with; [] while one of both has nothing to tell."""
    steps = campaigns.list_steps(step.campaign_id, organization_id) if params.compares_with else []
    other = next((one for one in steps if one.code.partition("-")[0] == params.compares_with), None)
    if other is None:
        return []
    return side_by_side(
        (other.title, list_rounds(step.campaign_id, other.code, [organization_id])), (step.title, rounds)
    )
