"""Progress by the nodes of the programme: of one unit and of all, down to the steps and the units; nobody is ranked."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.tracking import actions as tracking
from xianfeng.kinds.pairing.models import Contact, Pair
from xianfeng.kinds.statement.models import Part, Statement
from xianfeng.kinds.study.models import Attendance, Session

pytestmark = pytest.mark.django_db


def _plan():
    """Two projects with a strand each; the talk serves both strands, the report none."""
    steps = [
        factories.plan_step("talk", "meeting", subject="organization", params={"form": "hearing"}, title="谈心会"),
        factories.plan_step("report", "returns", subject="organization", params={"form": "summary"}, title="总结报送"),
    ]
    return [steps[0] | {"serves": ["strands.one", "strands.two"]}, steps[1] | {"serves": []}]


def _items(*titles: str, goals: tuple[str, ...] = ()) -> list[dict]:
    keys = ("one", "two")
    return [
        {"key": key, "title": title, "key_item": False, "goal": goals[n] if goals else None}
        for n, (key, title) in enumerate(zip(keys, titles, strict=True))
    ]


@pytest.fixture
def place(db):
    district = factories.District(members=2, staff=0)
    made = factories.campaign(district, _plan())
    made.plan |= {
        "tree": [
            {"code": "projects", "title": "两项工程", "refines": None},
            {"code": "strands", "title": "两个方面", "refines": "projects"},
        ],
        "criteria": {
            "projects": _items("固本", "惠民"),
            "strands": _items("学习", "服务", goals=("one", "two")),
        },
    }
    made.save()
    district.campaign = made
    return district


def _page(client, place, someone, query: str = ""):
    client.force_login(place.account_of(someone))
    with time_machine.travel(factories.NOW, tick=False):
        return client.get(reverse("board:tree", args=[place.campaign.pk]) + query)


def _done(place) -> None:
    kind = {"campaign_id": place.campaign.pk, "step_code": "talk", "organization_id": place.branch.pk}
    evidence.submit(
        now=factories.NOW, actor=factories.TEST_ACTOR, **kind, fact="meeting_held", part="hearing",
        subject="test:1", occurred_on=factories.NOW.date(),
    )  # fmt: skip


def test_the_bureau_sees_the_nodes_and_the_units_of_a_step(client, place):
    _done(place)
    with CaptureQueriesContext(
        connection,
    ) as first:
        page = _page(client, place, place.officer)
    root = page.context["roots"][0]
    assert (root["title"], root["tally"].done, root["tally"].of) == ("两项工程", 1, 2)
    strands = [node["nodes"][0] for node in root["nodes"]]
    assert [(one["title"], one["tally"].done, one["tally"].of) for one in strands] == [("学习", 1, 2), ("服务", 1, 2)]
    assert [line["title"] for line in page.context["outside"]] == ["总结报送"]
    assert len(first) < 30
    units = _page(client, place, place.officer, "?step=talk").content.decode()
    assert units.count("todo-item__name") == 2
    book = _page(client, place, place.officer, "?export=xlsx")
    assert book["Content-Type"].endswith("spreadsheetml.sheet")


def test_a_member_sees_the_own_unit_and_no_other(client, place):
    member = place.members[1]
    written = Statement.objects.create(
        campaign=place.campaign, step_code="theme", organization=place.branch, form="plan", state="accepted",
        saved_at=factories.NOW,
    )  # fmt: skip
    Part.objects.create(statement=written, key="criterion:strands.one", title="学习", position=0, text="每月共读一章")
    page = _page(client, place, member, f"?organization={place.branch.pk}")
    assert "每月共读一章" in page.content.decode(), "what the unit does about the strand (S2-12)"
    root = page.context["roots"][0]
    assert (root["tally"].done, root["tally"].of) == (0, 1)
    assert f"organization={place.branch.pk}" in root["nodes"][0]["nodes"][0]["steps"][0]["url"]
    _measures_have_ledgers(client, place, root["nodes"][0]["nodes"][0]["steps"][0]["url"])
    assert _page(client, place, member).status_code == 403
    assert _page(client, place, member, f"?organization={place.other_branch.pk}").status_code == 403
    assert _page(client, place, member, "?organization=x").status_code == 404


def _measures_have_ledgers(client, place, step_url: str) -> None:
    """S2-16: what the unit planned stands beside its deeds and its search for disputes, for those who may see the unit."""
    for item, ledger in zip(place.campaign.plan["criteria"]["strands"], ("deeds", "disputes"), strict=True):
        item["ledger"] = ledger
    place.campaign.save()
    stamp = {"now": factories.NOW, "actor": factories.actor_of(place.secretary), "organization_id": place.branch.pk}
    for origin in ("deed", "dispute"):
        draft = tracking.Draft(what="修好车棚", due_on=factories.NOW.date(), origin=origin)
        tracking.open_item(**stamp, campaign_id=None, draft=draft, nonce=origin)
    told = ("办实事", "共 1 项，已办成 0 项", "矛盾排查", "本月列入 1 项，还在办 1 项")
    unit = f"?organization={place.branch.pk}"
    for address in (reverse("board:tree", args=[place.campaign.pk]) + unit, step_url):
        for someone, is_told in ((place.secretary, True), (place.members[1], False)):
            client.force_login(place.account_of(someone))
            with time_machine.travel(factories.NOW, tick=False):
                page = client.get(address).content.decode()
            assert [word in page for word in told] == [is_told] * 4, (address, someone)
    assert "每月共读一章" not in page  # the plan's words stand on the step's page for the same people alone
    client.force_login(place.account_of(place.secretary))
    with time_machine.travel(factories.NOW, tick=False):
        assert "每月共读一章" in client.get(step_url).content.decode()
        assert (
            'value="dispute" selected'
            in client.get(reverse("tracking:open") + f"{unit}&origin=dispute").content.decode()
        )


def test_a_programme_without_a_tree_says_so(client, place):
    place.campaign.plan.pop("tree")
    place.campaign.save()
    assert "这项活动没有工程树" in _page(client, place, place.officer).content.decode()


def test_leaders_stand_beside_the_median_for_their_own_unit_alone(client, place):
    """S2-32: own study, visits and talks as they were held and confirmed; the level above sees nothing of it."""
    address = reverse("board:leaders", args=[place.campaign.pk])
    client.force_login(place.account_of(place.members[1]))
    with time_machine.travel(factories.NOW, tick=False):
        nothing = client.get(address)
        assert nothing.context["rows"] == [] and "尚无记录" in nothing.content.decode()  # no row of noughts
        _studied_and_talked(place)
        shown = client.get(address).context
        assert [str(one["label"]) for one in shown["columns"]] == ["姓名", "集中学习（小时）", "听取意见谈话（次）"]
        assert shown["rows"] == [{"cells": [f"{place.secretary.name} 支部书记", "2.5", "1"]}]
        assert shown["total"] == []  # of two people the median would tell the figure of the other
        for n in range(4):
            factories.person(f"同志{n}", branch=place.branch)
        shown = client.get(address).context
        assert [cell["text"] for cell in shown["total"]] == ["本单位中位数", "0", "0"]
        for someone in (place.officer, place.stranger):
            client.force_login(place.account_of(someone))
            assert client.get(f"{address}?organization={place.branch.pk}").status_code == 403


def _studied_and_talked(place) -> None:
    """Two sessions of the secretary's, an hour and a half and an hour; a talk both confirmed, and one nobody has."""
    relation = {"code": "each", "title": "党员之间", "target": "as_needed"}
    params = {"form": "talk", "relations": [relation]}
    place.campaign.plan["steps"].append(factories.plan_step("chats", "pairing", params=params))
    place.campaign.save()
    window = place.campaign.windows.first()
    window.pk, window.step_code = None, "chats"
    window.save()
    where = {"campaign": place.campaign, "organization": place.branch}
    for minutes in (90, 60):
        session = Session.objects.create(
            **where, step_code="talk", held_on=factories.NOW.date(), form="coaching", topic="党章", minutes=minutes,
            recorded_at=factories.NOW, recorded_by_label="书记",
        )  # fmt: skip
        Attendance.objects.create(session=session, person=place.secretary, state="attended")
    pair = Pair.objects.create(
        **where, step_code="chats", relation="each", left=place.secretary, right=place.members[1], state="standing",
        from_date=factories.NOW.date(), proposed_by_label="书记",
    )  # fmt: skip
    for confirmed in (factories.NOW.date(), None):
        Contact.objects.create(
            pair=pair, held_on=factories.NOW.date(), logged_on=factories.NOW.date(), confirmed_on=confirmed
        )
