"""One meeting: its agenda, who was missing, what was decided, two signatures.

Who was there is a number. Names are kept only of those who were missing, with the ground they gave; there is no column
for a check-in, a picture or the minutes anybody was online, and none for who said what about whom.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Venue(models.Model):
    """活动室: a room that a unit keeps, for its own meetings and for those of the units below (S1-25)."""

    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    capacity = models.IntegerField()
    keeper = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], condition=models.Q(retired_at__isnull=True), name="meeting_venue_once"
            )
        ]


class Meeting(models.Model):
    """Convened, then written down once, then signed by the chair. Taken back with a reason it stays, marked."""

    nonce = models.UUIDField(default=uuid.uuid4, unique=True)
    """Of the form it came from: sent twice is entered once."""
    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, blank=True, related_name="+")
    """Who held it, for a step that each person owes (a delegate passing on what was decided)."""
    held_on = models.DateField()
    place = models.CharField(max_length=100, blank=True)
    venue = models.ForeignKey(Venue, models.PROTECT, null=True, blank=True, related_name="bookings")
    """A booked room, from `starts_at` to `ends_at` of the day; the database lets nobody else have it then (`meeting_room_once`)."""
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    convened_at = models.DateTimeField()
    convened_by_label = models.CharField(max_length=200)
    chair = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    recorder = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    expected = models.IntegerField(null=True, blank=True)
    """应到会. Counted from the roster of the day; typed only where no roster exists (delegates)."""
    voting = models.IntegerField(null=True, blank=True)
    """Of those expected, how many have a vote: the base of the quorum."""
    voting_present = models.IntegerField(null=True, blank=True)
    present = models.IntegerField(null=True, blank=True)
    also_present = models.JSONField(default=dict)
    """Others who were there, as numbers by group; they do not count in the quorum (S3-11)."""
    heard = models.JSONField(default=dict)
    """How many of each group that must be heard spoke; no names."""
    preconditions = models.JSONField(default=list)
    head_spoke = models.BooleanField(null=True)
    head_reason = models.CharField(max_length=500, blank=True)
    points = models.TextField(blank=True)
    """What was gone through and agreed; not who criticised whom (S3-37, S3-38)."""
    output = models.TextField(blank=True)
    remarks = models.JSONField(default=list)
    """Codes of what is out of the ordinary and stays visible: late papers, no study before, the level above not yet."""
    written_at = models.DateTimeField(null=True, blank=True)
    written_by = models.BigIntegerField(null=True)
    written_by_label = models.CharField(max_length=200, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by_label = models.CharField(max_length=200, blank=True)
    signed_on_paper = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_because = models.CharField(max_length=500, blank=True)
    revision = models.IntegerField(default=0)

    class Meta:
        ordering = ["held_on", "pk"]
        indexes = [models.Index(fields=["campaign", "step_code", "organization"], name="meeting_meeting_step")]


class AgendaItem(models.Model):
    """One item of the agenda, with its papers, its vote and what was decided."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.IntegerField()
    title = models.CharField(max_length=200)
    is_report = models.BooleanField(default=False)
    """A report the plan wants deliberated and voted on (S2-49)."""
    is_added = models.BooleanField(default=False)
    """Put on the agenda at the meeting itself: by a vote (S2-48)."""
    figures = models.JSONField(default=list)
    """[{title, received, adopted, not_adopted, open}] out of the register, as they stood when the minutes were handed in."""
    papers_on = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)
    in_favour = models.IntegerField(null=True, blank=True)
    against = models.IntegerField(null=True, blank=True)
    abstained = models.IntegerField(null=True, blank=True)
    is_carried = models.BooleanField(null=True)
    """Worked out when the minutes are written; none where nobody voted."""
    decision = models.TextField(blank=True)
    item_id = models.BigIntegerField(null=True, blank=True)
    """The tracked item this decision became."""

    class Meta:
        ordering = ["meeting", "position"]


class Missing(models.Model):
    """One person who was not there, or was there without a turn. Whoever has no line was there and had one."""

    class State(models.TextChoices):
        EXCUSED = "excused", _("请假")
        ABSENT = "absent", _("未到会")
        NO_TURN = "no_turn", _("到会未发言")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="missing")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    ground = models.CharField(max_length=200, blank=True)
    make_up_by = models.DateField(null=True, blank=True)
    made_up_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="meeting_missing_once")]
