"""What meetings tell other rooms: what is to be done, what is kept about a person, what was decided (S2-52)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence.reach import RecordLine, Todo, each_room
from xianfeng.apps.evidence.records import Record
from xianfeng.apps.people.access import Viewer
from xianfeng.kinds.meeting import queries
from xianfeng.kinds.meeting.models import AgendaItem, Meeting, Missing, Venue


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


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """Minutes to write from the day of the meeting on, minutes to sign, and a make-up that was put down for a day."""
    if viewer.person_id is None:
        return []
    open_campaigns = {campaign.id: steps for campaign, steps in campaigns.list_open_steps()}
    mine = (
        Meeting.objects.filter(removed_at__isnull=True, signed_at__isnull=True, campaign_id__in=open_campaigns)
        .filter(
            Q(written_at__isnull=True, recorder_id=viewer.person_id, held_on__lte=on)
            | Q(written_at__isnull=False, chair_id=viewer.person_id)
        )
        .order_by("held_on", "pk")
    )
    titles = {(campaign, step.code): step.title for campaign, steps in open_campaigns.items() for step in steps}
    found = []
    for one in mine:
        title = titles.get((one.campaign_id, one.step_code), "")
        what = _("签认会议记录：%(title)s") if one.written_at else _("写会议记录：%(title)s")
        found.append(Todo(what % {"title": title}, None, "meeting:meeting", (one.pk,), minutes=10))
    return found


def list_record(person_id: int) -> list[RecordLine]:
    """Where the person was missing, with the ground given and whether it was made up; where the person was, worked out for
    this page alone (decision 0050); meetings the person held alone, rooms kept."""
    titles = _Titles()
    lines = Missing.objects.filter(person_id=person_id, meeting__removed_at__isnull=True).select_related("meeting")
    found = []
    for line in lines.order_by("meeting__held_on", "pk"):
        made_up = _("已补会") if line.made_up_on else ""
        text = "，".join(part for part in (line.get_state_display(), line.ground, made_up) if part)
        one = line.meeting
        found.append(
            RecordLine(
                one.held_on,
                _("会议"),
                titles.of(one),
                text,
                one.written_by_label,
                "",
                f"meeting_missing:{line.pk}",
            )
        )
    for one in queries.list_attended(person_id):
        by = one.written_by_label
        found.append(RecordLine(one.held_on, _("会议"), titles.of(one), _("到会"), by, "", f"meeting:{one.pk}"))
    for room in Venue.objects.filter(keeper_id=person_id).order_by("pk"):
        day = timezone.localtime(room.registered_at).date()
        found.append(RecordLine(day, _("保管活动室"), "", room.name, "", "", f"meeting_venue:{room.pk}"))
    for one in Meeting.objects.filter(person_id=person_id, removed_at__isnull=True).order_by("held_on", "pk"):
        text = _("到会 %(n)s 人") % {"n": one.present}
        found.append(
            RecordLine(one.held_on, _("传达"), titles.of(one), text, one.written_by_label, "", f"meeting:{one.pk}")
        )
    return found


class MeetingRecords:
    """What others may show of signed meetings: day, title and what was agreed; no names."""

    def list_of_person(self, person_id: int, *, on: date, campaign_id: int | None) -> list[Record]:
        return []

    def list_by_ids(self, ids: Iterable[int]) -> list[Record]:
        titles = _Titles()
        return [
            Record(
                f"meeting:{one.pk}",
                f"{one.held_on.isoformat()} {titles.of(one)}",
                one.points,
                organization_id=one.organization_id,
                campaign_id=one.campaign_id,
            )
            for one in Meeting.objects.filter(pk__in=list(ids), removed_at__isnull=True, signed_at__isnull=False)
        ]


class _Titles:
    """Titles of steps, each campaign asked once."""

    def __init__(self) -> None:
        self._known: dict[int, dict[str, str]] = {}

    def of(self, one: Meeting) -> str:
        if one.campaign_id not in self._known:
            steps = campaigns.list_steps(one.campaign_id)
            self._known[one.campaign_id] = {step.code: step.title for step in steps}
        return self._known[one.campaign_id].get(one.step_code, "")
