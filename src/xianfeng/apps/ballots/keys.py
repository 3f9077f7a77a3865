"""The private half of a poll's sealing key: a file outside the database, made at opening, destroyed at closing.

The folder (`settings.KEY_FOLDER`) belongs neither into database backups nor into the same file backup as the database:
whoever holds both can open what a voter sent while the poll was open.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings


class KeyMissing(Exception):
    """No key file for this poll: it cannot be counted here."""


def _path(poll_key: str) -> Path:
    return Path(settings.KEY_FOLDER) / f"{poll_key}.key"


def save(poll_key: str, private_keys: list[bytes]) -> None:
    """Write the keys to a file of their owner only, safely on disk before the poll opens."""
    folder = Path(settings.KEY_FOLDER)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(_path(poll_key), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, "\n".join(key.hex() for key in private_keys).encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def load(poll_key: str) -> list[bytes]:
    try:
        return [bytes.fromhex(line) for line in _path(poll_key).read_text().split()]
    except FileNotFoundError as error:
        raise KeyMissing(poll_key) from error


def exists(poll_key: str) -> bool:
    return _path(poll_key).exists()


def destroy(poll_key: str) -> bool:
    """Overwrite and remove the file; False when it was gone already."""
    path = _path(poll_key)
    try:
        with path.open("r+b") as handle:
            size = path.stat().st_size
            handle.write(secrets.token_bytes(size))
            handle.flush()
            os.fsync(handle.fileno())
        path.unlink()
    except FileNotFoundError:
        return False
    return True


def held() -> set[str]:
    """Keys of the polls whose private half is still here."""
    folder = Path(settings.KEY_FOLDER)
    return {path.stem for path in folder.glob("*.key")} if folder.exists() else set()
