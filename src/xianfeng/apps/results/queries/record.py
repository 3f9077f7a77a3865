"""What is kept here about a person."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.evidence.reach import RecordLine
from xianfeng.apps.results.models import Honour, Veto


def list_record(person_id: int) -> list[RecordLine]:
    """What is kept here about a person, for the page "my record": honours, vetoes, decisions that name the person."""
    lines = []
    for honour in Honour.objects.filter(person_id=person_id):
        state = "withdrawn" if honour.revoked_on else "confirmed"
        lines.append(
            RecordLine(
                honour.granted_on, _("荣誉"), honour.title, honour.revoked_because, "", state, f"honour:{honour.pk}"
            )
        )
    for veto in Veto.objects.filter(person_id=person_id):
        lines.append(
            RecordLine(
                timezone.localtime(veto.recorded_at).date(),
                _("不能参评的认定"),
                veto.title,
                veto.evidence,
                veto.recorded_by_label,
                "objection" if veto.state == Veto.State.CONTESTED else "",
                f"veto:{veto.pk}",
                {"objection": veto.objection, "answer": veto.answer},
            )
        )
    return lines
