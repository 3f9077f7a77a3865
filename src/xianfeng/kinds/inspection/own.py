"""What looking back keeps about one person: the verdict on each link of the earlier round that the person owed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xianfeng.apps.evidence.reach import RecordLine
from xianfeng.kinds.inspection.models import LookBackVerdict


def list_record(person_id: int) -> list[RecordLine]:
    found = LookBackVerdict.objects.filter(person_id=person_id).select_related("predecessor").order_by("pk")
    return [
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


def _step_title(one: LookBackVerdict) -> str:
    titles = {step["code"]: step["title"] for step in one.predecessor.plan.get("steps", [])}
    return f"{one.predecessor.title} · {titles.get(one.step_code, one.step_code)}"
