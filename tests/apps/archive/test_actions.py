"""The archive: frozen with hashes, refused to later edits by the database itself, noted beside."""

import io
import json
import zipfile

import pytest
from django.db import IntegrityError, connection, transaction

from tests.apps.notices.test_actions import AFTER, Case, confirm
from tests.factories import NOW
from xianfeng.apps.archive import actions, queries
from xianfeng.apps.archive.actions import ArchiveRefused
from xianfeng.apps.archive.models import ArchivedCampaign, ArchiveNote
from xianfeng.apps.notices.models import Notice
from xianfeng.apps.returns import actions as returns

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return Case()


def archive(case):
    return actions.archive(
        now=AFTER, actor=case.officer, campaign_id=case.campaign.pk, organization_id=case.district.branch.pk
    )


def closed(case):
    notice = case.posted()
    confirm(case, notice.id)
    number = returns.send_notice_outcome(now=AFTER, actor=case.secretary, notice_id=notice.id, part="result")
    returns.acknowledge(now=AFTER, actor=case.officer, return_id=number)
    return notice


def refusal(act, *args, **kwargs):
    with pytest.raises(ArchiveRefused) as caught:
        act(*args, **kwargs)
    return caught.value.code


def test_nothing_may_be_open(case):
    notice = case.posted()
    assert refusal(archive, case) == "notice_open"
    confirm(case, notice.id)
    returns.send_notice_outcome(now=AFTER, actor=case.secretary, notice_id=notice.id, part="result")
    assert refusal(archive, case) == "return_open"
    assert ArchivedCampaign.objects.count() == 0


def test_package_holds_every_record_with_its_hash(case):
    notice = closed(case)
    number = archive(case)
    assert archive(case) == number
    assert queries.verify(number) == []
    with zipfile.ZipFile(io.BytesIO(queries.get_package(number))) as bundle:
        names = set(bundle.namelist())
        sheet = json.loads(bundle.read(f"notices/{notice.id}.json"))
    assert {"manifest.json", "campaign.json", "facts.json", "journal.json", f"notices/{notice.id}.txt"} <= names
    assert names - {"manifest.json"} == {entry["path"] for entry in queries.list_manifest(number)}
    assert [name["name"] for name in sheet["names"]] == ["丁二", "赵一"]
    assert "token" not in sheet


def test_same_records_give_the_same_bytes(case):
    from xianfeng.apps.archive import gathering

    closed(case)
    made = [
        gathering.package(gathering.gather(case.campaign.pk, case.district.branch.pk, AFTER.date()), {"a": 1})
        for _ in range(2)
    ]
    assert made[0] == made[1]


def test_the_database_refuses_later_edits(case):
    notice = closed(case)
    number = archive(case)
    edits = [
        lambda: ArchivedCampaign.objects.filter(pk=number).update(programme="改名"),
        lambda: ArchivedCampaign.objects.filter(pk=number).delete(),
        lambda: Notice.objects.filter(pk=notice.id).update(title="改名"),
        lambda: case.propose("another"),
        lambda: case.campaign.results.create(
            step_code="x",
            organization=case.district.branch,
            title="结果",
            rules={},
            inputs={},
            outcome={},
            subjects={},
            sha256="0" * 64,
            frozen_at=NOW,
        ),
        lambda: case.campaign.facts.create(
            step_code="x", organization=case.district.branch, fact="f", subject="s", occurred_on=NOW, recorded_at=NOW
        ),
    ]
    for edit in edits:
        with pytest.raises(IntegrityError), transaction.atomic():
            edit()
    assert Notice.objects.get(pk=notice.id).title != "改名"
    other = case.district.other_branch
    case.campaign.facts.create(
        step_code="x", organization=other, fact="f", subject="s", occurred_on=NOW, recorded_at=NOW
    )


def test_notes_are_added_beside_it(case):
    closed(case)
    number = archive(case)
    assert refusal(actions.append_note, now=AFTER, actor=case.officer, archive_id=number, text=" ") == "text_missing"
    for _twice in range(2):
        actions.append_note(
            now=AFTER, actor=case.officer, archive_id=number, text="第二项票数应为 12，以会议记录为准。"
        )
    assert [note.text for note in queries.list_notes(number)] == ["第二项票数应为 12，以会议记录为准。"]
    with pytest.raises(IntegrityError), transaction.atomic():
        ArchiveNote.objects.update(text="改")
    assert queries.verify(number) == []


def test_a_changed_byte_is_found(case):
    closed(case)
    number = archive(case)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE archive_archivedcampaign DISABLE TRIGGER archive_file_fixed")
        one = ArchivedCampaign.objects.get(pk=number)
        one.manifest["files"][0]["sha256"] = "0" * 64
        one.save(update_fields=["manifest"])
        cursor.execute("ALTER TABLE archive_archivedcampaign ENABLE TRIGGER archive_file_fixed")
    faults = queries.verify(number)
    assert "manifest" in faults
    assert faults[-1].startswith("changed:")


def test_list_uses_one_query_and_leaves_the_bytes_in_the_database(case, django_assert_num_queries):
    closed(case)
    archive(case)
    with django_assert_num_queries(1):
        assert len(queries.list_archived([case.district.branch.pk])) == 1
    actions.archive(
        now=AFTER, actor=case.officer, campaign_id=case.campaign.pk, organization_id=case.district.other_branch.pk
    )
    with django_assert_num_queries(1):
        assert len(queries.list_archived()) == 2
