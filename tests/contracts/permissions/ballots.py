"""An open poll of the branch, with one more member so that there are five electors."""

import tempfile
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from tests import factories
from tests.apps.ballots.making import elector, open_poll


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
    return {"poll": poll}
