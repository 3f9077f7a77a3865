"""Change people and organisations. One file per station: structure, signing in, accounts, movements, imports."""

from xianfeng.apps.people.actions.accounts import (
    create_account,
    create_accounts,
    create_administrator,
    end_role,
    grant_role,
    issue_first_login,
    lock_account,
    reset_totp,
    unlock_account,
)
from xianfeng.apps.people.actions.imports import (
    apply_import,
    fail_import,
    start_import,
    undo_import,
    upload_roster,
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
    "apply_import",
    "change_password",
    "create_account",
    "create_accounts",
    "create_administrator",
    "end_all_sessions",
    "end_role",
    "fail_import",
    "grant_role",
    "issue_first_login",
    "lock_account",
    "rebuild_closure",
    "reset_totp",
    "set_first_password",
    "sign_in",
    "start_import",
    "undo_import",
    "unlock_account",
    "upload_roster",
    "verify_totp",
]
