"""支部评星 by the superior, and 评选表彰 before 七一: from the first name put forward to the certificate."""

from __future__ import annotations

import io
from datetime import timedelta

import docx
from django.utils import timezone

from tests.browser.programme import ballots as voting
from tests.browser.programme.stage import client_of, press, said
from tests.browser.stars import notices
from tests.browser.stars.rounds import GROUND, Round
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.results import queries as results
from xianfeng.kinds.selection import queries


def rates_the_branch(go, district, campaign: int, school) -> None:
    """The superior alone marks the branch, star by star; the branch reads it and cannot mark itself."""
    at = Round(go, campaign, "branch_rating-first", district.officer, school.branch, [school])
    at.starts("stars-branch")
    at.opens("superior")
    rated = at.rated(school.branch)
    page = at.desk.go(at.address)
    with page.expect_navigation():
        page.locator(f"main a[href*='/rated/{rated.id}/']").first.click()
    at.desk.look("stars-branch-sheet")
    for turn, row in enumerate(at.at.items):
        page.locator(f"[name='mark-{row['code']}'][value={'no' if turn == 9 else 'yes'}]").check()
        page.locator(f"[name='reason-{row['code']}']").fill(GROUND)
    press(at.desk, "签署", "stars-branch-signed")
    at.closes("superior")
    at.counts()
    at.signs("stars-branch-decision")
    assert results.count_stars(campaign)["organization", school.branch.pk].stars == 9
    secretary = go.as_(school.secretary.number)
    assert secretary.page.goto(f"{secretary.base}/rating/rated/{rated.id}/sheet/superior/").status == 403
    secretary.go(f"/rating/rated/{rated.id}/", "stars-branch-mark")
    assert "本轮没有得星" not in said(secretary) and "上级党组织考核" in said(secretary)


class Commendation:
    """One selection of one branch, run by its secretary."""

    def __init__(self, go, district, campaign: int, school) -> None:
        self.go, self.district, self.campaign, self.school = go, district, campaign, school
        self.address = f"/selection/{campaign}/commendation/?organization={school.branch.pk}"

    @property
    def desk(self):
        """The secretary's, signed in again on another day."""
        return self.go.as_(self.school.secretary.number, "desktop")

    def votes(self, nominator, put_forward, barred) -> None:
        """Put forward by a member, voted on in secret, counted under the cap, decided."""
        voting.start(self.desk, self.address)
        at = queries.find_round(self.campaign, "commendation", self.school.branch.pk)
        assert at is not None
        window = self.go.as_(nominator.number)
        window.go(self.address)
        offered = window.page.locator("select[name=subject]").inner_text()
        assert barred.name not in offered and put_forward[0].name in offered
        voting.nominate(window, self.address, put_forward[0].name)
        voting.nominate_by_address(self.school, at.id, put_forward[1:], nominator)
        closes = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT17:00")
        self.goes_through_the_gate(closes)
        poll = voting.open_the_ballot(self.desk, self.address, closes)
        assert polls.get_sheet(poll).rules.cap == 2, "a third of the seven"
        voting.vote_by_address(poll, self.school.members, voting.approves)
        voting.close(self.desk, poll)
        self.desk.go(self.address)
        press(self.desk, "按规则得出结论", "honour-counted")
        voting.decide(self.desk, at.id, shot="honour-decision")

    def goes_through_the_gate(self, closes: str) -> None:
        """No ballot before the masses have been heard; the bureau opens the gate with its reason."""
        page = self.desk.go(self.address)
        page.locator("#ballot-closes").fill(closes)
        press(self.desk, "确定名单，开始投票")
        assert "现在还不能办理：已听取群众意见" in self.desk.page.inner_text("body")
        office = self.go.as_(self.district.officer, "desktop")
        page = office.go(f"/campaigns/{self.campaign}/gates/{self.school.branch.pk}/")
        form = page.locator("form", has=page.locator("#reason-before_commendation"))
        form.locator("#reason-before_commendation").fill("座谈会当面听取过意见，记录随后补上")
        with page.expect_navigation():
            form.locator("button").click()

    def hangs(self) -> int:
        address = f"/notice/{self.campaign}/commendation_notice/?organization={self.school.branch.pk}"
        notice, lines = notices.hangs(self.go, self.district, self.desk, address, "honour-notice")
        assert len(lines) == 2
        return notice

    def awards(self, notice: int) -> None:
        """Confirmed, approved, given; whoever was chosen reads the own certificate, nobody else's."""
        notices.confirms(self.desk, notice, "honour-confirmed")
        page = self.desk.go(self.address)
        page.locator("#approval").fill("示教党〔2027〕9号")
        press(self.desk, "授予", "honour-given")
        decision = results.find_decision(self.campaign, "commendation", self.school.branch.pk)
        first, second = results.list_honours_of(decision.id)
        winner, other = (
            next(one for one in self.school.members if one.pk == given.person_id) for given in (first, second)
        )
        paper = client_of(winner.number).get(f"/selection/honour/{first.id}/certificate/")
        text = "\n".join(line.text for line in docx.Document(io.BytesIO(paper.content)).paragraphs)
        assert f"{winner.name}同志" in text and "示教党〔2027〕9号" in text
        assert decision.printed_sha256[:16] in text
        assert client_of(winner.number).get(f"/selection/honour/{second.id}/certificate/").status_code == 403
        window = self.go.as_(other.number)
        window.go("/record/")
        assert "优秀共产党员" in said(window)
