"""Pages of plans for three people: the bureau's officer, a member of a branch, somebody from elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import factories
from tests.apps.plans.settling import BASIS, adopted, consulted
from xianfeng.apps.plans import queries
from xianfeng.apps.plans.models import Overlay, PlanComment, PlanVersion


@pytest.fixture
def district(db):
    return factories.District(members=3, staff=2)


@pytest.fixture
def client_of(district):
    def make(who) -> Client:
        client = Client()
        client.force_login(who if hasattr(who, "login") else district.account_of(who))
        return client

    return make


@pytest.fixture
def elsewhere(db):
    """An officer of another district, who has nothing to do with this one."""
    committee = factories.organization("party_committee", "中共彼岸区教育局委员会")
    return factories.account(factories.person("彼岸丁", status="non_member"), grant="bureau_officer", at=committee)


def in_consultation(version: int) -> None:
    today = timezone.localdate()
    consulted(version, today - timedelta(days=1), today + timedelta(days=5))


def test_the_officer_adopts_and_answers(district, client_of):
    officer = client_of(district.officer)
    answer = officer.post("/plans/adopt/", {"pack": "statement_appraisal_publicity"})
    version = PlanVersion.objects.get()
    assert answer.headers["Location"] == f"/plans/{version.pk}/"
    page = officer.post(f"/plans/{version.pk}/value/", {"key": "approval_basis", "value": BASIS}, follow=True)
    assert BASIS in page.content.decode()
    officer.post(f"/plans/{version.pk}/answers/", {"duties_days": "10"})
    assert queries.get_settings(version.pk)["duties_days"] == 10


def test_a_sheet_of_answers_keeps_what_holds_and_gives_back_what_does_not(district, client_of):
    version, officer = adopted(district), client_of(district.officer)
    blanks = [ask.code for ask in queries.list_asks(version) if ask.may_drop]
    form = {"approval_basis": BASIS, "duties_days": "500", "pledge_days": "abc"} | dict.fromkeys(blanks[:1], "无")
    answer = officer.post(f"/plans/{version}/answers/", form)
    text = answer.content.decode()
    settings = queries.get_settings(version)
    assert answer.status_code == 400
    assert (settings["approval_basis"], settings.get("duties_days")) == (BASIS, None)
    assert 'value="500"' in text
    assert "不能大于 120" in text
    assert [settings[code] for code in blanks[:1]] == [""] * len(blanks[:1])
    officer.post(f"/plans/{version}/answers/", {**form, "duties_days": "20", "pledge_days": ""})
    officer.post(f"/plans/{version}/answers/", {"duties_days": "25"})  # an answer may be changed
    assert queries.get_settings(version)["duties_days"] == 25


def test_a_value_the_text_states_is_changed_only_with_a_reason(district, client_of):
    version, officer = adopted(district), client_of(district.officer)
    stated = next(one for one in queries.get_pack(version).plan.parameters if one.ask is None and one.type == "integer")
    assert f'id="value-{stated.code}"' in officer.get(f"/plans/{version}/").content.decode()
    form = {"key": stated.code, "value": str(int(stated.value) + 1), "keep": "kept"}
    page = officer.post(f"/plans/{version}/value/", form, follow=True).content.decode()
    assert "须说明理由" in page
    assert 'data-keep-clear="kept"' not in page
    page = officer.post(f"/plans/{version}/value/", {**form, "reason": "本地实际"}, follow=True).content.decode()
    assert 'data-keep-clear="kept"' in page
    assert queries.get_settings(version)[stated.code] == int(stated.value) + 1


def test_a_refused_answer_says_why(district, client_of):
    version = adopted(district)
    answer = client_of(district.officer).post(
        f"/plans/{version}/value/", {"key": "duties_days", "value": "500"}, follow=True
    )
    title = queries.get_pack(version).find_parameter("duties_days").title
    assert f"“{title}”不能大于 120。" in answer.content.decode()


def test_unknown_packs_are_not_found(district, client_of):
    assert client_of(district.officer).post("/plans/adopt/", {"pack": "../etc"}).status_code == 404


def test_a_draft_is_the_bureaus_own_until_it_is_laid_open(district, client_of, elsewhere):
    version = adopted(district)
    member, stranger = client_of(district.members[1]), client_of(elsewhere)
    readers = (member, stranger)
    assert [one.get(f"/plans/{version}/").status_code for one in readers] == [403, 403]
    in_consultation(version)
    assert [one.get(f"/plans/{version}/").status_code for one in readers] == [200, 403]


def test_a_member_comments_and_reads_the_answer(district, client_of):
    version = adopted(district)
    in_consultation(version)
    member = client_of(district.members[1])
    assert f'data-keep="plan-comment-{version}"' in member.get(f"/plans/{version}/comment/").content.decode()
    assert member.post(f"/plans/{version}/comment/", {"text": "时间偏紧", "step_code": ""}).status_code == 302
    comment = PlanComment.objects.get()
    assert (comment.source, comment.text) == ("member", "时间偏紧")
    answer_page = f"/plans/comments/{comment.pk}/answer/"
    assert member.get(answer_page).status_code == 403
    client_of(district.officer).post(answer_page, {"adopted": "yes", "answer": "已延长一周"})
    assert "已延长一周" in member.get(f"/plans/{version}/").content.decode()


def test_non_members_comment_as_staff(district, client_of):
    version = adopted(district)
    in_consultation(version)
    client_of(district.staff[0]).post(f"/plans/{version}/comment/", {"text": "时间偏紧", "step_code": ""})
    assert PlanComment.objects.get().source == "staff"


def test_faults_of_a_local_plan_are_told_in_words(district, client_of):
    version = adopted(district)
    in_consultation(version)
    pack = queries.get_pack(version)
    firm = next(
        item
        for item in pack.plan.parameters
        if item.local == "tighten" and item.value is not None and item.type == "integer"
    )
    looser = int(firm.value) - 1 if firm.stricter == "higher" else int(firm.value) + 1
    secretary = client_of(district.secretary)
    page = secretary.post(
        f"/plans/{version}/local/{district.branch.pk}/",
        {"reason": "规模小", f"value_{firm.code}": str(looser), **rows()},
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert f"“{firm.title}”" in text.partition("note--wrong")[2].partition("</div>")[0]
    assert not Overlay.objects.exists()


def test_a_local_plan_from_school_to_bureau(district, client_of):
    version = adopted(district)
    in_consultation(version)
    page = f"/plans/{version}/local/{district.branch.pk}/"
    assert client_of(district.stranger).get(page).status_code == 403
    assert client_of(district.members[1]).get(page).status_code == 403
    secretary = client_of(district.secretary)
    phase = queries.get_pack(version).plan.phases[0].code
    own = rows(("开放课堂", "study", "每人一节", phase))
    assert f'data-keep="local-plan-{version}-{district.branch.pk}"' in secretary.get(page).content.decode()
    point = {"points-TOTAL_FORMS": "2", "points-INITIAL_FORMS": "0", "points-0-item": "five_goods.leading_team"}
    point |= {"points-0-text": "班子成员每学期听课二十节"}
    refused = secretary.post(page, {"reason": "规模小", **own, **point}).content.decode()
    assert "请选择凭什么看出做到了；看不出来的条件不写。" in refused and "每学期听课二十节" in refused
    assert not Overlay.objects.exists()
    secretary.post(page, {"reason": "规模小", **own, **point, "points-0-evidence": "record"})
    overlay = Overlay.objects.get()
    assert overlay.content["add_items"] == [
        {"criteria": "five_goods", "key": "leading_team",
         "points": [{"text": "班子成员每学期听课二十节", "evidence": "record"}]}
    ]  # fmt: skip
    beside = client_of(district.officer).get(f"/plans/{version}/").context["conditions"]
    assert [told for _item, points in beside for _unit, told in points] == [
        "班子成员每学期听课二十节（凭会议或学习记录）"
    ]
    assert overlay.content["add_steps"][0]["title"] == "开放课堂"
    assert secretary.post(f"/campaigns/local/{overlay.pk}/decide/", {"verdict": "approve"}).status_code == 403
    officer = client_of(district.officer)
    assert "退回时请写明理由。" in officer.post(
        f"/campaigns/local/{overlay.pk}/decide/", {"verdict": "return"}, follow=True
    ).content.decode()  # fmt: skip
    officer.post(f"/campaigns/local/{overlay.pk}/decide/", {"verdict": "approve"})
    overlay.refresh_from_db()
    assert overlay.state == "approved"
    assert "开放课堂" in secretary.get(page).content.decode()


def rows(*steps: tuple[str, ...], codes: tuple[str, ...] = ()) -> dict[str, str]:
    """The rows of the form as a browser sends them."""
    sent = {"steps-TOTAL_FORMS": str(len(steps)), "steps-INITIAL_FORMS": "0"}
    for n, (title, kind, asks, phase) in enumerate(steps):
        told = {"title": title, "kind": kind, "asks": asks, "phase": phase, "code": codes[n] if n < len(codes) else ""}
        sent |= {f"steps-{n}-{name}": value for name, value in told.items()}
    return sent


def test_several_steps_of_its_own_keep_their_codes_when_changed(district, client_of):
    version = adopted(district)
    in_consultation(version)
    page, secretary = f"/plans/{version}/local/{district.branch.pk}/", client_of(district.secretary)
    first, second = (phase.code for phase in queries.get_pack(version).plan.phases[:2])
    more = secretary.post(page, {"reason": "规模小", "more": "1", **rows(("开放课堂", "study", "每人一节", first))})
    text = more.content.decode()
    assert 'name="steps-1-title"' in text
    assert 'value="开放课堂"' in text
    assert not Overlay.objects.exists()
    two = rows(("开放课堂", "study", "每人一节", first), ("家长座谈", "meeting", "", second))
    secretary.post(page, {"reason": "规模小", **two})
    codes = tuple(step["code"] for step in Overlay.objects.get().content["add_steps"])
    assert len(set(codes)) == 2
    text = secretary.get(page).content.decode()
    assert all(f'value="{code}"' in text for code in codes)
    three = rows(("", "study", "", first), ("家长座谈会", "meeting", "听取意见", second), ("读书", "study", "", second),
                 codes=codes)  # fmt: skip
    secretary.post(page, {"reason": "规模小", **three})
    steps = Overlay.objects.get().content["add_steps"]
    assert [(one["title"], one["code"] in codes) for one in steps] == [("家长座谈会", True), ("读书", False)]
    text = secretary.get(page).content.decode()
    assert "家长座谈会：听取意见" in text.partition("<ins>")[2]
    assert "全文对照" in text
    assert "写了要求，还没有写名称" in secretary.post(
        page, {"reason": "规模小", **rows(("", "study", "每人一节", first))}
    ).content.decode()  # fmt: skip


def test_a_unit_tightens_a_number_and_sees_it_beside_the_superiors(district, client_of):
    version = adopted(district)
    in_consultation(version)
    firm = next(
        one for one in queries.get_pack(version).plan.parameters
        if one.local == "tighten" and one.value is not None and one.type == "integer"
    )  # fmt: skip
    tighter = int(firm.value) + (1 if firm.stricter == "higher" else -1)
    page, secretary = f"/plans/{version}/local/{district.branch.pk}/", client_of(district.secretary)
    secretary.post(page, {"reason": "规模小", f"value_{firm.code}": str(tighter), **rows()})
    assert Overlay.objects.get().content["parameters"][0]["value"] == tighter
    differences = secretary.get(page).content.decode().partition('class="diff"')[2].partition("<details")[0]
    assert f"{firm.title}：{firm.value}" in differences.partition("<del>")[2]
    assert f"{firm.title}：{tighter}" in differences.partition("<ins>")[2]


def test_leaving_out_a_core_step_is_refused_by_name(district, client_of):
    version = adopted(district)
    in_consultation(version)
    steps = queries.get_pack(version).plan.steps
    core, free = ([step for step in steps if step.core is wanted][-1] for wanted in (True, False))
    page, secretary = f"/plans/{version}/local/{district.branch.pk}/", client_of(district.secretary)
    text = secretary.get(page).content.decode()
    assert f'name="drop" value="{free.code}"' in text
    assert f'name="drop" value="{core.code}"' not in text
    spoken_of = next(
        step for step in steps if any(one.params.get("of_step") == step.code for one in steps if not one.core)
    )
    assert f"不做“{spoken_of.title}”（须同时不做“{free.title}”）" in text
    alone = secretary.post(page, {"reason": "人手少", "drop": [spoken_of.code], **rows()}).content.decode()
    assert f"要不做“{spoken_of.title}”，须同时不做“{free.title}”。" in alone
    refused = secretary.post(page, {"reason": "人手少", "drop": [core.code, free.code], **rows()}).content.decode()
    assert f"“{core.title}”是上级方案的规定动作，不能取消。" in refused
    assert "人手少" in refused
    assert f'value="{free.code}" checked' in refused
    assert not Overlay.objects.exists()
    secretary.post(page, {"reason": "人手少", "drop": [free.code], **rows()})
    assert Overlay.objects.get().content["drop_steps"] == [free.code]
    assert free.title in secretary.get(page).content.decode().partition("<del>")[2].partition("</del>")[0]


@pytest.mark.parametrize("address", ["value", "consultation", "publish"])
def test_other_districts_cannot_act(district, client_of, elsewhere, address):
    version = adopted(district)
    before = PlanVersion.objects.values().get()
    answer = client_of(elsewhere).post(
        f"/plans/{version}/{address}/",
        {"key": "duties_days", "value": 3, "from_date": "2026-09-01", "until_date": "2026-09-09"},
    )
    assert answer.status_code == 403
    assert PlanVersion.objects.values().get() == before


def test_the_list_costs_the_same_for_one_and_three(district, client_of):
    officer = client_of(district.officer)
    counts = []
    for pack in (("statement_appraisal_publicity",), ("ten_stars", "four_projects")):
        for code in pack:
            adopted(district, code)
        officer.get("/plans/")
        with CaptureQueriesContext(connection) as captured:
            page = officer.get("/plans/")
        counts.append(len(captured))
    assert page.content.decode().count("card__link") == 3
    assert counts[0] == counts[1] <= 25
