"""The line on top of the to-do list: where the whole stands."""

from datetime import date

import pytest

from tests.factories import District, campaign, plan_step
from xianfeng.apps.campaigns import queries
from xianfeng.apps.campaigns.models import StepWindow
from xianfeng.desk.home.lines import standing

pytestmark = pytest.mark.django_db


def test_where_the_whole_stands():
    made = campaign(District(members=1, staff=0), [plan_step(code, "pledge", title=code) for code in "甲乙丙"])
    for code, opens, closes in (
        ("甲", date(2026, 9, 1), date(2026, 9, 20)),
        ("乙", date(2026, 9, 10), date(2026, 9, 15)),
        ("丙", date(2026, 10, 1), date(2026, 11, 1)),
    ):
        StepWindow.objects.filter(campaign=made, step_code=code).update(opens_on=opens, closes_on=closes)

    def said(day):
        return standing(queries.get_campaign(made.pk), queries.list_steps(made.pk), day)

    assert said(date(2026, 9, 12)) == "测试活动正在进行：乙到9月14日(周一)、甲到9月19日(周六)。"
    assert said(date(2026, 9, 17)) == "测试活动正在进行：甲，到9月19日(周六)为止。"
    assert said(date(2026, 9, 25)) == "测试活动下一步是丙，10月1日(周四)开始。"
    assert said(date(2026, 11, 5)) == "测试活动的各步骤都已到期。"
