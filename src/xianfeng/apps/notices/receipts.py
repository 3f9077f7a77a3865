"""Receipt codes: shown once, written down by the sender, stored only as a hash.

Fifteen letters and digits without look-alikes (no 0 O 1 I L), about 74 bits: nobody finds one by trying.
"""

from __future__ import annotations

import hashlib
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, GROUP_LENGTH = 3, 5


def new_receipt() -> str:
    """A fresh code as people write it down, for example ``K7QM2-9XWTB-4HRNE``."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP_LENGTH))
    return "-".join(letters[n : n + GROUP_LENGTH] for n in range(0, len(letters), GROUP_LENGTH))


def receipt_hash(code: str) -> str:
    """SHA-256 of the code, whatever case, spaces or dashes it was typed with."""
    plain = "".join(char for char in code.upper() if char.isalnum())
    return hashlib.sha256(f"xianfeng.receipt:{plain}".encode()).hexdigest()
