"""An officer brings in the own subtree and nothing else: every other row is refused with its place."""

import pytest

from tests import factories
from tests.apps.people import rosters
from xianfeng.apps.people import actions, jobs
from xianfeng.apps.people.actions.imports import faults_of
from xianfeng.apps.people.importing.words import fault_sentence
from xianfeng.apps.people.models import ImportBatch, Organization, Person
from xianfeng.apps.people.queries import get_account

pytestmark = pytest.mark.django_db
NOW = factories.NOW


def upload(account, sheets) -> ImportBatch:
    actor = get_account(account.pk).actor
    batch = actions.upload_roster(now=NOW, actor=actor, file_name="名册.xlsx", content=rosters.xlsx(sheets))
    return ImportBatch.objects.get(pk=batch)


def said(batch) -> list[str]:
    return [fault_sentence(fault) for fault in faults_of(batch.report)]


@pytest.fixture
def officers(db):
    """A district brought in without limits; an officer of its committee and one of the first school's branch."""
    batch = actions.upload_roster(
        now=NOW, actor=factories.TEST_ACTOR, file_name="名册.xlsx", content=rosters.xlsx(rosters.whole())
    )
    actions.start_import(now=NOW, actor=factories.TEST_ACTOR, batch_id=batch)
    assert jobs.run_import(batch, NOW)
    at = {code: Organization.objects.get(code=code) for code in ("DW", "ZB01")}
    return {code: factories.account(grant="bureau_officer", at=unit) for code, unit in at.items()}


def test_the_officer_of_the_root_brings_in_everything(officers):
    assert said(upload(officers["DW"], rosters.whole())) == []
    root = {"组织机构": [rosters.ORGANIZATIONS[0], ["DW2", "中共另一机关委员会", "党委", None, None, None, None]]}
    assert said(upload(officers["DW"], root)) == []


def test_rows_outside_are_refused_one_by_one(officers):
    limited = rosters.whole()
    limited["组织机构"] += [
        ["ZB03", "新支部", "党支部", None, "DW", None, None],
        ["ZB04", "无上级支部", "党支部", None, None, None, None],
        ["JY01", "语文教研组", "教研组", "XX01", None, None, None],
    ]
    limited["组织关系"].append(["T2", "ZB02", "2026-09-01"])
    batch = upload(officers["ZB01"], limited)
    found = [(fault.sheet, fault.row, fault.code) for fault in faults_of(batch.report) if "scope" in fault.code]
    assert found == [
        ("组织机构", 2, "outside_scope"),
        ("组织机构", 3, "outside_scope"),
        ("组织机构", 5, "outside_scope"),
        ("组织机构", 7, "outside_scope"),
        ("组织机构", 8, "outside_scope"),
        ("组织机构", 9, "outside_scope_root"),
        ("学校", 3, "outside_scope"),
        ("人员", 4, "person_outside_scope"),
        ("工作单位", 4, "person_outside_scope"),
        ("党员", 4, "person_outside_scope"),
        ("组织关系", 4, "outside_scope"),
        ("职务", 4, "person_outside_scope"),
    ]
    assert batch.state == "faulty"
    first = "组织机构表 第 2 行 组织编码：它不在您负责的范围内，请由上级单位导入，或删去这一行。"
    assert first in said(batch)


def test_the_own_school_goes_through_and_keeps_to_itself(officers, client):
    sheets = {
        "人员": [rosters.PEOPLE[0], ["T9", "示例己", "女", "1991-03", None, "2014-07"]],
        "工作单位": [rosters.EMPLOYMENTS[0], ["T9", "XX01", "在职", "2026-09-01"]],
    }
    batch = upload(officers["ZB01"], sheets)
    assert said(batch) == []
    actor = get_account(officers["ZB01"].pk).actor
    actions.start_import(now=NOW, actor=actor, batch_id=batch.pk)
    assert jobs.run_import(batch.pk, NOW)
    assert Person.objects.filter(number="T9").count() == 1
    other = factories.account(grant="bureau_officer", at=Organization.objects.get(code="ZB02"))
    client.force_login(other)
    assert client.get(f"/people/imports/{batch.pk}/").status_code == 403
    assert client.post(f"/people/imports/{batch.pk}/undo/").status_code == 403
    client.force_login(officers["DW"])
    assert client.get(f"/people/imports/{batch.pk}/").status_code == 200
