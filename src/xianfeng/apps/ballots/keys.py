"""Private halves of polls' sealing keys that lie here for a while: files outside the database, destroyed at closing.

A poll under the system's own key has one file from opening to closing. A poll under two trustees has none until it has
closed; then the part of the trustee who came first waits here for the other one's, and both go when all is counted. The
same with the halves of the key to what is kept for a recount (`kept`), from the first trustee's coming to the recount;
under the system's own key both halves lie here from the count until nobody can contest it any more.

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


def _folder() -> Path:
    return Path(settings.KEY_FOLDER)


def _path(poll_key: str) -> Path:
    return _folder() / f"{poll_key}.key"


PART, HALF = "part", "half"
"""Of a trustee's: the private half of a poll's key, at the count; half of the key to the kept slips, at a recount."""


def _part(poll_key: str, post: int, what: str = PART) -> Path:
    return _folder() / f"{poll_key}.{what}{post}"


def _kept(poll_key: str) -> Path:
    return _folder() / f"{poll_key}.kept"


def _write(path: Path, content: str) -> None:
    """A file of its owner only, safely on disk before anything relies on it. Raises FileExistsError."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, content.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def save(poll_key: str, private_keys: list[bytes]) -> None:
    """The system's own key of a poll, written before the poll opens."""
    _write(_path(poll_key), "\n".join(key.hex() for key in private_keys))


def save_part(poll_key: str, post: int, private: bytes, what: str = PART) -> None:
    """One trustee's part, until the other one has come. Writing it again is harmless; a torn file is written anew."""
    path = _part(poll_key, post, what)
    if path.exists() and path.read_text() == private.hex():
        return
    path.unlink(missing_ok=True)
    try:
        _write(path, private.hex())
    except FileExistsError:  # the same trustee's second request wrote the same part
        return


def load(poll_key: str) -> list[bytes]:
    try:
        return [bytes.fromhex(line) for line in _path(poll_key).read_text().split()]
    except FileNotFoundError as error:
        raise KeyMissing(poll_key) from error


def load_parts(poll_key: str, posts: int, what: str = PART) -> list[bytes]:
    """The parts of all posts, in order. Raises `KeyMissing` while one is not here."""
    try:
        return [bytes.fromhex(_part(poll_key, post, what).read_text()) for post in range(1, posts + 1)]
    except (FileNotFoundError, ValueError) as error:
        raise KeyMissing(poll_key) from error


def exists(poll_key: str) -> bool:
    return _path(poll_key).exists()


def parts_here(poll_key: str, what: str = PART) -> set[int]:
    """Posts whose part has been handed in and waits."""
    return {int(path.suffix.removeprefix(f".{what}")) for path in _folder().glob(f"{poll_key}.{what}*")}


def _shred(path: Path) -> bool:
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


def destroy(poll_key: str) -> bool:
    """Overwrite and remove what lies here for one poll; False when it was gone already."""
    found = [_path(poll_key), *(_part(poll_key, post) for post in sorted(parts_here(poll_key)))]
    return sum(_shred(path) for path in found) > 0


def destroy_halves(poll_key: str) -> bool:
    """The same for halves of the key to kept slips."""
    return sum(_shred(_part(poll_key, post, HALF)) for post in sorted(parts_here(poll_key, HALF))) > 0


def save_kept(poll_key: str, halves: tuple[bytes, bytes]) -> None:
    """Both halves of the key to the kept slips of a poll under the system's key. A count that is done again writes anew."""
    path = _kept(poll_key)
    path.unlink(missing_ok=True)
    _write(path, "\n".join(half.hex() for half in halves))


def load_kept(poll_key: str) -> list[bytes]:
    """Raises `KeyMissing`."""
    try:
        return [bytes.fromhex(line) for line in _kept(poll_key).read_text().split()]
    except (FileNotFoundError, ValueError) as error:
        raise KeyMissing(poll_key) from error


def destroy_kept(poll_key: str) -> bool:
    return _shred(_kept(poll_key))


def kept_held() -> set[str]:
    """Keys of the polls under the system's key whose kept slips can be opened here."""
    return {path.stem for path in _folder().glob("*.kept")}


def halves_held() -> set[str]:
    """Keys of the polls for which half of the key to their kept slips waits here."""
    return {path.stem for path in _folder().glob(f"*.{HALF}*")}


def held() -> set[str]:
    """Keys of the polls of which something is still here."""
    folder = _folder()
    return (
        {path.stem for pattern in ("*.key", "*.part*") for path in folder.glob(pattern)} if folder.exists() else set()
    )
