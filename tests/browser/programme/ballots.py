"""Nominate, recommend, vote, count: by the pages for one person of each role, by the same addresses for the others."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from tests.browser.programme.stage import client_of, fill, press, said, todo
from xianfeng.apps.ballots import actions
from xianfeng.apps.ballots import queries as polls
from xianfeng.config.demo.reach import asks

BY_ADDRESS = 10
REASON = "连续一学期家访，联系的学生都按时交作业"


def unfold(page, words: str) -> None:
    page.locator("main summary", has_text=words).first.click()


def start(secretary, place: str) -> None:
    """开始评选; sent a second time, it is the same round."""
    secretary.go(place, "selection-start")
    press(secretary, "开始评选")


def nominate(member, place: str, name: str) -> None:
    """One nomination on the page; the same again is refused in one sentence."""
    page = member.go(place, "selection-member")
    for attempt in ("推荐已记下。", "您已经推荐过这一位。"):
        page.locator("select[name=subject]").select_option(label=name)
        fill(page, reason=REASON)
        press(member, "推荐")
        assert attempt in said(member)


def nominate_by_address(branch, round_id: int, chosen, by) -> None:
    client = client_of(by.number)
    for one in chosen:
        answer = client.post(
            reverse("selection:nominate", args=[round_id]), {"subject": one.id, "source": "member", "reason": REASON}
        )
        assert answer.status_code == 302


def ask_the_masses(secretary, place: str, closes: str) -> int:
    page = secretary.go(place)
    unfold(page, "群众推荐")
    page.locator("#recommendation-closes").fill(closes)
    press(secretary, "开始群众推荐", "selection-recommending")
    return _newest(page)


def open_the_ballot(secretary, place: str, closes: str) -> int:
    page = secretary.go(place, "selection-list")
    page.locator("#ballot-closes").fill(closes)
    press(secretary, "确定名单，开始投票", "selection-voting")
    return _newest(page)


def _newest(page) -> int:
    links = page.locator("main a[href^='/ballots/'][href$='/manage/']").all()
    return max(int(link.get_attribute("href").split("/")[2]) for link in links)


def vote(visitor, title: str, choice: str, others: str = "", shot: str = "") -> int:
    """From the to-do list over sheet and check to the line that it was received; gives the poll.

    Too many marks are refused in one sentence; going back and sending again changes nothing.
    """
    page = todo(visitor, title, f"{shot}-start")
    poll = int(page.url.rstrip("/").split("/")[-1])
    page.get_by_role("link", name="填写选票").click()
    visitor.look(f"{shot}-sheet")
    inputs = page.locator("#ballot input[name^='r']:enabled").all()
    names = list(dict.fromkeys(one.get_attribute("name") for one in inputs))
    assert names
    cap = polls.get_sheet(poll).rules.cap or len(names)
    if len(names) > cap:
        _mark(page, dict.fromkeys(names, choice))
        press(visitor, "检查一遍")
        assert f"最多可选{cap}人，您选了{len(names)}人" in said(visitor)
        page = visitor.go(f"/ballots/{poll}/sheet/")
        if page.locator("[data-keep-forget]:visible").count():
            page.locator("[data-keep-forget]").click()
    _mark(page, {name: choice if turn < cap else others for turn, name in enumerate(names)})
    press(visitor, "检查一遍", f"{shot}-review")
    press(visitor, "交票", f"{shot}-sent")
    assert "已收到" in said(visitor)
    page.go_back()
    if page.get_by_role("button", name="交票").count():
        press(visitor, "交票")
    else:
        visitor.go(f"/ballots/{poll}/sheet/")
    assert "已收到" in said(visitor)
    return poll


def _mark(page, marks: dict[str, str]) -> None:
    for name, value in marks.items():
        if value:
            page.locator(f"#ballot input[name='{name}'][value='{value}']").check()


def vote_by_address(poll: int, people, marks_of) -> None:
    """The others, by the address of the sheet, a second sending is dropped; the many of a large school by its act."""
    form = polls.get_sheet(poll)
    for turn, one in enumerate(people):
        barred = form.recused.get(one.id, ())
        said = {row: mark for row, mark in marks_of(turn, form).items() if mark and row not in barred}
        if turn >= BY_ADDRESS:
            marks = {row: [mark] for row, mark in said.items()}
            actions.cast(now=timezone.now(), poll_id=poll, person_id=one.id, marks=marks)
            continue
        marks = {f"r{row}": mark for row, mark in said.items()}
        client = client_of(one.number)
        for _twice in range(2 if turn == 0 else 1):
            assert client.post(reverse("ballots:send", args=[poll]), marks).url.endswith("/sent/")


def recommends(turn: int, form) -> dict[int, str]:
    """Everybody recommends the first names, as many as the sheet allows."""
    return dict.fromkeys(form.rows[: form.rules.cap or len(form.rows)], "recommend")


def approves(turn: int, form) -> dict[int, str]:
    """The first names by most, the others by nobody: no tie at the cap, a majority inside it."""
    most = form.rules.cap or len(form.rows)
    return {row: "for" if at < most and (at + turn) % 5 else "against" for at, row in enumerate(form.rows)}


def close(secretary, poll: int) -> None:
    """End the poll; before everybody has voted it takes a reason."""
    page = secretary.go(f"/ballots/{poll}/manage/", "ballot-manage")
    if page.locator("#close-reason").count():
        page.locator("#close-reason").fill("在场的都已交票")
    press(secretary, "结束并计票")
    assert polls.get_poll(poll).state == "closed"


def decide(secretary, round_id: int, drop: str = "", why: str = "", shot: str = "decision") -> None:
    """Sign the decision beside the tally; `drop`: the code of somebody the tally had chosen who is left out, with the reason."""
    page = secretary.go(f"/selection/round/{round_id}/decision/", shot)
    if drop:
        row = page.locator("fieldset").filter(has=page.locator(f"[name=chosen][value='{drop}']"))
        row.locator("[name=chosen]").uncheck()
        press(secretary, "签署决定")
        assert "与计票结论不同之处须逐一写明理由。" in said(secretary)
        row.locator("input[type=text]").fill(why)
    for field in page.locator("textarea:visible").all():
        if not field.input_value():
            field.fill("已逐人核对事迹，按得票和事迹决定")
    press(secretary, "签署决定", f"{shot}-signed")
    found = asks("selection").get_round(round_id)
    assert asks("selection").stage_of(found).code == "decided"
