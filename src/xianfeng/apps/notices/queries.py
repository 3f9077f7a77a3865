"""Read notices: what hangs where until when, which objections are open, what the public may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from xianfeng.apps.ballots import queries as ballots
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.notices.models import Notice, Objection
from xianfeng.apps.people.strangers import receipt_hash
from xianfeng.apps.results import queries as results
from xianfeng.core.schedule.calendar import WorkCalendar
from xianfeng.core.schedule.periods import end_of_period
from xianfeng.core.schedule.spans import DateSpan
from xianfeng.core.schedule.windows import SchoolHoliday, empty_campus

State = Notice.State
ELSEWHERE = frozenset({"bulletin", "broadcast", "meeting", "media"})
"""Ways of making public that only people can see to; the sheet on the board has its own day (`board_posted_on`)."""
IN_WORK = (State.PROPOSED, State.REVIEWED, State.APPROVED)


class _EveryDay(WorkCalendar):
    """Counts calendar days: for plans whose period is not in working days. Never provisional."""

    def is_workday(self, day: date) -> bool:
        return True


_EVERY_DAY = _EveryDay()


@dataclass(frozen=True)
class NameRow:
    person_id: int | None
    name: str
    line: str


@dataclass(frozen=True)
class NoticeRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    organization_name: str
    subject: str
    authors: tuple[int, ...]
    tallies: tuple[tuple[str, str], ...]
    """(title, SHA-256 of the counters) of the secret votes behind the result, as printed; () before it hangs."""
    title: str
    basis: str
    what: str
    scope: str
    days: int
    working_days: bool
    count_posting_day: bool
    planned_on: date | None
    place: str
    channels: list[str]
    pinned: bool
    contact_unit: str
    contact_person: str
    contact_phone: str
    contact_address: str
    state: str
    remark: str
    posted_on: date | None
    board_posted_on: date | None
    ends_on: date | None
    other_ends_on: date | None
    provisional: bool
    proposed_by: int | None
    reviewed_by: int | None
    proposed_label: str
    reviewed_label: str
    approved_label: str
    posted_label: str
    confirmed_label: str
    confirmed_on: date | None
    outcome: str
    supersedes_id: int | None
    needs_new_notice: bool
    token: str
    version: int
    open_objections: int = 0
    objections: int = 0

    @property
    def starts_on(self) -> date | None:
        """The day the period is counted from: on screen and on paper, whichever was later."""
        return max(filter(None, (self.posted_on, self.board_posted_on)), default=None)

    def is_running(self, on: date) -> bool:
        return self.state == State.POSTED and self.ends_on is not None and on <= self.ends_on

    def is_over(self, on: date) -> bool:
        return self.state == State.POSTED and self.ends_on is not None and on > self.ends_on

    def state_on(self, on: date) -> str:
        """The stored state, with `objection` and `ended` told apart while it is posted."""
        if self.state == State.POSTED:
            if self.open_objections or self.needs_new_notice:
                return "objection"
            return "ended" if self.is_over(on) else "published"
        return self.state

    def hindrances(self, on: date) -> tuple[str, ...]:
        """Codes of everything that keeps this notice from being confirmed on a day; empty: it may be."""
        found = []
        if self.state != State.POSTED:
            return ("not_posted",)
        if not self.is_over(on):
            found.append("period_running")
        if self.provisional:
            found.append("period_provisional")
        if self.open_objections:
            found.append("objection_open")
        if self.needs_new_notice:
            found.append("new_notice_needed")
        return tuple(found)


def row_of(notice: Notice, objections: int = 0, open_objections: int = 0) -> NoticeRow:
    fields = {
        name: getattr(notice, name)
        for name in NoticeRow.__dataclass_fields__
        if name not in ("organization_name", "authors", "tallies", "open_objections", "objections")
    }
    return NoticeRow(
        **fields,
        organization_name=notice.organization.name,
        authors=tuple(notice.authors),
        tallies=tuple((title, value) for title, value in notice.tallies),
        objections=objections,
        open_objections=open_objections,
    )


def _rows(found) -> list[NoticeRow]:
    counted = found.select_related("organization").annotate(
        all_objections=Count("objections"), undecided=Count("objections", filter=Q(objections__decided_on__isnull=True))
    )
    return [row_of(notice, notice.all_objections, notice.undecided) for notice in counted]


def list_tallies(subject: str) -> list[tuple[str, str]]:
    """(title, SHA-256 of the counters) of the votes behind a result that is made public; `subject` as on the notice."""
    place = _place_of(subject)
    return ballots.list_tally_hashes(*place) if place else []


def list_recountable(subject: str) -> list[tuple[int, str]]:
    """(poll id, title) of these votes, as long as their slips are kept for a recount."""
    place = _place_of(subject)
    return ballots.list_recountable(*place) if place else []


def _place_of(subject: str) -> tuple[int, str, int] | None:
    """(campaign, step, organisation) of the round that is made public; None for what is not a decision."""
    model, _, number = subject.partition(":")
    if model != "decision" or not number.isdigit():
        return None
    result = results.get_result(results.get_decision(int(number)).result_id)
    return result.campaign_id, result.step_code, result.organization_id


def get_notice(notice_id: int) -> NoticeRow:
    rows = _rows(Notice.objects.filter(pk=notice_id))
    if not rows:
        raise Notice.DoesNotExist(notice_id)
    return rows[0]


def find_notice(notice_id: int) -> NoticeRow | None:
    return next(iter(_rows(Notice.objects.filter(pk=notice_id))), None)


def list_by_ids(notice_ids: Iterable[int]) -> list[NoticeRow]:
    """These notices, oldest first."""
    return _rows(Notice.objects.filter(pk__in=list(notice_ids)).order_by("pk"))


def find_by_token(token: str) -> NoticeRow | None:
    return next(iter(_rows(Notice.objects.filter(token=token))), None) if token else None


def list_notices(
    *, organization_ids: Iterable[int] | None = None, campaign_id: int | None = None, step_code: str = ""
) -> list[NoticeRow]:
    """Newest first, every state; one query."""
    found = Notice.objects.order_by("-pk")
    if organization_ids is not None:
        found = found.filter(organization_id__in=list(organization_ids))
    if campaign_id is not None:
        found = found.filter(campaign_id=campaign_id)
    if step_code:
        found = found.filter(step_code=step_code)
    return _rows(found)


def list_pinned(organization_ids: Iterable[int], on: date) -> list[NoticeRow]:
    """What is pinned on the pages of these units while its period runs, soonest end first (S0-17)."""
    return [row for row in list_hanging(organization_ids, on) if row.pinned]


def list_hanging(organization_ids: Iterable[int], on: date) -> list[NoticeRow]:
    """Everything of these units in its period, soonest end first."""
    return _rows(
        Notice.objects.filter(
            organization_id__in=list(organization_ids), state=State.POSTED, posted_on__lte=on, ends_on__gte=on
        ).order_by("ends_on", "pk")
    )


def list_public(on: date) -> list[NoticeRow]:
    """What society may read on a day: opened to society, posted, and in its period."""
    return _rows(
        Notice.objects.filter(
            scope=Notice.Scope.SOCIETY, state=State.POSTED, posted_on__lte=on, ends_on__gte=on
        ).order_by("ends_on", "pk")
    )


def is_public(notice: NoticeRow, on: date) -> bool:
    return notice.scope == Notice.Scope.SOCIETY and notice.is_running(on) and bool(notice.posted_on <= on)


def list_names(notice_id: int) -> list[NameRow]:
    names = Notice.objects.get(pk=notice_id).names.order_by("position")
    return [NameRow(name.person_id, name.name, name.line) for name in names]


def list_of_person(person_id: int) -> list[NoticeRow]:
    """Every notice that ever named a person and hung: part of the person's own record."""
    return _rows(Notice.objects.filter(names__person_id=person_id, posted_on__isnull=False).order_by("-posted_on"))


def list_chain(notice_id: int) -> list[NoticeRow]:
    """The notice, what it supersedes and what superseded it, oldest first."""
    pairs = dict(
        Notice.objects.filter(
            campaign__notices=notice_id, organization__notices=notice_id, step_code__isnull=False
        ).values_list("pk", "supersedes_id")
    )
    chain, frontier = {notice_id}, {notice_id}
    while frontier:
        frontier = {
            number
            for new, old in pairs.items()
            for number in (new, old)
            if number is not None and number not in chain and (new in frontier or old in frontier)
        }
        chain |= frontier
    return sorted(_rows(Notice.objects.filter(pk__in=chain)), key=lambda row: row.id)


@dataclass(frozen=True)
class ObjectionRow:
    id: int
    notice_id: int
    channel: str
    is_anonymous: bool
    sender: str
    contact: str
    text: str
    words_destroyed_on: date | None
    received_on: date
    recorded_label: str
    redacted_text: str
    redacted_by: int | None
    redacted_label: str
    redaction_checked_label: str
    finding: str
    reason: str
    result_changes: bool
    decided_on: date | None
    decided_label: str

    @property
    def is_redacted(self) -> bool:
        """The copy for others exists and a second person has compared it with the original."""
        return bool(self.redacted_text and self.redaction_checked_label)


def _objection_row(objection: Objection) -> ObjectionRow:
    return ObjectionRow(**{name: getattr(objection, name) for name in ObjectionRow.__dataclass_fields__})


def list_objections(notice_id: int) -> list[ObjectionRow]:
    """By day received; within a day in no order that says who came first (row numbers are random)."""
    return [
        _objection_row(objection)
        for objection in Objection.objects.filter(notice_id=notice_id).order_by("received_on", "pk")
    ]


def find_objection_by_receipt(code: str) -> ObjectionRow | None:
    found = Objection.objects.filter(receipt_hash=receipt_hash(code)).first()
    return _objection_row(found) if found else None


def tally_objections(notice_id: int) -> dict[str, int]:
    """How many objections came and how they ended: received, by finding, undecided."""
    tally = {"received": 0, "undecided": 0} | dict.fromkeys(Objection.Finding.values, 0)
    for finding in Objection.objects.filter(notice_id=notice_id).values_list("finding", flat=True):
        tally["received"] += 1
        tally[finding or "undecided"] += 1
    return tally


@dataclass(frozen=True)
class Ends:
    """Both last days of a period (included), the one that holds, and whether it is provisional."""

    ends_on: date
    other_ends_on: date
    provisional: bool


def end_dates(
    posted_on: date,
    days: int,
    count_posting_day: bool = False,
    *,
    working: bool = True,
    gaps: Iterable[tuple[date, date]] = (),
) -> Ends:
    """The last day by the chosen way of counting, and by the other. `gaps` are [from, until) days it did not hang."""
    spans = [DateSpan(start, end) for start, end in gaps]
    calendar = campaigns.work_calendar() if working else _EVERY_DAY
    holds = end_of_period(posted_on, days, calendar, count_posting_day, not_posted=spans)
    other = end_of_period(posted_on, days, calendar, not count_posting_day, not_posted=spans)
    return Ends(holds.last_day, other.last_day, working and holds.provisional)


@dataclass(frozen=True)
class HolidayWarning:
    """`days` of the period fall into the school holiday `title`; `whole`: all of it does."""

    title: str
    days: int
    whole: bool


def holiday_warnings(organization_ids: Iterable[int], first: date, last: date) -> list[HolidayWarning]:
    """School holidays that empty the campus during a period (CONVENTIONS 3.3)."""
    holidays = [
        SchoolHoliday(title, DateSpan(start, max(end, start + timedelta(days=1))))
        for title, start, end in campaigns.list_school_holidays(organization_ids)
    ]
    return [
        HolidayWarning(found.name, found.days, found.whole)
        for found in empty_campus(DateSpan.inclusive(first, last), holidays)
    ]
