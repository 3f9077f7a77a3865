"""Signed tokens for machines: a calendar feed or an integration carries one instead of a session.

Nothing is stored. A token names the account, its session epoch and what it is for; "end all sessions" and a lock end it too.
"""

from __future__ import annotations

from django.core import signing

from xianfeng.apps.people.models import Account

PURPOSES = ("calendar", "api")


def make_token(account: Account, purpose: str) -> str:
    """A token for one purpose (`PURPOSES`), in characters an address can carry."""
    return signing.Signer(salt=f"xianfeng.token.{purpose}", sep=".").sign(f"{account.pk}-{account.session_epoch}")


def find_account(token: str, purpose: str) -> Account | None:
    """The active account behind a token; None for a forged, foreign or ended one."""
    try:
        number, epoch = signing.Signer(salt=f"xianfeng.token.{purpose}", sep=".").unsign(token).split("-")
    except (signing.BadSignature, ValueError):
        return None
    return Account.objects.filter(pk=int(number), session_epoch=int(epoch), is_active=True).first()
