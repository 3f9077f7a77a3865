"""Accounts and granted roles. System, security and audit administrator are three people: no account holds two.

The system administrator makes and locks accounts and hands out first-login links; the security administrator grants
roles and resets one-time codes; the audit administrator reads the journal. None of the three holds a role that reads
content, so that no administrator reads ballots or opinions by way of office.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.people import queries
from xianfeng.apps.people.actions.signing_in import secret_hash
from xianfeng.apps.people.models import Account, FirstLogin, Office, Organization, Person, RoleGrant

LINK_DAYS = 14
CONTENT_OFFICES = ("branch_secretary", "deputy_secretary", "principal", "vice_principal", "department_head")


class AccountRefused(Refused):
    """`login_taken`, `login_empty`, `own_account`, `account_inactive`."""

    code = "account"


class RoleRefused(Refused):
    """`two_admin_roles`, `admin_with_content`, `own_role`, `already_held`, `unknown_role`, `organization_needed`."""

    code = "role"


def _account_line(now: datetime, actor: Actor, action: str, account: Account, **detail: object) -> None:
    record(
        now=now,
        actor=actor,
        action=action,
        subject=f"account:{account.pk}",
        person_id=account.person_id,
        detail=detail,
    )


@transaction.atomic
def create_account(*, now: datetime, actor: Actor, login: str) -> int:
    """An account that belongs to no person of the roster, as administrators have. It gets its password by link.

    Raises AccountRefused.
    """
    login = login.strip()
    if not login:
        raise AccountRefused("login_empty")
    if Account.objects.filter(login=login).exists() or Person.objects.filter(number=login).exists():
        raise AccountRefused("login_taken", login=login)
    account = Account(login=login)
    account.set_unusable_password()
    account.save(force_insert=True)
    _account_line(now, actor, "account.created", account, login=login)
    return account.pk


def create_administrator(*, now: datetime, actor: Actor, login: str) -> str:
    """The first system administrator of an empty installation; gives the secret of the first-login link."""
    with transaction.atomic():
        account_id = create_account(now=now, actor=actor, login=login)
        grant_role(now=now, actor=actor, account_id=account_id, role="system_admin", organization_id=None)
        ((_name, _login, secret),) = issue_first_login(now=now, actor=actor, account_ids=[account_id])
    return secret


@transaction.atomic
def create_accounts(*, now: datetime, actor: Actor, organization_id: int) -> list[int]:
    """Accounts for everybody working or being a member at or below an organisation who has none yet.

    Gives the ids of the new accounts; a second call gives none.
    """
    without = queries.list_people_without_account(organization_id, on=timezone.localdate(now))
    taken = set(Account.objects.filter(login__in=[row["number"] for row in without]).values_list("login", flat=True))
    unusable = Account()
    unusable.set_unusable_password()
    made = Account.objects.bulk_create(
        [
            Account(login=row["number"], person_id=row["pk"], password=unusable.password)
            for row in without
            if row["number"] not in taken
        ],
        batch_size=2000,
    )
    if made:
        record(
            now=now,
            actor=actor,
            action="account.created_many",
            subject=f"organization:{organization_id}",
            organization_id=organization_id,
            detail={"count": len(made)},
        )
    return [account.pk for account in made]


@transaction.atomic
def issue_first_login(*, now: datetime, actor: Actor, account_ids: list[int]) -> list[tuple[str, str, str]]:
    """New one-time links: (name, number, secret) each. Only the hash of a secret is stored; older links end.

    A link sets a new password, so every issue is one journal line on the person's own record.
    """
    accounts = list(
        Account.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(pk__in=account_ids, is_active=True)
        .order_by("login")
    )
    FirstLogin.objects.filter(account__in=accounts, used_at__isnull=True).delete()
    issued, links = [], []
    for account in accounts:
        secret = secrets.token_urlsafe(24)
        links.append(
            FirstLogin(account=account, secret_hash=secret_hash(secret), expires_at=now + timedelta(days=LINK_DAYS))
        )
        issued.append((queries.find_person_name(account), account.login, secret))
    FirstLogin.objects.bulk_create(links, batch_size=2000)
    for account in accounts:
        _account_line(now, actor, "account.link_issued", account, days=LINK_DAYS)
    return issued


@transaction.atomic
def lock_account(*, now: datetime, actor: Actor, account_id: int, reason: str) -> None:
    """Close an account until it is opened again; all its sessions end. Raises AccountRefused."""
    if actor.account_id == account_id:
        raise AccountRefused("own_account")
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    account.is_active, account.session_epoch = False, account.session_epoch + 1
    account.save(update_fields=["is_active", "session_epoch"])
    FirstLogin.objects.filter(account=account, used_at__isnull=True).delete()
    _account_line(now, actor, "account.locked", account, reason=reason)


@transaction.atomic
def unlock_account(*, now: datetime, actor: Actor, account_id: int) -> None:
    """Open a closed account, or end a lock-out after wrong passwords."""
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    account.is_active, account.failed_logins, account.locked_until = True, 0, None
    account.save(update_fields=["is_active", "failed_logins", "locked_until"])
    _account_line(now, actor, "account.unlocked", account)


@transaction.atomic
def grant_role(*, now: datetime, actor: Actor, account_id: int, role: str, organization_id: int | None) -> int:
    """Give a role over a subtree from today. The account's sessions end, so that the code is asked for at once.

    Raises RoleRefused.
    """
    if role not in RoleGrant.Role.values:
        raise RoleRefused("unknown_role", role=role)
    if actor.account_id is not None and actor.account_id == account_id:
        raise RoleRefused("own_role")
    today = timezone.localdate(now)
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    held = set(RoleGrant.objects.filter(queries.on_day(today), account=account).values_list("role", "organization_id"))
    if (role, organization_id) in held:
        raise RoleRefused("already_held")
    roles = {held_role for held_role, _organization in held}
    admins = roles & set(RoleGrant.ADMIN_ROLES)
    if role in RoleGrant.ADMIN_ROLES:
        if admins - {role}:
            raise RoleRefused("two_admin_roles")
        reads_content = (
            account.person_id is not None
            and Office.objects.filter(
                queries.on_day(today), person_id=account.person_id, role__in=CONTENT_OFFICES
            ).exists()
        )
        if reads_content or roles - set(RoleGrant.ADMIN_ROLES):
            raise RoleRefused("admin_with_content")
    elif admins:
        raise RoleRefused("admin_with_content")
    if organization_id is None and role not in RoleGrant.ADMIN_ROLES and Organization.objects.exists():
        raise RoleRefused("organization_needed")
    grant = RoleGrant.objects.create(account=account, role=role, organization_id=organization_id, from_date=today)
    account.session_epoch += 1
    account.save(update_fields=["session_epoch"])
    record(
        now=now,
        actor=actor,
        action="role.granted",
        subject=f"account:{account_id}",
        organization_id=organization_id,
        person_id=account.person_id,
        detail={"role": role},
    )
    return grant.pk


@transaction.atomic
def end_role(*, now: datetime, actor: Actor, grant_id: int) -> None:
    """End a granted role today; the account's sessions end. Raises RoleRefused."""
    grant = RoleGrant.objects.select_for_update(of=("self",)).select_related("account").get(pk=grant_id)
    if actor.account_id is not None and actor.account_id == grant.account_id:
        raise RoleRefused("own_role")
    today = timezone.localdate(now)
    if grant.until_date is None or grant.until_date > today:
        grant.until_date = today
        grant.save(update_fields=["until_date"])
        grant.account.session_epoch += 1
        grant.account.save(update_fields=["session_epoch"])
    record(
        now=now,
        actor=actor,
        action="role.ended",
        subject=f"account:{grant.account_id}",
        organization_id=grant.organization_id,
        person_id=grant.account.person_id,
        detail={"role": grant.role},
    )


@transaction.atomic
def reset_totp(*, now: datetime, actor: Actor, account_id: int) -> None:
    """Forget the one-time-code device of an account (lost phone); sessions end, the next sign-in sets up a new one.

    Raises AccountRefused.
    """
    if actor.account_id == account_id:
        raise AccountRefused("own_account")
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    account.totp_secret, account.session_epoch = "", account.session_epoch + 1
    account.save(update_fields=["totp_secret", "session_epoch"])
    _account_line(now, actor, "account.totp_reset", account)
