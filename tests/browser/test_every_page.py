"""Every page of the permission matrix in Chromium: readable by assistive software, and never wider than a small phone.

The pages are made by Django's own test client within the test's transaction, so that nothing is committed; the browser
is handed what the client was given, and static files as they stand in the source.
"""

from __future__ import annotations

import copy
import mimetypes
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.browser import barriers
from tests.browser.conftest import PHONE
from tests.contracts import test_permissions as matrix
from xianfeng.apps.campaigns.models import Campaign

BY = (
    "secretary",
    "officer",
    "member",
    "staff",
    "inspector",
    "security_admin",
    "system_admin",
    "audit_admin",
    "anonymous",
)
"""Whose page is looked at: the first of these who may open it."""
NO_LISTS = {"ballots:paper_sheet", "meeting:write", "study:log", "study:session"}
"""Pages whose tables are forms to fill in, here or by pen, not lists."""
LOOK = """() => {
  const wide = () => {
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return over <= 1 ? [] : [`${over}px`, ...[...document.querySelectorAll('main *, body > *')]
      .filter(el => el.getBoundingClientRect().right > innerWidth + 1 && !el.closest('.table-wrap--scroll, .visually-hidden'))
      .slice(0, 3).map(el => el.outerHTML.slice(0, 120))];
  };
  const cut = () => [...document.querySelectorAll('main *')]
    .filter(el => el.scrollWidth > el.clientWidth + 1 && el.clientWidth > 1
      && ['hidden', 'clip'].includes(getComputedStyle(el).overflowX) && getComputedStyle(el).textOverflow !== 'ellipsis'
      && !el.closest('.visually-hidden, .table-wrap--scroll, .site-nav'))
    .slice(0, 3).map(el => el.outerHTML.slice(0, 120));
  const told = [];
  told.push(...wide().map(what => `wider than a phone: ${what}`), ...cut().map(what => `cut off: ${what}`));
  document.documentElement.classList.add('large-text');
  told.push(...wide().map(what => `wider than a phone in large text: ${what}`));
  return told;
}"""
"""What is wider than the screen or cut off, then the same in large text."""


class Answers(BaseHTTPRequestHandler):
    """What the browser gets: the page made last, and static files, which it keeps."""

    page: tuple[str, bytes, Mapping[str, str]] = ("", b"", {})

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        address, body, headers = type(self).page
        if path.startswith("/static/") and (found := finders.find(path.removeprefix("/static/"))):
            kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
            self._send(200, Path(found).read_bytes(), {"Content-Type": kind, "Cache-Control": "max-age=86400"})
        elif path == address:
            self._send(200, body, headers)
        else:
            self._send(404, b"", {})

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """What is asked for is of no interest."""


@pytest.fixture
def base() -> Iterator[str]:
    """The address under which the browser finds the page made last."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _pages():
    """(name, room, role) of every page that somebody may open."""
    for name, row in sorted(matrix.ROWS.items()):
        if row.get("method", "get") != "get" or name not in matrix.PAGES:
            continue
        expect = row["expect"]
        role = next((one for one in BY if expect.get(one, expect.get("others")) == 200), None)
        if role is not None:
            yield name, matrix.ROOM_OF[name], role


def _address(name: str, world: matrix.World) -> str:
    row = matrix.ROWS[name]
    if name.startswith("/"):
        address = row.get("address", name)
    else:
        address = reverse(name, kwargs={key: world.value(value) for key, value in (row.get("with") or {}).items()})
    return address + row.get("query", "")


@pytest.mark.django_db
def test_no_page_shuts_anybody_out(browser, base, seen):
    world = matrix.World()
    worlds = {}
    for room in sorted(set(matrix.ROOM_OF.values())):
        worlds[room] = copy.copy(world)
        matrix._add_room(worlds[room], room)
    for campaign in Campaign.objects.all():  # as in life: no two on one page by the same name
        campaign.title = f"{campaign.title}{campaign.pk}"
        campaign.save(update_fields=["title"])
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce")
    faults, count, known = [], 0, seen["phone"]
    context.add_init_script(barriers.AT_HAND)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"{page.url} script: {error}"))
    for name, room, role in _pages():
        address = _address(name, worlds[room])
        client = Client()
        if role != "anonymous":
            client.force_login(worlds[room].accounts[role])
        with transaction.atomic():
            answer = client.get(address)
            transaction.set_rollback(True)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if b"<html" not in body:
            continue
        if b"<table" in body and b"xlsx" not in body and b"/export/" not in body and name not in NO_LISTS:
            faults.append(f"{name} ({role}) shows a table that cannot be taken away as Excel")
        Answers.page = (urlsplit(address).path, body, dict(answer.headers))
        page.goto(base + address, wait_until="load")
        count += 1
        found = known.find(page) if known.has_news(page) else []
        faults += [f"{name} ({role}) {what}" for what in [*found, *page.evaluate(LOOK)]]
    context.close()
    assert faults == [], "\n".join(faults)
    assert count > 100
