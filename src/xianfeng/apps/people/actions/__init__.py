"""Change people and organisations. One file per station: structure, signing in, accounts, movements, imports."""

from xianfeng.apps.people.actions.accounts import (
    create_account,
    create_accounts,
    end_role,
    grant_role,
    issue_first_login,
    lock_account,
    reset_totp,
    unlock_account,
)
from xianfeng.apps.people.actions.signing_in import (
    adopt_totp,
    change_password,
    end_all_sessions,
    set_first_password,
    sign_in,
    verify_totp,
)
from xianfeng.apps.people.actions.structure import rebuild_closure

__all__ = [
    "adopt_totp",
    "change_password",
    "create_account",
    "create_accounts",
    "end_all_sessions",
    "end_role",
    "grant_role",
    "issue_first_login",
    "lock_account",
    "rebuild_closure",
    "reset_totp",
    "set_first_password",
    "sign_in",
    "unlock_account",
    "verify_totp",
]
