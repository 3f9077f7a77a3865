"""Signing in: passwords, lock-out, one-time codes, first login. Refusals never tell whether an account exists."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.people import authentication, queries
from xianfeng.apps.people.models import Account, FirstLogin, LoginFailure

FAILURES_ALLOWED = 5
LOCKED_FOR = timedelta(minutes=15)


class SignInRefused(Refused):
    """`wrong` (number, phone or password does not fit), `locked` (minutes), `wrong_code` (one-time code),
    `too_often` (from one address)."""

    code = "wrong"


class LinkRefused(Refused):
    """`link_unknown`, `link_used` or `link_expired`: the first-login link does not open."""

    code = "link_unknown"


class PasswordRefused(Refused):
    """`weak` with `messages`, or `wrong_old`."""

    code = "weak"


@dataclass(frozen=True)
class SignedIn:
    account_id: int
    needs_totp: bool
    has_totp: bool
    must_change_password: bool


def actor_for(account: Account) -> Actor:
    return Actor(account_id=account.pk, person_id=account.person_id, label=queries.find_person_name(account))


def _minutes_left(now: datetime, until: datetime) -> int:
    return max(1, -int((now - until).total_seconds() // 60))


def _note_failure(row: Account | LoginFailure, field: str, now: datetime) -> bool:
    """Count one failure; true when this one closes the account for a quarter of an hour."""
    if row.locked_until is not None and row.locked_until <= now:
        setattr(row, field, 0)
        row.locked_until = None
    setattr(row, field, getattr(row, field) + 1)
    if getattr(row, field) < FAILURES_ALLOWED:
        return False
    row.locked_until = now + LOCKED_FOR
    setattr(row, field, 0)
    return True


def _fail_unknown(typed: str, now: datetime) -> datetime | None:
    """The same counting for a login that names nobody; gives the end of the lock, if any."""
    LoginFailure.objects.filter(failed_at__lt=now - timedelta(days=1)).delete()
    LoginFailure.objects.get_or_create(typed_hash=authentication.typed_hash(typed), defaults={"failed_at": now})
    row = LoginFailure.objects.select_for_update().get(typed_hash=authentication.typed_hash(typed))
    if row.locked_until is not None and row.locked_until > now:
        return row.locked_until
    _note_failure(row, "failures", now)
    row.failed_at = now
    row.save(update_fields=["failures", "failed_at", "locked_until"])
    return row.locked_until


def sign_in(*, now: datetime, login: str, password: str) -> SignedIn:
    """Check number (or phone) and password. Raises `SignInRefused`; failures are counted either way."""
    found = authentication.find_account(login)
    fits = authentication.password_fits(found, password)
    refusal: SignInRefused | None = None
    answer: SignedIn | None = None
    with transaction.atomic():
        if found is None:
            until = _fail_unknown(login, now)
            refusal = SignInRefused("locked", minutes=_minutes_left(now, until)) if until else SignInRefused("wrong")
        else:
            account = (
                Account.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=found.pk)
            )
            if account.locked_until is not None and account.locked_until > now:
                refusal = SignInRefused("locked", minutes=_minutes_left(now, account.locked_until))
            elif not fits:
                locked = _note_failure(account, "failed_logins", now)
                account.save(update_fields=["failed_logins", "locked_until"])
                if locked:
                    refusal = SignInRefused("locked", minutes=_minutes_left(now, account.locked_until))
                    _journal_lock(account, now)
                else:
                    refusal = SignInRefused("wrong")
            else:
                answer = SignedIn(
                    account.pk,
                    queries.needs_totp(account.pk, on=timezone.localdate(now)),
                    bool(account.totp_secret),
                    account.must_change_password,
                )
                # Who still owes the code keeps its failures: else the password, typed again, would buy new guesses.
                if (account.failed_logins or account.locked_until) and not (answer.needs_totp and answer.has_totp):
                    account.failed_logins, account.locked_until = 0, None
                    account.save(update_fields=["failed_logins", "locked_until"])
    if refusal is not None:
        raise refusal
    assert answer is not None
    return answer


def _journal_lock(account: Account, now: datetime) -> None:
    record(
        now=now,
        actor=actor_for(account),
        action="account.locked_out",
        subject=f"account:{account.pk}",
        person_id=account.person_id,
        detail={"minutes": int(LOCKED_FOR.total_seconds() // 60)},
    )


def verify_totp(*, now: datetime, account_id: int, code: str) -> None:
    """Check the one-time code of an account whose password was right; a code is good once. Failures lock too."""
    refusal: SignInRefused | None = None
    with transaction.atomic():
        account = (
            Account.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=account_id)
        )
        if account.locked_until is not None and account.locked_until > now:
            refusal = SignInRefused("locked", minutes=_minutes_left(now, account.locked_until))
        else:
            secret = authentication.open_totp(account.totp_secret)
            step = authentication.matching_step(secret, code, at=int(now.timestamp()), after=account.totp_last_step)
            if step is None:
                locked = _note_failure(account, "failed_logins", now)
                refusal = SignInRefused("wrong_code")
                if locked:
                    refusal = SignInRefused("locked", minutes=_minutes_left(now, account.locked_until))
                    _journal_lock(account, now)
            else:
                account.totp_last_step, account.failed_logins, account.locked_until = step, 0, None
            account.save(update_fields=["totp_last_step", "failed_logins", "locked_until"])
            if step is not None:
                record(
                    now=now,
                    actor=actor_for(account),
                    action="account.signed_in",
                    subject=f"account:{account.pk}",
                    detail={"with": "totp"},
                )
    if refusal is not None:
        raise refusal


@transaction.atomic
def adopt_totp(*, now: datetime, actor: Actor, account_id: int, secret: str, code: str) -> None:
    """Take a new one-time-code secret, once its first code is shown to work. Refused when there is one already."""
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    if account.totp_secret:
        raise SignInRefused("totp_there")
    step = authentication.matching_step(secret, code, at=int(now.timestamp()), after=account.totp_last_step)
    if step is None:
        raise SignInRefused("wrong_code")
    account.totp_secret, account.totp_last_step = authentication.seal_totp(secret), step
    account.save(update_fields=["totp_secret", "totp_last_step"])
    record(now=now, actor=actor, action="account.totp_set", subject=f"account:{account_id}")


def check_new_password(account: Account, password: str) -> None:
    """Raises `PasswordRefused`: too short, common, only digits, or holding the login or the phone number."""
    person = account.person if account.person_id else None
    for known in (account.login, person.phone if person else ""):
        if len(known) >= 4 and known.lower() in password.lower():
            raise PasswordRefused("holds_login")
    try:
        password_validation.validate_password(password, account)
    except ValidationError as error:
        raise PasswordRefused("weak", messages=list(error.messages)) from error


def change_password(*, now: datetime, actor: Actor, account_id: int, old: str, new: str) -> None:
    """Set a new password; every other session of the account ends.

    A wrong old password counts like a failed sign-in: who sits down at a browser left open cannot try them all. Raises
    `PasswordRefused`, or `SignInRefused` while the account is locked.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
        refusal = _refuse_old(account, old, now)
        if refusal is None:
            check_new_password(account, new)
            account.set_password(new)
            account.must_change_password, account.failed_logins = False, 0
            account.save(update_fields=["password", "must_change_password", "failed_logins"])
            record(
                now=now,
                actor=actor,
                action="account.password_changed",
                subject=f"account:{account_id}",
                person_id=account.person_id,
            )
    if refusal is not None:
        raise refusal


def _refuse_old(account: Account, old: str, now: datetime) -> Refused | None:
    """Check the old password, counting a failure."""
    if account.locked_until is not None and account.locked_until > now:
        return SignInRefused("locked", minutes=_minutes_left(now, account.locked_until))
    if authentication.password_fits(account, old):
        return None
    if _note_failure(account, "failed_logins", now):
        _journal_lock(account, now)
    account.save(update_fields=["failed_logins", "locked_until"])
    return PasswordRefused("wrong_old")


@transaction.atomic
def end_all_sessions(*, now: datetime, actor: Actor, account_id: int) -> None:
    """Sign the account out on every device."""
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    account.session_epoch += 1
    account.save(update_fields=["session_epoch"])
    record(
        now=now,
        actor=actor,
        action="account.sessions_ended",
        subject=f"account:{account_id}",
        person_id=account.person_id,
    )


def secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def find_first_login(secret: str, *, now: datetime) -> FirstLogin:
    """The open link of this secret. Looking at it does not use it up. Raises `LinkRefused`."""
    link = (
        FirstLogin.objects.select_related("account", "account__person").filter(secret_hash=secret_hash(secret)).first()
    )
    if link is None or not link.account.is_active:
        raise LinkRefused("link_unknown")
    if link.used_at is not None:
        raise LinkRefused("link_used")
    if link.expires_at <= now:
        raise LinkRefused("link_expired")
    return link


@transaction.atomic
def set_first_password(*, now: datetime, secret: str, password: str) -> int:
    """Use a first-login link: the account has this password, the link is used up, other sessions end."""
    link = find_first_login(secret, now=now)
    account = (
        Account.objects.select_for_update(of=("self",), no_key=True).select_related("person").get(pk=link.account_id)
    )
    link = find_first_login(secret, now=now)  # again, under the lock: two people holding the link cannot both use it
    check_new_password(account, password)
    account.set_password(password)
    account.session_epoch += 1
    account.failed_logins, account.locked_until, account.must_change_password = 0, None, False
    account.save(update_fields=["password", "session_epoch", "failed_logins", "locked_until", "must_change_password"])
    FirstLogin.objects.filter(account=account, used_at__isnull=True).update(used_at=now)
    record(
        now=now,
        actor=actor_for(account),
        action="account.first_login",
        subject=f"account:{account.pk}",
        person_id=account.person_id,
    )
    return account.pk
