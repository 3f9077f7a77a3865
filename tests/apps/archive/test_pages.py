"""Pages of the archive: filing, opening, notes, and who may."""

import io
import zipfile

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.apps.archive.test_actions import archive, closed
from tests.apps.notices.test_actions import AFTER, Case
from tests.factories import account, person
from xianfeng.apps.archive.models import ArchivedCampaign
from xianfeng.apps.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client):
    with time_machine.travel(AFTER, tick=False):
        made = Case()
        made.client = client
        made.sign_in = lambda someone: client.force_login(made.district.account_of(someone))
        yield made


def test_filing_shows_what_is_in_the_way_then_files(case):
    from tests.apps.notices.test_actions import confirm
    from xianfeng.apps.returns import actions as returns

    notice = case.posted()
    case.sign_in(case.district.officer)
    url = reverse("archive:campaign", args=[case.campaign.pk])
    case.campaign.plan["steps"][0]["params"] = {"what": "result", "days": 5}
    case.campaign.save()
    page = case.client.get(url)
    assert "还没有结束，确认或撤回后才能归档" in page.content.decode()
    assert page.context["ready"] == 1
    assert "还有 1 个步骤没有办完：" in page.content.decode()
    case.client.post(url, {"retention": "30年", "organization": case.district.branch.pk})
    assert ArchivedCampaign.objects.count() == 0
    confirm(case, notice.id)
    sent = returns.send_notice_outcome(now=AFTER, actor=case.secretary, notice_id=notice.id, part="result")
    returns.acknowledge(now=AFTER, actor=case.officer, return_id=sent)
    case.client.post(url, {"retention": "永久"})
    assert ArchivedCampaign.objects.count() == 0, "all at once only when the campaign is over"
    early = {"retention": "永久", "organization": case.district.other_branch.pk}
    asked = case.client.post(url, early)
    assert (
        asked.context["early"]["left"] == ["result_notice"]
        and "现在归档，这些步骤就不能再办了" in asked.content.decode()
    )
    assert ArchivedCampaign.objects.count() == 0
    case.client.post(url, early | {"early": "1"})
    assert ArchivedCampaign.objects.get().organization_id == case.district.other_branch.pk
    case.campaign.closed_at = AFTER
    case.campaign.save()
    for _ in range(2):
        case.client.post(url, {"retention": "永久"})
    assert ArchivedCampaign.objects.count() == 2
    assert set(ArchivedCampaign.objects.values_list("retention", flat=True)) == {"永久"}


def test_opening_is_journalled_and_the_package_is_the_file(case):
    closed(case)
    number = archive(case)
    inspector = account(person("督导丁", status="non_member"), grant="inspector", at=case.district.committee)
    case.client.force_login(inspector)
    page = case.client.get(reverse("archive:detail", args=[number]))
    assert "与归档时一致" in page.content.decode()
    assert Entry.objects.filter(action="archive.opened", actor_id=inspector.pk).count() == 1
    answer = case.client.get(reverse("archive:package", args=[number]))
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert case.client.post(reverse("archive:detail", args=[number]), {"text": "改"}).status_code == 403


def test_notes_through_the_page(case):
    closed(case)
    number = archive(case)
    case.sign_in(case.district.secretary)
    url = reverse("archive:detail", args=[number])
    assert case.client.post(url, {"text": ""}).status_code == 200
    assert case.client.post(url, {"text": "票数以会议记录为准"}).status_code == 302
    assert "票数以会议记录为准" in case.client.get(url).content.decode()


def test_others_do_not_open_it(case):
    closed(case)
    number = archive(case)
    for someone in (case.district.stranger, case.district.members[1], case.district.staff[0]):
        case.sign_in(someone)
        assert case.client.get(reverse("archive:detail", args=[number])).status_code == 403


def test_list_uses_as_many_queries_for_two_as_for_one(case):
    closed(case)
    archive(case)
    case.sign_in(case.district.officer)
    spent = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as done:
            page = case.client.get(reverse("archive:list")).content.decode()
            assert reverse("archive:campaign", args=[case.campaign.pk]) in page
        spent.append(len(done))
        filing = {"retention": "30年", "organization": case.district.other_branch.pk}
        case.client.post(reverse("archive:campaign", args=[case.campaign.pk]), filing)
    assert ArchivedCampaign.objects.count() == 2
    assert spent[0] == spent[1]
