"""Accounts, their roles, and who has none yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q

from xianfeng.apps.journal import queries as journal
from xianfeng.apps.journal.actions import SYSTEM, Actor
from xianfeng.apps.people.models import (
    Account,
    Affiliation,
    Employment,
    ImportBatch,
    Office,
    OrganizationClosure,
    Person,
    RoleGrant,
)
from xianfeng.apps.people.queries.days import on_day


@dataclass(frozen=True)
class AccountRow:
    id: int
    login: str
    person_id: int | None
    name: str
    is_active: bool
    has_password: bool
    has_totp: bool
    locked_until: datetime | None

    @property
    def actor(self) -> Actor:
        return Actor(account_id=self.id, person_id=self.person_id, label=self.name)


def find_person_name(account: Account) -> str:
    return account.person.name if account.person_id else account.login


def account_row(account: Account) -> AccountRow:
    return AccountRow(
        account.pk,
        account.login,
        account.person_id,
        find_person_name(account),
        account.is_active,
        account.has_usable_password(),
        bool(account.totp_secret),
        account.locked_until,
    )


def get_account(account_id: int) -> AccountRow:
    return account_row(Account.objects.select_related("person").get(pk=account_id))


def find_account_row(account_id: int) -> AccountRow | None:
    account = Account.objects.select_related("person").filter(pk=account_id).first()
    return account_row(account) if account else None


def find_account_id(login: str) -> int | None:
    return Account.objects.filter(login=login).values_list("pk", flat=True).first()


def find_account_of(person_id: int) -> int | None:
    """The account a person can sign in with; none when there is none or it is locked for good."""
    return Account.objects.filter(person_id=person_id, is_active=True).values_list("pk", flat=True).first()


def has_accounts() -> bool:
    return Account.objects.exists()


def needs_totp(account_id: int, *, on: date) -> bool:
    """Whether a one-time code is asked for beside the password: by role (`settings.TOTP_ROLES`), or by own choice."""
    if Account.objects.filter(pk=account_id).exclude(totp_secret="").exists():
        return True
    return RoleGrant.objects.filter(on_day(on), account_id=account_id, role__in=settings.TOTP_ROLES).exists()


def list_role_holders(role: str, organization_id: int, *, on: date) -> set[int]:
    """People whose granted role holds over an organisation."""
    granted = RoleGrant.objects.filter(
        on_day(on), role=role, organization__closure_down__descendant_id=organization_id, account__is_active=True
    )
    return {person for person in granted.values_list("account__person_id", flat=True) if person is not None}


def list_people_without_account(organization_id: int, *, on: date) -> list[dict[str, object]]:
    """Values rows (pk, number, name) of everybody at or below an organisation who has no account, by number."""
    below = OrganizationClosure.objects.filter(
        ancestor_id=organization_id, relation__in=("administrative", "party", "covers")
    ).values("descendant_id")
    working = Employment.objects.filter(on_day(on), organization_id__in=below).values("person_id")
    members = Affiliation.objects.filter(on_day(on), organization_id__in=below).values("person_id")
    return list(
        Person.objects.filter(Q(pk__in=working) | Q(pk__in=members), account__isnull=True)
        .order_by("number")
        .values("pk", "number", "name")
    )


@dataclass(frozen=True)
class RoleRow:
    grant_id: int | None
    role: str
    label: str
    organization: str
    from_date: date


def list_own_roles(account_id: int, *, on: date) -> list[RoleRow]:
    """Granted roles and posts of one account on a day, by start."""
    granted = RoleGrant.objects.filter(on_day(on), account_id=account_id).select_related("organization")
    held = Office.objects.filter(on_day(on), person__account=account_id).select_related("organization")
    rows = [
        RoleRow(
            grant.pk,
            grant.role,
            grant.get_role_display(),
            grant.organization.name if grant.organization_id else "",
            grant.from_date,
        )
        for grant in granted
    ] + [RoleRow(None, post.role, post.title, post.organization.name, post.from_date) for post in held]
    return sorted(rows, key=lambda row: (row.from_date, row.label))


def owner_of_grant(grant_id: int) -> int | None:
    return RoleGrant.objects.filter(pk=grant_id).values_list("account_id", flat=True).first()


def get_import_actor(batch_id: int) -> Actor:
    """Who uploaded a batch, for the journal of its application; the system when nobody is known."""
    batch = ImportBatch.objects.select_related("uploaded_by__person").only("uploaded_by").get(pk=batch_id)
    return account_row(batch.uploaded_by).actor if batch.uploaded_by_id else SYSTEM


def list_waiting_imports() -> list[int]:
    return list(ImportBatch.objects.filter(state="applying").order_by("pk").values_list("pk", flat=True))


def has_opened_lately(account_id: int | None, person_id: int, *, now: datetime) -> bool:
    """True when this account opened this file within the last hour: paging about is one opening."""
    return any(
        line.action == "record.opened" and line.actor_id == account_id and now - line.at < timedelta(hours=1)
        for line in journal.list_of_person(person_id, limit=20)
    )
