"""What holds for a period of days."""

from django.db import models


class Lasting(models.Model):
    """What holds for a period [from_date, until_date); without an end it still holds. Ended, never overwritten."""

    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
