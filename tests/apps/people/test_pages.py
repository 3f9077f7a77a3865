"""The pages: cut to the own subtree, a fixed number of queries, and what each of them does."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.apps.people import rosters
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people import jobs
from xianfeng.apps.people.models import (
    Account,
    Affiliation,
    Employment,
    FirstLogin,
    ImportBatch,
    Membership,
    Office,
    Person,
    RoleGrant,
)
from xianfeng.files.sheets import read_sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return factories.District(members=3, staff=2)


def signed_in(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def secretary(district):
    return signed_in(district.account_of(district.secretary))


@pytest.fixture
def officer(district):
    return signed_in(district.officer_account)


def shown(answer) -> list[str]:
    names = [row["cells"][0] for row in answer.context["rows"]]
    return [name["text"] if isinstance(name, dict) else name for name in names]


def test_a_secretary_sees_the_own_subtree_only(district, secretary, officer):
    own = {person.name for person in [*district.members, *district.staff]}
    assert set(shown(secretary.get(reverse("people:index")))) == own
    assert "外人乙" in shown(officer.get(reverse("people:index")))
    other = {"organization": district.other_school.pk}
    assert shown(secretary.get(reverse("people:index"), other)) == []
    assert secretary.get(reverse("people:person", args=[district.stranger.pk])).status_code == 403
    assert secretary.get(reverse("people:organization", args=[district.other_branch.pk])).status_code == 403


def test_a_secretary_learns_nothing_from_numbers_that_do_not_exist(district, secretary, officer):
    assert secretary.get(reverse("people:person", args=[10**9])).status_code == 403
    assert officer.get(reverse("people:person", args=[10**9])).status_code == 404


def test_a_host_branch_sees_the_guests_name_and_not_the_file(district, secretary):
    Affiliation.objects.create(
        person=district.stranger, organization=district.branch, kind="guest", from_date=date(2026, 1, 1)
    )
    answer = secretary.get(reverse("people:index"))
    row = next(row["cells"] for row in answer.context["rows"] if row["cells"][0] == "外人乙")
    assert row[4] == ""
    assert secretary.get(reverse("people:person", args=[district.stranger.pk])).status_code == 403
    page = secretary.get(reverse("people:organization", args=[district.branch.pk])).content.decode()
    assert "外人乙" in page


def test_search_filter_and_sort(district, secretary):
    url = reverse("people:index")
    assert shown(secretary.get(url, {"q": "书记甲"})) == ["书记甲"]
    assert shown(secretary.get(url, {"q": district.staff[0].number})) == [district.staff[0].name]
    assert len(shown(secretary.get(url, {"q": "第一小学"}))) == 5
    assert len(shown(secretary.get(url, {"kind": "members"}))) == 3
    assert len(shown(secretary.get(url, {"kind": "non_members"}))) == 2
    assert shown(secretary.get(url, {"kind": "retired"})) == []
    numbers = [row["cells"][1] for row in secretary.get(url, {"sort": "-number"}).context["rows"]]
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(district, more, secretary, django_assert_num_queries):
    for _n in range(more):
        factories.person(branch=district.branch, works_at=district.school)
    secretary.get(reverse("people:index"))
    with django_assert_num_queries(15, exact=False) as counted:
        assert len(shown(secretary.get(reverse("people:index")))) == 5 + more
    COUNTS.add(len(counted))
    assert len(COUNTS) == 1


COUNTS: set[int] = set()


def test_export_is_the_list_and_is_journalled(district, secretary):
    answer = secretary.get(reverse("people:export"), {"kind": "members"})
    sheet = read_sheets(answer.content, "x.xlsx")[0]
    names = {row.cells[0] for row in sheet.rows} & {person.name for person in [*district.members, *district.staff]}
    assert names == {person.name for person in district.members}
    assert Entry.objects.get(action="people.exported").detail == {"rows": 3}


def test_a_guests_file_names_no_phone_and_opening_is_journalled(district, secretary):
    person = district.members[1]
    Person.objects.filter(pk=person.pk).update(phone="13900000099")
    page = secretary.get(reverse("people:person", args=[person.pk])).content.decode()
    assert (person.number in page, "13900000099" in page) == (True, False)
    line = Entry.objects.get(action="record.opened")
    assert (line.person_id, line.actor_label) == (person.pk, "书记甲（支部书记）")


def test_organization_tree_shows_each_relation(district, secretary, officer):
    page = officer.get(reverse("people:organizations"), {"relation": "administrative"}).content.decode()
    assert ("示例第二小学" in page, "支部委员会" in page) == (True, False)
    page = secretary.get(reverse("people:organizations")).content.decode()
    assert ("中共示例第一小学支部委员会" in page, "第二小学" in page) == (True, False)
    answer = officer.get(reverse("people:organizations-export"))
    assert len(read_sheets(answer.content, "x.xlsx")[0].rows) >= 4


MOVES = [
    ("leave", {"from_date": "2026-09-01"}, Employment, "leave"),
    ("retire", {"from_date": "2026-09-01"}, Employment, "retired"),
    ("no-unit", {"from_date": "2026-09-01"}, Affiliation, "no_unit"),
]


@pytest.mark.parametrize(("code", "data", "model", "kind"), MOVES)
def test_movements_by_form(district, secretary, code, data, model, kind):
    person = district.members[1]
    url = reverse("people:movement", args=[person.pk, code])
    assert secretary.get(url).status_code == 200
    assert secretary.post(url, data).headers["Location"] == reverse("people:person", args=[person.pk])
    assert model.objects.filter(person=person, kind=kind).count() == 1
    again = secretary.post(url, data)
    assert again.status_code == 422


def test_every_movement_page_opens(district, secretary):
    from xianfeng.apps.people.views.people import MOVEMENTS

    person = district.members[1]
    assert [secretary.get(reverse("people:movement", args=[person.pk, code])).status_code for code in MOVEMENTS] == [
        200
    ] * len(MOVEMENTS)
    assert secretary.get(reverse("people:movement", args=[person.pk, "nothing"])).status_code == 404


def test_a_secretary_transfers_within_the_own_subtree_only(district, secretary, officer):
    person = district.members[1]
    url = reverse("people:movement", args=[person.pk, "transfer"])
    data = {"organization_id": district.other_school.pk, "from_date": "2026-09-01"}
    assert secretary.post(url, data).status_code == 422
    assert officer.post(url, data).status_code == 302
    assert Employment.objects.filter(person=person, organization=district.other_school).count() == 1


def test_appointment_status_and_guests_by_form(district, officer):
    person = district.members[1]

    def post(code, **data):
        return officer.post(reverse("people:movement", args=[person.pk, code]), data).status_code

    school = {"organization_id": district.school.pk}
    assert post("appoint", **school, role="vice_principal", from_date="2026-01-01") == 302
    office = Office.objects.get(person=person)
    end = reverse("people:end-office", args=[person.pk, office.pk])
    assert officer.post(end, {"until_date": "2026-05-01"}).status_code == 302
    assert post("joint", organization_id=district.other_school.pk, seconded="1", from_date="2026-09-01") == 302
    stated = {"rights": "stated", "held": ["may_speak"]}
    assert post("status", status="full_member", from_date="2026-09-01", **stated) == 302
    held = Membership.objects.get(person=person, until_date=None)
    assert (held.may_speak, held.may_vote) == (True, False)
    guest = {"city": "临河", "host_id": district.other_branch.pk, "from_date": "2026-09-01"}
    assert post("guest", **guest) == 302
    assert post("guest-report", reported_on="2026-09-02") == 302
    assert post("contact", on_date="2026-09-03", outcome="reached") == 302
    assert post("guest-end", until_date="2026-10-01") == 302
    assert "示例第二小学" in officer.get(reverse("people:person", args=[person.pk])).content.decode()


# rosters


def _drop(client, data: bytes, name: str = "roster.xlsx"):
    return client.post(reverse("people:imports"), {"roster": SimpleUploadedFile(name, data)})


def test_import_from_dropping_to_taking_back(district, officer):
    before = Person.objects.count()
    answer = _drop(officer, rosters.xlsx(rosters.whole()))
    batch = ImportBatch.objects.get()
    page = reverse("people:import", args=[batch.pk])
    assert answer.headers["Location"] == page
    text = officer.get(page).content.decode()
    assert ("示例甲" in text, "确认导入" in text) == (True, True)
    officer.post(reverse("people:import-apply", args=[batch.pk]))
    assert Person.objects.count() == before + 3
    assert "撤销这批导入" in officer.get(page).content.decode()
    officer.post(reverse("people:import-undo", args=[batch.pk]))
    assert Person.objects.count() == before
    assert "已于" in officer.get(page).content.decode()


def test_a_faulty_roster_lists_its_faults_and_gives_the_file_back_marked(officer):
    sheets = rosters.whole()
    sheets["人员"][1][3] = "85年6"
    _drop(officer, rosters.xlsx(sheets))
    batch = ImportBatch.objects.get()
    text = officer.get(reverse("people:import", args=[batch.pk])).content.decode()
    assert "人员表 第 2 行 出生年月：看不懂“85年6”" in text
    from io import BytesIO

    from openpyxl import load_workbook

    marked = officer.get(reverse("people:import-marked", args=[batch.pk])).content
    cell = load_workbook(BytesIO(marked))["人员"]["D2"]
    assert ("看不懂" in cell.comment.text, cell.fill.start_color.rgb) == (True, "FFFFC7CE")


def test_a_broken_file_is_told_at_the_field(officer):
    answer = _drop(officer, b"nothing", "roster.xlsx")
    assert (answer.status_code, "文件打不开" in answer.content.decode()) == (422, True)
    assert officer.post(reverse("people:imports")).status_code == 422


def test_a_large_roster_waits_for_the_worker_and_shows_its_bar(officer, monkeypatch):
    from xianfeng.apps.people.views import imports

    monkeypatch.setattr(imports, "AT_ONCE", 1)
    _drop(officer, rosters.xlsx(rosters.whole()))
    batch = ImportBatch.objects.get()
    officer.post(reverse("people:import-apply", args=[batch.pk]))
    bar = reverse("people:import-progress", args=[batch.pk])
    assert "progress" in officer.get(bar).content.decode()
    assert jobs.run_waiting_imports(timezone.now()) == 1
    assert officer.get(bar).headers["HX-Refresh"] == "true"


def test_the_template_comes_in_again_once_filled(officer):
    data = officer.get(reverse("people:import-template")).content
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(data))
    assert book.sheetnames[:7] == ["组织机构", "学校", "人员", "工作单位", "党员", "组织关系", "职务"]
    assert book["人员"].data_validations.count > 0
    book["人员"].append(["T1", "示例甲", "女", "1985-06"])
    out = BytesIO()
    book.save(out)
    _drop(officer, out.getvalue())
    assert ImportBatch.objects.get().report["counts"]["person"]["new"] == 1


# accounts


@pytest.fixture
def system(district):
    return signed_in(factories.account(grant="system_admin"))


@pytest.fixture
def security(district):
    return signed_in(factories.account(grant="security_admin"))


def test_system_administrator_makes_accounts_and_prints_slips(district, system):
    Account.objects.filter(person__in=[p.pk for p in district.staff]).delete()
    school = {"organization_id": district.school.pk}
    system.post(reverse("people:account-create-many"), school)
    assert Account.objects.filter(person__in=[p.pk for p in district.staff]).count() == 2
    answer = system.post(reverse("people:slips"), school)
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert FirstLogin.objects.count() == 2
    assert system.post(reverse("people:slips"), {"organization_id": district.other_school.pk}).status_code == 302


def test_one_link_is_shown_once(district, system):
    account = district.account_of(district.staff[0])
    page = system.post(reverse("people:account-link", args=[account.pk]))
    url = page.context["url"]
    assert url in page.content.decode()
    assert Client().get(url).status_code == 200
    assert url not in system.get(reverse("people:account-of", args=[account.pk])).content.decode()


def test_closing_and_opening_an_account(district, system):
    account = district.account_of(district.staff[0])
    system.post(reverse("people:account-lock", args=[account.pk]), {"reason": ""})
    assert Account.objects.get(pk=account.pk).is_active
    system.post(reverse("people:account-lock", args=[account.pk]), {"reason": "调离"})
    assert not Account.objects.get(pk=account.pk).is_active
    system.post(reverse("people:account-unlock", args=[account.pk]))
    assert Account.objects.get(pk=account.pk).is_active


def test_security_administrator_gives_and_takes_roles(district, security):
    account = district.account_of(district.staff[0])
    grant = {"role": "inspector", "organization_id": district.committee.pk}
    security.post(reverse("people:role-grant", args=[account.pk]), grant)
    held = RoleGrant.objects.get(account=account)
    page = security.get(reverse("people:account-of", args=[account.pk])).content.decode()
    assert "督导员" in page
    security.post(reverse("people:role-end", args=[account.pk, held.pk]))
    held.refresh_from_db()
    assert held.until_date == timezone.localdate()


def test_the_first_security_administrator_is_named_by_the_system_administrator_once(district, system):
    first, second = (district.account_of(person) for person in district.staff)
    role = {"role": "security_admin"}
    system.post(reverse("people:role-first", args=[first.pk]), role)
    assert RoleGrant.objects.filter(role="security_admin").count() == 1
    assert system.post(reverse("people:role-first", args=[second.pk]), role).status_code == 403
    officer = {"role": "bureau_officer"}
    assert system.post(reverse("people:role-first", args=[second.pk]), officer).status_code == 403


def test_administrators_see_no_content(district, system, security):
    for client in (system, security):
        assert client.get(reverse("people:index")).headers["Location"] == reverse("people:accounts")
        assert client.get(reverse("people:person", args=[district.members[0].pk])).status_code == 403
        assert client.get(reverse("people:export")).status_code == 403
        assert client.get(reverse("people:organization", args=[district.branch.pk])).status_code == 403


def test_ages_of_leaders_are_numbers_and_only_where_they_are_many(district, officer):
    address = reverse("people:organization", args=[district.committee.pk])
    assert officer.get(address).context["ages"] == []
    for year in [1988] * 8 + [1975] * 6 + [1960]:
        one = factories.person(works_at=district.school, role="vice_principal", office_at=district.school)
        Person.objects.filter(pk=one.pk).update(birth_month=date(year, 5, 1))
    Person.objects.exclude(name__startswith="甲").update(birth_month=None)
    shown_ages = {one["label"]: one["value"] for one in officer.get(address).context["ages"]}
    assert shown_ages.pop("36—45岁") == "8 人"
    assert set(shown_ages.values()) == {"不足公开的人数"}  # the sixteen others would give the one away
