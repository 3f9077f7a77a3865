"""What no page foresaw is still one sentence: acts on filed records and refusals, on pages and for programs."""

import json

import pytest
import time_machine
from django.db import IntegrityError
from django.test import RequestFactory

from tests.apps.archive.test_actions import archive, closed
from tests.apps.notices.test_actions import AFTER, Case
from xianfeng.apps.campaigns.models import Excuse
from xianfeng.apps.journal.actions import Refused
from xianfeng.config import cli
from xianfeng.config.middleware import PlainRefusals, UploadLimit

FILED = "这份材料已经归档，不能再改"


@pytest.fixture
def filed(db):
    case = Case()
    closed(case)
    archive(case)
    with time_machine.travel(AFTER, tick=False):
        yield case


def test_writing_to_what_is_filed_is_told_in_one_sentence(filed, client):
    person = filed.district.members[1]
    client.force_login(filed.district.account_of(filed.district.secretary))
    page = f"/campaigns/{filed.campaign.pk}/steps/result_notice/excuse/{filed.district.branch.pk}/"
    answer = client.post(page, {"person": person.pk, "reason": "病假"})
    assert (answer.status_code, FILED in answer.content.decode()) == (409, True)
    told = client.post(
        f"/api/campaigns/{filed.campaign.pk}/excuses",
        json.dumps(
            {
                "step_code": "result_notice",
                "organization_id": filed.district.branch.pk,
                "person_id": person.pk,
                "reason": "病假",
            }
        ),
        content_type="application/json",
    )
    assert (told.status_code, FILED in told.json()["detail"]) == (409, True)
    assert Excuse.objects.count() == 0


def test_a_file_beyond_all_limits_is_not_read(client, settings, db):
    settings.UPLOAD_LIMIT_BYTES = 10
    answer = client.post("/people/login/", {"login": "x" * UploadLimit.FORM_AROUND, "password": "y"})
    assert (answer.status_code, "文件超过" in answer.content.decode()) == (413, True)


def test_only_refusals_become_a_sentence(db):
    request = RequestFactory().get("/")
    request.user = None
    caught = PlainRefusals(lambda request: None).process_exception
    assert caught(request, IntegrityError("duplicate key")) is None
    assert caught(request, ValueError("x")) is None
    request.session, request.htmx = {}, False
    assert caught(request, Refused("stale")).status_code == 409
    twice = caught(request, IntegrityError('duplicate key value violates "meeting_meeting_nonce_key"'))
    assert (twice.status_code, "已经提交过" in twice.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("name", "said", "sentence"),
    [
        ("OperationalError", "connection failed", "连不上数据库。请先运行 ./xf up，或检查环境变量 DATABASE_URL。"),
        ("ProgrammingError", 'relation "x" does not exist', "数据库里还没有建好表。请先运行 ./xf up。"),
        ("IntegrityError", "xianfeng_archived", "这份材料已经归档，不能再改；需要更正的，在档案里附加说明。"),
        ("ProgrammingError", "syntax\n error", "命令没有完成：ProgrammingError：syntax error"),
    ],
)
def test_the_command_tells_it_too(name, said, sentence, capsys, monkeypatch):
    def broken(*_):
        raise type(name, (Exception,), {})(said)

    monkeypatch.setattr("xianfeng.core.schedule.command.workdays_main", broken)
    assert cli.main(["workdays", "2026-01-01", "5"]) == 2
    assert capsys.readouterr().err == sentence + "\n"
