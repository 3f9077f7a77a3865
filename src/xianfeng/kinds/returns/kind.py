"""报送: periodic or event reports up one named relation, pre-filled from what is recorded (S0-18, S1-22, S3-42, S3-60, S4-44 ... S4-48)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from pydantic import Field

from xianfeng.core.fairness.texts import similar_texts
from xianfeng.core.kind import KindParams, Need, StepKind, stricter
from xianfeng.core.schedule.calendar import WorkCalendar
from xianfeng.core.schedule.months import add_months
from xianfeng.core.schedule.spans import DateSpan

LEVELS = ("town", "county", "city", "province")
ONE_DAY = timedelta(days=1)


class MonthWindow(KindParams):
    """One window a month: up to a day, or the last days of the month by its real length."""

    code: str
    title: str
    by_day: int | None = Field(default=None, ge=1, le=28, description="每月几日前")
    last_days: int | None = Field(default=None, ge=1, le=15, description="月底前几天内")
    day_included: bool | None = Field(default=None, description="截止日当天算不算")


class Params(KindParams):
    """One return."""

    form: Literal["half_monthly", "monthly", "summary", "meeting_material", "recommendation", "filing"] = Field(
        description="半月记实表、月报、总结、会议材料、推荐、备案"
    )
    relation: Literal["party_affiliation", "administrative", "cadre_authority"] = Field(description="按什么关系报送")
    windows: tuple[MonthWindow, ...] = ()
    day_off: Literal["keep", "earlier", "later"] = Field(
        default="keep", description="截止日逢休息日：不变、提前到工作日、顺延到工作日"
    )
    receivers: Literal["own_level", "both_levels"] = Field(default="own_level", description="只报本级，还是两级都报")
    prefilled: Literal[True] = Field(default=True, description="从已有记录生成；总是如此，不能改")
    parts: tuple[str, ...] = Field(default=(), description="必有的部分", json_schema_extra=stricter("superset"))
    acknowledged: bool = Field(default=True, description="要回执", json_schema_extra=stricter("true"))
    level_at_least: str | None = Field(default=None, description="报到哪一级以上")


class ReturnsKind(StepKind):
    """Done when the receiver has acknowledged; with windows, when every one that has begun has been."""

    code = "returns"
    title = "报送"
    subject = "organization"
    built = True
    Params = Params
    verb = "报"
    minutes = 10
    facts = ("return_acknowledged", "return_sent")
    outcomes = ("on_time", "late", "missing")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        return (Need("return_acknowledged" if params.acknowledged else "return_sent", part=params.form),)

    def own_part(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        return (Need("return_sent", part=params.form),)

    def occasions(self, params: KindParams, opens: date, on: date) -> int:
        """The windows that have begun by that day; at least one, so that something is owed from the first day on."""
        assert isinstance(params, Params)
        begun = sum(1 for one in periods(params, opens, on + ONE_DAY) if one.hand_in.start <= on)
        return max(begun, 1)

    def tells_occasions(self, params: KindParams) -> bool:
        assert isinstance(params, Params)
        return bool(params.windows)

    def sample(self) -> dict[str, object]:
        return {"form": "summary", "relation": "party_affiliation"}


@dataclass(frozen=True, slots=True)
class Period:
    """One report that is due: what it covers (cut to cut) and when it is handed in. `key` is '' for a report that comes once."""

    key: str
    title: str
    year: int
    month: int
    facts: DateSpan
    hand_in: DateSpan

    @property
    def due_date(self) -> date:
        return self.hand_in.last_day


def periods(params: Params, opens: date, closes: date, calendar: WorkCalendar | None = None) -> list[Period]:
    """Every report of a step that runs in [opens, closes), oldest first; one of them when the plan names no windows.

    "每月12日前" covers what happened up to its due day, "月底前三天内" the rest of the month by its real length; the period runs from
    cut to cut. Before: 2026-02-01 to 2026-03-01 with both. After: due 2026-02-12 and 2026-02-28, the second handed in from
    2026-02-26 on. A due date on a day off stays or moves as `day_off` says; what is covered does not move with it (S4-45).
    """
    if not params.windows:
        return [Period("", "", opens.year, opens.month, DateSpan(opens, closes), DateSpan(opens, closes))]
    found: list[Period] = []
    before = opens
    for year, month, window, cut, nominal in _cuts(params, opens, closes):
        if cut <= opens:
            continue
        facts = DateSpan(before, cut)
        before = cut
        hand_in = _moved(nominal, params.day_off, calendar)
        if nominal.start >= closes:
            break
        start = max(hand_in.start, opens)
        if hand_in.last_day < start:
            continue
        span = DateSpan.inclusive(start, hand_in.last_day)
        found.append(Period(f"{window.code}-{year}-{month:02d}", window.title, year, month, facts, span))
    return found


def _cuts(params: Params, opens: date, closes: date) -> Iterator[tuple[int, int, MonthWindow, date, DateSpan]]:
    """(year, month, window, first day not covered any more, nominal hand-in) of every window, in order."""
    first = date(opens.year, opens.month, 1)
    while first < closes:
        end = add_months(first, 1)
        row = []
        for window in params.windows:
            if window.by_day is not None:
                cut = date(first.year, first.month, window.by_day)
                cut += ONE_DAY if window.day_included in (True, None) else timedelta()
                row.append((window, cut, DateSpan(first, max(cut, first + ONE_DAY))))
            else:
                row.append((window, end, DateSpan(end - timedelta(days=window.last_days or 1), end)))
        for window, cut, nominal in sorted(row, key=lambda item: item[1]):
            yield first.year, first.month, window, cut, nominal
        first = end


def _moved(nominal: DateSpan, day_off: str, calendar: WorkCalendar | None) -> DateSpan:
    due = nominal.last_day
    if calendar is not None and day_off == "earlier":
        due = calendar.previous_workday(due)
    elif calendar is not None and day_off == "later":
        due = calendar.next_workday(due)
    return DateSpan.inclusive(min(nominal.start, due), due)


def level_reached(params: Params, level: str) -> bool:
    """Whether the level asked for is reached: town < county < city < province (S1-22). No level asked for: always."""
    if params.level_at_least not in LEVELS:
        return True
    return level in LEVELS and LEVELS.index(level) >= LEVELS.index(params.level_at_least)


@dataclass(frozen=True, slots=True)
class Copied:
    """A part with the same or nearly the same words as in an earlier issue."""

    part: str
    similarity: Fraction


def copied_parts(texts: Mapping[str, str], earlier: Mapping[str, str]) -> Sequence[Copied]:
    """Parts taken over from the last issue, by the rule for texts that are alike (`core.fairness`).

    Before: "组织学习党章，召开支委会" twice. After: one finding with similarity 1; a new text gives none.
    """
    found = []
    for part, text in texts.items():
        if not text.strip() or not earlier.get(part, "").strip():
            continue
        found += [Copied(part, pair.similarity) for pair in similar_texts({"now": text, "then": earlier[part]})]
    return found


kind = ReturnsKind()
