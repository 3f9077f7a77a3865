"""One round of stars: by the pages for whoever runs it and one person of each role, by the same addresses for the others."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.browser.plain import PlainWindow
from tests.browser.programme.ballots import close
from tests.browser.programme.stage import client_of, press, said, todo
from tests.browser.stars.stage import VETO
from xianfeng.apps.ballots import queries as polls
from xianfeng.kinds.rating import queries

TITLES = {
    "self": "个人自评",
    "peers": "党员互评",
    "staff": "教师测评",
    "organization": "组织总评",
    "superior": "上级党组织考核",
}
GROUND = "见平时记录"


class Round:
    """One round of one branch, or of several under the superior: where it is and who runs it."""

    def __init__(self, go, campaign: int, step: str, runner: str, place, schools) -> None:
        self.campaign, self.step, self.runner, self.place, self.schools = campaign, step, runner, place, schools
        self.desk = go.as_(runner, "desktop")
        self.address = f"/rating/{campaign}/{step}/?organization={place.pk}"

    @property
    def at(self):
        found = queries.find_round(self.campaign, self.step, self.place.pk)
        assert found is not None
        return found

    @property
    def stage(self) -> str:
        return queries.stage_of(self.at).code

    def rated(self, someone):
        """The subject of the round that is this person or organisation."""
        return next(one for one in self.at.rated if someone.pk in (one.person_id, one.organization_id))

    def poll(self, party: str) -> int:
        row = next(row for row in queries.list_parties(self.at) if row.party.code == party)
        assert row.poll is not None
        return row.poll.id

    def own_page(self, someone) -> str:
        """The step as somebody of one of the schools opens it."""
        school = next(one for one in self.schools if someone in (*one.members, *one.staff))
        return f"/rating/{self.campaign}/{self.step}/?organization={school.id}"

    # --- the organiser, at the desk

    def starts(self, shot: str = "") -> None:
        page = self.desk.go(self.address, f"{shot}-start" if shot else "")
        for school in self.schools if len(self.schools) > 1 else ():
            page.locator(f"[name=unit][value='{school.id}']").check()
        press(self.desk, "开始", f"{shot}-started" if shot else "")
        if self.at.params.subjects == "persons":
            everybody = {one.pk for school in self.schools for one in school.members}
            assert {one.person_id for one in self.at.rated} == everybody

    def opens(self, party: str, shot: str = "") -> None:
        until = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT17:00")
        page = self.desk.go(self.address)
        field = page.locator(f"#{party}-closes")
        if field.count():
            field.fill(until)
        return press(self.desk, f"开始{TITLES[party]}", shot)

    def closes(self, party: str, shot: str = "") -> None:
        self.desk.go(self.address)
        return press(self.desk, f"截止{TITLES[party]}", shot)

    def ends(self, party: str) -> None:
        return close(self.desk, self.poll(party))

    def counts(self, shot: str = "") -> None:
        self.desk.go(self.address)
        return press(self.desk, "按规则算出结果", shot)

    def signs(self, shot: str = "") -> None:
        """Without the grounds that are asked for it is refused, and nothing typed is lost."""
        remarks = "逐人核对过平时记录，依据各不相同"
        page = self.desk.go(self.address)
        page.get_by_role("link", name="作出决定").click()
        self.desk.look(shot)
        page.locator("#body").fill("支部委员会（扩大）")
        if page.locator("textarea[name^=remark]").count():
            press(self.desk, "签署决定")
            assert "须写明说明" in said(self.desk) and page.locator("#body").input_value() == "支部委员会（扩大）"
        for field in page.locator("textarea[name^=remark]").all():
            field.fill(remarks)
        press(self.desk, "签署决定", f"{shot}-signed" if shot else "")
        assert self.stage == "decided"

    # --- the others

    def self_rating_by_address(self, people) -> None:
        for one in people:
            self._send(one.number, self.rated(one), "self")

    def overall_by_address(self, but=()) -> None:
        for rated in self.at.rated:
            if rated.id not in but:
                self._send(self.runner, rated, "organization")

    def _send(self, login: str, rated, party: str) -> None:
        known = queries.find_sheet(rated.id, party)
        items = [item["code"] for item in self.at.items]
        data = {f"mark-{item}": "yes" for item in items} | {f"reason-{item}": GROUND for item in items}
        answer = client_of(login).post(
            reverse("rating:sheet", args=[rated.id, party]),
            {**data, "act": "send", "revision": known.revision if known else 0},
        )
        assert answer.status_code == 302

    def votes_by_address(self, party: str, people, no=frozenset()) -> None:
        """Everybody gives every star, except those of `no` (person, item) pairs."""
        poll = self.poll(party)
        form = polls.get_sheet(poll)
        places = {one.position: one.person_id for one in form.candidates}
        for one in people:
            marks = {}
            for row in form.rows:
                position, item = form.rules.place_of(row)
                if places[position] != one.pk:
                    marks[f"r{row}"] = "no" if (places[position], item) in no else "yes"
            assert client_of(one.number).post(reverse("ballots:send", args=[poll]), marks).url.endswith("/sent/")


class PlainRound(Round):
    """The same by the same buttons, without a screen: what was looked at in the round before."""

    def __init__(self, *args) -> None:
        super().__init__(*args)
        self.hand = PlainWindow(self.runner)

    def starts(self, shot: str = "") -> None:
        self.hand.go(self.address)
        units = [str(school.id) for school in self.schools]
        self.hand.press("开始", **({"unit": units} if len(units) > 1 else {}))

    def opens(self, party: str, shot: str = "") -> None:
        until = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT17:00")
        self.hand.go(self.address)
        self.hand.press(f"开始{TITLES[party]}", **({"closes_at": until} if self.hand.asks("closes_at") else {}))

    def closes(self, party: str, shot: str = "") -> None:
        self.hand.go(self.address)
        self.hand.press(f"截止{TITLES[party]}")

    def ends(self, party: str) -> None:
        poll = self.poll(party)
        self.hand.go(f"/ballots/{poll}/manage/")
        self.hand.press("结束并计票", **({"reason": "在场的都已交票"} if self.hand.asks("reason") else {}))
        assert polls.get_poll(poll).state == "closed"

    def counts(self, shot: str = "") -> None:
        self.hand.go(self.address)
        self.hand.press("按规则算出结果")

    def signs(self, shot: str = "") -> None:
        self.hand.go(self.address)
        self.hand.follow("作出决定")
        remarks = dict.fromkeys(self.hand.asks("remark"), "逐人核对过平时记录，依据各不相同")
        self.hand.press("签署决定", body="支部委员会（扩大）", **remarks)
        assert self.stage == "decided"


def observes_plainly(number: str, at: Round) -> None:
    window = PlainWindow(number)
    window.go(at.address)
    window.press("确认", note="从头看到尾，程序符合规定")
    assert at.at.observed_at is not None


def rates_self(member, at: Round, someone, shot: str = "") -> None:
    """From the to-do list; a draft outlives a refresh; what is missing is named; sent, it may still be changed."""
    page = todo(member, "写自评", shot)
    rated = at.rated(someone)
    assert f"/rated/{rated.id}/sheet/self/" in page.url
    for field in page.locator("input[type=radio][value=yes]").all()[:3]:
        field.check()
    page.locator("[name^=reason]").first.fill("一年里主动学了三门新课")
    press(member, "存草稿")
    member.go(f"/rating/rated/{rated.id}/sheet/self/")
    assert page.locator("[name^=reason]").first.input_value() == "一年里主动学了三门新课"
    for field in page.locator("input[type=radio][value=yes]").all()[3:]:
        field.check()
    press(member, "提交自评", f"{shot}-sent" if shot else "")
    member.go(at.own_page(someone))
    assert "改自评" in said(member)


def votes(visitor, title: str, shot: str = "", no=()) -> int:
    """From the to-do list over sheet and check to the line that it was received; gives the poll.

    The first rows by thumb, the rest at once; a refresh loses nothing; sent twice it counts once.
    """
    page = todo(visitor, title, f"{shot}-start" if shot else "")
    poll = int(page.url.rstrip("/").split("/")[-1])
    page.get_by_role("link", name="填写选票").click()
    visitor.look(f"{shot}-sheet" if shot else "")
    for field in page.locator("#ballot input[value=yes]:enabled").all()[:3]:
        field.check()
    page.reload()
    assert page.locator("[data-filled]").inner_text() == "3"
    page.evaluate(
        """(no) => document.querySelectorAll("#ballot input[value=yes]:enabled").forEach((one, at) => {
             (no.includes(at) ? one.closest(".choice-row").querySelector("[value=no]") : one).click() })""",
        list(no),
    )
    press(visitor, "检查一遍", f"{shot}-review" if shot else "")
    press(visitor, "交票", f"{shot}-sent" if shot else "")
    assert "已收到" in said(visitor)
    visitor.go(f"/ballots/{poll}/sheet/")
    assert "已收到" in said(visitor)
    return poll


def writes_overall(desk, at: Round, someone, shot: str = "") -> None:
    """组织总评 of one person: the own sheet stands beside, every item takes a mark and its ground."""
    page = desk.go(at.address)
    page.get_by_role("link", name=someone.name, exact=True).first.click()
    desk.look(shot)
    assert "本人自评" in said(desk)
    press(desk, "签署")
    assert "还有项目没有填" in said(desk)
    for field in page.locator("input[type=radio][value=yes]").all():
        field.check()
    for field in page.locator("[name^=reason]").all():
        field.fill(GROUND)
    press(desk, "签署", f"{shot}-signed" if shot else "")


def bars(at: Round, accused, shot: str = "") -> int:
    """认定: a ground with its evidence, before any vote; gives the veto's id."""
    page = at.desk.go(at.address)
    page.locator("summary", has_text="认定不参加推荐的情形").click()
    page.locator("#veto-subject").select_option(label=accused.name)
    page.locator("#veto-evidence").fill("处分决定（2026年第2号）")
    press(at.desk, "认定", shot)
    (veto,) = queries.list_vetoes(at.at)[at.rated(accused).id]
    assert veto.title == VETO["title"]
    return veto.id


def objects(member, at: Round, someone, shot: str = "") -> None:
    page = todo(member, "有异议可以提出", shot)
    assert "处分决定（2026年第2号）" in said(member)
    page.locator("[name=objection]").fill("处分期在上月已满，请复核。")
    press(member, "提出异议", f"{shot}-objected")
    assert "由认定人以外的人复核" in said(member)


def observes(visitor, at: Round, shot: str = "") -> None:
    page = visitor.go(at.address, f"{shot}-before" if shot else "")
    page.locator("#observe-note").fill("从头看到尾，程序符合规定")
    press(visitor, "确认", shot)
    assert at.at.observed_at is not None
