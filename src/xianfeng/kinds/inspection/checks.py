"""Read inspections: the check of a unit, its lines, who may inspect, answer and see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.record_notes import Todo
from xianfeng.apps.progress import queries as progress
from xianfeng.core.kind import UNIT_HOLDERS
from xianfeng.kinds.inspection.models import Check, CheckLine

State, Verdict = Check.State, CheckLine.Verdict
SEEN = (State.SHOWN, State.ANSWERED, State.CLOSED)


@dataclass(frozen=True)
class LineRow:
    """One line of the sheet. `person_id`: somebody of the sample."""

    id: int
    key: str
    title: str
    person_id: int | None
    verdict: str
    verdict_word: str
    finding: str
    evidence: str
    due_on: date | None
    item_id: int | None

    @property
    def is_gap(self) -> bool:
        return self.verdict == Verdict.GAP


@dataclass(frozen=True)
class CheckRow:
    id: int
    campaign_id: int
    step_code: str
    unit_id: int
    form: str
    is_own: bool
    unannounced: bool
    state: str
    state_word: str
    planned_on: date | None
    carried_on: date | None
    inspector_id: int | None
    inspector_label: str
    sample: dict[str, Any] | None
    achievements: str
    problems: str
    direction: str
    shown_on: date | None
    reply_by: date | None
    reply: str
    replied_by: str
    replied_on: date | None
    closed_on: date | None
    lines: tuple[LineRow, ...] = ()

    @property
    def is_shown(self) -> bool:
        return self.state in SEEN

    @property
    def left(self) -> int:
        """Lines still without a verdict."""
        return sum(not line.verdict for line in self.lines)

    @property
    def gaps(self) -> int:
        return sum(line.is_gap for line in self.lines)


def _row(found: Check) -> CheckRow:
    lines = tuple(
        LineRow(
            line.pk,
            line.key,
            line.title,
            line.person_id,
            line.verdict,
            line.get_verdict_display() if line.verdict else "",
            line.finding,
            line.evidence,
            line.due_on,
            line.item_id,
        )
        for line in found.lines.all()
    )
    return CheckRow(
        found.pk,
        found.campaign_id,
        found.step_code,
        found.unit_id,
        found.form,
        found.is_own,
        found.unannounced,
        found.state,
        found.get_state_display(),
        found.planned_on,
        found.carried_on,
        found.inspector_id,
        found.inspector_label,
        found.sample,
        found.achievements,
        found.problems,
        found.direction,
        found.shown_on,
        found.reply_by,
        found.reply,
        found.replied_by_label,
        found.replied_on,
        found.closed_on,
        lines,
    )


def find_check(check_id: int) -> CheckRow | None:
    found = Check.objects.prefetch_related("lines").filter(pk=check_id).first()
    return _row(found) if found else None


def find_check_of(campaign_id: int, step_code: str, unit_id: int) -> CheckRow | None:
    found = Check.objects.prefetch_related("lines").filter(
        campaign_id=campaign_id, step_code=step_code, unit_id=unit_id
    )
    return _row(found[0]) if found else None


def list_checks_from_outside(campaign_id: int, unit_ids: list[int]) -> list[CheckRow]:
    """Begun checks of these units by somebody from outside, the newest first; two queries."""
    found = Check.objects.filter(campaign_id=campaign_id, unit_id__in=unit_ids, is_own=False).exclude(
        state=State.PLANNED
    )
    return [_row(one) for one in found.prefetch_related("lines").order_by("-carried_on", "-pk")]


def check_of_line(line_id: int) -> int | None:
    return CheckLine.objects.filter(pk=line_id).values_list("check_of_id", flat=True).first()


def may_inspect(viewer: Viewer, responsible: str, unit_id: int) -> bool:
    """A unit's own check is made by its organisers; any other by an inspector or officer over it, or its superior's
    secretary, and never by somebody of the unit itself."""
    if responsible in UNIT_HOLDERS:
        return viewer.may_run(unit_id)
    if viewer.belongs_to(unit_id) or unit_id in viewer.heads("branch_secretary", "deputy_secretary"):
        return False
    return viewer.has("inspector", unit_id) or viewer.has("bureau_officer", unit_id) or viewer.may_run(unit_id)


def may_answer(viewer: Viewer, unit_id: int) -> bool:
    return unit_id in viewer.heads("branch_secretary", "deputy_secretary")


def may_see(viewer: Viewer, check: CheckRow, responsible: str) -> bool:
    """Who inspects, always; the unit's organisers, once it is shown to them; those above see shown ones as well."""
    if may_inspect(viewer, responsible, check.unit_id):
        return True
    return check.is_shown and viewer.may_see(check.unit_id)


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """Checks to answer for one's unit, and, for inspectors, running steps with units nobody has looked at."""
    found = []
    own = viewer.heads("branch_secretary", "deputy_secretary")
    if own:
        waiting = Check.objects.filter(state=State.SHOWN, is_own=False, unit_id__in=own).order_by("reply_by")
        for check in waiting:
            late = check.reply_by is not None and check.reply_by < on
            found.append(
                Todo(
                    _("答复督导检查情况"),
                    check.reply_by,
                    "inspection:check",
                    (check.pk,),
                    10,
                    state="late" if late else "open",
                )
            )
    over = viewer.over.get("inspector", frozenset())
    if over:
        found += _to_inspect(over, on)
    return found


def _to_inspect(over: frozenset[int], on: date) -> list[Todo]:
    found = []
    for campaign, steps in campaigns.list_open_steps():
        if campaign.organization_id not in over:
            continue
        for step in steps:
            if step.kind != "inspection" or step.state_on(on) != "running" or step.responsible in UNIT_HOLDERS:
                continue
            missing = progress.coverage(campaign.id, step.code, campaign.organization_id, on).missing
            if missing:
                what = _("%(title)s（还有 %(n)s 个单位）") % {"title": step.title, "n": len(missing)}
                found.append(
                    Todo(what, step.last_day, "inspection:step", (campaign.id, step.code), None, campaign.title)
                )
    return found
