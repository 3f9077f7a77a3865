"""The machine surface: what it says, who it says it to, and a fuzzing pass over every operation."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core import signals
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from icalendar import Calendar

from tests import factories
from xianfeng.apps.people import tokens
from xianfeng.apps.people.actions.imports import run_import
from xianfeng.apps.people.models import Person
from xianfeng.config.machine import MachineManners


@pytest.fixture
def district(db):
    return factories.District()


def _bearer(account) -> dict[str, str]:
    return {"authorization": f"Bearer {tokens.make_token(account, 'api')}"}


def _get(path: str, account) -> object:
    return Client().get(path, headers=_bearer(account))


def test_openapi_document_names_every_operation(client):
    document = client.get("/api/openapi.json").json()
    assert sorted(document["paths"]) == [
        "/api/campaigns",
        "/api/campaigns/{campaign_id}",
        "/api/campaigns/{campaign_id}/board",
        "/api/campaigns/{campaign_id}/excuses",
        "/api/campaigns/{campaign_id}/steps",
        "/api/me/todos",
        "/api/organizations",
        "/api/people/imports",
        "/api/people/imports/{batch_id}",
        "/api/people/imports/{batch_id}/apply",
        "/api/people/imports/{batch_id}/undo",
        "/api/workdays",
    ]


def test_without_credentials_one_sentence_and_401(district):
    answer = Client().get("/api/campaigns")
    assert (answer.status_code, answer.json()) == (401, {"detail": "请先登录，或带上有效的令牌。"})


def test_an_address_nobody_has_is_answered_in_kind(db):
    machine, page = Client().get("/api/nothing"), Client().get("/nothing/")
    assert (machine.status_code, machine.json()) == (404, {"detail": "没有这一项。"})
    assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_a_method_that_an_address_does_not_take_is_one_sentence(db):
    answer = Client().delete("/api/campaigns")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert answer.json() == {"detail": "这个地址不能这样请求，可以用的方法：GET。"}


def test_who_asks_without_end_is_told_when_to_ask_again():
    """Counted for each token and, more generously, for each address; a page is not counted."""
    manners = MachineManners(lambda request: HttpResponse("{}", "application/json"), per_token=2, per_address=5)

    def ask(token: str = "", path: str = "/api/campaigns") -> HttpResponse:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return manners(RequestFactory().get(path, headers=headers))

    assert [ask("one").status_code for _n in range(3)] == [200, 200, 429]
    assert [ask("two").status_code, ask().status_code, ask().status_code, ask().status_code] == [200, 200, 200, 429]
    answer = ask("one")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert json.loads(answer.content)["detail"] == f"请求太频繁，请在 {answer.headers['Retry-After']} 秒后再试。"
    assert ask("one", "/home/").status_code == 200


def test_what_does_not_read_is_one_sentence_that_names_the_places(district):
    headers = _bearer(district.account_of(district.secretary))
    answer = Client().get("/api/workdays?posted=2026-02-30&days=0", headers=headers)
    assert (answer.status_code, answer.json()["detail"]) == (422, "这些内容缺少或写法不对：posted、days。")
    for sent, status, detail in (
        (b"{bad", 400, "请求的内容读不懂，应为 UTF-8 编码的 JSON。"),
        (b"\xff\xfe", 400, "请求的内容读不懂，应为 UTF-8 编码的 JSON。"),
        (b"[]", 422, "这些内容缺少或写法不对：step_code、organization_id、person_id、reason。"),
    ):
        answer = Client().post("/api/campaigns/1/excuses", sent, content_type="application/json", headers=headers)
        assert (answer.status_code, answer.json()["detail"]) == (status, detail)


def test_a_calendar_token_opens_nothing_else(district):
    token = tokens.make_token(district.account_of(district.secretary), "calendar")
    answer = Client().get("/api/campaigns", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_ending_all_sessions_ends_the_token(district):
    account = district.account_of(district.secretary)
    headers = _bearer(account)
    account.session_epoch += 1
    account.save(update_fields=["session_epoch"])
    assert Client().get("/api/campaigns", headers=headers).status_code == 401


def test_workdays_follow_the_calendar(district):
    account = district.account_of(district.secretary)
    answer = _get("/api/workdays?posted=2026-09-28&days=5", account).json()
    assert answer == {"first_day": "2026-09-29", "last_day": "2026-10-10", "provisional": False}


def test_a_secretary_excuses_only_the_own_members(district):
    campaign = factories.campaign(district, [factories.plan_step("pledge", "pledge")])
    body = {
        "step_code": "pledge",
        "organization_id": district.branch.pk,
        "person_id": district.members[1].pk,
        "reason": "产假",
    }

    def post(account) -> int:
        return (
            Client()
            .post(
                f"/api/campaigns/{campaign.pk}/excuses",
                json.dumps(body),
                content_type="application/json",
                headers=_bearer(account),
            )
            .status_code
        )

    assert post(district.account_of(district.stranger)) == 403
    assert post(district.account_of(district.members[1])) == 403
    assert post(district.account_of(district.secretary)) == 201
    assert post(district.account_of(district.secretary)) == 201
    assert campaign.excuses.count() == 1


def test_a_refusal_is_a_sentence_with_its_code(district):
    campaign = factories.campaign(district, [factories.plan_step("pledge", "pledge")])
    campaign.closed_at = factories.NOW
    campaign.save()
    body = {
        "step_code": "pledge",
        "organization_id": district.branch.pk,
        "person_id": district.members[1].pk,
        "reason": "产假",
    }
    answer = Client().post(
        f"/api/campaigns/{campaign.pk}/excuses",
        json.dumps(body),
        content_type="application/json",
        headers=_bearer(district.account_of(district.secretary)),
    )
    assert (answer.status_code, answer.json()) == (409, {"detail": "活动已经结束，不能再改。", "code": "closed"})


def test_a_roster_is_checked_applied_and_taken_back(district):
    """By the acts of the page: the officer alone, faults by row and column, refusals with their code."""
    client, headers = Client(), _bearer(district.officer_account)

    def send(
        path: str = "", name: str = "名册.csv", text: str = "", by: dict[str, str] | None = None
    ) -> tuple[int, dict]:
        file = SimpleUploadedFile(name, text.encode())
        answer = client.post(f"/api/people/imports{path}", {"roster": file}, headers=by or headers)
        return answer.status_code, answer.json()

    heads = "工号,姓名,出生年月\n"
    faulty = send(text=heads + "R1,试用新,一九八几\n")
    assert (faulty[0], faulty[1]["state"], faulty[1]["fault_count"]) == (201, "faulty", 1)
    assert "第 2 行 出生年月" in faulty[1]["faults"][0]
    assert send(f"/{faulty[1]['id']}/apply")[0] == 409
    made = send(text=heads + "R1,试用新,1987-03\n")[1]
    assert (made["state"], made["counts"]["person"]["new"], Person.objects.filter(number="R1").count()) == (
        "checked",
        1,
        0,
    )
    assert send(f"/{made['id']}/apply")[1]["state"] == "applying"
    run_import(now=timezone.now(), actor=factories.TEST_ACTOR, batch_id=made["id"])
    assert _get(f"/api/people/imports/{made['id']}", district.officer_account).json()["state"] == "applied"
    assert send(f"/{made['id']}/undo")[1]["state"] == "undone"
    assert send(f"/{made['id']}/undo")[1]["code"] == "batch_state"
    assert send(name="名册.pdf")[1]["code"] == "unreadable"
    other = _bearer(district.account_of(district.secretary))
    assert send(by=other)[0] == 403
    nothing = [Client().post("/api/people/imports", headers=who).status_code for who in ({}, other, headers)]
    assert nothing == [401, 403, 422], "rights first, then what was sent"
    assert Person.objects.filter(number="R1").count() == 0


def test_board_is_for_the_superior(district):
    campaign = factories.campaign(district, [factories.plan_step("pledge", "pledge")])
    assert _get(f"/api/campaigns/{campaign.pk}/board", district.account_of(district.secretary)).status_code == 403
    rows = _get(f"/api/campaigns/{campaign.pk}/board", district.officer_account).json()
    assert [row["organization_id"] for row in rows] == [district.branch.pk, district.other_branch.pk]


def test_calendar_feed_holds_the_due_day(district):
    today = timezone.localdate()
    factories.campaign(
        district,
        [
            factories.plan_step(
                "pledge", "pledge", params={"measure": "party_requirement", "at_least": 1, "scope": "school"}
            )
        ],
        opens=today,
        closes=today + timedelta(days=365),
    )
    token = tokens.make_token(district.account_of(district.secretary), "calendar")
    answer = Client().get(f"/calendar/{token}/due.ics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    last_day = today + timedelta(days=364)
    assert [event.decoded("dtstart") for event in events] == [last_day]
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    assert Client().get(f"/calendar/{token}x/due.ics").status_code == 404


@pytest.fixture
def one_connection():
    """As Django's own test client does: the connection of the test's transaction stays open between requests."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
def test_no_input_breaks_the_surface(district, one_connection):
    """Schemathesis walks every operation with odd input: no 5xx, and answers as the document says."""
    import schemathesis
    from hypothesis import HealthCheck, Phase, given, settings

    from xianfeng.config.wsgi import application

    campaign = factories.campaign(district, [factories.plan_step("pledge", "pledge")])
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    headers = _bearer(district.officer_account)
    seen = set()
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
            database=None,
        )
        @given(case=operation.as_strategy())
        def fuzz(case):
            response = case.call(headers=headers)
            assert response.status_code < 500, (case.method, case.path, response.text[:200])
            seen.add((case.method, case.path))

        fuzz()
    assert len(seen) == 12
    assert campaign.excuses.count() == 0
