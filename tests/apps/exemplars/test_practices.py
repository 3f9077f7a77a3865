"""S0-59: a unit writes a practice down from what it has on record, an editor above approves it, others say they use it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from tests import factories
from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.exemplars import actions, queries
from xianfeng.apps.exemplars.actions import Draft, PracticeRefused
from xianfeng.apps.exemplars.models import Adoption, Practice
from xianfeng.apps.people.models import Office
from xianfeng.apps.people.queries import get_viewer
from xianfeng.apps.returns.models import Return

TOLD = {
    "title": "错峰教研",
    "problem": "教研时间凑不齐",
    "method": "按年级错开，每周三下午",
    "result": "参加率由六成到九成",
}
LIBRARY = reverse("exemplars:practices")


@pytest.fixture
def district(db):
    return factories.District(members=2, staff=1)


def written(district) -> int:
    return actions.write_practice(
        now=factories.NOW,
        actor=factories.actor_of(district.secretary),
        nonce=uuid4(),
        organization_id=district.branch.pk,
        draft=Draft(**TOLD),
    )


def open_page(client, district, who, url, **data):
    client.force_login(district.account_of(who))
    return client.post(url, data) if data else client.get(url)


def todos(district, who) -> list[str]:
    viewer = get_viewer(district.account_of(who).pk, on=factories.NOW.date())
    return [one.what for one in each_room("list_todos", viewer=viewer, on=viewer.on) if "经验" in one.what]


def test_a_report_becomes_a_practice_that_another_unit_uses(district, client):
    report = Return.objects.create(
        form="summary", subject="年终", sender=district.branch, receiver=district.committee, title="年终总结",
        content={"parts": {"日常党建工作": "支委会两次", "问题": "凑不齐", "值得交流的做法": "按年级错开教研时间"}}, sha256="0" * 64, sent_on=factories.NOW.date(), sent_by_label="书记甲",
    )  # fmt: skip
    address = reverse("exemplars:write-practice", args=[district.branch.pk]) + f"?from=return:{report.pk}"
    page = open_page(client, district, district.secretary, address).content.decode()
    assert "按年级错开教研时间" in page and "凑不齐" in page and "年终总结" in page and "支委会" not in page
    assert client.post(address, {"nonce": uuid4(), **TOLD, "result": ""}).status_code == 422
    whole = queries.offer_of_parts(
        1, "", "", {"小结": "两次", "打算": "再办"}
    )  # no part is a practice: the text as it is
    assert (whole.problem, whole.method) == ("", "小结\n两次\n打算\n再办")
    private = client.post(address, {"nonce": uuid4(), **TOLD, "result": "找13900000021"}).content.decode()
    assert "“13900000021”像是手机号" in private and "找13900000021" in private
    for model in ("return", "check", "statement", "pairing_pair"):
        odd = reverse("exemplars:write-practice", args=[district.branch.pk]) + f"?from={model}:²"
        assert client.get(odd).status_code == 200
    nonce = uuid4()
    for _again in range(2):
        assert client.post(address, {"nonce": nonce, **TOLD}).status_code == 302
    row = queries.get_practice(Practice.objects.get().pk)
    assert row.source_label == "报送“年终总结”" and queries.list_library() == []
    one = reverse("exemplars:practice", args=[row.id])
    assert open_page(client, district, district.members[1], one).status_code == 403
    assert todos(district, district.officer) == ["审定经验做法：错峰教研"]
    open_page(client, district, district.officer, one, act="return", reason="写明人数")
    assert todos(district, district.officer) == [] and todos(district, district.secretary) == ["修改经验做法：错峰教研"]
    again = reverse("exemplars:write-practice", args=[district.branch.pk]) + f"?practice={row.id}"
    open_page(client, district, district.secretary, again, nonce=uuid4(), **TOLD | {"result": "二十人中十八人参加"})
    open_page(client, district, district.officer, one, act="approve", seen=row.written_at.isoformat())
    assert queries.list_library() == []  # written anew since: the editor has not read that
    page = open_page(client, district, district.officer, one)
    seen = page.context["row"].written_at.isoformat()
    assert f'name="seen" value="{seen}"'.replace("+", "&#x2B;") in page.content.decode().replace("+", "&#x2B;")
    open_page(client, district, district.officer, one, act="approve", seen=seen)
    late = open_page(client, district, district.secretary, again, nonce=uuid4(), **TOLD)
    assert "已经审定入库，不能再改" in late.content.decode()  # approved while it was being written anew
    assert TOLD["method"] in late.content.decode() and Practice.objects.count() == 1
    assert [found.title for found in queries.list_library("教研")] == ["错峰教研"] and queries.list_library(
        "食堂"
    ) == []
    Office.objects.create(
        person=district.stranger, organization=district.other_branch, title="支部书记", role="branch_secretary",
        from_date=factories.START,
    )  # fmt: skip
    for _again in range(2):
        adopting = {"act": "adopt", "organization": district.other_branch.pk, "note": "每周四"}
        assert open_page(client, district, district.stranger, one, **adopting).status_code == 302
    shown = open_page(client, district, district.staff[0], one).content.decode()
    assert "每周四" in shown and 'value="adopt"' not in shown and Adoption.objects.count() == 1
    library = client.get(LIBRARY).content.decode()
    assert "错峰教研" in library and "本单位在用" not in library
    assert "本单位在用" in open_page(client, district, district.stranger, LIBRARY).content.decode()
    client.force_login(district.account_of(district.staff[0]))
    assert (
        open_page(
            client, district, district.staff[0], one, act="adopt", organization=district.other_branch.pk
        ).status_code
        == 403
    )
    open_page(client, district, district.stranger, one, act="give_up", organization=district.other_branch.pk)
    assert queries.get_practice(row.id).adoptions == ()


def test_nobody_approves_the_own_words_and_nobody_adopts_the_own_practice(district):
    number = written(district)
    stamp = {"now": factories.NOW, "practice_id": number}
    author, officer = factories.actor_of(district.secretary), factories.actor_of(district.officer)

    def refused(act, **more) -> str:
        with pytest.raises(PracticeRefused) as caught:
            act(**stamp, **more)
        return caught.value.code

    assert refused(actions.approve, actor=author) == "second_person_needed"
    assert refused(actions.send_back, actor=officer, reason=" ") == "reason_missing"
    assert refused(actions.adopt, actor=author, organization_id=district.other_branch.pk) == "not_approved"
    actions.approve(**stamp, actor=officer)
    actions.approve(**stamp, actor=officer)  # a double click is no refusal
    assert refused(actions.send_back, actor=officer, reason="迟了") == "is_approved"
    assert refused(actions.adopt, actor=author, organization_id=district.branch.pk) == "own_practice"


def test_the_library_has_the_newest_first_and_counts_nobody(district, client, django_assert_max_num_queries):
    for _n in range(3):
        number = written(district)
        actions.approve(now=factories.NOW, actor=factories.actor_of(district.officer), practice_id=number)
    with django_assert_max_num_queries(3):
        rows = queries.list_library()
    assert [row.id for row in rows] == sorted((row.id for row in rows), reverse=True)
    page = open_page(client, district, district.secretary, LIBRARY).content.decode()
    assert "不分先后" in page and "排名" not in page
