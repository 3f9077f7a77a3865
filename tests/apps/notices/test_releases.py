"""Publicity: a second person approves, then it is said where it appeared."""

import pytest
import time_machine
from django.urls import reverse

from tests.factories import NOW, District
from xianfeng.apps.notices.models import Release

pytestmark = pytest.mark.django_db


@time_machine.travel(NOW, tick=False)
def test_a_text_for_the_press_is_approved_by_somebody_else_and_then_registered(client):
    district = District(members=2)
    address = reverse("notices:releases")

    def post(someone, **fields):
        client.force_login(district.account_of(someone))
        return client.post(address, fields)

    text = {"act": "write", "nonce": "n1", "organization_id": district.branch.pk, "title": "支部联系村小"}
    text |= {"text": "每周五到村小听课", "planned_on": "2026-09-18", "place": "media", "outlet": ""}
    answer = post(district.secretary, **text)
    assert answer.status_code == 422
    assert "请写明媒体名称" in answer.content.decode()
    assert "每周五到村小听课" in answer.content.decode()
    for _ in range(2):
        post(district.secretary, **text | {"outlet": "示例日报"})
    made = Release.objects.get()
    used = {"act": "record", "release": made.pk, "released_on": "2026-09-15", "link": "第3版"}
    post(district.secretary, **used)
    assert post(district.secretary, act="approve", release=made.pk).status_code == 403
    assert post(district.stranger, act="approve", release=made.pk).status_code == 404
    made.refresh_from_db()
    assert (made.approved_on, made.released_on) == (None, None)
    post(district.officer, act="approve", release=made.pk)
    post(district.secretary, **used)
    made.refresh_from_db()
    assert (str(made.approved_on), str(made.released_on), made.link) == ("2026-09-15", "2026-09-15", "第3版")
    assert post(district.members[1], **text).status_code == 403
