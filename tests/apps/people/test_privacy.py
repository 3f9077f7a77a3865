"""Every field says why and for how long; what has expired goes; what nobody needs does not exist."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps

from tests import factories
from xianfeng.apps.journal.actions import SYSTEM
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people import actions
from xianfeng.apps.people.models import (
    Account,
    Affiliation,
    ContactAttempt,
    Employment,
    ImportBatch,
    Membership,
    Person,
)

NOTICE = (Path(__file__).parents[3] / "docs" / "privacy.md").read_text(encoding="utf-8")
ABOUT_PEOPLE = [
    "Person",
    "Employment",
    "Membership",
    "Affiliation",
    "Office",
    "ContactAttempt",
    "Account",
    "RoleGrant",
    "FirstLogin",
    "LoginFailure",
    "ImportBatch",
    "ImportProgress",
]
UNWANTED = (
    "identity",
    "id_card",
    "id_number",
    "home_address",
    "ip_address",
    "family",
    "photo",
    "ethnic",
    "last_login",
    "last_seen",
)


@pytest.mark.parametrize("name", ABOUT_PEOPLE)
def test_every_field_is_in_the_notice(name):
    section = next(part for part in NOTICE.split("\n## ") if f"（{name}）" in part or f"（{name}：" in part)
    fields = [field.name for field in apps.get_model("people", name)._meta.concrete_fields if field.name != "id"]
    assert [field for field in fields if f"`{field}`" not in section] == []


def test_every_personal_field_explains_itself():
    for field in Person._meta.concrete_fields:
        if field.name != "id":
            assert "；" in str(field.help_text), field.name


def test_nothing_unwanted_exists_in_any_table():
    columns = [
        f"{model._meta.label}.{field.name}" for model in apps.get_models() for field in model._meta.concrete_fields
    ]
    assert [column for column in columns if any(word in column.lower() for word in UNWANTED)] == []


NOW = factories.NOW
TODAY = NOW.date()


def _forget(now=NOW) -> dict[str, int]:
    return actions.forget_expired(now=now, actor=SYSTEM)


@pytest.fixture
def person(db):
    school = factories.school()
    made = factories.person(works_at=school, status="non_member")
    Person.objects.filter(pk=made.pk).update(phone="13900000021", gender="male")
    return made


def test_a_phone_goes_with_its_owner(person):
    assert _forget() == {}
    Employment.objects.filter(person=person).update(until_date=TODAY)
    assert _forget() == {"phones": 1}
    person.refresh_from_db()
    assert (person.phone, person.gender) == ("", "male")
    assert Entry.objects.get(action="retention.forgotten").detail == {"phones": 1}


def test_five_years_later_only_the_name_is_left(person):
    account = factories.account(person)
    Employment.objects.filter(person=person).update(from_date=date(2015, 9, 1), until_date=date(2021, 9, 2))
    _forget()
    person.refresh_from_db()
    assert person.birth_month is not None
    Employment.objects.filter(person=person).update(until_date=date(2021, 8, 31))
    _forget()
    person.refresh_from_db()
    account.refresh_from_db()
    assert (person.number, person.gender, person.birth_month, person.worked_since) == (
        f"已离开-{person.pk}",
        "",
        None,
        None,
    )
    assert person.name.startswith("甲")
    assert (account.is_active, account.login, Membership.objects.count()) == (False, f"已离开-{person.pk}", 0)
    assert _forget() == {}


def test_a_member_who_still_belongs_is_kept(db):
    branch = factories.organization()
    member = factories.person(branch=branch)
    Employment.objects.create(
        person=member, organization=factories.school(), from_date=date(2010, 1, 1), until_date=date(2015, 1, 1)
    )
    assert _forget() == {}
    Affiliation.objects.filter(person=member).update(from_date=date(2010, 1, 1), until_date=date(2016, 1, 1))
    assert _forget() == {"people": 1}


def test_a_city_goes_when_the_guest_is_back(db):
    branch, host = factories.organization(), factories.organization()
    member = factories.person(branch=branch)
    Person.objects.filter(pk=member.pk).update(city="临河")
    guest = Affiliation.objects.create(
        person=member, organization=host, kind="guest", from_date=date(2026, 1, 1), until_date=TODAY + timedelta(days=1)
    )
    assert _forget() == {}
    Affiliation.objects.filter(pk=guest.pk).update(until_date=TODAY)
    assert _forget() == {"cities": 1}


def test_uploaded_rosters_are_emptied_after_thirty_days(db):
    batch = ImportBatch.objects.create(
        file_name="x.xlsx",
        file_sha256="0",
        content=b"x",
        state="applied",
        uploaded_at=NOW,
        applied_at=NOW,
        report={"a": 1},
    )
    assert _forget(NOW + timedelta(days=30)) == {}
    assert _forget(NOW + timedelta(days=31)) == {"rosters": 1}
    batch.refresh_from_db()
    assert (bytes(batch.content), batch.report, batch.file_name) == (b"", {}, "x.xlsx")
    assert _forget(NOW + timedelta(days=32)) == {}


def test_contact_tries_go_a_year_after_the_member_was_reached(db):
    branch = factories.organization()
    member = factories.person(branch=branch)
    for day, outcome in ((date(2025, 1, 1), "no_answer"), (date(2025, 2, 1), "reached")):
        ContactAttempt.objects.create(person=member, organization=branch, on_date=day, outcome=outcome)
    assert _forget() == {"contacts": 2}
    assert Account.objects.count() == 0
