"""征求意见箱: what came in, what was answered. Nothing that identifies a sender: no account, address, device or hour."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


def random_id() -> int:
    """A row number that tells nothing about the order in which rows were written."""
    return secrets.randbits(52) + 1


class Opinion(models.Model):
    """One entry. Its own words are never changed; others read the copy that two people have checked."""

    class Source(models.TextChoices):
        NOT_SAID = "not_said", _("不说明")
        STAFF = "staff", _("教职工")
        STUDENT = "student", _("学生")
        PARENT = "parent", _("家长")
        SOCIETY = "society", _("社会各界")

    class Outcome(models.TextChoices):
        OPEN = "open", _("待答复")
        ADOPTED = "adopted", _("已采纳")
        NOT_ADOPTED = "not_adopted", _("未采纳")
        HIDDEN = "hidden", _("已隐藏")

    id = models.BigIntegerField(primary_key=True, default=random_id)
    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="opinions")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="opinions")
    handled_by = models.ForeignKey("people.Organization", models.PROTECT, related_name="opinions_handled")
    """Who reads and answers: the unit's readers, or the next superior when it is about a leader."""
    about_leader = models.BooleanField(default=False)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.NOT_SAID)
    text = models.TextField()
    contact = models.CharField(max_length=120, blank=True)
    seconders = models.JSONField(default=list)
    """Names of those who second a signed proposal (S2-51); empty where opinions are not signed."""
    received_on = models.DateField()
    reply_by = models.DateField(null=True)
    receipt_hash = models.CharField(max_length=64, unique=True)
    first_read_on = models.DateField(null=True)
    public_text = models.TextField(blank=True)
    public_text_by = models.BigIntegerField(null=True)
    public_text_checked_label = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.OPEN)
    item_id = models.BigIntegerField(null=True)
    answered_on = models.DateField(null=True)
    answered_by_label = models.CharField(max_length=200, blank=True)
    hide_ground = models.TextField(blank=True)
    hide_proposed_by = models.BigIntegerField(null=True)
    hide_proposed_label = models.CharField(max_length=200, blank=True)
    hide_confirmed_label = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "outcome"], name="opinion_opinion_org"),
            models.Index(fields=["handled_by", "outcome"], name="opinion_opinion_handler"),
            models.Index(fields=["campaign", "step_code"], name="opinion_opinion_step"),
        ]


class Message(models.Model):
    """A reply, or a further question of the sender."""

    id = models.BigIntegerField(primary_key=True, default=random_id)
    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="messages")
    position = models.IntegerField()
    from_sender = models.BooleanField()
    text = models.TextField()
    written_on = models.DateField()
    by_label = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["opinion", "position"]
        constraints = [models.UniqueConstraint(fields=["opinion", "position"], name="opinion_message_once")]


class Hearing(models.Model):
    """How opinions were asked for on one day: a channel with numbers by group, or the digest that was given back.

    No names. What was written stays; a wrong entry is taken back with the reason and written anew.
    """

    class Channel(models.TextChoices):
        BOX = "box", _("意见箱")
        FORUM = "forum", _("座谈会")
        TALK = "talk", _("个别谈话")
        FORM = "form", _("征求意见表")
        HOTLINE = "hotline", _("热线电话")
        WEB = "web", _("网上意见箱")

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    """Empty for the digest."""
    held_on = models.DateField()
    heard = models.JSONField(default=dict)
    """Group of the plan -> how many were heard."""
    text = models.TextField(blank=True)
    """The digest as it was given back."""
    by_label = models.CharField(max_length=200)
    withdrawn_on = models.DateField(null=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "step_code", "organization", "channel", "held_on"],
                condition=models.Q(withdrawn_on__isnull=True),
                name="opinion_hearing_once",
            )
        ]
