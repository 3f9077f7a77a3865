"""The journal is for the audit administrator: searched, exported, checked; a changed line is found."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from xianfeng.apps.journal import queries
from xianfeng.apps.journal.actions import record
from xianfeng.apps.journal.models import ChainHead, Entry
from xianfeng.config.commands import journal_verify

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture
def auditor():
    account = factories.account(grant="audit_admin", at=None)
    client = Client()
    client.force_login(account)
    return client


def _lines(count: int, action: str = "person.transferred") -> None:
    for number in range(count):
        record(now=NOW + timedelta(days=number), actor=factories.TEST_ACTOR, action=action, subject=f"person:{number}")


def test_only_the_audit_administrator_reads_it():
    district = factories.District(members=2, staff=1)
    for account in [*district.accounts.values(), district.officer_account]:
        client = Client()
        client.force_login(account)
        assert [client.get(reverse(f"journal:{name}")).status_code for name in ("search", "export", "verify")] == [
            403
        ] * 3


def test_search_by_person_action_and_day(auditor):
    _lines(3)
    _lines(1, "import.applied")
    url = reverse("journal:search")

    def found(**query) -> list[str]:
        return [row["cells"][4] for row in auditor.get(url, query).context["rows"]]

    assert found() == ["人员\u00a00", "人员\u00a02", "人员\u00a01", "人员\u00a00"]
    assert found(action="import") == found(action="导入名册") == ["人员\u00a00"]
    assert found(q="person:2") == found(q="人员 2") == ["人员\u00a02"]
    assert found(since="2026-09-16", until="2026-09-16") == ["人员\u00a01"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(auditor, rows, django_assert_num_queries):
    _lines(rows)
    auditor.get(reverse("journal:search"))
    with django_assert_num_queries(8, exact=False):
        assert len(auditor.get(reverse("journal:search")).context["rows"]) == rows


def test_long_journals_are_paged(auditor):
    _lines(51)
    assert len(auditor.get(reverse("journal:search"), {"page": 2}).context["rows"]) == 1


def test_export_writes_its_own_line(auditor):
    from xianfeng.files.sheets import read_sheets

    _lines(2)
    answer = auditor.get(reverse("journal:export"))
    sheet = read_sheets(answer.content, "x.xlsx")[0]
    lines = [row.cells[4:8] for row in sheet.rows if str(row.cells[0]).isdigit()]
    assert [(line[0], line[3]) for line in lines] == [("人员\u00a01", "person:1"), ("人员\u00a00", "person:0")]
    assert Entry.objects.order_by("number").last().action == "journal.exported"


def _verify() -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return journal_verify([], out, err), out.getvalue(), err.getvalue()


def test_verify_says_how_many_lines_hold(auditor):
    _lines(3)
    assert _verify() == (0, "日志共 3 行，首尾相接，没有改动。\n", "")
    assert "共 3 行" in auditor.get(reverse("journal:verify")).content.decode()


def test_lines_added_while_it_is_checked_are_no_damage(auditor, monkeypatch):
    _lines(3)
    head, still = queries._head, [2, 1]

    def read_before_others_write() -> str:
        found = head()
        if still:
            _lines(still.pop())
        return found

    monkeypatch.setattr(queries, "_head", read_before_others_write)
    assert _verify() == (0, "日志共 6 行，首尾相接，没有改动。\n", "")


@pytest.mark.parametrize(
    ("damage", "number", "why"),
    [
        (lambda: Entry.objects.filter(number=2).update(actor_label="别人"), 2, "内容被改过"),
        (lambda: Entry.objects.filter(number=2).delete(), 2, "缺了这一行"),
        (lambda: Entry.objects.filter(number=2).update(previous_hash="0" * 64), 2, "与上一行接不上"),
        (lambda: Entry.objects.filter(number=3).delete(), 2, "末尾的行被删去或改过"),
        (lambda: ChainHead.objects.update(hash="1" * 64), 3, "末尾的行被删去或改过"),
        (lambda: Entry.objects.filter(number=1).update(number=0), 1, "缺了这一行"),
    ],
)
def test_verify_finds_the_first_broken_line(auditor, damage, number, why):
    _lines(3)
    damage()
    code, out, err = _verify()
    assert (code, out) == (2, "")
    assert err.startswith(f"日志从第 {number} 行起对不上：{why}")
    assert f"第 {number} 行" in auditor.get(reverse("journal:verify")).content.decode()
