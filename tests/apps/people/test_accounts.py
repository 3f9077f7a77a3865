"""Accounts and roles: three administrators apart, links once, nobody helps himself."""

import pytest

from tests import factories
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people import actions, queries
from xianfeng.apps.people.actions.accounts import AccountRefused, RoleRefused
from xianfeng.apps.people.models import Account, RoleGrant

NOW, ACTOR = factories.NOW, factories.TEST_ACTOR
BASE = {"now": NOW, "actor": ACTOR}


@pytest.fixture
def district(db):
    return factories.District(members=3, staff=3)


def refused(kind, act, **values) -> str:
    with pytest.raises(kind) as caught:
        act(**(BASE | values))
    return caught.value.code


def test_accounts_for_everybody_of_a_school_once(district):
    Account.objects.filter(person__in=[p.pk for p in district.staff]).delete()
    made = actions.create_accounts(**BASE, organization_id=district.school.pk)
    assert sorted(Account.objects.filter(pk__in=made).values_list("login", flat=True)) == sorted(
        person.number for person in district.staff
    )
    assert actions.create_accounts(**BASE, organization_id=district.school.pk) == []
    assert not Account.objects.get(pk=made[0]).has_usable_password()
    assert Entry.objects.get(action="account.created_many").detail == {"count": 3}


def test_an_administrators_account_is_nobodys_number(district):
    actions.create_account(**BASE, login="anquan")
    assert refused(AccountRefused, actions.create_account, login="anquan") == "login_taken"
    assert refused(AccountRefused, actions.create_account, login=district.staff[0].number) == "login_taken"
    assert refused(AccountRefused, actions.create_account, login="  ") == "login_empty"


@pytest.mark.parametrize("first", RoleGrant.ADMIN_ROLES)
@pytest.mark.parametrize("second", [role for role, _label in RoleGrant.Role.choices])
def test_nobody_holds_two_administrator_roles_nor_one_beside_content(district, first, second):
    account = actions.create_account(**BASE, login="guanli")
    place = {"account_id": account, "organization_id": district.committee.pk}
    actions.grant_role(**BASE, **place, role=first)
    expected = "two_admin_roles" if second in RoleGrant.ADMIN_ROLES else "admin_with_content"
    if first == second:
        expected = "already_held"
    assert refused(RoleRefused, actions.grant_role, **place, role=second) == expected


def test_an_officer_or_secretary_does_not_become_administrator(district):
    officer = {"account_id": district.officer_account.pk, "organization_id": None, "role": "audit_admin"}
    assert refused(RoleRefused, actions.grant_role, **officer) == "admin_with_content"
    secretary = {"account_id": district.accounts[district.secretary.pk].pk, "organization_id": None}
    assert refused(RoleRefused, actions.grant_role, **secretary, role="system_admin") == "admin_with_content"


def test_a_role_over_content_needs_its_organization(district):
    values = {"account_id": district.accounts[district.staff[0].pk].pk, "organization_id": None}
    assert refused(RoleRefused, actions.grant_role, **values, role="inspector") == "organization_needed"


def test_nobody_serves_himself(district):
    account = actions.create_account(**BASE, login="anquan")
    own = queries.get_account(account).actor
    grant = {"account_id": account, "role": "security_admin", "organization_id": None}
    assert refused(RoleRefused, actions.grant_role, actor=own, **grant) == "own_role"
    grant_id = actions.grant_role(**BASE, **grant)
    assert refused(RoleRefused, actions.end_role, actor=own, grant_id=grant_id) == "own_role"
    assert refused(AccountRefused, actions.reset_totp, actor=own, account_id=account) == "own_account"
    assert refused(AccountRefused, actions.lock_account, actor=own, account_id=account, reason="x") == "own_account"


def test_a_role_ends_and_sessions_with_it(district):
    account = district.officer_account
    epoch = account.session_epoch
    grant = RoleGrant.objects.get(account=account)
    actions.end_role(**BASE, grant_id=grant.pk)
    account.refresh_from_db()
    assert account.session_epoch == epoch + 1
    assert not queries.get_viewer(account.pk, on=NOW.date()).has("bureau_officer")


def test_the_first_administrator_of_an_empty_house(db):
    secret = actions.create_administrator(**BASE, login="admin")
    actions.set_first_password(now=NOW, secret=secret, password="diyi-ge-guanliyuan")
    answer = actions.sign_in(now=NOW, login="admin", password="diyi-ge-guanliyuan")
    assert (answer.needs_totp, answer.has_totp) == (True, False)
    viewer = queries.get_viewer(answer.account_id, on=NOW.date())
    assert (viewer.has("system_admin"), viewer.has("bureau_officer")) == (True, False)
