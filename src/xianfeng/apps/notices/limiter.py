"""How often one sender may write to an open form, without keeping who the sender is.

An address is turned into a number with a key that this process draws at its start and never writes down; only the
number and a count live in memory, and both are forgotten after the window. After a restart nothing can be looked up.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from threading import Lock

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
