"""A real Chromium against a real server: one browser a run, one context a person."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import barriers
from tests.browser.barriers import Barriers
from tests.browser.server import LendingServer

LiveServerThread.server_class = LendingServer
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop lives in the test's thread

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
SIZES = {"phone": PHONE, "desktop": DESKTOP}
SHOTS = Path(os.environ["XF_SHOTS"]) if os.environ.get("XF_SHOTS") else None
ROOT = Path(__file__).resolve().parents[2]
SPILLING = """[...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(one => one.outerHTML.slice(0, 80)).slice(0, 8)"""
"""The elements that reach past the right edge."""


class Visitor:
    """One person at one screen. `go` opens a page and checks what must hold for every page."""

    def __init__(self, context: BrowserContext, base: str, size: str, seen: Mapping[str, Barriers]) -> None:
        self.context, self.base, self.size, self.seen = context, base, size, seen
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.signed_in_on: date | None = None
        self.also: tuple[str, ...] = ()
        """Further widths at which every page is looked at; the hand stays at `size`."""
        self.sparing = False
        """Whether a page without news at this width is left unchecked: the sweep goes through every page."""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def _heard(self, message) -> None:
        """What the browser complains of, but for a draft that was on its way when the page was left: the form carries it."""
        # One that fails says htmx:sendError as well, which counts.
        aborted = message.text.startswith(("htmx:sendAbort", "htmx:afterRequest"))
        if message.type == "error" and not aborted and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def sign_in(self, account) -> None:
        """Once a day: sessions end overnight, and a journey may take months."""
        from django.conf import settings
        from django.test import Client
        from django.utils import timezone

        if self.signed_in_on == timezone.localdate():
            return
        client = Client()
        client.force_login(account)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.base}])
        self.signed_in_on = timezone.localdate()

    def go(self, path: str, name: str = "", status: int = 200) -> Page:
        answer = self.page.goto(path if path.startswith("http") else f"{self.base}{path}")
        if answer is None:  # the page was about to renew itself at this very address
            answer = self.page.reload()
        assert answer is not None and answer.status == status, (path, answer and answer.status)
        self.look(name)
        return self.page

    def look(self, name: str = "") -> None:
        """No violation of accessibility, nothing wider than the screen, no script fault, no policy breach."""
        for size in (self.size, *self.also):
            if self.also:
                self.page.set_viewport_size(SIZES[size])
            self._check(size, name)
        if self.also:
            self.page.set_viewport_size(SIZES[self.size])

    def _check(self, size: str, name: str) -> None:
        self.page.wait_for_load_state()
        self.shoot(name, size)
        if self.seen[size].has_news(self.page) or not self.sparing:
            assert self.seen[size].find(self.page) == [], self.page.url
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, f"{self.page.url} is {wide}px wider than a {size}: {self.page.evaluate(SPILLING)}"
        assert self.faults == [], (self.page.url, self.faults)

    def shoot(self, name: str, size: str = "") -> None:
        if SHOTS and name:
            SHOTS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(SHOTS / f"{name}-{size or self.size}.png"), full_page=True)


@pytest.fixture(scope="session")
def seen(tmp_path_factory) -> Mapping[str, Barriers]:
    """By width, what the whole run has looked at: with several workers, their folders lie in one."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    return {size: Barriers(folder / f"seen-{size}") for size in SIZES}


@pytest.fixture
def visit(browser: Browser, live_server, seen) -> Iterator[Callable[..., Visitor]]:
    """`visit(account, size)`: a signed-in visitor (none: a stranger). The session is made by Django's own sign-in."""
    opened: list[BrowserContext] = []

    def make(account=None, size: str = "phone", javascript: bool = True) -> Visitor:
        context = browser.new_context(
            viewport=SIZES[size], locale="zh-CN", timezone_id="Asia/Shanghai", java_script_enabled=javascript
        )
        opened.append(context)
        context.add_init_script(barriers.AT_HAND)
        visitor = Visitor(context, live_server.url, size, seen)
        if account is not None:
            visitor.sign_in(account)
        return visitor

    yield make
    for context in opened:
        context.close()


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
