"""Passwords, one-time codes and the key that seals them. Lock-out is decided in `actions.signing_in`, not here."""

from __future__ import annotations

import base64
import hashlib
import secrets

import pyotp
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.utils.crypto import salted_hmac
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from xianfeng.apps.people.models import Account, Person

TOTP_STEP_SECONDS = 30


def find_account(typed: str) -> Account | None:
    """By login (the staff number), else by a phone number that belongs to exactly one person."""
    typed = typed.strip()
    account = Account.objects.filter(login=typed).first()
    if account is not None or not typed:
        return account
    people = list(Person.objects.filter(phone=typed).values_list("pk", flat=True)[:2])
    return Account.objects.filter(person_id=people[0]).first() if len(people) == 1 else None


def password_fits(account: Account | None, password: str) -> bool:
    """Check a password in the same time whether the account exists, has a password, is locked, or not."""
    if account is None or not account.has_usable_password():
        make_password(password)  # as slow as a real check, so that nobody learns which numbers exist
        return False
    return check_password(password, account.password) and account.is_active


def _box() -> SecretBox:
    return SecretBox(hashlib.sha256(b"xianfeng.totp" + settings.SECRET_KEY.encode()).digest())


def seal_totp(secret: str) -> str:
    """The base32 secret, sealed by a key derived from this site's secret key, which is not in the database."""
    return base64.b64encode(bytes(_box().encrypt(secret.encode()))).decode()


def open_totp(sealed: str) -> str:
    """The base32 secret, or "" when there is none or it was sealed by another site key."""
    try:
        return _box().decrypt(base64.b64decode(sealed)).decode() if sealed else ""
    except (CryptoError, ValueError):
        return ""


def new_totp_secret() -> str:
    return pyotp.random_base32()


def totp_uri(secret: str, login: str) -> str:
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="Xianfeng")


def matching_step(secret: str, code: str, *, at: int, after: int) -> int | None:
    """The time step a six-digit code belongs to: the present one or a neighbour, and later than step `after`.

    `at` is in seconds; a step used once never fits again, so a code overheard cannot be used a second time.
    """
    digits = "".join(character for character in code if character.isdigit())
    if not secret or len(digits) != 6:
        return None
    now_step, one = at // TOTP_STEP_SECONDS, pyotp.TOTP(secret)
    for step in (now_step, now_step - 1, now_step + 1):
        if step > after and secrets.compare_digest(one.at(step * TOTP_STEP_SECONDS), digits):
            return step
    return None


def typed_hash(typed: str) -> str:
    return salted_hmac("xianfeng.typed-login", typed.strip().lower(), algorithm="sha256").hexdigest()


class AccountBackend:
    def authenticate(self, request, login: str = "", password: str = "") -> Account | None:
        account = find_account(login)
        return account if password_fits(account, password) else None

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.select_related("person").filter(pk=user_id, is_active=True).first()

    async def aget_user(self, user_id: int) -> Account | None:
        return await Account.objects.filter(pk=user_id, is_active=True).afirst()
