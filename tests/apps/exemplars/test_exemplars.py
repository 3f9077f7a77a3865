"""S0-58: facts verified by a second person, public only while the person agrees, achievement and no comparison."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.exemplars import actions, queries
from xianfeng.apps.exemplars.actions import ExemplarRefused
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people.queries import get_viewer
from xianfeng.apps.results import queries as results

TODAY = factories.NOW.date()
REASONS = {"deeds": "带出三名青年教师", "sector": "扎根课堂"}
DEEDS = [("三年义务辅导 40 课时", "教务处课表存档"), ("结对帮扶两名新教师", "结对协议第 3 号")]


@pytest.fixture
def district(db):
    return factories.District(members=4, staff=2)


@pytest.fixture
def running(district):
    made = factories.campaign(district, [factories.plan_step("vow", "pledge")])
    made.plan["criteria"] = {
        "exemplar": [{"key": "deeds", "title": "先进事迹突出"}, {"key": "sector", "title": "体现行业特色"}]
    }
    made.save()
    return made


def act(who, call, **more):
    return call(now=factories.NOW, actor=factories.actor_of(who), **more)


def recommended(district, running, **more) -> int:
    values = {
        "campaign_id": running.pk, "organization_id": district.branch.pk, "person_id": district.members[1].pk,
        "title": "三尺讲台上的领路人", "story": "三年坚持课后义务辅导。", "reasons": REASONS, "deeds": DEEDS,
    }  # fmt: skip
    return act(district.secretary, actions.recommend, **{**values, **more})


def verified(district, number: int) -> None:
    for deed in queries.get_exemplar(number).deeds:
        act(district.officer, actions.verify, deed_id=deed.id, is_true=True)


def agreed(district, number: int) -> None:
    version = queries.get_exemplar(number).version
    act(district.members[1], actions.consent, exemplar_id=number, version=version)


def hung(district, number: int) -> None:
    act(district.officer, actions.publish, exemplar_id=number, version=queries.get_exemplar(number).version)


def code(call, *args, **more) -> str:
    with pytest.raises(ExemplarRefused) as refused:
        call(*args, **more)
    return refused.value.code


def stage(number: int) -> str:
    return queries.get_exemplar(number).stage


def client(district, who) -> Client:
    made = Client()
    made.force_login(district.account_of(who))
    return made


def todos(district, who) -> list[str]:
    viewer = get_viewer(district.account_of(who).pk, on=TODAY)
    return [one.what for one in each_room("list_todos", viewer=viewer, on=TODAY) if "事迹" in one.what]


@pytest.mark.parametrize(
    ("more", "lacks"),
    [
        ({"deeds": []}, ["deeds"]),
        ({"deeds": [("做了好事", "")]}, ["proof"]),
        ({"reasons": {"deeds": "带出三名青年教师"}}, ["reasons"]),
        ({"title": " ", "story": ""}, ["title", "story"]),
    ],
)
def test_every_criterion_has_a_reason_and_every_fact_a_proof(district, running, more, lacks):
    with pytest.raises(ExemplarRefused) as refused:
        recommended(district, running, **more)
    assert (refused.value.code, refused.value.params["lacks"]) == ("incomplete", lacks)


def test_neither_the_author_nor_the_person_verifies(district, running):
    number = recommended(district, running)
    deed = queries.get_exemplar(number).deeds[0].id
    for who in (district.secretary, district.members[1]):
        assert code(act, who, actions.verify, deed_id=deed, is_true=True) == "second_person_needed"
    assert code(act, district.officer, actions.verify, deed_id=deed, is_true=False, doubt=" ") == "reason_missing"
    act(district.officer, actions.verify, deed_id=deed, is_true=False, doubt="课表上只有 20 课时")
    assert stage(number) == "doubted"
    assert code(act, district.members[1], actions.consent, exemplar_id=number, version=1) == "not_verified"


def test_nothing_is_public_without_the_consent_of_that_person(district, running):
    number = recommended(district, running)
    assert code(hung, district, number) == "not_verified"
    verified(district, number)
    assert (stage(number), code(hung, district, number)) == ("to_consent", "not_agreed")
    assert code(act, district.members[2], actions.consent, exemplar_id=number, version=1) == "not_the_person"
    agreed(district, number)
    hung(district, number)
    assert (stage(number), [row.id for row in queries.list_public()]) == ("public", [number])


def test_other_words_need_another_consent_and_only_changed_facts_another_look(district, running):
    number = recommended(district, running)
    verified(district, number)
    agreed(district, number)
    version = queries.get_exemplar(number).version
    recommended(district, running, story="五年坚持课后义务辅导。", version=version)
    row = queries.get_exemplar(number)
    assert (row.stage, row.is_verified, row.is_agreed) == ("to_consent", True, False)
    recommended(district, running, deeds=[DEEDS[0], ("听课 30 节", "听课本")], version=row.version)
    assert [bool(deed.verified_on) for deed in queries.get_exemplar(number).deeds] == [True, False]
    assert code(recommended, district, running, version=1) == "changed_meanwhile"


def test_taking_the_consent_back_takes_the_account_down_at_once_and_leaves_a_note(district, running):
    number = recommended(district, running)
    verified(district, number)
    agreed(district, number)
    hung(district, number)
    page = Client().get(reverse("exemplars:gallery")).content.decode()
    assert district.members[1].name in page
    act(district.members[1], actions.revoke_consent, exemplar_id=number)
    act(district.members[1], actions.revoke_consent, exemplar_id=number)
    assert Entry.objects.filter(action="exemplars.consent_revoked").count() == 1
    for answer in (Client().get(reverse("exemplars:gallery")), Client().get(reverse("exemplars:one", args=[number]))):
        text = answer.content.decode()
        assert "应本人意愿撤下" in text
        assert district.members[1].name not in text
        assert "领路人" not in text
    assert Client().get(reverse("exemplars:one", args=[number])).status_code == 410
    assert code(hung, district, number) == "not_agreed"
    assert [card for card in each_room("list_public_cards", on=TODAY) if card.group == "honour"] == []


def test_the_gallery_shows_deeds_and_standing_honours_but_no_proof_reason_or_order(district, running, monkeypatch):
    def honour(number, title, revoked):
        return results.HonourRow(number, district.members[1].pk, None, title, TODAY, revoked, "")

    held = [honour(1, "优秀共产党员", None), honour(2, "先进个人", TODAY)]
    monkeypatch.setattr(results, "list_honours", lambda **_: held)
    number = recommended(district, running)
    verified(district, number)
    agreed(district, number)
    hung(district, number)
    text = Client().get(reverse("exemplars:one", args=[number])).content.decode()
    assert "三年义务辅导 40 课时" in text
    assert f"优秀共产党员（{TODAY.year}）" in text
    assert "先进个人" not in text
    assert "结对协议第 3 号" not in text
    assert REASONS["sector"] not in text
    other = recommended(district, running, person_id=district.members[2].pk)
    assert [row.name for row in queries.list_exemplars()] == [district.members[1].name, district.members[2].name]
    assert Client().get(reverse("exemplars:one", args=[other])).status_code == 404


def test_the_organisation_takes_down_only_with_a_note(district, running):
    number = recommended(district, running)
    verified(district, number)
    agreed(district, number)
    hung(district, number)
    assert code(recommended, district, running, version=queries.get_exemplar(number).version) == "is_public"
    assert code(act, district.officer, actions.withdraw, exemplar_id=number, note="") == "reason_missing"
    act(district.officer, actions.withdraw, exemplar_id=number, note="一件事实有出入")
    assert "一件事实有出入" in Client().get(reverse("exemplars:gallery")).content.decode()


def test_gallery_and_the_list_of_a_unit_cost_the_same_for_one_and_three(district, running):
    officer = client(district, district.officer)
    pages = [(Client(), reverse("exemplars:gallery")), (officer, reverse("exemplars:unit", args=[district.branch.pk]))]
    counts = []
    for people in (district.members[1:2], district.members[2:4]):
        for one in people:
            number = recommended(district, running, person_id=one.pk)
            verified(district, number)
            act(one, actions.consent, exemplar_id=number, version=queries.get_exemplar(number).version)
            hung(district, number)
        counts.append([])
        for who, address in pages:
            who.get(address)
            with CaptureQueriesContext(connection) as captured:
                text = who.get(address).content.decode()
            counts[-1].append(len(captured))
            assert all(one.name in text for one in people)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 25


def test_by_the_pages_each_in_turn(district, running):
    secretary, person = client(district, district.secretary), client(district, district.members[1])
    form = {"person": district.members[1].pk, "title": "领路人", "story": "三年辅导", "version": 0,
            "reason_deeds": "突出", "reason_sector": "课堂", "what_1": "辅导 40 课时", "proof_1": ""}  # fmt: skip
    page = reverse("exemplars:recommend", args=[district.branch.pk])
    answer = secretary.post(page, form)
    assert (answer.status_code, "还缺：每件事实及其依据" in answer.content.decode()) == (422, True)
    assert "辅导 40 课时" in answer.content.decode()
    assert secretary.post(page, {**form, "proof_1": "课表"}).status_code == 302
    row = queries.list_exemplars()[0]
    file, press = reverse("exemplars:detail", args=[row.id]), reverse("exemplars:act", args=[row.id])
    assert todos(district, district.officer) == ["核实先进事迹（1 篇）"]
    assert todos(district, district.members[1]) == []
    assert secretary.post(press, {"act": "verify", "deed": row.deeds[0].id}).status_code == 403
    officer = client(district, district.officer)
    officer.post(press, {"act": "verify", "deed": row.deeds[0].id})
    assert todos(district, district.members[1]) == ["看自己的事迹材料，决定是否同意公开"]
    assert "不同意不影响任何评定" in person.get(file).content.decode()
    person.post(press, {"act": "consent", "version": row.version})
    assert todos(district, district.officer) == ["公开先进事迹（1 篇）"]
    officer.post(press, {"act": "publish", "version": queries.get_exemplar(row.id).version})
    assert queries.get_exemplar(row.id).is_public
    assert "领路人" in Client().get(reverse("public:index")).content.decode()
    assert client(district, district.members[2]).get(file).status_code == 403
    person.post(press, {"act": "revoke"})
    assert not queries.get_exemplar(row.id).is_public
