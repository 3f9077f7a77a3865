"""Nominations a person made under the own name: kept, so they stand in the own record."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.evidence.reach import RecordLine
from xianfeng.kinds.selection.models import Nomination


def list_record(person_id: int) -> list[RecordLine]:
    found = (
        Nomination.objects.filter(nominated_by_id=person_id)
        .exclude(person_id=person_id)
        .select_related("person")
        .order_by("pk")
    )
    return [
        RecordLine(
            timezone.localtime(one.nominated_at).date(),
            _("提出的推荐"),
            one.person.name if one.person else "",
            one.reason,
            "",
            "",
            f"nomination:{one.pk}",
        )
        for one in found
    ]
