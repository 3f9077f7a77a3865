"""S4-36 ... S4-40: each criterion with what it means and what stands on record for it in one unit; nothing is judged."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests import factories
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.tracking.models import Mechanism
from xianfeng.kinds.opinion import actions as opinions
from xianfeng.kinds.opinion.models import Opinion

DAY = factories.NOW.date()


@pytest.mark.django_db
def test_a_criterion_stands_with_its_meaning_and_what_is_on_record(client):
    district = factories.District(members=2, staff=0)
    steps = [
        factories.plan_step("talk", "meeting", subject="organization", who=("branches",), params={"form": "hearing"}),
        factories.plan_step("box", "opinion", subject="organization", who=("branches",), params={"about": "ideas"}),
    ]
    running = factories.campaign(district, steps)
    means = [
        {"text": "形成一套严谨、有序的管理体制", "school_types": []},
        {"text": "只说幼儿园的", "school_types": ["kindergarten"]},
    ]
    running.plan["evidence"] = [
        {"set": "五个好", "title": "领导班子好", "definitions": [], "points": ["师生员工拥护"], "shown_by": ["assessment", "talk"]},
        {"set": "五个好", "title": "工作机制好", "definitions": means, "points": [], "shown_by": ["rules"]},
        {"set": "五个好", "title": "工作业绩好", "definitions": [], "points": [], "shown_by": ["years"]},
        {"set": "五个好", "title": "群众反映好", "definitions": [], "points": [], "shown_by": ["concerns"]},
    ]  # fmt: skip
    running.save()
    rule = {"organization": district.branch, "owner_name": "甲", "check_on": DAY}
    Mechanism.objects.create(**rule, title="议事规则", in_force_from=DAY, working="working")
    Mechanism.objects.create(**rule, title="旧规则", in_force_from=DAY, working="replaced")
    Mechanism.objects.create(**rule, title="明年的规则", in_force_from=DAY + timedelta(days=90))
    place = {"campaign_id": running.pk, "organization_id": district.branch.pk}
    evidence.submit(
        now=factories.NOW, actor=factories.TEST_ACTOR, **place, step_code="talk", fact="meeting_held", part="hearing",
        subject="test:1", occurred_on=DAY,
    )  # fmt: skip
    for text in ("修走廊", "添图书"):
        opinions.write(now=factories.NOW, **place, step_code="box", text=text)
    answered = Opinion.objects.order_by("pk").first()
    opinions.decline(now=factories.NOW, actor=factories.TEST_ACTOR, opinion_id=answered.pk, reason="已有安排")

    client.force_login(district.account_of(district.members[1]))
    with time_machine.travel(factories.NOW, tick=False):
        answer = client.get(reverse("board:evidence", args=[running.pk]))
    items = {one["title"]: one for one in answer.context["sets"][0]["items_shown"]}
    held = {
        title: [(record.title, record.note) for shown in one["shown"] for record in shown.records]
        for title, one in items.items()
    }
    assert items["工作机制好"]["definitions"] == ["形成一套严谨、有序的管理体制"]
    assert held == {
        "领导班子好": [("talk", "1/1")],
        "工作机制好": [("议事规则", "2026年9月起施行，落实")],
        "工作业绩好": [("测试活动", "2026年起，2 个步骤，已完成 1 个")],
        "群众反映好": [("测试活动 · box", "收到 2 条，已答复 1 条")],
    }
    page = answer.content.decode()
    assert "师生员工拥护" in page and "旧规则" not in page and "还没有登记" in page
    other = reverse("board:evidence", args=[running.pk]) + f"?organization={district.other_branch.pk}"
    assert client.get(other).status_code == 403
    whole, own = reverse("board:evidence", args=[running.pk]), f"?organization={district.branch.pk}"
    page = client.get(reverse("campaigns:detail", args=[running.pk])).content.decode()
    assert page.count(whole) == page.count(whole + own) == 1, "a member is led to the own branch"
    client.force_login(district.account_of(district.officer))
    assert f'href="{whole}"' in client.get(reverse("campaigns:detail", args=[running.pk])).content.decode()
    page = client.get(whole).content.decode()
    assert whole + own in page and other in page
    assert whole + own not in client.get(whole, {"q": district.other_branch.name}).content.decode()
