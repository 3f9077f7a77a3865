"""What a person wrote here: kept under the own name, so it stands in the own record."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.evidence.reach import RecordLine
from xianfeng.kinds.study import essays


def list_record(person_id: int) -> list[RecordLine]:
    """The essays a person handed in."""
    return [
        RecordLine(
            timezone.localtime(one.written_at).date(),
            _("心得体会"),
            one.title,
            one.text,
            "",
            one.state,
            f"study_essay:{one.id}",
        )
        for one in essays.list_of_person(person_id)
    ]
