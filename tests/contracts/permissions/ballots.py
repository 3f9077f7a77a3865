"""An open poll of the branch, with one more member so that there are five electors, and one sealed to four trustees."""

import tempfile
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from tests import factories
from tests.apps.ballots.making import appoint, campaign, elector, open_poll


def build(world):
    district = world.district
    fifth = factories.person(branch=district.branch, works_at=district.school)
    settings.KEY_FOLDER = tempfile.mkdtemp()
    now = timezone.now()
    poll = open_poll(
        district,
        electors=[elector(one) for one in [*district.members, fifth]],
        now=now,
        closes_at=now + timedelta(hours=2),
    )
    fourth = factories.person(status="non_member", works_at=district.school)
    factories.account(fourth)
    appoint(district, [*district.staff[:3], fourth])
    sealed = open_poll(
        district,
        campaign(district),
        electors=[elector(one) for one in [*district.members, fifth]],
        now=now,
        closes_at=now + timedelta(hours=2),
    )
    return {"poll": poll, "sealed": sealed}
