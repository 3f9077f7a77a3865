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
    found = StageRecord.objects.filter(person_id=person_id).select_related("organization", "campaign").order_by("pk")
    return [
        RecordLine(
            one.reached_on,
            _step_title(one),
            one.title,
            "\n".join(part for part in (one.paper, one.taken_back_because) if part),
            f"{one.organization} {one.recorded_by_label}",
            "taken_back" if one.taken_back_on else "",
            f"admission_stage:{one.pk}",
        )
        for one in found
    ]


def _step_title(one: StageRecord) -> str:
    titles = {step["code"]: step.get("title", "") for step in one.campaign.plan.get("steps", [])}
    return titles.get(one.step_code) or _("发展党员")


def list_file_gaps(campaign_id: int, organization_id: int, on: date) -> list[tuple[int, str]]:
    """(person, what the file lacks) for every applicant of a branch, worked out from the register of this campaign."""
    registers = [one for one in campaigns.list_steps(campaign_id, organization_id) if one.kind == "admission"]
    params = next(
        (one for one in (Params.model_validate(step.params) for step in registers) if one.about == "applicants"), None
    )
    if params is None:
        return []
    return [
        (row.person_id, "；".join(gap_sentence(code, title) for code, title in row.gaps) or _("各环节日期和材料齐全"))
        for row in queries.list_applicants(params, organization_id, on)
    ]
