"""Seal one row of a sheet so that only all trustees together can open it; equal length whatever it says.

Before: candidate 3, choice 1, stratum 0 of poll 12. After: 64 bytes for one trustee, 48 more for each further one.
Each slip is sealed to a fresh key (libsodium sealed box), so that two slips that say the same are never alike.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

_LAYOUT = struct.Struct(">BQHBB3x")
_VERSION = 1
PLAIN_LENGTH = _LAYOUT.size
SEAL_LENGTH = 48
"""What one sealing adds: an ephemeral public key (32) and an authenticator (16)."""


class SlipUnreadable(Exception):
    """The slip was not sealed to these keys, was changed, or belongs to another poll."""


@dataclass(frozen=True)
class Mark:
    """What one slip says. Row 0 is the cover: whether the sheet as a whole is valid, blank or invalid."""

    row: int
    choice: int
    stratum: int


def make_key() -> tuple[bytes, bytes]:
    """(private, public), 32 bytes each."""
    private = PrivateKey.generate()
    return bytes(private), bytes(private.public_key)


def sealed_length(trustees: int) -> int:
    return PLAIN_LENGTH + SEAL_LENGTH * trustees


def seal(poll_id: int, mark: Mark, public_keys: Sequence[bytes]) -> bytes:
    """Seal to each key in turn: the last trustee opens first, the first one last; nobody opens alone."""
    content = _LAYOUT.pack(_VERSION, poll_id, mark.row, mark.choice, mark.stratum)
    for key in public_keys:
        content = SealedBox(PublicKey(key)).encrypt(content)
    return content


def unseal(poll_id: int, sealed: bytes, private_keys: Sequence[bytes]) -> Mark:
    """The mark of one slip. `private_keys` in the order of the public ones. Raises `SlipUnreadable`."""
    content = sealed
    try:
        for key in reversed(private_keys):
            content = SealedBox(PrivateKey(key)).decrypt(content)
        version, poll, row, choice, stratum = _LAYOUT.unpack(content)
    except (CryptoError, ValueError, TypeError, struct.error) as error:
        raise SlipUnreadable from error
    if version != _VERSION or poll != poll_id:
        raise SlipUnreadable
    return Mark(row, choice, stratum)


_CHARACTER = 4
"""UTF-8 needs no more bytes for one."""


def seal_text(poll_id: int, text: str, most: int, public_keys: Sequence[bytes]) -> bytes:
    """A comment of at most `most` characters, filled up, so that all are equally long whatever they say."""
    content = text[:most].encode()
    content = struct.pack(">BQI", _VERSION, poll_id, len(content)) + content.ljust(most * _CHARACTER, b"\0")
    for key in public_keys:
        content = SealedBox(PublicKey(key)).encrypt(content)
    return content


def unseal_text(poll_id: int, sealed: bytes, private_keys: Sequence[bytes]) -> str:
    """The comment again. Raises `SlipUnreadable`."""
    content = sealed
    try:
        for key in reversed(private_keys):
            content = SealedBox(PrivateKey(key)).decrypt(content)
        version, poll, length = struct.unpack_from(">BQI", content)
        text = content[13 : 13 + length].decode()
    except (CryptoError, ValueError, TypeError, struct.error) as error:
        raise SlipUnreadable from error
    if version != _VERSION or poll != poll_id:
        raise SlipUnreadable
    return text


def seal_key(private: bytes, standing_public: bytes) -> bytes:
    """The private half of a poll's key, sealed to the standing key of one trustee or deputy."""
    return SealedBox(PublicKey(standing_public)).encrypt(private)


def unseal_key(sealed: bytes, standing_private: bytes, public: bytes) -> bytes:
    """The private half again; it must fit `public`. Raises `SlipUnreadable`."""
    try:
        private = SealedBox(PrivateKey(standing_private)).decrypt(sealed)
        fits = bytes(PrivateKey(private).public_key) == public
    except (CryptoError, ValueError, TypeError) as error:
        raise SlipUnreadable from error
    if not fits:
        raise SlipUnreadable
    return private
