"""What is kept of the slips for a recount: all of them shuffled, in one sealed block that two halves of a key open together. Pure.

Before: the places of cells (`counts.Frame.number_of`) that the opened slips stand for, paper among them. After: one block of
bytes, filled up to whole kilobytes, and two halves of its key, each of which by itself is nothing but random bits.
"""

from __future__ import annotations

import os
import secrets
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.secret import SecretBox

_HEAD = struct.Struct(">BQQ")
_VERSION = 1
_FULL = 4096
_SLIP = np.dtype(">u4")


class BlockUnreadable(Exception):
    """These halves do not open this block: it was changed, is of another poll, or a half is a wrong one."""


def shuffled(numbers: Sequence[int]) -> Any:
    """The same numbers in random order: sorted by 64 random bits each."""
    found = np.asarray(numbers, dtype=_SLIP)
    return found[np.argsort(np.frombuffer(os.urandom(8 * len(found)), dtype=np.uint64), kind="stable")]


def seal_block(poll_id: int, numbers: Sequence[int]) -> tuple[bytes, tuple[bytes, bytes]]:
    """(the sealed block, the halves of its key). Its length tells how many slips there are, which is published, and no more."""
    slips = shuffled(numbers).tobytes()
    content = _HEAD.pack(_VERSION, poll_id, len(numbers)) + slips
    content += bytes(-len(content) % _FULL)
    key, first = secrets.token_bytes(SecretBox.KEY_SIZE), secrets.token_bytes(SecretBox.KEY_SIZE)
    return bytes(SecretBox(key).encrypt(content)), (first, _joined(key, first))


def _joined(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def open_block(poll_id: int, sealed: bytes, halves: Sequence[bytes]) -> Any:
    """The numbers again, in the order in which they were sealed. Raises `BlockUnreadable`."""
    try:
        content = SecretBox(_joined(*halves)).decrypt(sealed)
        version, poll, count = _HEAD.unpack_from(content)
        slips = np.frombuffer(content, dtype=_SLIP, count=count, offset=_HEAD.size)
    except (CryptoError, ValueError, TypeError, struct.error) as error:
        raise BlockUnreadable from error
    if version != _VERSION or poll != poll_id:
        raise BlockUnreadable
    return slips


def open_half(sealed: bytes, standing_private: bytes) -> bytes:
    """One half of the key, with the own key of whom it is sealed to (`sealing.seal_key`). Raises `BlockUnreadable`."""
    try:
        return bytes(SealedBox(PrivateKey(standing_private)).decrypt(sealed))
    except (CryptoError, ValueError, TypeError) as error:
        raise BlockUnreadable from error
