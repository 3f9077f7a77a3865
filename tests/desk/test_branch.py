"""The branch page: what hangs, and for who runs the branch what is being put right."""

from datetime import date

import pytest
import time_machine

from tests.apps.notices.test_actions import Case
from tests.factories import NOW
from xianfeng.apps.tracking import actions as tracking
from xianfeng.apps.tracking.actions import Draft

pytestmark = pytest.mark.django_db


def test_what_hangs_and_what_is_being_put_right(client):
    with time_machine.travel(NOW, tick=False):
        case = Case()
        notice = case.posted()
        unit = {"now": NOW, "actor": case.secretary, "organization_id": case.district.branch.pk}
        for number in range(6):
            draft = Draft(what=f"排队时间长{number}", due_on=date(2026, 10, 15), origin="inspection")
            tracking.open_item(**unit, draft=draft, nonce=f"n{number}")
        own = Draft(what="本人整改", due_on=date(2026, 9, 20), restricted=True, person_id=case.district.members[1].pk)
        tracking.open_item(**unit, draft=own, nonce="own")

        def page(someone) -> str:
            client.force_login(case.district.account_of(someone))
            return client.get(f"/branch/{case.district.branch.pk}/").content.decode()

        secretary, member = page(case.district.secretary), page(case.district.members[1])
        officer = page(case.district.officer)
    assert f'href="/notices/{notice.id}/"' in secretary
    assert f'href="/notices/{notice.id}/"' in member
    assert "整改中的事项（7 项）" in secretary and "本人整改" in secretary
    assert (
        "整改中的事项（6 项）" in officer and "本人整改" not in officer
    )  # for the person and the committee alone (S1-23)
    assert [f"排队时间长{number}" in officer for number in range(6)] == [True] * 5 + [False]
    assert "排队时间长" not in member
    assert 'href="/notices/?' in secretary and 'href="/archive/?' in secretary
    assert 'href="/notices/board/?' in member
    assert 'href="/notices/?' not in member and 'href="/archive/?' not in member
