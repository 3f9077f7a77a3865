"""The notice step in the browser's terms: propose, review, approve, post, object, confirm, report up, acknowledge."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories import District, account, campaign, person, plan_step

from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.notices import queries
from xianfeng.apps.notices.models import Notice, Objection
from xianfeng.apps.people.queries import get_viewer
from xianfeng.apps.returns.models import Return
from xianfeng.kinds.notice.queries import list_todos

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 9, 15, 2, tzinfo=UTC)
AFTER = datetime(2026, 9, 22, 2, tzinfo=UTC)
PARAMS = {
    "what": "result",
    "days": 5,
    "pinned": True,
    "report_up": True,
    "acknowledge_within": 3,
    "scope": "society",
}


class Case:
    def __init__(self, client):
        self.client = client
        self.district = District(members=4)
        self.campaign = campaign(
            self.district,
            [plan_step("result_notice", "notice", subject="organization", params=PARAMS, title="结果公示")],
        )
        self.step = (
            reverse("notice:step", args=[self.campaign.pk, "result_notice"])
            + f"?organization={self.district.branch.pk}"
        )

    def sign_in(self, someone):
        self.client.force_login(self.district.account_of(someone))

    def form(self, **changes):
        url = reverse("notice:propose", args=[self.campaign.pk, "result_notice"])
        page = self.client.get(f"{url}?organization={self.district.branch.pk}")
        assert page.status_code == 200
        first = page.context["form"].initial
        fields = {
            "nonce": first["nonce"],
            "title": first["title"],
            "basis": "根据实施方案",
            "what": "现将评选结果公示如下。",
            "names": "赵一 语文教师\n丁二 数学教师",
            "place": "校门口公示栏",
            "contact_unit": "党支部",
            "contact_person": "陆同志",
            "contact_phone": "6688",
        }
        return self.client.post(f"{url}?organization={self.district.branch.pk}", fields | changes)

    def form_of_line(self, line, **changes):
        url = reverse("notice:propose", args=[self.campaign.pk, "result_notice"])
        url += f"?organization={self.district.branch.pk}&line={line}"
        first = self.client.get(url).context["form"].initial
        fields = {
            "nonce": first["nonce"],
            "title": first["title"],
            "basis": "根据公开目录",
            "what": "党费收缴情况如下。",
            "place": "校门口公示栏",
            "contact_unit": "党支部",
            "contact_person": "陆同志",
            "contact_phone": "6688",
        }
        assert self.client.post(url, fields | changes).status_code == 302

    def act(self, name, **fields):
        notice = queries.list_notices()[0]
        return self.client.post(
            reverse("notices:act", args=[notice.id]), {"act": name, "version": notice.version} | fields, follow=True
        )

    def post_notice(self):
        self.sign_in(self.district.secretary)
        assert self.form().status_code == 302
        self.sign_in(self.district.officer)
        self.act("review", secrecy_checked="on")
        self.act("approve")
        self.sign_in(self.district.secretary)
        self.act("post")
        return queries.list_notices()[0]


@pytest.fixture
def case(client):
    with time_machine.travel(TUESDAY, tick=False):
        yield Case(client)


def test_the_whole_way(case):
    notice = case.post_notice()
    assert notice.state == "posted"
    case.client.logout()
    public = case.client.get(reverse("notices:public", args=[notice.id]))
    assert public.status_code == 200
    words = public.content.decode()
    assert words.index("丁　二") < words.index("赵　一")
    assert "9月21日(周一)" in words and "9月20日(周日)" in words

    url = reverse("notices:public-object", args=[notice.id])
    code = case.client.get(url).context["form"].initial["code"]
    fields = {"text": "第一项事实有出入", "code": code}
    first, second = case.client.post(url, fields), case.client.post(url, fields)
    assert first.context["code"] == second.context["code"]
    assert first.headers["Cache-Control"] == "no-store"
    assert Objection.objects.count() == 1

    with time_machine.travel(AFTER, tick=False):
        case.sign_in(case.district.secretary)
        page = case.client.get(case.step)
        assert not page.context["may_confirm"]
        objection = Objection.objects.get()
        where = reverse("notices:objection", args=[notice.id, objection.pk])
        assert "第一项事实有出入" not in case.client.get(where).content.decode()
        assert case.client.post(where, {"act": "decide", "finding": "not_upheld", "reason": "x"}).status_code == 403
        case.sign_in(case.district.officer)
        assert "第一项事实有出入" in case.client.get(where).content.decode()
        case.client.post(where, {"act": "decide", "finding": "not_upheld", "reason": "已核对原始票据"})
        case.sign_in(case.district.secretary)
        page = case.client.get(case.step)
        version = page.context["form"].initial["version"]
        assert case.client.post(case.step, {"version": version}).status_code == 302
        assert Notice.objects.get().state == "confirmed"
        assert case.client.get(case.step).status_code == 200
        report = Return.objects.get()
        case.sign_in(case.district.officer)
        detail = reverse("returns:detail", args=[report.pk])
        assert case.client.get(detail).status_code == 200
        case.client.post(detail, {"act": "acknowledge"})
        assert set(Fact.objects.values_list("fact", "part")) == {
            ("notice_finished", "result"),
            ("report_acknowledged", "result"),
        }
        case.client.logout()
        assert case.client.get(reverse("notices:public", args=[notice.id])).status_code == 404
        told = case.client.post(reverse("notices:receipt"), {"code": first.context["code"]})
        assert "已核对原始票据" in told.content.decode()


def test_what_was_typed_stays_when_something_is_wrong(case):
    case.sign_in(case.district.secretary)
    page = case.form(what="身份证号 110105194912310021", place="后门")
    assert page.status_code == 200
    assert "身份证号" in page.content.decode() and "后门" in page.content.decode()
    assert Notice.objects.count() == 0


def test_proposing_twice_is_once(case):
    """The form sent twice, and the page found again by the back button, lead to the notice that is there."""
    case.sign_in(case.district.secretary)
    there = case.form(nonce="same").url
    place = (
        reverse("notice:propose", args=[case.campaign.pk, "result_notice"]) + f"?organization={case.district.branch.pk}"
    )
    assert case.client.post(place, {"nonce": "same"}).url == there
    assert case.client.post(place, {"nonce": "another"}).url == there
    assert case.client.get(place).url == there
    assert Notice.objects.count() == 1


def test_who_sees_what(case):
    notice = case.post_notice()
    detail = reverse("notices:detail", args=[notice.id])
    for someone, status in (
        (case.district.secretary, 200),
        (case.district.officer, 200),
        (case.district.members[2], 200),
        (case.district.staff[0], 200),
        (case.district.stranger, 403),
    ):
        case.sign_in(someone)
        assert case.client.get(detail).status_code == status
    case.client.logout()
    assert case.client.get(detail).status_code == 302
    token = reverse("notices:token", args=[notice.token])
    assert case.client.get(token).status_code == 200
    assert case.client.get(reverse("notices:token", args=["x" * 16])).status_code == 404


def test_pinned_where_staff_belong(case):
    case.post_notice()
    board = reverse("notices:board")
    case.sign_in(case.district.staff[0])
    page = case.client.get(board)
    assert len(page.context["notices"]) == 1 and "?format=xlsx" in page.content.decode()
    case.sign_in(case.district.stranger)
    assert case.client.get(board).context["notices"] == []


def test_ways_outside_the_system_are_confirmed_and_only_what_the_plan_pins_is_pinned(case):
    case.campaign.plan["steps"][0]["params"] = PARAMS | {"pinned": False, "channels": ["web", "meeting"]}
    case.campaign.save(update_fields=["plan"])
    assert case.post_notice().state == "approved"
    answer = case.act("post")
    assert "已经安排：会议" in answer.content.decode() and "请先确认方案要求的其他公布方式" in answer.content.decode()
    answer = case.act("post", told_elsewhere="on")
    assert queries.list_notices()[0].state == "posted" and "网上公示、会议" in answer.content.decode()
    assert queries.list_pinned([case.district.branch.pk], TUESDAY.date()) == []
    assert len(case.client.get(reverse("notices:board")).context["notices"]) == 1


def test_a_machine_that_fills_the_hidden_field_leaves_nothing(case):
    notice = case.post_notice()
    case.client.logout()
    url = reverse("notices:public-object", args=[notice.id])
    code = case.client.get(url).context["form"].initial["code"]
    case.client.post(url, {"text": "买药", "code": code, "website": "http://x"})
    assert Objection.objects.count() == 0


def test_sheet_prints_with_room_for_the_seal(case):
    notice = case.post_notice()
    page = case.client.get(reverse("notices:sheet", args=[notice.id])).content.decode()
    assert "（盖章处）" in page
    assert "2026年9月15日至2026年9月21日" in page and "到2026年9月20日" in page
    for form, magic in (("pdf", b"%PDF"), ("docx", b"PK")):
        answer = case.client.get(reverse("notices:sheet", args=[notice.id]) + f"?format={form}")
        assert answer.content.startswith(magic)


def test_pages_use_as_many_queries_for_three_as_for_one(case):
    urls = (reverse("notices:list"), case.step, reverse("notices:board"))
    spent = []
    for count in (1, 3):
        while Notice.objects.count() < count:
            Notice.objects.update(state="withdrawn")
            case.post_notice()
        counts = []
        for url in urls:
            with CaptureQueriesContext(connection) as queries_done:
                assert case.client.get(url).status_code == 200
            counts.append(len(queries_done))
        spent.append(counts)
    assert spent[0] == spent[1]
    assert max(spent[0]) < 25


def test_list_exports_what_was_found(case):
    case.post_notice()
    answer = case.client.get(reverse("notices:list") + "?format=xlsx&q=结果")
    assert answer.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    assert answer.content[:2] == b"PK"


def test_an_inspector_reads_and_does_not_write(case):
    notice = case.post_notice()
    inspector = account(person("督导丁", status="non_member"), grant="inspector", at=case.district.committee)
    case.client.force_login(inspector)
    assert case.client.get(reverse("notices:detail", args=[notice.id])).status_code == 200
    assert case.client.post(reverse("notices:act", args=[notice.id]), {"act": "withdraw"}).status_code == 403


def test_the_public_page_shows_a_notice_in_its_period_only(case):
    notice = case.post_notice()
    case.client.logout()
    address = reverse("notices:public", args=[notice.id])
    assert address in case.client.get("/").content.decode()
    with time_machine.travel(AFTER.replace(day=25), tick=False):
        assert address not in case.client.get("/").content.decode()


OPEN = {
    "what": "progress",
    "objections": False,
    "catalogue": [
        {"code": "resolutions", "title": "决议执行情况", "scope": "unit", "every_months": 3},
        {"code": "dues", "title": "党费收缴", "scope": "branch", "every_months": 6},
    ],
}


def test_open_party_affairs_are_shown_line_by_line_and_fall_due_again(client):
    """S4-07: catalogue with scope, frequency, due date and responsible; overdue computed; what was shown when is kept."""
    with time_machine.travel(TUESDAY, tick=False):
        case = Case(client)
        step = case.campaign.plan["steps"][0]
        step["params"] = OPEN
        case.campaign.save()
        case.sign_in(case.district.secretary)
        first, second = case.client.get(case.step).context["lines"]
        assert [(one["row"].due_on.isoformat(), one["state"], one["responsible"]) for one in (first, second)] == [
            ("2026-12-01", "done", "支部书记"), ("2027-03-01", "done", "支部书记")
        ]  # fmt: skip
        case.form_of_line("dues", days=5)
        for who, act, more in (
            (case.district.officer, "review", {"secrecy_checked": "on"}),
            (case.district.officer, "approve", {}),
            (case.district.secretary, "post", {}),
        ):
            case.sign_in(who)
            case.act(act, **more)
        hung = Notice.objects.get()
        assert (hung.subject, hung.scope, hung.state) == ("disclosure:dues", "branch", "posted")
    with time_machine.travel(AFTER, tick=False):
        case.sign_in(case.district.secretary)
        page = case.client.get(f"{case.step}&line=dues")
        assert case.client.post(
            f"{case.step}&line=dues", {"version": page.context["form"].initial["version"]}
        ).status_code == 302  # fmt: skip
        assert list(Fact.objects.values_list("fact", "part")) == [("notice_finished", "dues")]
        again = reverse("notice:propose", args=[case.campaign.pk, "result_notice"])
        again += f"?organization={case.district.branch.pk}"
        assert case.client.get(f"{again}&line=dues").status_code == 200, "it is shown again when it falls due"
        assert case.client.get(again).status_code == 302, "without a line: back to the catalogue"
        assert case.client.get(f"{again}&line=nowhere").status_code == 404
    with time_machine.travel(datetime(2027, 3, 10, 2, tzinfo=UTC), tick=False):
        case.sign_in(case.district.secretary)
        viewer = get_viewer(case.district.account_of(case.district.secretary).pk, on=date(2027, 3, 10))
        assert [(todo.what, todo.state) for todo in list_todos(viewer, date(2027, 3, 10))] == [
            ("公开“决议执行情况”", "late"), ("公开“党费收缴”", "open")
        ]  # fmt: skip
        text = case.client.get(case.step).content.decode()
        assert "1 项已到期，还没有公开。" in text and "校门口公示栏" in text
        case.sign_in(case.district.officer)
        late = case.client.get(reverse("notice:overdue", args=[case.campaign.pk, "result_notice"])).context["units"]
        assert [(one["unit"].id, [line.line.code for line in one["late"]]) for one in late] == [
            (case.district.branch.pk, ["resolutions"]), (case.district.other_branch.pk, ["resolutions", "dues"])
        ]  # fmt: skip
