"""The code on a trustee's recovery sheet: the own private key, written so that a person can copy it without mistakes. Pure.

Before: nothing. After: seven groups of five characters, `K7QF2-9XDM4-…`. The first four of a group are drawn at random
from 31 letters and digits (nothing that looks like something else), the fifth checks them and the place of the group: one
wrong character, two swapped ones or two swapped groups are found, and the sentence can name the group. 28 random
characters are 138 bits; the private key (X25519) is their BLAKE2b hash, so that a sheet of paper is all that is kept.
"""

from __future__ import annotations

import hashlib
import secrets

from nacl.public import PrivateKey

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, DRAWN = 7, 4
_PERSON = b"xianfeng trustee"


class CodeUnreadable(Exception):
    """`group`: the first group that does not fit its check character, from 1; 0 when the length is wrong."""

    def __init__(self, group: int) -> None:
        self.group = group
        super().__init__(group)


def _check(group: int, drawn: str) -> str:
    """31 is prime and all weights differ: every single error and every swap changes the sum."""
    total = sum((place + 1) * ALPHABET.index(character) for place, character in enumerate(drawn))
    return ALPHABET[(total + (DRAWN + 1) * group) % len(ALPHABET)]


def make_code() -> str:
    """A fresh code with its check characters, groups parted by hyphens."""
    groups = []
    for group in range(1, GROUPS + 1):
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(DRAWN))
        groups.append(drawn + _check(group, drawn))
    return "-".join(groups)


def read_code(typed: str) -> str:
    """The code in its one spelling, from what was typed or scanned: spaces, hyphens and small letters do not matter."""
    characters = "".join(character for character in typed.upper() if character.isalnum())
    if len(characters) != GROUPS * (DRAWN + 1):
        raise CodeUnreadable(0)
    groups = [characters[start : start + DRAWN + 1] for start in range(0, len(characters), DRAWN + 1)]
    for number, group in enumerate(groups, start=1):
        if any(character not in ALPHABET for character in group) or _check(number, group[:DRAWN]) != group[DRAWN]:
            raise CodeUnreadable(number)
    return "-".join(groups)


def private_key(code: str) -> bytes:
    """The 32 bytes of the private key of a code. Raises `CodeUnreadable`."""
    return hashlib.blake2b(read_code(code).encode(), digest_size=32, person=_PERSON).digest()


def public_key(code: str) -> bytes:
    return bytes(PrivateKey(private_key(code)).public_key)


def check_value(public: bytes) -> str:
    """Eight characters that name a key without giving anything away: on the recovery sheet and on the page of its owner."""
    return hashlib.sha256(public).hexdigest()[:8].upper()
