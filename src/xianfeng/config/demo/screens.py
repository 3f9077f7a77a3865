"""Pictures of the main pages, taken from the demonstration that is running: `python -m xianfeng.config.demo.screens`.

Needs the development parts and a Chromium. The demonstration must be served, by default on 127.0.0.1:8000; the address
may be given as the one argument. Signs in by session, as the printed accounts do, and writes docs/screens/*.png.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from xianfeng.config.database import HOME

SIZES = {"phone": (360, 740), "desktop": (1280, 800)}
FOLDER = HOME / "docs" / "screens"
COLOURS = 128
"""A page of this interface has few colours; with a palette a picture stays well below 150 KB."""


def pages() -> list[tuple[str, str, str]]:
    """(name, role, address) of each picture; the role as on the printed list, '' for nobody."""
    from django.utils import timezone

    from xianfeng.apps.ballots import queries as polls
    from xianfeng.apps.campaigns import queries as campaigns
    from xianfeng.apps.notices import queries as notices
    from xianfeng.apps.people import queries as people
    from xianfeng.apps.people.models import ImportBatch
    from xianfeng.config.demo import roster, stages

    committee = people.find_organization_by_code(roster.COMMITTEE)
    campaign = campaigns.list_campaigns([committee.id])[0]
    branch = people.find_organization_by_code(stages.SHOWN)
    found = [
        ("home", "支部书记", "/home/"),
        ("branch", "支部书记", f"/branch/{branch.id}/"),
        ("board", "教育局经办人", f"/board/{campaign.id}/"),
        ("pledge", "党员教师", f"/pledge/{campaign.id}/target_pledge/list/"),
        ("record", "党员教师", "/record/"),
        ("import", "系统管理", f"/people/imports/{ImportBatch.objects.latest('pk').pk}/"),
        ("public", "", "/"),
    ]
    hanging = notices.list_public(timezone.localdate())
    if hanging:
        found.append(("notice", "", f"/notices/open/{hanging[0].id}/"))
    open_polls = polls.list_polls(campaign.id, "selection", branch.id)
    if open_polls:
        found.append(("ballot", "党员教师", f"/ballots/{open_polls[-1].id}/sheet/"))
    return found


def _session(role: str) -> str:
    """A session of one of the printed accounts; of the bureau's officer where the role has no account of its own."""
    from django.conf import settings
    from django.test import Client

    from xianfeng.apps.people.models import Account
    from xianfeng.config.demo import stages

    numbers = {found: number for found, number, _note in stages.cast()}
    client = Client()
    client.force_login(Account.objects.get(login=numbers.get(role, numbers["教育局经办人"])))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _shrink(path: Path) -> None:
    from PIL import Image

    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianfeng.config.settings")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    import django

    django.setup()
    from django.conf import settings
    from playwright.sync_api import sync_playwright

    base = arguments[0].rstrip("/") if arguments else "http://127.0.0.1:8000"
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = [(name, _session(role) if role else "", address) for name, role, address in pages()]
    flags = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        found = os.environ.get("XF_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        for size, (width, height) in SIZES.items():
            for name, session, address in wanted:
                context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
                if session:
                    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}])
                page = context.new_page()
                answer = page.goto(base + address)
                path = FOLDER / f"{name}-{size}.png"
                tall = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": max(height, min(tall, height * 8 // 5))})
                page.screenshot(path=str(path))
                _shrink(path)
                print(f"{path.name}  {answer.status if answer else ''}  {path.stat().st_size // 1024} KB", flush=True)
                context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
