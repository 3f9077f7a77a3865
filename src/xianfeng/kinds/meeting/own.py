"""What meetings tell other rooms: what was decided, for proposals that served a decision (S2-52)."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.evidence.records import Record
from xianfeng.kinds.meeting.models import AgendaItem


def list_decisions(campaign_id: int) -> list[Record]:
    """Decisions in the minutes of a campaign, the last first; none of a meeting that was taken back."""
    found = AgendaItem.objects.filter(
        meeting__campaign_id=campaign_id, meeting__removed_at__isnull=True, meeting__written_at__isnull=False
    )
    rows = found.exclude(decision="").select_related("meeting").order_by("-meeting__held_on", "pk")
    return [
        Record(
            f"meeting.agenda:{one.pk}",
            one.decision,
            f"{one.meeting.held_on:%Y-%m-%d} {one.title}",
            reverse("meeting:meeting", args=[one.meeting_id]),
            None,
            one.meeting.organization_id,
            campaign_id,
        )
        for one in rows
    ]


def list_cited(item_ids: Sequence[int]) -> dict[int, list[str]]:
    """Proposals that each decision used, in words that anybody may read."""
    found: dict[int, list[str]] = {number: [] for number in item_ids}
    for subject, words in each_room("list_uses", subjects=[f"meeting.agenda:{number}" for number in item_ids]):
        found[int(subject.partition(":")[2])].append(words)
    return found
