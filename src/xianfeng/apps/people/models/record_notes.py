"""What a person says to the own record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.people.models.organizations import Organization
from xianfeng.apps.people.models.persons import Person


class RecordNote(models.Model):
    """What a person says to something kept about them: a statement beside it, or a request that somebody must answer."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", _("附说明")
        CORRECTION = "correction", _("申请更正")
        REVIEW = "review", _("申请复核")

    class Outcome(models.TextChoices):
        OPEN = "open", _("待答复")
        UPHELD = "upheld", _("同意")
        NOT_UPHELD = "not_upheld", _("不同意")

    person = models.ForeignKey(Person, models.CASCADE, related_name="record_notes")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    """Whose organisers answer: the person's branch, else the place of work."""
    subject = models.CharField(max_length=80)
    """model:id of what is kept."""
    about = models.CharField(max_length=300)
    """The entry as the person saw it."""
    entry_by = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField()
    made_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_by_label = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "subject"], name="people_note_subject")]
