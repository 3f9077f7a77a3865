"""What an opinion is about, by the plan's own set; a restricted category is for the responsible person and the superior."""

import pytest
import time_machine
from django.urls import reverse
from tests import factories
from tests.factories import NOW

from xianfeng.apps.archive.gathering import gather
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people.queries import get_viewer
from xianfeng.apps.tracking import queries as tracking
from xianfeng.apps.tracking.actions import Draft
from xianfeng.apps.tracking.reading import may_see
from xianfeng.kinds.opinion import actions, categories, proposals, queries, standings, views
from xianfeng.kinds.opinion.kind import LEAST_COUNTED, kind
from xianfeng.kinds.opinion.models import Opinion
from xianfeng.kinds.opinion.tests.test_actions import DAY, Case, refusal

SET = [{"key": key, "title": title} for key, title in (("fees", "教育乱收费"), ("mind", "教师和学生心理健康"))]
ASKED = {
    "categories": "hot",
    "restricted": ["mind"],
    "read_by": ["supervision_group", "branch_secretary"],
    "fed_back": True,
}


class Pack:
    """Knows one set of two items."""

    def find_criteria(self, code):
        items = [type("Item", (), one) for one in SET]
        return type("Set", (), {"items": items}) if code == "hot" else None


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({}, []),
        ({"categories": "hot", "restricted": ["mind"]}, []),
        ({"categories": "hot", "restricted": ["fire"]}, ["item_unknown"]),
        ({"categories": "cold"}, ["criteria_unknown"]),
        ({"restricted": ["mind"]}, ["criteria_unknown"]),
    ],
)
def test_a_plan_names_a_set_it_has_and_items_of_it(said, codes):
    assert [fault.code for fault in kind.faults(kind.read_params({"about": "open"} | said), None, Pack())] == codes


@pytest.mark.django_db
def test_of_a_restricted_category_others_read_no_word_and_count_none_below_five(client, monkeypatch):
    monkeypatch.setattr(views, "DOOR", views.Door(writes=10))
    case = Case(**ASKED)
    case.campaign.plan["criteria"] = {"hot": SET}
    case.campaign.save(update_fields=["plan"])
    at = [case.campaign.pk, "box", case.district.branch.pk]
    step = reverse("opinion:step", args=at[:2]) + f"?organization={at[2]}"
    inspector = factories.account(grant="inspector", at=case.district.committee)
    officer, secretary, member = (
        case.district.account_of(one)
        for one in (case.district.officer, case.district.secretary, case.district.members[1])
    )
    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("opinion:write", args=at))
        assert "选“教师和学生心理健康”的，只有党支部书记和上一级党组织读到" in page.content.decode()
        sent = {"text": "孩子不肯说话", "source": "parent", "code": page.context["form"].initial["code"]}
        client.post(reverse("opinion:write", args=at), sent | {"category": "fire"})
        assert not Opinion.objects.exists()
        client.post(reverse("opinion:write", args=at), sent | {"category": "mind"})
        _code, fee = case.write("多收了餐费", category="fees")
        _code, bare = case.write("校服太贵")
        kept = queries.get_opinion(Opinion.objects.get(category="mind").pk)
        detail = reverse("opinion:detail", args=[kept.id])
        assert refusal(case.write, "甲", category="fire") == "category_unknown"
        for account, reads in ((inspector, False), (member, False), (secretary, True), (officer, True)):
            client.force_login(account)
            assert client.get(detail).status_code == (200 if reads else 403)
            told = client.get(step)
            assert "孩子不肯说话" not in told.content.decode() or reads
            assert told.context["received"] == (3 if reads else 2)
            others = 2 if account == officer else 0  # the plan has the officer read the restricted one alone
            assert told.context["elsewhere"] == others
        client.force_login(inspector)
        params = queries.params_of(queries.campaigns.get_step(*at))
        place = queries.Place(*at)
        (whole,) = standings.list_standings(place, params, DAY)
        assert f"opinion:{kept.id}" not in whole.sources  # nor by way of the digest
        counted = queries.list_register_counts(at[0], ["box"], [at[2]], DAY)
        assert [row["received"] for row in counted] == [2]
        assert [one.id for one in proposals.list_alike(fee)] == [bare.id]
        listed = client.get(step + "&category=fees").context["listing"]
        assert [row.id for row in listed.found] == [fee.id]
        client.post(reverse("opinion:detail", args=[bare.id]), {"act": "categorise", "chosen": "fees"})
        assert queries.get_opinion(bare.id).category == "fees"
        answer = client.post(reverse("opinion:detail", args=[bare.id]), {"act": "categorise", "chosen": "mind"})
        assert answer.status_code == 302 and client.get(reverse("opinion:detail", args=[bare.id])).status_code == 403
    draft = Draft(what="设心理辅导室", due_on=DAY.replace(month=10), how="腾教室", goal="有人听")
    done = {"now": NOW, "actor": case.secretary, "reply": "已安排"}
    closed, plain = (
        tracking.get_item(actions.adopt(**done, opinion_id=number, draft=draft)) for number in (kept.id, fee.id)
    )
    assert (closed.category, closed.restricted, plain.category, plain.restricted) == (
        "教师和学生心理健康",
        True,
        "教育乱收费",
        False,
    )
    sees = [
        [may_see(get_viewer(who.pk, on=DAY), item) for item in (closed, plain)]
        for who in (inspector, secretary, officer)
    ]
    assert sees == [[False, True], [True, True], [True, True]]
    assert "教师和学生心理健康" not in gather(at[0], at[2], DAY)["tracking.json"].decode()
    with time_machine.travel(NOW, tick=False):
        correct = reverse("opinion:correct", args=[plain.id])
        for account in (member, inspector):
            client.force_login(account)
            assert client.get(correct).status_code == 403
        client.force_login(secretary)
        assert correct in client.get(reverse("tracking:detail", args=[plain.id])).content.decode()
        assert client.post(correct, {"chosen": "fire"}).status_code == 422
        assert client.post(correct, {"chosen": "mind"}).status_code == 302
        item = tracking.get_item(plain.id)
        assert (item.category, item.restricted, queries.get_opinion(fee.id).restricted) == (closed.category, True, True)
        assert not may_see(get_viewer(inspector.pk, on=DAY), item) and client.get(correct).status_code == 403
        told = Entry.objects.filter(action__endswith=".categorised").order_by("-number")[:2]
        assert [(one.action, one.detail) for one in told] == [("opinion.categorised", {}), ("tracking.categorised", {})]
        client.post(reverse("opinion:detail", args=[fee.id]), {"act": "categorise", "chosen": "fees"})
        assert tracking.get_item(plain.id).category == plain.category
    stamp = {"now": NOW, "actor": case.secretary}
    actions.write_public_copy(**stamp, opinion_id=kept.id, text="关心学生")
    actions.check_public_copy(now=NOW, actor=case.officer, opinion_id=kept.id)
    assert queries.list_answered() == []
    assert refusal(proposals.cite, **stamp, opinion_id=kept.id, subject="x:1") == "decision_unknown"
    every = queries.list_opinions(organization_ids=[at[2]])
    shut = [one for one in every if one.restricted]
    assert categories.countable(shut * 2, []) == [] and categories.countable(every, [one.id for one in shut]) == every
    for n in range(LEAST_COUNTED - len(shut)):
        case.write(f"第{n}条", category="mind")
    assert [row["received"] for row in queries.list_register_counts(at[0], ["box"], [at[2]], DAY)] == [6]
