"""What becomes of good members and good practices. One file each."""

from xianfeng.apps.exemplars.actions.accounts import (
    ExemplarRefused,
    consent,
    publish,
    recommend,
    revoke_consent,
    verify,
    withdraw,
)
from xianfeng.apps.exemplars.actions.practices import (
    Draft,
    PracticeRefused,
    adopt,
    approve,
    give_up,
    send_back,
    write_practice,
)

__all__ = [
    "Draft",
    "ExemplarRefused",
    "PracticeRefused",
    "adopt",
    "approve",
    "consent",
    "give_up",
    "publish",
    "recommend",
    "revoke_consent",
    "send_back",
    "verify",
    "withdraw",
    "write_practice",
]
