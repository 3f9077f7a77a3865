"""Inspections: the sheet comes from the plan, the sample from the draw, findings one by one, the unit answers. No marks."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories

from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.people.models import RoleGrant
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.tracking.models import Item
from xianfeng.core.sampling import draw_sample
from xianfeng.kinds.inspection import checking, checks
from xianfeng.kinds.inspection.checking import CheckRefused
from xianfeng.kinds.inspection.kind import Params, sample_size, sheet_lines
from xianfeng.kinds.inspection.models import Check

NOW = factories.NOW
TODAY = NOW.date()
INSPECTOR = factories.TEST_ACTOR
SOON = TODAY + timedelta(days=20)
CRITERIA = {
    "four_deeds": [{"key": "a", "title": "做实事"}, {"key": "b", "title": " "}, {"key": "c", "title": "做表率"}]
}


def test_the_sheet_is_criteria_questions_steps_and_the_sample_in_this_order():
    params = Params(form="visit", criteria=("four_deeds",), questions=("有没有不实之处",), looks_at=("pledge",))
    lines = sheet_lines(params, CRITERIA, {"pledge": "公开承诺"}, [(7, "甲七")])
    assert lines == [
        ("four_deeds.a", "做实事", None), ("four_deeds.c", "做表率", None), ("question_1", "有没有不实之处", None),
        ("step.pledge", "公开承诺", None), ("person_7", "甲七", 7),
    ]  # fmt: skip


@pytest.mark.parametrize("form", Params.model_fields["form"].annotation.__args__)
def test_every_form_has_something_to_look_at(form):
    assert sheet_lines(Params(form=form), {}, {}, [])


FOUR = ["report_hearing", "dispatch", "exchange", "visit"]


def test_the_form_is_one_of_the_four_of_the_plan_and_only_a_visit_comes_unannounced():
    params = Params(form="visit", forms=tuple(FOUR), unannounced=True)
    assert [(params.chosen(one).form, params.chosen(one).unannounced) for one in (*FOUR, "dues", "")] == [
        ("report_hearing", False), ("dispatch", False), ("exchange", False), ("visit", True), ("visit", True), ("visit", True)
    ]  # fmt: skip


def test_a_check_in_another_form_settles_the_same_step(district):
    campaign = running(district, forms=FOUR, unannounced=True, criteria=[])
    place = {"campaign_id": campaign.pk, "step_code": "seen", "unit_id": district.branch.pk}
    checking.plan(now=NOW, actor=INSPECTOR, **place, planned_on=SOON, unannounced=True, form="dispatch")
    check = begun(district, campaign)
    assert (check.form, check.unannounced, [line.title for line in check.lines]) == (
        "dispatch", False, ["调度的事项是否按时落实"],
    )  # fmt: skip
    found_all(check, None)
    shown(check)
    checking.close(now=NOW + timedelta(days=30), actor=INSPECTOR, check_id=check.id)
    assert progress.coverage(campaign.pk, "seen", district.branch.pk, NOW.date() + timedelta(days=30)).n == 1


@pytest.mark.parametrize(
    ("share", "of", "size"), [("1/3", 9, 3), ("1/3", 10, 4), ("1/10", 3, 1), ("1/2", 0, 0), ("1", 5, 5)]
)
def test_a_sample_is_the_share_rounded_up(share, of, size):
    assert sample_size(Fraction(share), of) == size


@pytest.fixture
def district(db):
    return factories.District(members=9, staff=2)


def running(district, responsible: str = "superior", **params):
    step = factories.plan_step(
        "seen", "inspection", subject="organization", who=("branches",), title="督导检查",
        params={"form": "visit", "criteria": ["four_deeds"], **params},
    )  # fmt: skip
    campaign = factories.campaign(district, [{**step, "responsible": responsible}])
    campaign.plan["criteria"] = CRITERIA
    campaign.save()
    return campaign


def begun(district, campaign) -> checks.CheckRow:
    number = checking.begin(
        now=NOW, actor=INSPECTOR, campaign_id=campaign.pk, step_code="seen", unit_id=district.branch.pk
    )  # fmt: skip
    found = checks.find_check(number)
    assert found is not None
    return found


def found_all(check: checks.CheckRow, gap: int | None = 0) -> None:
    for place, line in enumerate(check.lines):
        given = {"verdict": "gap", "finding": "记录不全", "due_on": SOON} if place == gap else {"verdict": "in_order"}
        checking.find(now=NOW, actor=INSPECTOR, line_id=line.id, evidence_seen="查阅会议记录", **given)


def shown(check: checks.CheckRow, **words) -> None:
    text = {"achievements": "讲述扎实", "problems": "记录不全", "direction": "补齐记录", **words}
    checking.show(now=NOW, actor=INSPECTOR, check_id=check.id, **text)


def refusal(act, **given) -> str:
    with pytest.raises(CheckRefused) as refused:
        act(now=NOW, actor=INSPECTOR, **given)
    return refused.value.code


def test_from_beginning_to_close(district):
    campaign = running(district)
    check = begun(district, campaign)
    assert begun(district, campaign).id == check.id
    assert [line.title for line in check.lines] == ["做实事", "做表率"]
    assert refusal(checking.show, check_id=check.id, achievements="好", problems="无", direction="好") == "lines_left"
    found_all(check)
    assert not Item.objects.exists(), "nothing is tracked before the unit sees it"
    assert (
        refusal(checking.show, check_id=check.id, achievements="好", problems=" ", direction="好") == "guidance_missing"
    )
    shown(check)
    item = Item.objects.get()
    assert (item.origin, item.what, item.due_on, item.organization_id, item.category) == (
        "inspection", "记录不全", SOON, district.branch.pk, "做实事",
    )  # fmt: skip
    assert sorted(Fact.objects.filter(fact="inspection_finding").values_list("part", flat=True)) == ["gap", "in_order"]
    assert refusal(checking.close, check_id=check.id) == "reply_open"
    checking.answer(now=NOW, actor=factories.actor_of(district.secretary), check_id=check.id, text="照办，月底前补齐")
    assert progress.coverage(campaign.pk, "seen", district.branch.pk, TODAY).n == 0
    checking.close(now=NOW, actor=INSPECTOR, check_id=check.id)
    assert progress.coverage(campaign.pk, "seen", district.branch.pk, TODAY).n == 1
    assert refusal(checking.close, check_id=check.id) == "check_closed"
    assert Item.objects.get().closed_on is None


def test_silence_until_the_day_does_not_hold_the_check_up(district):
    check = begun(district, running(district, reply_within=3))
    found_all(check, None)
    shown(check)
    row = checks.find_check(check.id)
    assert row.reply_by == date(2026, 9, 18)
    late = NOW + timedelta(days=4)
    checking.close(now=late, actor=INSPECTOR, check_id=check.id)
    assert checks.find_check(check.id).state == "closed"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"verdict": "gap", "finding": " ", "due_on": SOON}, "finding_missing"),
        ({"verdict": "gap", "finding": "不实", "due_on": None}, "due_missing"),
        ({"verdict": "gap", "finding": "不实", "due_on": TODAY - timedelta(days=1)}, "due_missing"),
        ({"verdict": "excellent"}, "verdict_unknown"),
    ],
)
def test_findings_that_are_refused(district, given, code):
    check = begun(district, running(district))
    assert refusal(checking.find, line_id=check.lines[0].id, **given) == code


def test_a_finding_can_be_corrected_until_it_is_shown(district):
    check = begun(district, running(district))
    found_all(check)
    checking.find(now=NOW, actor=INSPECTOR, line_id=check.lines[0].id, verdict="in_order")
    shown(check)
    assert not Item.objects.exists()
    assert refusal(checking.find, line_id=check.lines[0].id, verdict="in_order") == "shown_already"


def test_the_sample_can_be_drawn_again_by_anybody(district):
    check = begun(district, running(district, sample="1/3"))
    drawn = [line.person_id for line in check.lines if line.person_id]
    members = {str(one.pk) for one in district.members}
    assert len(drawn) == 3
    assert {str(one) for one in drawn} <= members
    again = draw_sample(
        {str(one): "all" for one in check.sample["population"]}, check.sample["size"], check.sample["seed"]
    )
    assert sorted(again.members) == sorted(str(one) for one in drawn)
    assert again.population_hash == check.sample["population_hash"]


def test_the_branch_does_not_owe_what_others_inspect_but_its_own_check_it_does(district):
    campaign = running(district)
    assert [row.step_code for row in progress.owed_by_person(district.secretary.pk, TODAY)] == []
    campaign.plan["steps"][0]["responsible"] = "branch_secretary"
    campaign.save()
    assert [row.step_code for row in progress.owed_by_person(district.secretary.pk, TODAY)] == ["seen"]
    check = begun(district, campaign)
    found_all(check)
    checking.show(now=NOW, actor=INSPECTOR, check_id=check.id, achievements="", problems="", direction="")
    assert checks.find_check(check.id).state == "closed"
    assert Item.objects.count() == 1


@pytest.fixture
def inspector(district):
    account = factories.account(factories.person("督导丁", status="non_member"))
    RoleGrant.objects.create(
        account=account, role="inspector", organization=district.committee, from_date=factories.START
    )
    return account


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_pages_of_a_check_cost_the_same_for_one_and_three_lines(district, inspector, client):
    client.force_login(inspector)
    counts = []
    for number in (1, 3):
        campaign = running(district, criteria=[], questions=[f"第{at}问" for at in range(number)])
        check = begun(district, campaign)
        found_all(check)
        assert len(check.lines) == number
        counts.append([])
        for address in (
            f"/inspection/{campaign.pk}/seen/?organization={district.branch.pk}",
            f"/inspection/check/{check.id}/",
        ):
            page(client, address)
            with CaptureQueriesContext(connection) as captured:
                page(client, address)
            counts[-1].append(len(captured))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 30


def test_an_unannounced_visit_is_hidden_until_shown_and_then_answered(district, inspector, client):
    campaign = running(district, unannounced=True, forms=FOUR)
    address = f"/inspection/{campaign.pk}/seen/?organization={district.branch.pk}"
    client.force_login(inspector)
    assert client.post(address, {"planned_on": SOON.isoformat(), "unannounced": "on"}).status_code == 200, (
        "a form is chosen"
    )
    told = {"planned_on": SOON.isoformat(), "unannounced": "on", "form": "visit"}
    assert client.post(address, told).status_code == 302
    client.force_login(district.account_of(district.secretary))
    assert "来检查" not in page(client, address)
    client.force_login(inspector)
    assert client.post(address, {"act": "begin"}).status_code == 302
    check = Check.objects.get()
    assert (check.unannounced, check.state) == (True, "open")
    client.force_login(district.account_of(district.secretary))
    assert client.get(f"/inspection/check/{check.pk}/").status_code == 403
    assert "督导丁" not in page(client, address)
    client.force_login(inspector)
    for line in check.lines.all():
        answer = client.post(f"/inspection/line/{line.pk}/", {"verdict": "in_order", "evidence_seen": "现场查看"})
        assert answer.status_code == 302
    told = {"act": "show", "achievements": "扎实", "problems": "尚无亮点", "direction": "继续"}
    client.post(f"/inspection/check/{check.pk}/", told)
    client.force_login(district.account_of(district.secretary))
    assert [todo.what for todo in checks.list_todos(_viewer(district.secretary), TODAY)] == ["答复督导检查情况"]
    text = page(client, f"/inspection/check/{check.pk}/")
    assert "没有事先告知" in text
    assert client.post(f"/inspection/check/{check.pk}/", {"act": "answer", "text": "同意"}).status_code == 302
    client.force_login(district.account_of(district.members[1]))
    assert client.get(f"/inspection/check/{check.pk}/").status_code == 403
    check.refresh_from_db()
    assert (check.state, check.reply) == ("answered", "同意")
    log = f"/inspection/log/{campaign.pk}/"
    assert client.get(log).status_code == 403
    client.force_login(inspector)
    text = page(client, log)
    assert "联系 2 个单位，去过 1 个" in text
    assert all(one in text for one in ("明查暗访", "继续", "同意", "还没有去过。"))


def test_a_term_that_ran_out_before_the_sheet_is_handed_over_is_told(district, inspector, client):
    check = begun(district, running(district))
    found_all(check)
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        client.force_login(inspector)
        told = {"act": "show", "achievements": "扎实", "problems": "记录不全", "direction": "补齐"}
        answer = client.post(f"/inspection/check/{check.id}/", told, follow=True)
    assert [str(one) for one in answer.context["messages"]] == ["期限不能早于 10月15日(周四)。"]
    assert (Check.objects.get().state, Item.objects.count()) == ("open", 0)


def _viewer(person):
    from xianfeng.apps.people import queries as people

    return people.get_viewer(person.account.pk, on=TODAY)
