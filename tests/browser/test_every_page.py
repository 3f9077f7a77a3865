"""Every page of the permission matrix in Chromium: readable by assistive software, and never wider than a small phone.

The pages are answered by Django's own test client within the test's transaction, so that no server has to run and
nothing is committed: the browser's requests are met with what the client was given, static files with those of the source.
"""

from __future__ import annotations

import copy
import mimetypes
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.browser.conftest import PHONE
from tests.contracts import test_permissions as matrix
from xianfeng.apps.campaigns.models import Campaign

BASE = "http://pages.example"
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
LOOK = """async () => {
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
  const found = await axe.run(document, {resultTypes: ['violations']});
  const told = found.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${one.help}: ${node.html.slice(0, 160)}`));
  told.push(...wide().map(what => `wider than a phone: ${what}`), ...cut().map(what => `cut off: ${what}`));
  document.documentElement.classList.add('large-text');
  told.push(...wide().map(what => `wider than a phone in large text: ${what}`));
  return told;
}"""
"""Axe, then what is wider than the screen or cut off, then the same in large text."""


class Answers:
    """What the browser gets: the page asked for last, and static files."""

    def __init__(self) -> None:
        self.page: tuple[str, bytes, dict[str, str]] = ("", b"", {})

    def __call__(self, route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            if found:
                kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
                return route.fulfill(path=found, content_type=kind)
        if route.request.resource_type == "document" and path == self.page[0]:
            return route.fulfill(body=self.page[1], headers=self.page[2])
        return route.abort()


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
def test_no_page_shuts_anybody_out(browser):
    base = matrix.World()
    worlds = {}
    for room in sorted(set(matrix.ROOM_OF.values())):
        worlds[room] = copy.copy(base)
        matrix._add_room(worlds[room], room)
    for campaign in Campaign.objects.all():  # as in life: no two on one page by the same name
        campaign.title = f"{campaign.title}{campaign.pk}"
        campaign.save(update_fields=["title"])
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce")
    answers, faults, seen = Answers(), [], 0
    context.route("**/*", answers)
    context.add_init_script(Axe().axe_script)
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
        answers.page = (urlsplit(address).path, body, dict(answer.headers))
        page.goto(BASE + address, wait_until="load")
        seen += 1
        faults += [f"{name} ({role}) {what}" for what in page.evaluate(LOOK)]
    context.close()
    assert faults == [], "\n".join(faults)
    assert seen > 100
