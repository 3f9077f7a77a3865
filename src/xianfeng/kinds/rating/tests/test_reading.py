"""A page asks the same number of questions however many are rated, and however many branches rate together."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories

from xianfeng.kinds.rating.tests.place import STARS, Place

pytestmark = pytest.mark.django_db
NAMED = {"parties": [STARS["parties"][0], {**STARS["parties"][3], "weight": "9/10"}], "order": [], "observer": False}
"""Nobody is asked in secret, so that a round is soon counted."""
FROM_ABOVE = {
    "subjects": "organizations",
    "parties": [{"code": "superior", "title": "上级考核", "weight": "1"}],
    "order": [],
    "observer": False,
    "vetoes": [],
}


def asked(client, address: str) -> int:
    with CaptureQueriesContext(connection) as done:
        assert client.get(address).status_code == 200
    return len(done)


def of_branch(client, members: int) -> list[int]:
    """Queries of the page of the step while sheets are written, when it was counted, and of the decision."""
    place = Place(members=members, **NAMED).start()
    client.force_login(place.district.account_of(place.district.secretary))
    page = f"/rating/{place.running.pk}/{place.step_code}/?organization={place.organization.pk}"
    place.open("organization")
    found = [asked(client, page)]
    for one in place.at.rated:
        place.sheet(one, "organization")
    place.close("organization")
    place.open("self")
    place.close("self")
    place.count()
    found += [asked(client, page), asked(client, f"/rating/round/{place.round_id}/decision/")]
    place.sign()
    return [*found, asked(client, page)]


def test_a_round_of_four_asks_no_less_than_one_of_eight(client):
    assert of_branch(client, 4) == of_branch(client, 8)


def of_district(client, branches: int) -> int:
    place = Place(members=2, **FROM_ABOVE)
    district = place.district
    more = [
        factories.organization(
            "party_branch",
            f"中共示例{number}校支部委员会",
            under=district.committee,
            covers=[factories.school(f"示例{number}校", under=district.bureau)],
        )
        for number in range(branches - 2)
    ]
    place.organization, place.actor = district.committee, place.superior
    place.start(unit_ids=[one.pk for one in (district.branch, district.other_branch, *more)])
    place.open("superior")
    client.force_login(district.officer_account)
    return asked(client, f"/rating/{place.running.pk}/{place.step_code}/?organization={district.committee.pk}")


def test_a_round_of_two_branches_asks_no_less_than_one_of_four(client):
    assert of_district(client, 2) == of_district(client, 4)
