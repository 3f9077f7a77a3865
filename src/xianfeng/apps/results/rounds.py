"""A round: one branch, or several together under their superior, settle one step by votes or marks.

Every kind that holds rounds has its own tables made of these two. The polls of a round live in `ballots`, its results and
decisions here, all under the same campaign, step and organisation.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from django.db import models

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people import queries as people


class RoundRefused(Refused):
    """code: not_open | in_another_round (unit)."""


class Round(models.Model):
    """Where and since when; the stage follows from polls, results and decisions."""

    campaign = models.ForeignKey("campaigns.Campaign", models.PROTECT, related_name="+")
    step_code = models.CharField(max_length=60)
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    """Who runs it: the branch, or the superior for a joint round."""
    started_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["campaign", "step_code", "organization"], name="%(app_label)s_round_once")
        ]

    @property
    def unit_ids(self) -> tuple[int, ...]:
        return tuple(sorted(unit.organization_id for unit in self.units.all()))

    @classmethod
    def find(cls, campaign_id: int, step_code: str, organization_id: int) -> Self | None:
        """The round this organisation runs, or the joint one it takes part in."""
        found = cls.objects.filter(campaign_id=campaign_id, step_code=step_code)
        return (
            found.filter(organization_id=organization_id).first()
            or found.filter(units__organization_id=organization_id).first()
        )

    @classmethod
    def begin(
        cls, *, now: datetime, campaign_id: int, step_code: str, organization_id: int, unit_ids: Sequence[int] = ()
    ) -> tuple[Self, bool]:
        """(the round, whether it is new) of these branches; without any, of the organisation itself.

        Raises RoundRefused: a branch takes part in one round of a step only.
        """
        if not campaigns.get_campaign(campaign_id).is_open:
            raise RoundRefused("not_open")
        place = {"campaign_id": campaign_id, "step_code": step_code, "organization_id": organization_id}
        there = cls.objects.filter(**place).first()
        if there is not None:
            return there, False
        units = sorted(set(unit_ids)) or [organization_id]
        for unit in units:
            if cls.find(campaign_id, step_code, unit) is not None:
                raise RoundRefused("in_another_round", unit=people.get_organization(unit).name)
        made, is_new = cls.objects.get_or_create(**place, defaults={"started_at": now})
        if is_new:
            made.units.bulk_create(made.units.model(round=made, organization_id=unit) for unit in units)
        return made, is_new


class RoundUnit(models.Model):
    """A branch that takes part in a round."""

    round = models.ForeignKey("Round", models.CASCADE, related_name="units")
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["round", "organization"], name="%(app_label)s_unit_once")]
