"""Sign-in by staff number or phone; lock-out is decided in `actions.sign_in`, not here."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password

from xianfeng.apps.people.models import Account


class AccountBackend:
    def authenticate(self, request, login: str = "", password: str = "") -> Account | None:
        account = (
            Account.objects.filter(login=login).first()
            or Account.objects.filter(person__phone=login, person__phone__gt="").first()
        )
        if account is None:
            make_password(password)  # as slow as a real check, so that nobody learns which numbers exist
            return None
        if account.is_active and check_password(password, account.password):
            return account
        return None

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.select_related("person").filter(pk=user_id, is_active=True).first()

    async def aget_user(self, user_id: int) -> Account | None:
        return await Account.objects.filter(pk=user_id, is_active=True).afirst()
