"""Doors for people without an account: how often one sender may write, and receipts by which only the sender finds a text.

Nobody is kept. An address is turned into a number with a key that this process draws at its start and never writes down;
only the number and a count live in memory, and both are forgotten after the window. A receipt code is shown once, written
down by the sender and stored only as a hash: fifteen letters and digits without look-alikes (no 0 O 1 I L), about 74 bits,
so that nobody finds one by trying.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from threading import Lock

from django.core import signing
from django.http import HttpResponse

MOST_KEPT = 20_000


class Limiter:
    """At most `most` times per `window` and sender. Several worker processes each keep their own count."""

    def __init__(self, most: int, window: timedelta) -> None:
        self._most, self._window = most, window
        self._key = secrets.token_bytes(32)
        self._seen: dict[bytes, list[datetime]] = {}
        self._lock = Lock()

    def allows(self, address: str, now: datetime) -> bool:
        """Count one attempt; False when there have been too many."""
        sender = hmac.new(self._key, address.encode(), hashlib.sha256).digest()
        with self._lock:
            if len(self._seen) > MOST_KEPT:
                self._forget(now)
            recent = [at for at in self._seen.get(sender, ()) if now - at < self._window]
            if len(recent) >= self._most:
                self._seen[sender] = recent
                return False
            self._seen[sender] = [*recent, now]
            return True

    def _forget(self, now: datetime) -> None:
        self._seen = {
            sender: times for sender, times in self._seen.items() if any(now - at < self._window for at in times)
        }
        if len(self._seen) > MOST_KEPT:
            self._seen.clear()


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


SALT = "xianfeng.receipt"


def signed_receipt() -> str:
    """A fresh receipt code for one form, signed so that nobody chooses an easy one."""
    return signing.dumps(new_receipt(), salt=SALT)


def read_receipt(signed: str) -> str:
    """The code of a form; '' when it was not made here."""
    try:
        return str(signing.loads(signed, salt=SALT, max_age=60 * 60 * 24))
    except signing.BadSignature:
        return ""


def no_store(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
