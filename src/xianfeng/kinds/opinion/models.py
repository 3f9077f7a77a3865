"""征求意见箱: what came in, what was answered. Nothing that identifies a sender: no account, address, device or hour."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _


def random_id() -> int:
    """A row number that tells nothing about the order in which rows were written."""
    return secrets.randbits(52) + 1


class Opinion(models.Model):
    """One entry. Its own words are never changed, in time destroyed; others read the copy that two people have checked."""

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
        DIGESTED = "digested", _("已归纳反馈")
        MERGED = "merged", _("已并入相同的意见")

    class Satisfaction(models.TextChoices):
        SATISFIED = "satisfied", _("满意")
        MOSTLY = "mostly", _("基本满意")
        DISSATISFIED = "dissatisfied", _("不满意")

    id = models.BigIntegerField(primary_key=True, default=random_id)
    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="opinions")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="opinions")
    handled_by = models.ForeignKey("people.Organization", models.PROTECT, related_name="opinions_handled")
    """Who reads and answers: the unit's readers, or the next superior when it is about a leader."""
    about_leader = models.BooleanField(default=False)
    about = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    """The member or leader it is addressed to; none: the organisation (S3-26)."""
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.NOT_SAID)
    category = models.CharField(max_length=60, blank=True)
    """Of the set the plan names (S3-64, S4-11), chosen by the writer or whoever handles it; empty: left open."""
    restricted = models.BooleanField(default=False)
    """Of a category whose words only the responsible person and the superior read."""
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
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    """The entry that says the same and is answered for both (S2-25)."""
    satisfaction = models.CharField(max_length=12, choices=Satisfaction.choices, blank=True)
    """What the proposer says about the last answer (S2-51)."""
    again_on = models.DateField(null=True)
    """When it came back to be handled a second time, because the proposer was not satisfied."""
    words_destroyed_on = models.DateField(null=True)
    """Since when `text`, `contact` and `seconders` are empty (`retention`)."""

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


class Digest(models.Model):
    """What was said about one member, leader or organisation, reworded line by line; each line names what it comes from.

    Written by one person, traced back to every source by another, then confirmed by whom it is for (S3-27).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("整理中")
        SUBMITTED = "submitted", _("等待核对")
        RETURNED = "returned", _("核对退回")
        SENT = "sent", _("等待本人确认")
        RECEIVED = "received", _("已确认收到")

    FED_BACK = ("sent", "received")

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    about = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    """Whose digest it is; none: the organisation's."""
    number = models.IntegerField(default=1)
    """A further one when more came in after the last was fed back."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.IntegerField(default=0)
    lines = models.JSONField(default=list)
    """[[text, ["opinion:12", "hearing:3"]]]: shown as a whole, never searched; "opinion:0" once the words are destroyed."""
    by = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=200)
    returned_because = models.CharField(max_length=300, blank=True)
    checked_label = models.CharField(max_length=200, blank=True)
    checked_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    received_label = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "step_code", "organization", "about", "number"],
                condition=models.Q(about__isnull=False),
                name="opinion_digest_person",
            ),
            models.UniqueConstraint(
                fields=["campaign", "step_code", "organization", "number"],
                condition=models.Q(about__isnull=True),
                name="opinion_digest_unit",
            ),
        ]


class Citation(models.Model):
    """A decision that used this proposal (S2-52)."""

    opinion = models.ForeignKey(Opinion, models.PROTECT, related_name="citations")
    subject = models.CharField(max_length=120)
    """The decision as "model:id"."""
    words = models.CharField(max_length=300)
    """What it says, as it stood when it was cited."""
    cited_on = models.DateField()
    by_label = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opinion", "subject"], name="opinion_citation_once")]
