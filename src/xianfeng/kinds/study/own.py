"""What a person wrote here and what the plan recognises for the person: it stands in the own record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns.queries import StepRow
from xianfeng.apps.evidence.reach import RecordLine
from xianfeng.kinds.study import essays, queries
from xianfeng.kinds.study.kind import Credit, Params


def tell_efforts(campaign_id: int, person_ids: Iterable[int]) -> list[tuple[str, int, int]]:
    """("study", person, minutes of collective study) in one campaign, for the panel of the leaders (S2-32)."""
    return [("study", person, n) for person, n in queries.minutes_of(campaign_id, "", person_ids).items()]


def credit_line(step: StepRow, params: Params, credits: list[Credit], on: date) -> RecordLine:
    """Somebody's credits in one step as one entry of the own record; what is missing is contested there (S4-17)."""
    total = sum(one.credits for one in credits)
    numbers = {"title": step.title, "n": total, "owed": params.credits_a_year}
    return RecordLine(
        on,
        _("培训学时"),
        _("%(title)s：认定 %(n)s 学时，要求 %(owed)s 学时") % numbers,
        "，".join(f"{one.title} {one.credits}" for one in credits),
        "",
        "",
        f"study_credits:{step.campaign_id}-{step.code}",
    )


def list_record(person_id: int) -> list[RecordLine]:
    """The essays a person handed in, and the credits recognised for trainings."""
    lines = [
        RecordLine(
            timezone.localtime(one.written_at).date(),
            _("心得体会"),
            one.title,
            one.text if one.words_destroyed_on is None else _("原文已按期限销毁"),
            "",
            one.state,
            f"study_essay:{one.id}",
        )
        for one in essays.list_of_person(person_id)
    ]
    for campaign_id, step_code, organization_id, last in queries.list_trained(person_id):
        step, params = queries.step_of(campaign_id, step_code, organization_id)
        found = queries.credits_of_people(campaign_id, step_code, [person_id], params)
        lines.append(credit_line(step, params, found.get(person_id, []), last))
    return lines
