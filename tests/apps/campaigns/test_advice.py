"""Before a campaign opens its page says what on these days deserves a look; it never stands in the way."""

from __future__ import annotations

from datetime import date

import pytest

from tests import factories
from tests.apps.plans.settling import published
from xianfeng.apps.campaigns import actions, queries
from xianfeng.apps.campaigns.models import SchoolHoliday
from xianfeng.apps.plans.advice import advice
from xianfeng.core.plan.resolved import Note

WHO = {"now": factories.NOW, "actor": factories.TEST_ACTOR}


def test_the_page_tells_and_opening_goes_on(db, client):
    district = factories.District(members=3, staff=1)
    SchoolHoliday.objects.create(
        organization=district.school, title="寒假", from_date=date(2027, 1, 18), until_date=date(2027, 2, 22)
    )
    SchoolHoliday.objects.create(
        organization=district.committee, title="寒假", from_date=date(2027, 1, 18), until_date=date(2027, 2, 22)
    )
    campaign = actions.prepare_campaign(
        **WHO, version_id=published(district), organization_id=district.committee.pk, starts_on=date(2026, 11, 2)
    )
    client.force_login(district.officer_account)
    page = client.get(f"/campaigns/{campaign}/").content.decode()
    assert "开始之前请看一看" in page
    assert "大半在寒假里" in page
    assert "还没有公布放假安排" in page
    actions.open_campaign(**WHO, campaign_id=campaign)
    assert "开始之前请看一看" not in client.get(f"/campaigns/{campaign}/").content.decode()
    assert queries.get_campaign(campaign).is_open


VALUES = {
    "phase": "讲述", "before": "承诺", "starts": "2026-03-02", "earlier": "2026-03-09", "ends": "2026-03-20", "step": "讲述",
    "opens": "2026-03-02", "last": "2026-03-20", "needed": "5", "there": "4", "unit": "working_days", "day": "2026-03-21",
    "steps": "讲述", "name": "", "holiday": "寒假",
}  # fmt: skip


@pytest.mark.parametrize(
    "code",
    [
        "phase_out_of_order", "phase_gap", "step_outside_phase", "step_before_its_turn", "time_too_short", "no_working_day",
        "ends_on_day_off", "in_school_holiday", "day_unconfirmed", "phase_before_frame", "phase_after_frame",
        "shorter_than_least",
    ],
)  # fmt: skip
def test_every_note_is_one_sentence_that_says_what_to_do(code):
    (told,) = advice([Note(code, tuple(VALUES.items()))])
    assert told.endswith("。")
    assert "2026-03" not in told
    assert "%" not in told
    assert told.count("；") == 1
