"""What every test shares: the clock is an argument, the database is a real PostgreSQL."""

import gc
import os
import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase, client
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, sync_playwright
from psycopg import sql

hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")
"""Speed is measured by `./xf bench`; a busy machine must not fail a test."""

os.environ.setdefault("PGOPTIONS", "-c jit=off -c synchronous_commit=off")
"""Tables without statistics look large to the planner, which then compiles queries over three rows. No test takes the
power away from the server, so no commit need wait for the disk."""


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: it is not looked through again and again for what could be freed."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _keep_the_page(store, signal, sender, template, context, **_told) -> None:
    """Keep the context of a page and not one for each of its pieces: copying hundreds takes as long as rendering them."""
    if "context" not in store:
        store["templates"], store["context"] = [template], client.ContextList([client.copy(context)])


client.store_rendered_templates = _keep_the_page


KEPT = {"django_migrations", "django_content_type", "auth_permission"}
"""Tables that are the same after every test."""


def _empty_what_was_filled(_test: TransactionTestCase) -> None:
    """Empty the few tables a test has filled: truncating all of them takes ten times as long.

    Pages of emptied tables are given back, so that whoever reads the files finds the rows of one test only.
    """
    names = [name for name in connection.introspection.django_table_names(only_existing=True) if name not in KEPT]
    filled_ones = sql.SQL(" UNION ALL ").join(
        sql.SQL("(SELECT {} FROM {} LIMIT 1)").format(sql.Literal(name), sql.Identifier(name)) for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute(filled_ones)
        filled = [sql.Identifier(name) for (name,) in cursor.fetchall()]
        cursor.execute("SET session_replication_role = replica")  # neither triggers nor references
        for name in filled:
            cursor.execute(sql.SQL("DELETE FROM {}").format(name))
        cursor.execute("RESET session_replication_role")
        if filled:
            cursor.execute(sql.SQL("VACUUM {}").format(sql.SQL(", ").join(filled)))


TransactionTestCase._fixture_teardown = _empty_what_was_filled

settings.WHITENOISE_AUTOREFRESH = True
"""Static files are looked for when they are wanted: every client of a test would read all their folders first."""


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Accounts of made-up districts get a cheap hash: Argon2 takes its time on purpose, and there are many of them."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
    ]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker: two Playwrights in one thread refuse each other.

    A page lives for a second here: compiling its scripts for speed and collecting their garbage costs more than it saves.
    """
    names = ("chromium-headless-shell", "chromium", "google-chrome")
    found = os.environ.get("XF_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    flags = [
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--font-render-hinting=none",
        "--js-flags=--no-opt,--single-threaded,--min-semi-space-size=64,--max-semi-space-size=64",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=flags)
        yield started
        started.close()
