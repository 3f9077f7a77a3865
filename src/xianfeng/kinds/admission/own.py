"""What the register tells: a person about the own stages; an inspection what the drawn files lack (S4-53)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence.reach import RecordLine
from xianfeng.kinds.admission import queries
from xianfeng.kinds.admission.kind import Params
from xianfeng.kinds.admission.models import StageRecord
from xianfeng.kinds.admission.words import gap_sentence


def list_record(person_id: int) -> list[RecordLine]:
    """Every stage on record about the person, taken back ones too."""
    found = StageRecord.objects.filter(person_id=person_id).select_related("organization").order_by("pk")
    return [
        RecordLine(
            one.reached_on,
            _("发展党员"),
            one.title,
            "\n".join(part for part in (one.paper, one.taken_back_because) if part),
            f"{one.organization} {one.recorded_by_label}",
            "taken_back" if one.taken_back_on else "",
            f"admission_stage:{one.pk}",
        )
        for one in found
    ]


def list_file_gaps(campaign_id: int, organization_id: int, on: date) -> list[tuple[int, str]]:
    """(person, what the file lacks) for every applicant of a branch, worked out from the register of this campaign."""
    step = next((one for one in campaigns.list_steps(campaign_id, organization_id) if one.kind == "admission"), None)
    if step is None:
        return []
    params = Params.model_validate(step.params)
    return [
        (row.person_id, "；".join(gap_sentence(code, title) for code, title in row.gaps) or _("各环节日期和材料齐全"))
        for row in queries.list_applicants(params, organization_id, on)
    ]
