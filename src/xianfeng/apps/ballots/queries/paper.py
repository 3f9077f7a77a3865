"""The paper count: who has entered it and where the two entries differ."""

from __future__ import annotations

from dataclasses import dataclass

from xianfeng.apps.ballots.models import PaperCount


@dataclass(frozen=True)
class PaperDifference:
    """One figure on which the two tellers do not agree. Row 0 counts whole sheets."""

    stratum: str
    row: int
    choice: str
    first: int
    second: int


@dataclass(frozen=True)
class PaperState:
    tellers: tuple[int, ...]
    differences: tuple[PaperDifference, ...]

    @property
    def agrees(self) -> bool:
        return len(self.tellers) == 2 and not self.differences


def get_paper_state(poll_id: int) -> PaperState:
    """Who has entered the paper count and where the two entries differ (nothing of either is shown otherwise)."""
    entered: dict[int, dict[tuple[str, int, str], int]] = {}
    for teller, stratum, row, choice, count in PaperCount.objects.filter(poll_id=poll_id).values_list(
        "teller_id", "stratum", "row", "choice", "count"
    ):
        entered.setdefault(teller, {})[stratum, row, choice] = count
    tellers = tuple(sorted(entered))
    if len(tellers) < 2:
        return PaperState(tellers, ())
    first, second = entered[tellers[0]], entered[tellers[1]]
    differences = tuple(
        PaperDifference(*cell, first.get(cell, 0), second.get(cell, 0))
        for cell in sorted(set(first) | set(second))
        if first.get(cell, 0) != second.get(cell, 0)
    )
    return PaperState(tellers, differences)


def list_tellers(poll_id: int) -> list[tuple[int, str]]:
    """(person id, name) of those who have entered the paper count."""
    found = PaperCount.objects.filter(poll_id=poll_id).order_by("teller_id")
    return list(found.values_list("teller_id", "teller__name").distinct())
