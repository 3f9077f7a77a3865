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
from ipaddress import IPv6Address, IPv6Network, ip_address
from math import ceil
from threading import Lock

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

MOST_KEPT = 20_000
OWN_MACHINE = ("127.0.0.1", "::1", "")


def address_of(request: HttpRequest) -> str:
    """Where a request comes from. The site listens on its own machine only, so behind a web server the last address that
    one has added counts (RFC 7239, section 5.2); a household's whole IPv6 network counts as one."""
    last = request.META.get("REMOTE_ADDR", "")
    if last in OWN_MACHINE:
        last = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or last
    try:
        found = ip_address(last)
    except ValueError:
        return last
    return str(IPv6Network((found, 64), strict=False)) if isinstance(found, IPv6Address) else str(found)


class Limiter:
    """At most `most` times per `window` and sender. Several worker processes each keep their own count.

    A whole school often goes out by one address: `most` is for all of it together.
    """

    def __init__(self, most: int, window: timedelta) -> None:
        self._most, self._window = most, window
        self._key = secrets.token_bytes(32)
        self._seen: dict[bytes, list[datetime]] = {}
        self._lock = Lock()

    def allows(self, address: str, now: datetime) -> bool:
        """Count one attempt; False when there have been too many."""
        if self.is_spent(address, now):
            return False
        self.count(address, now)
        return True

    def is_spent(self, address: str, now: datetime) -> bool:
        """Whether there have been too many; counts nothing."""
        with self._lock:
            return len(self._recent(address, now)[1]) >= self._most

    def seconds_left(self, address: str, now: datetime) -> int:
        """Whole seconds until the next attempt is let through, 0 when it is now; counts nothing."""
        with self._lock:
            recent = self._recent(address, now)[1]
        return ceil((recent[-self._most] + self._window - now).total_seconds()) if len(recent) >= self._most else 0

    def count(self, address: str, now: datetime) -> None:
        """Count one attempt, for instance a code that was wrong."""
        with self._lock:
            if len(self._seen) > MOST_KEPT:
                self._forget(now)
            sender, recent = self._recent(address, now)
            self._seen[sender] = [*recent[-self._most :], now]

    def _recent(self, address: str, now: datetime) -> tuple[bytes, list[datetime]]:
        sender = hmac.new(self._key, address.encode(), hashlib.sha256).digest()
        return sender, [at for at in self._seen.get(sender, ()) if now - at < self._window]

    def _forget(self, now: datetime) -> None:
        self._seen = {
            sender: times for sender, times in self._seen.items() if any(now - at < self._window for at in times)
        }
        if len(self._seen) > MOST_KEPT:
            self._seen.clear()


AN_HOUR = timedelta(hours=1)


class Door:
    """What one open page lets through from each sender in an hour.

    `writes`: a school that writes after one meeting gets through, a machine not for long. `wrong_codes`: codes nobody
    has; the right ones do not count.
    """

    def __init__(self, writes: int = 120, wrong_codes: int = 60) -> None:
        self._writes, self._wrong_codes = Limiter(writes, AN_HOUR), Limiter(wrong_codes, AN_HOUR)

    def is_crowded(self, request: HttpRequest) -> bool:
        """Count what is written; True when its sender has written too often."""
        return not self._writes.allows(address_of(request), timezone.now())

    def is_guessed(self, request: HttpRequest) -> bool:
        """Whether its sender has typed too many wrong codes: then no further one is looked up."""
        return self._wrong_codes.is_spent(address_of(request), timezone.now())

    def note_wrong(self, request: HttpRequest) -> None:
        """A code nobody has."""
        self._wrong_codes.count(address_of(request), timezone.now())


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
