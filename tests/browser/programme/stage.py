"""Who walks, on which day, and the few motions that every link repeats."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import time_machine
from django.test import Client

from xianfeng.apps.people.models import Account
from xianfeng.config.demo import build

SCHOOLS = (
    ("XX06", "石桥小学", "小学", "镇区", 12, 3, 1),
    ("XX05", "望山小学", "小学", "镇区", 24, 12, 1),
    ("GZ01", "云溪中学", "高中", "城区", 90, 60, 1),
)
START = date(2026, 4, 8)


@dataclass(frozen=True)
class Everybody(build.World):
    """All do their part, except those whose part the browser does."""

    by_hand: frozenset[str] = frozenset()

    def fate(self, branch, someone, step_code, *, reached):
        return "missing" if someone.number in self.by_hand else "done"


def everybody(world: build.World, *by_hand: str) -> Everybody:
    values = {field.name: getattr(world, field.name) for field in fields(build.World)}
    return Everybody(**values, by_hand=frozenset(by_hand))


class Clock:
    """Days of the campaign: `clock.on(15)` is 10:00 on its sixteenth day."""

    def __init__(self) -> None:
        self.traveller = None

    def on(self, days: int, hour: int = 10) -> None:
        self.stop()
        day = START + timedelta(days=days)
        self.traveller = time_machine.travel(
            datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Asia/Shanghai")), tick=True
        )
        self.traveller.start()

    def stop(self) -> None:
        if self.traveller is not None:
            self.traveller.stop()
            self.traveller = None


class Journey:
    """Who signs in where; each person signs in once at each screen and keeps the window."""

    def __init__(self, visit, size: str = "", also: tuple[str, ...] = ()) -> None:
        self.visit, self.size, self.also, self.windows = visit, size, also, {}

    def as_(self, someone, size: str = "phone"):
        """The window of a person (staff number or account), or of a stranger (None)."""
        key = (someone, self.size or size)
        account = Account.objects.get(login=someone) if isinstance(someone, str) else someone
        if key not in self.windows:
            self.windows[key] = self.visit(account, key[1])
            self.windows[key].sparing = True
            self.windows[key].also = self.also
        elif account is not None:
            self.windows[key].sign_in(account)
        return self.windows[key]


def client_of(number: str) -> Client:
    """The same pages without a window, for acts that many repeat."""
    client = Client()
    client.force_login(Account.objects.get(login=number))
    return client


def fill(page, **values: str) -> None:
    for name, value in values.items():
        field = page.locator(f"main [name='{name}']:visible").first
        if field.count():
            field.fill(value)


def press(visitor, name: str, shot: str = "") -> None:
    """Press the button and look at the page that follows."""
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name=name, exact=True).first.click()
    visitor.look(shot)


def what_is_typed(page) -> dict[str, str]:
    """The form of a public page as it would be sent, to send it a second time."""
    names = ("text", "code", "source")
    fields = {name: page.locator(f"main form [name={name}]:not([type=radio])") for name in names}
    return {name: field.first.input_value() for name, field in fields.items() if field.count()}


def said(visitor) -> str:
    """The words of the page."""
    return visitor.page.inner_text("main")


def todo(visitor, words: str, shot: str = ""):
    """From the own to-do list to the page behind the line with these words."""
    page = visitor.go("/home/")
    line = page.locator("main .todo a", has_text=words).first
    if not line.is_visible():
        page.locator("main summary").first.click()
    with page.expect_navigation():
        line.click()
    visitor.look(shot)
    return page


def try_doors(number: str, *pages: str) -> None:
    """No page offers this person a link that is closed to them, or leads nowhere."""
    client, seen = client_of(number), set(pages)
    for path in pages:
        links = re.findall(r'<a [^>]*href="(/[^"#?]*[^"#]*)', client.get(path).content.decode())
        assert links, (number, path)
        for link in dict.fromkeys(unescape(link) for link in links):
            shape = re.sub(r"\d+", "0", link)
            if shape in seen or link in seen or "format=" in link:
                continue
            seen.add(shape)
            answer = client.get(link)
            assert answer.status_code in (200, 302), (number, path, link, answer.status_code)
