"""What a round decided, made public: proposed with the names as decided, agreed by a second person, hung, confirmed."""

from __future__ import annotations

from tests.browser.programme.stage import fill, press, todo
from xianfeng.apps.notices import queries as notices


def hangs(go, district, desk, address: str, shot: str) -> tuple[int, list[str]]:
    """(the notice that hangs, its lines of names)."""
    page = desk.go(address, f"{shot}-step")
    page.get_by_role("link", name="提出公示").first.click()
    desk.look(f"{shot}-propose")
    lines = page.locator("main [name=names]").input_value().splitlines()
    fill(page, place="校门口公示栏", contact_person="陆同志", contact_phone="5550100")
    press(desk, "提出")
    notice = int(page.url.rstrip("/").split("/")[-1])
    office = go.as_(district.officer, "desktop")
    office.go(f"/notices/{notice}/").locator("[name=secrecy_checked]").check()
    press(office, "审核通过")
    press(office, "同意公示")
    desk.go(f"/notices/{notice}/")
    press(desk, "开始公示", f"{shot}-posted")
    return notice, lines


def confirms(desk, notice: int, shot: str) -> None:
    """After the period: from the to-do list to the page of the step, where it is confirmed."""
    page = todo(desk, "期满确认公示")
    if "/notice/" not in page.url:
        desk.go(f"/notices/{notice}/").get_by_role("link", name="期满，去确认并报上级").click()
    press(desk, "确认结果", shot)
    assert notices.get_notice(notice).state == "confirmed"
