"""What looking back and inspections keep about one person: verdicts on the earlier round, findings of a sample."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from xianfeng.apps.evidence.reach import RecordLine
from xianfeng.apps.exemplars.queries import Offer
from xianfeng.kinds.inspection import dues
from xianfeng.kinds.inspection.models import Check, CheckLine, LookBackVerdict
from xianfeng.ui import typed


def list_inspected_days(organization_id: int, since: date) -> list[date]:
    """Days since then on which somebody from outside finished an inspection of the unit; its own checks do not count."""
    closed = Check.objects.filter(unit_id=organization_id, is_own=False, closed_on__gte=since)
    return list(closed.values_list("closed_on", flat=True))


def offer_practice(subject: str) -> list[Offer]:
    """What an inspection found to be well done, for the library of practices (S0-59)."""
    model, _sign, number = subject.partition(":")
    shown = Check.objects.filter(shown_on__isnull=False, is_own=False).exclude(achievements="")
    row = shown.filter(pk=int(number)).first() if model == "check" and typed.is_number(number) else None
    return [Offer(row.unit_id, _("检查意见"), "", row.achievements)] if row is not None else []


def list_record(person_id: int) -> list[RecordLine]:
    found = LookBackVerdict.objects.filter(person_id=person_id).select_related("predecessor").order_by("pk")
    return (
        _findings(person_id)
        + dues.list_record(person_id)
        + [
            RecordLine(
                one.checked_on,
                _("回头看"),
                _step_title(one),
                " ".join(part for part in (one.get_verdict_display(), one.note) if part),
                one.checker_label,
                "",
                f"look_back_verdict:{one.pk}",
            )
            for one in found
        ]
    )


def _findings(person_id: int) -> list[RecordLine]:
    """Lines of checks in which the person was drawn. What was found shows once the unit may see it."""
    lines = CheckLine.objects.filter(person_id=person_id).select_related("check_of", "check_of__campaign")
    lines = lines.exclude(check_of__state__in=(Check.State.PLANNED, Check.State.OPEN))
    return [
        RecordLine(
            one.found_on or one.check_of.carried_on,
            _("督导检查抽查"),
            f"{one.check_of.campaign.title} · {one.title}",
            " ".join(part for part in (one.get_verdict_display(), one.finding, one.evidence) if part),
            one.check_of.inspector_label,
            "",
            f"inspection.line:{one.pk}",
        )
        for one in lines.order_by("pk")
    ]


def _step_title(one: LookBackVerdict) -> str:
    titles = {step["code"]: step["title"] for step in one.predecessor.plan.get("steps", [])}
    return f"{one.predecessor.title} · {titles.get(one.step_code, one.step_code)}"
