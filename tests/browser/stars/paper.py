"""The stratum that votes on paper: sheets printed and handed out, two tellers, what they differ in, one count."""

from __future__ import annotations

from tests.browser.programme.stage import press, said
from tests.browser.stars.rounds import Round
from xianfeng.apps.ballots import queries as polls


def votes_on_paper(go, at: Round, party: str, electors, shot: str = "") -> None:
    """All electors of the party take a paper sheet; the second teller misreads one figure at first."""
    poll = at.poll(party)
    desk = at.desk
    page = desk.go(f"/ballots/{poll}/manage/", f"{shot}-manage")
    page.locator("summary", has_text="登记领取纸质票的人").click()
    for box in page.locator("[name=entry]").all():
        box.check()
    press(desk, "登记", f"{shot}-handed-out")
    desk.go(f"/ballots/{poll}/paper-sheet/", f"{shot}-sheet")
    handed = go.as_(electors[0].number)
    handed.go(f"/ballots/{poll}/sheet/")
    assert handed.page.locator("#ballot").count() == 0
    desk.go(f"/ballots/{poll}/manage/")
    press(desk, "结束并计票")
    assert polls.get_poll(poll).state == "open", "paper that nobody has entered cannot be counted"
    desk.go(f"/ballots/{poll}/paper/")
    assert "您在这张票的名单上，不能参加计票" in said(desk), "the secretary is rated too"
    first, second = (go.as_(one.number) for one in electors[:2])
    reads(first, poll, len(electors), f"{shot}-teller")
    reads(second, poll, len(electors), misread=True)
    desk.go(f"/ballots/{poll}/manage/", f"{shot}-differ")
    assert "两人录入不一致之处" in said(desk)
    reads(second, poll, len(electors))
    desk.go(f"/ballots/{poll}/manage/")
    assert "两人录入不一致之处" not in said(desk)
    press(desk, "结束并计票", f"{shot}-counted")
    assert polls.get_poll(poll).state == "closed"
    desk.go(f"/ballots/{poll}/tally/", f"{shot}-tally")


def reads(teller, poll: int, sheets: int, shot: str = "", misread: bool = False) -> None:
    """One teller's figures: every sheet valid, every row yes."""
    page = teller.go(f"/ballots/{poll}/paper/", shot)
    page.evaluate(
        """(sheets) => document.querySelectorAll("main input[type=number]").forEach((one) => {
             one.value = /-0-valid$/.test(one.name) || /-yes$/.test(one.name) ? sheets : 0 })""",
        sheets,
    )
    if misread:
        page.locator("input[name$='-1-yes']").fill(str(sheets - 1))
        page.locator("input[name$='-1-no']").fill("1")
    press(teller, "提交录入")
    assert "已录入" in teller.page.inner_text("body")
