"""What was said by a holder to the own duty sheet: confirmations, and words on what does not fit."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.evidence.reach import RecordLine
from xianfeng.kinds.duties.models import Remark


def list_record(person_id: int) -> list[RecordLine]:
    return [
        RecordLine(
            timezone.localtime(one.said_at).date(),
            _("确认职责") if one.is_confirmation else _("对职责的意见"),
            _("第 %(n)s 版") % {"n": one.version.number},
            one.text,
            "",
            "confirmed" if one.is_confirmation else "",
            f"duty_remark:{one.pk}",
        )
        for one in Remark.objects.filter(person_id=person_id).select_related("version").order_by("pk")
    ]
