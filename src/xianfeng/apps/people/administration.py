"""What the pages of rosters, accounts and roles list. Values and numbers only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from xianfeng.apps.people.models import (
    Account,
    Affiliation,
    Employment,
    ImportBatch,
    ImportProgress,
    Organization,
    OrganizationClosure,
    RoleGrant,
)
from xianfeng.apps.people.queries import on_day

UNUSABLE_MARK = "!"
"""How a password begins that cannot be used to sign in."""

# imports


@dataclass(frozen=True)
class BatchRow:
    id: int
    file_name: str
    state: str
    state_label: str
    uploaded_at: object
    uploaded_by: str
    applied_at: object
    undone_at: object
    rows_total: int
    report: dict
    uploaded_by_id: int | None = None


def _batch(batch: ImportBatch) -> BatchRow:
    by = batch.uploaded_by
    return BatchRow(
        batch.pk,
        batch.file_name,
        batch.state,
        str(batch.get_state_display()),
        batch.uploaded_at,
        "" if by is None else (by.person.name if by.person_id else by.login),
        batch.applied_at,
        batch.undone_at,
        batch.rows_total,
        batch.report,
        batch.uploaded_by_id,
    )


def _batches() -> QuerySet:
    return ImportBatch.objects.defer("content", "changes").select_related("uploaded_by__person")


def list_batches(*, account_id: int | None = None, limit: int = 30) -> list[BatchRow]:
    """The latest ones, newest first; with an account: only what that account uploaded."""
    found = _batches().order_by("-pk")
    if account_id is not None:
        found = found.filter(uploaded_by_id=account_id)
    return [_batch(batch) for batch in found[:limit]]


def find_batch(batch_id: int) -> BatchRow | None:
    batch = _batches().filter(pk=batch_id).first()
    return _batch(batch) if batch else None


def get_batch_content(batch_id: int) -> bytes:
    return bytes(ImportBatch.objects.only("content").get(pk=batch_id).content)


def get_progress(batch_id: int) -> tuple[str, int, int]:
    """(stage, rows done, rows in all) of a running import; ("waiting", 0, 0) before it begins."""
    row = ImportProgress.objects.filter(pk=batch_id).first()
    return (row.stage, row.done, row.total) if row else ("waiting", 0, 0)


# accounts


@dataclass(frozen=True)
class AccountLine:
    id: int
    login: str
    name: str
    is_active: bool
    has_password: bool
    has_totp: bool
    locked: bool
    roles: list[tuple[int, str, str]]
    """(grant id, role label, organisation)"""


def find_accounts(*, text: str = "", kind: str = "") -> QuerySet:
    found = Account.objects.select_related("person")
    if text:
        found = found.filter(Q(login__istartswith=text) | Q(person__name__icontains=text))
    if kind == "granted":
        found = found.filter(grants__until_date__isnull=True, grants__isnull=False).distinct()
    elif kind == "inactive":
        found = found.filter(is_active=False)
    elif kind == "never":
        found = found.filter(password__startswith=UNUSABLE_MARK)
    return found.order_by("login")


def list_accounts(accounts: Iterable[Account], *, now, on: date) -> list[AccountLine]:
    accounts = list(accounts)
    roles: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    label = dict(RoleGrant.Role.choices)
    for pk, account, role, organization in RoleGrant.objects.filter(on_day(on), account__in=accounts).values_list(
        "pk", "account_id", "role", "organization__name"
    ):
        roles[account].append((pk, str(label.get(role, role)), organization or ""))
    return [
        AccountLine(
            account.pk,
            account.login,
            account.person.name if account.person_id else "",
            account.is_active,
            account.has_usable_password(),
            bool(account.totp_secret),
            account.locked_until is not None and account.locked_until > now,
            roles[account.pk],
        )
        for account in accounts
    ]


def find_account_ids(organization_id: int, *, on: date, only_unused: bool) -> list[int]:
    """Accounts of everybody at or below an organisation; `only_unused`: those that have never set a password."""
    below = OrganizationClosure.objects.filter(
        ancestor_id=organization_id, relation__in=("administrative", "party", "covers")
    ).values("descendant_id")
    working = Employment.objects.filter(on_day(on), organization_id__in=below).values("person_id")
    members = Affiliation.objects.filter(on_day(on), organization_id__in=below).values("person_id")
    found = Account.objects.filter(Q(person_id__in=working) | Q(person_id__in=members), is_active=True)
    if only_unused:
        found = found.filter(password__startswith=UNUSABLE_MARK)
    return list(found.order_by("login").values_list("pk", flat=True))


def list_slip_places() -> list[tuple[int, str]]:
    """Schools and other units slips are printed for."""
    return list(Organization.objects.filter(type__in=("bureau", "school")).order_by("code").values_list("pk", "name"))


def list_all_organizations() -> list[tuple[int, str]]:
    return list(Organization.objects.order_by("code").values_list("pk", "name"))


def holds_role(role: str, *, on: date) -> bool:
    return RoleGrant.objects.filter(on_day(on), role=role, account__is_active=True).exists()
