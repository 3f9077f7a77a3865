"""From a plan and its answers to a calendar: phases with dates, steps with ``[opens, closes)`` windows, open questions.

Nothing is guessed: where a number is still a suggestion the dates that follow from it are marked provisional, and the
question stays on the ``asks`` list; a plan with open asks, blank criteria or kinds not built cannot open.

Before: phases of 30, 40 and 30 days, start 2026-07-06. After: 2026-07-06, 2026-08-05, 2026-09-14, end 2026-10-14.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from xianfeng.core.kind.contract import params_faults
from xianfeng.core.kind.registry import find_kind
from xianfeng.core.plan.model import Anchor, CriteriaSet, Duration, Pack, Phase, Step
from xianfeng.core.plan.source import Source
from xianfeng.core.plan.values import Value, filled, known_values, references
from xianfeng.core.schedule import add_months, add_workdays, next_anniversary, official_calendar

AddWorkingDays = Callable[[date, int], date]
"""The day ``n`` working days after a date (before it for a negative ``n``), the date itself not counted."""
_MOST_OCCURRENCES = 400


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that must be answered before a campaign opens. ``code`` is the key of the answer in the settings."""

    code: str
    question: str
    about: Literal["parameter", "blank_item", "approval_basis"]
    type: str
    unit: str | None = None
    suggestion: Value | None = None
    suggestion_source: Source | None = None
    choices: tuple[str, ...] = ()
    may_drop: bool = False
    used_by: tuple[str, ...] = ()
    number: int | None = None
    """Which of several blank places this is, from 1."""
    choice_titles: tuple[tuple[str, str], ...] = ()
    """Choices with their wording, in order; the answer is the first of each pair."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something the author or the person who opens the campaign should know; sentences are made at the edge."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ResolvedPhase:
    """``starts`` is the first day, ``ends`` the day after the last."""

    code: str
    title: str
    starts: date
    ends: date
    provisional: bool

    @property
    def last_day(self) -> date:
        """Last day that belongs to the phase."""
        return self.ends - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ResolvedStep:
    """One step in one phase and round. ``key`` is the step's code, with ``-phase`` and ``-round`` where there are several."""

    key: str
    code: str
    title: str
    kind: str
    kind_built: bool
    phase: str
    round: int
    opens: date
    closes: date
    provisional: bool
    per: str
    core: bool
    responsible: str
    who: tuple[str, ...]
    without: tuple[str, ...]
    school_types: tuple[str, ...]
    criteria: tuple[str, ...]
    after: tuple[str, ...]
    done_rule: str
    done_share: Value | None
    params: Mapping[str, Any]

    @property
    def last_day(self) -> date:
        """Last day on which the step is open."""
        return self.closes - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ResolvedItem:
    """A criterion with its final title; ``blank`` while nobody has typed it in."""

    key: str
    title: str
    blank: bool
    key_item: bool
    goal: str | None
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResolvedPlan:
    """Everything a campaign needs from a plan on the day it opens."""

    pack: str
    version: str
    fingerprint: str
    start_date: date
    school_type: str | None
    phases: tuple[ResolvedPhase, ...]
    steps: tuple[ResolvedStep, ...]
    criteria: Mapping[str, tuple[ResolvedItem, ...]]
    values: Mapping[str, Value]
    asks: tuple[Ask, ...]
    notes: tuple[Note, ...]
    look_back: tuple[date, date] | None = None

    @property
    def unbuilt(self) -> tuple[str, ...]:
        """Codes of kinds that steps use but this installation has not built, each once."""
        return tuple(dict.fromkeys(step.kind for step in self.steps if not step.kind_built))

    @property
    def may_open(self) -> bool:
        """Whether nothing is left to ask, every kind is built and no note forbids it."""
        return not self.asks and not self.unbuilt and not any(note.code in BLOCKING_NOTES for note in self.notes)

    @property
    def end_date(self) -> date:
        """The day after the last phase."""
        return max(phase.ends for phase in self.phases)


BLOCKING_NOTES = frozenset(
    {"value_refused", "phase_without_length", "window_without_length", "item_twice", "step_faulty"}
)
"""Notes that keep a campaign from opening; the others inform."""


class PlanUnresolvable(Exception):
    """No calendar can be made: ``code`` is anchor_circular, round_without_length (``where`` names the phase or step) or
    date_missing (``where`` names the parameter that has neither a value nor a suggestion)."""

    def __init__(self, code: str, where: str) -> None:
        super().__init__(f"{code}: {where}")
        self.code = code
        self.where = where


def resolve(
    pack: Pack,
    settings: Mapping[str, Any],
    start_date: date,
    school_type: str | None = None,
    *,
    add_working_days: AddWorkingDays | None = None,
) -> ResolvedPlan:
    """The calendar of ``pack`` from ``start_date`` on, with the answers of ``settings`` (see ``model.Settings``).

    ``add_working_days`` counts working days by an installation's own table; without it the days shipped with this release
    are used, and dates that rest on a year without an official notice are provisional.
    Raises :class:`PlanUnresolvable` when anchors run in a circle or a date has neither value nor suggestion.
    """
    known = known_values(pack, settings, school_type)
    notes = [
        Note("value_refused", (("param", code), ("why", why), ("limit", limit))) for code, why, limit in known.refused
    ]
    bad = {code for code, _, _ in known.refused}
    usable = {code: value for code, value in settings.items() if code not in bad}
    values, suggested = known.values, known.suggested
    dates = _Calendar(pack, values, suggested, start_date, add_working_days)
    phases = tuple(dates.phase(phase) for phase in pack.plan.phases)
    notes += [Note("phase_without_length", (("phase", item.code),)) for item in phases if item.ends <= item.starts]
    notes += _frame_notes(pack, dates, phases)
    steps: list[ResolvedStep] = []
    left_out = {
        code
        for variant in pack.plan.variants
        if school_type in variant.school_types
        for code in variant.without_local_steps
    }
    for step in pack.plan.steps:
        if step.code in left_out:
            continue
        if step.audience.school_types and school_type and school_type not in step.audience.school_types:
            continue
        steps += dates.step(step)
    notes += [Note("window_without_length", (("step", item.key),)) for item in steps if item.closes <= item.opens]
    notes += _param_notes(pack, values, suggested, {item.code for item in steps})
    criteria, item_notes = _criteria(pack, settings)
    return ResolvedPlan(
        pack=pack.code,
        version=pack.meta.version,
        fingerprint=pack.fingerprint(),
        start_date=start_date,
        school_type=school_type,
        phases=phases,
        steps=tuple(steps),
        criteria=criteria,
        values=values,
        asks=open_asks(pack, usable, school_type),
        notes=tuple(notes + item_notes),
        look_back=_look_back(pack, dates),
    )


def _look_back(pack: Pack, calendar: _Calendar) -> tuple[date, date] | None:
    rule = pack.plan.look_back
    if rule is None:
        return None
    opens, _ = calendar.day(rule.opens, None, "look_back")
    closes, _ = calendar.day(rule.closes, None, "look_back", default_edge_opens=opens)
    return opens, closes


def open_asks(pack: Pack, settings: Mapping[str, Any], school_type: str | None = None) -> tuple[Ask, ...]:
    """Every question without an answer: the authority first, then blank criteria, then parameters, in file order."""
    asks: list[Ask] = []
    basis = pack.meta.approval_basis
    if not str(settings.get("approval_basis") or "").strip():
        asks.append(Ask("approval_basis", basis.ask, "approval_basis", "text"))
    for group in pack.plan.criteria:
        blank = group.blank
        if blank is None:
            continue
        users = tuple(step.code for step in pack.plan.steps if group.code in step.criteria)
        for number, key in enumerate(group.slot_keys(), 1):
            code = f"criteria.{group.code}.{key}"
            answer = settings.get(code)
            if answer is None or (not str(answer).strip() and not blank.may_drop):
                asks.append(
                    Ask(code, blank.ask, "blank_item", "text", may_drop=blank.may_drop, used_by=users, number=number)
                )
    users_of: dict[str, list[str]] = {}
    for step in pack.plan.steps:
        for _, code in references(step.params):
            users_of.setdefault(code, []).append(step.code)
    for item in pack.plan.parameters:
        if item.ask is None or settings.get(item.code) is not None or _varied(pack, item.code, school_type):
            continue
        hint = item.suggestion
        asks.append(
            Ask(
                item.code,
                item.ask,
                "parameter",
                item.type,
                item.unit,
                hint.value if hint else None,
                hint.source if hint else None,
                item.choices,
                used_by=tuple(dict.fromkeys(users_of.get(item.code, []))),
                choice_titles=tuple((choice, item.choice_titles[choice]) for choice in item.choices),
            )
        )
    return tuple(asks)


def _varied(pack: Pack, code: str, school_type: str | None) -> bool:
    return any(school_type in item.school_types and code in item.parameters for item in pack.plan.variants)


def _criteria(pack: Pack, settings: Mapping[str, Any]) -> tuple[dict[str, tuple[ResolvedItem, ...]], list[Note]]:
    found: dict[str, tuple[ResolvedItem, ...]] = {}
    notes: list[Note] = []
    for group in pack.plan.criteria:
        items = [
            ResolvedItem(item.key, item.title, False, item.key_item, item.goal, item.points) for item in group.items
        ]
        for key in group.slot_keys():
            answer = settings.get(f"criteria.{group.code}.{key}")
            text = str(answer or "").strip()
            if answer is not None and not text and group.blank is not None and group.blank.may_drop:
                continue
            items.append(ResolvedItem(key, text, not text, False, None, ()))
        titles = [normal_title(item.title) for item in items if not item.blank]
        if len(set(titles)) != len(titles):
            notes.append(Note("item_twice", (("criteria", group.code),)))
        found[group.code] = tuple(items)
    return found, notes


def normal_title(title: str) -> str:
    """A title as it is compared: without spaces and quotation marks (S2-09)."""
    return "".join(char for char in title if char not in " \u3000“”\"'‘’《》").lower()


def most_items(group: CriteriaSet, settings: Mapping[str, Any]) -> int:
    """How many items of a set can be reached: those with a title (S1-06, S1-08)."""
    answers = [str(settings.get(f"criteria.{group.code}.{key}") or "").strip() for key in group.slot_keys()]
    return len(group.items) + sum(bool(answer) for answer in answers)


def _frame_notes(pack: Pack, calendar: _Calendar, phases: tuple[ResolvedPhase, ...]) -> list[Note]:
    frame = pack.plan.calendar
    if frame is None:
        return []
    notes: list[Note] = []
    counted = [phase for phase in phases if not frame.counted or phase.code in frame.counted]
    if frame.opens is not None:
        opens, _ = calendar.day(frame.opens, None, "calendar")
        if frame.opens.param is not None and opens.year > calendar.start.year:
            opens = _a_year_earlier(opens)
        notes += [Note("phase_before_frame", (("phase", p.code),)) for p in counted if p.starts < opens]
    if frame.closes is not None:
        closes, _ = calendar.day(frame.closes, None, "calendar")
        notes += [Note("phase_after_frame", (("phase", p.code),)) for p in counted if p.last_day > closes]
    if frame.at_least is not None and counted:
        needed, _ = calendar.moved(counted[0].starts, frame.at_least, 1)
        if counted[-1].ends < needed:
            notes.append(Note("shorter_than_least", (("ends", str(counted[-1].ends)), ("needed", str(needed)))))
    return notes


def _param_notes(pack: Pack, values: Mapping[str, Value], suggested: frozenset[str], used: set[str]) -> list[Note]:
    """Faults that the answers put into the parameters of a step, for example weights that no longer sum to one."""
    notes: list[Note] = []
    for step in pack.plan.steps:
        if step.code not in used:
            continue
        kind = find_kind(step.kind)
        put = filled(step.params, values, suggested)
        faults = params_faults(kind, put.params, put.unset)
        if not faults and not put.unset:
            faults = list(kind.faults(kind.read_params(put.params), step, pack))
        for fault in faults:
            told = {"step": step.code, "fault": fault.code, "name": ".".join(map(str, fault.path)), **fault.values}
            notes.append(Note("step_faulty", tuple(told.items())))
    return notes


def _a_year_earlier(day: date) -> date:
    """A day of the year that opens a frame: July means the July of the year in which the campaign starts."""
    return add_months(day, -12)


class _Calendar:
    """Works anchors out, each phase and step once, and refuses circles."""

    def __init__(
        self,
        pack: Pack,
        values: Mapping[str, Value],
        suggested: frozenset[str],
        start: date,
        add_working_days: AddWorkingDays | None,
    ) -> None:
        self.pack, self.values, self.suggested, self.start = pack, values, suggested, start
        self.add_working_days = add_working_days
        self.phases: dict[str, ResolvedPhase] = {}
        self.windows: dict[tuple[str, str], tuple[date, date, bool]] = {}
        self.busy: set[str] = set()

    def phase(self, phase: Phase) -> ResolvedPhase:
        done = self.phases.get(phase.code)
        if done is not None:
            return done
        self._enter(f"phase {phase.code}")
        at = self.pack.plan.phases.index(phase)
        if phase.starts is not None:
            starts, unsure = self.day(phase.starts, None, phase.code)
        elif at == 0:
            starts, unsure = self.start, False
        else:
            before = self.phase(self.pack.plan.phases[at - 1])
            starts, unsure = before.ends, before.provisional
        if phase.lasts is not None:
            ends, also = self.moved(starts, phase.lasts, 1)
        else:
            ends, also = self.day(phase.ends or Anchor(), None, phase.code, default_edge_opens=starts)
        found = ResolvedPhase(phase.code, phase.title, starts, ends, unsure or also)
        self.phases[phase.code] = found
        self.busy.discard(f"phase {phase.code}")
        return found

    def window(self, step: Step, phase_code: str) -> tuple[date, date, bool]:
        done = self.windows.get((step.code, phase_code))
        if done is not None:
            return done
        self._enter(f"step {step.code}")
        phase = self.pack.find_phase(phase_code)
        if phase is None:
            raise PlanUnresolvable("date_missing", step.code)
        frame = self.phase(phase)
        opens, unsure = frame.starts, frame.provisional
        closes, also = frame.ends, frame.provisional
        if step.window.opens is not None:
            opens, unsure = self.day(step.window.opens, frame, step.code)
        if step.window.closes is not None:
            closes, also = self.day(step.window.closes, frame, step.code, default_edge_opens=opens)
        self.windows[(step.code, phase_code)] = (opens, closes, unsure or also)
        self.busy.discard(f"step {step.code}")
        return self.windows[(step.code, phase_code)]

    def step(self, step: Step) -> list[ResolvedStep]:
        found: list[ResolvedStep] = []
        put = filled(step.params, self.values, self.suggested)
        kind = find_kind(step.kind)
        for phase_code in step.phases:
            opens, closes, unsure = self.window(step, phase_code)
            spans = [(opens, closes)]
            if step.window.every is not None:
                spans, also = self._rounds(step, phase_code, opens, closes)
                unsure = unsure or also
            for number, (first, after_last) in enumerate(spans, 1):
                key = step.code if len(step.phases) == 1 else f"{step.code}-{phase_code}"
                found.append(
                    ResolvedStep(
                        key=key if step.window.every is None else f"{key}-{number}",
                        code=step.code,
                        title=step.title,
                        kind=step.kind,
                        kind_built=kind.built,
                        phase=phase_code,
                        round=number,
                        opens=first,
                        closes=after_last,
                        provisional=unsure,
                        per=step.per,
                        core=step.core,
                        responsible=step.responsible,
                        who=step.audience.who,
                        without=step.audience.without,
                        school_types=step.audience.school_types,
                        criteria=step.criteria,
                        after=step.after,
                        done_rule=step.done.rule,
                        done_share=self.values.get(step.done.share) if step.done.share else None,
                        params=put.params,
                    )
                )
        return found

    def _rounds(self, step: Step, phase_code: str, opens: date, closes: date) -> tuple[list[tuple[date, date]], bool]:
        """Equal rounds from ``opens`` on, as long as one starts before ``closes``; the last is cut at ``closes``."""
        every = step.window.every
        if every is None:
            return [(opens, closes)], False
        spans: list[tuple[date, date]] = []
        first = opens
        unsure = every.parameter in self.suggested
        while first < closes and len(spans) < _MOST_OCCURRENCES:
            following, also = self.moved(opens, every, len(spans) + 1)
            unsure = unsure or also
            if following <= first:
                raise PlanUnresolvable("round_without_length", step.code)
            spans.append((first, min(following, closes)))
            first = following
        return spans, unsure

    def day(
        self, anchor: Anchor, frame: ResolvedPhase | None, where: str, default_edge_opens: date | None = None
    ) -> tuple[date, bool]:
        """The day an anchor means, and whether it hangs on a suggestion. Without a base: own phase, else the campaign;
        a closing anchor that only says ``plus`` counts from the opening day. A month and day means its first occurrence in
        the phase (or campaign), for a closing anchor after the opening day."""
        unsure = False
        if anchor.phase is not None:
            phase = self.pack.find_phase(anchor.phase)
            if phase is None:
                raise PlanUnresolvable("date_missing", where)
            resolved = self.phase(phase)
            base, unsure = (resolved.starts if anchor.edge == "start" else resolved.ends), resolved.provisional
        elif anchor.step is not None:
            step = self.pack.find_step(anchor.step)
            if step is None:
                raise PlanUnresolvable("date_missing", where)
            own = frame.code if frame is not None and frame.code in step.phases else step.phases[0]
            opens, closes, unsure = self.window(step, own)
            base = opens if anchor.edge == "start" else closes
        elif anchor.param is not None:
            since = self.start if frame is None else frame.starts
            if default_edge_opens is not None:
                since = default_edge_opens + timedelta(days=1)
            base, unsure = self._dated(anchor.param, since), anchor.param in self.suggested
        elif default_edge_opens is not None and not anchor.campaign and anchor.edge == "start":
            base, unsure = default_edge_opens, frame is not None and frame.provisional
        elif anchor.campaign or frame is None:
            base = self.start if anchor.edge == "start" else max(self.phase(p).ends for p in self.pack.plan.phases)
        else:
            base, unsure = (frame.starts if anchor.edge == "start" else frame.ends), frame.provisional
        for length, sign in ((anchor.plus, 1), (anchor.minus, -1)):
            if length is not None:
                base, also = self.moved(base, length, sign)
                unsure = unsure or also
        return (base + timedelta(days=1) if anchor.included else base), unsure

    def moved(self, base: date, length: Duration, times: int) -> tuple[date, bool]:
        """``base`` moved by ``times`` lengths (negative: back), and whether the number is only a suggestion."""
        number = self.values.get(length.parameter)
        if not isinstance(number, int) or isinstance(number, bool):
            raise PlanUnresolvable("date_missing", length.parameter)
        unsure = length.parameter in self.suggested
        if length.unit == "months":
            return add_months(base, number * times), unsure
        if length.unit == "working_days":
            if self.add_working_days is not None:
                return self.add_working_days(base, number * times), unsure
            shipped = official_calendar()
            found = add_workdays(base, number * times, shipped)
            return found, unsure or not shipped.is_confirmed_span(min(base, found), max(base, found))
        return base + timedelta(days=number * times * (7 if length.unit == "weeks" else 1)), unsure

    def _dated(self, code: str, since: date) -> date:
        value = self.values.get(code)
        parameter = self.pack.find_parameter(code)
        if parameter is None or not isinstance(value, str):
            raise PlanUnresolvable("date_missing", code)
        if parameter.type == "date":
            return date.fromisoformat(value)
        month, day = (int(part) for part in value.split("-"))
        return next_anniversary(month, day, since)

    def _enter(self, what: str) -> None:
        if what in self.busy:
            raise PlanUnresolvable("anchor_circular", what)
        self.busy.add(what)
