"""Works the days of a plan out: anchors, lengths, rounds. Each phase and step once; circles are refused.

Before: ``opens: {edge: end, minus: {days: round_days}}`` in a phase that ends on 2026-07-01, 30 days. After: 2026-06-01.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from xianfeng.core.kind.registry import find_kind
from xianfeng.core.plan.model import Anchor, Duration, Pack, Phase, Step
from xianfeng.core.plan.resolved import AddWorkingDays, PlanUnresolvable, ResolvedPhase, ResolvedStep
from xianfeng.core.plan.values import Value, filled
from xianfeng.core.schedule import add_months, add_workdays, next_anniversary, official_calendar

_MOST_OCCURRENCES = 400


class PlanDates:
    """The days of one pack with one set of values from one start."""

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
            base, unsure = self._dated_back(anchor.param, since, anchor.minus), anchor.param in self.suggested
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
            found = self.after_workdays(base, number * times)
            if self.add_working_days is not None:
                return found, unsure
            return found, unsure or not official_calendar().is_confirmed_span(min(base, found), max(base, found))
        return base + timedelta(days=number * times * (7 if length.unit == "weeks" else 1)), unsure

    def after_workdays(self, base: date, number: int) -> date:
        """The day so many working days after (before) a day, that day not counted, by the installation's calendar or ours."""
        if self.add_working_days is not None:
            return self.add_working_days(base, number)
        return add_workdays(base, number, official_calendar())

    def dated(self, code: str, since: date) -> date:
        """The day a parameter means; a month and day means its first occurrence on or after ``since``."""
        value = self.values.get(code)
        parameter = self.pack.find_parameter(code)
        if parameter is None or not isinstance(value, str):
            raise PlanUnresolvable("date_missing", code)
        if parameter.type == "date":
            return date.fromisoformat(value)
        month, day = (int(part) for part in value.split("-"))
        return next_anniversary(month, day, since)

    def _dated_back(self, code: str, since: date, length: Duration | None) -> date:
        """As `dated`; the day moved back by a length still lies on or after ``since``. Counting the other way would not do:
        where the day is no working day, as many of them lead back to a later day than lead there."""
        found = self.dated(code, since)
        while length is not None and self.moved(found, length, -1)[0] < since:
            later = self.dated(code, found + timedelta(days=1))
            if later == found:  # a date with its year has no other occurrence
                break
            found = later
        return found

    def _enter(self, what: str) -> None:
        if what in self.busy:
            raise PlanUnresolvable("anchor_circular", what)
        self.busy.add(what)
