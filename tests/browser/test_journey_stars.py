"""争十星 by its pages, two rounds in three schools: a joint round, a veto, a contest, a stratum that votes on paper.

The branch of seven rates alone, its teachers on paper; the branches of five and of three rate together under the bureau, since
three could not do so secretly. The bureau rates the branch itself, and before 七一 the best of it are put forward, voted
on, published, approved and given their certificates. Voters hold a phone, organisers sit at a desk. Whoever runs something
does it by the pages; where nothing new is asked, between start and signature of the joint round and in the second year, by
the same buttons without a screen (on the screen with XF_WHOLE_JOURNEY=1). What the many do in numbers goes through the same
addresses.
"""

from __future__ import annotations

import os

import pytest
from django.utils import timezone

from tests import factories
from tests.browser.programme.stage import Clock, Journey, client_of, press, said, todo
from tests.browser.stars import honours, notices, paper, rounds
from tests.browser.stars.rounds import PlainRound, Round
from tests.browser.stars.stage import District, open_the_campaign
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.campaigns import actions as campaigns
from xianfeng.apps.results import queries as results

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clock():
    made = Clock()
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def setting(settings, tmp_path):
    settings.KEY_FOLDER = tmp_path / "keys"
    settings.CSRF_COOKIE_AGE = None  # the browser keeps its own time


EVERY = bool(os.environ.get("XF_WHOLE_JOURNEY"))
"""Whether what was walked on the screen before is walked there again."""
AGAIN = Round if EVERY else PlainRound
FIRST, SECOND = "member_rating-first", "member_rating-second"


def test_two_rounds_of_stars_in_three_schools(visit, clock):
    clock.on(0, 9)
    district = District()
    campaign = open_the_campaign(district)
    go = Journey(visit)
    clock.on(55)
    alone_first(go, district, campaign)
    clock.on(56)
    together_first(go, district, campaign)
    clock.on(70)  # the superior's assessment is around 七一
    honours.rates_the_branch(go, district, campaign, district.large)
    clock.on(420)
    alone_again(go, district, campaign)
    together_again(go, district, campaign)
    commends_the_best(go, district, campaign, clock)
    assert all(one.same for one in results.replay_campaign(campaign))


def alone_first(go, district, campaign) -> None:
    """The branch of seven: a veto that is contested, teachers on paper, one member below the basic number of stars."""
    large = district.large
    at = Round(go, campaign, FIRST, large.secretary.number, large.branch, [large])
    member, accused, weak = large.members[2], large.members[1], large.members[5]
    at.starts("stars-alone")
    veto = rounds.bars(at, accused, "stars-veto")
    rounds.objects(go.as_(accused.number), at, accused, "stars-accused")
    at.opens("self", "stars-self-open")
    rounds.rates_self(go.as_(member.number), at, member, "stars-self")
    at.self_rating_by_address(one for one in large.members if one != member)
    at.closes("self", "stars-self-closed")
    goes_through_the_gate(go, district, at)
    at.opens("peers", "stars-peers-open")
    rounds.votes(go.as_(member.number), "党员互评", "stars-peers")
    missed = {(weak.pk, item["code"]) for item in at.at.items[:7]}
    at.votes_by_address("peers", [one for one in large.members if one != member], no=missed)
    at.ends("peers")
    at.opens("staff")
    paper.votes_on_paper(go, at, "staff", large.staff, "stars-paper")
    at.opens("organization", "stars-overall-open")
    rounds.writes_overall(at.desk, at, member, "stars-overall")
    at.overall_by_address(but={at.rated(member).id})
    at.closes("organization", "stars-overall-closed")
    at.counts("stars-counted")
    assert "没有结果" in said(at.desk)
    rounds.observes(go.as_(district.inspector, "desktop"), at, "stars-observed")
    answers_the_veto(go, district, at, veto, accused)
    at.signs("stars-decision")
    sees_the_own_mark(go, at, member, accused)
    works_on_it(go, at, weak, member)
    hangs_the_board(go, district, at, member, accused)


def goes_through_the_gate(go, district, at) -> None:
    """No ballot before the branch's own rating plan is agreed; the bureau opens the gate with its reason."""
    at.opens("peers")
    assert "现在还不能办理：本单位方案已经上级同意——由上级党组织办理" in said(at.desk)
    office = go.as_(district.officer, "desktop")
    page = office.go(f"/campaigns/{at.campaign}/gates/{at.place.pk}/")
    page.locator("#reason-before_rating").fill("方案已当面审过，纸质件随后补交")
    with page.expect_navigation():
        page.get_by_role("button", name="条件未齐，特批放行").first.click()
    office.look("stars-let-through")


def answers_the_veto(go, district, at, veto: int, accused) -> None:
    """The one who barred may not answer; somebody of the superior upholds it, and the result is there."""
    page = at.desk.go(at.address)
    assert "等认定人以外的人复核" in said(at.desk) and not page.locator(f"#veto-answer-{veto}").count()
    office = go.as_(district.officer, "desktop")
    page = todo(office, "复核异议", "stars-veto-contested")
    page.locator(f"#veto-answer-{veto}").fill("处分期到本年十二月底，仍在期内")
    press(office, "维持", "stars-veto-upheld")
    window = go.as_(accused.number)
    window.go(at.own_page(accused))
    assert "仍在期内" in said(window)


def sees_the_own_mark(go, at, member, accused) -> None:
    """Each the own one with its grounds and nobody else's; the board names stars and no marks."""
    window = go.as_(member.number)
    page = window.go(at.own_page(member))
    page.get_by_role("link", name="看结果和依据").click()
    window.look("stars-mark")
    assert "政治忠诚星" in said(window) and "张有效票的平均" in said(window)
    assert window.page.goto(f"{window.base}/rating/rated/{at.rated(accused).id}/").status == 403
    paper = client_of(member.number).get(f"/rating/rated/{at.rated(member).id}/paper/")
    assert paper.content[:2] == b"PK"
    board = f"/rating/board/{at.campaign}/{at.place.pk}/"
    assert board in window.go("/notices/board/").content()
    window.go(board, "stars-board")
    assert member.name in said(window) and "分" not in said(window).split("以姓氏笔画为序")[0]


def works_on_it(go, at, weak, member) -> None:
    """Below the basic number of stars: causes, direction and measures, for the person's own eyes and the committee's."""
    assert "查原因" in todo(go.as_(weak.number), "查原因", "stars-below").inner_text("main")
    window = go.as_(member.number)
    window.go("/home/")
    assert weak.name not in said(window)


def hangs_the_board(go, district, at, member, accused) -> None:
    """创星图板: proposed with the names and stars as decided, hung with the hash of both counts, on screen and on paper."""
    address = f"/notice/{at.campaign}/star_board-first/?organization={at.place.pk}"
    notice, lines = notices.hangs(go, district, at.desk, address, "stars-board")
    assert len(lines) == 7 and f"{member.name} 政治忠诚星、" in "\n".join(lines)
    hashes = [polls.get_tally(at.poll(party)).sha256 for party in ("peers", "staff")]
    window = go.as_(member.number)
    for visitor, path, shot in (
        (window, f"/notices/{notice}/", "stars-board-read"),
        (at.desk, f"/notices/{notice}/sheet/", "stars-board-sheet"),
    ):
        page = visitor.go(path, shot)
        if visitor is window:
            page.locator("summary", has_text="怎样核对计票").click()
        assert [value in said(visitor) for value in hashes] == [True, True] and "核对办法" in said(visitor)
    window.go(f"/ballots/{at.poll('peers')}/tally/", "stars-tally")
    assert hashes[0] in said(window) and "与计票时的校验值一致" in said(window)


def together_first(go, district, campaign) -> None:
    """The branch of three could not vote secretly: its secretary is told so, and the bureau starts a joint round."""
    small, middle = district.small, district.middle
    secretary = go.as_(small.secretary.number)
    secretary.go(f"/rating/{campaign}/{FIRST}/", "stars-small")
    assert "由上级" in said(secretary)
    first = Round(go, campaign, FIRST, district.officer, district.committee, [middle, small])
    first.starts("stars-joint")
    at = AGAIN(go, campaign, FIRST, district.officer, district.committee, [middle, small])
    assert at.at.is_joint
    member, teacher = small.members[1], small.staff[0]
    at.opens("self")
    rounds.rates_self(go.as_(member.number), at, member)
    at.self_rating_by_address(one for one in (*small.members, *middle.members) if one != member)
    at.closes("self")
    at.opens("peers")
    rounds.votes(go.as_(member.number), "党员互评", "stars-joint-peers")
    at.votes_by_address("peers", [one for one in (*small.members, *middle.members) if one != member])
    at.ends("peers")
    at.opens("staff")
    rounds.votes(go.as_(teacher.number), "教师测评", "stars-joint-staff")
    at.votes_by_address("staff", [one for one in (*small.staff, *middle.staff) if one != teacher])
    at.ends("staff")
    at.opens("organization")
    at.overall_by_address()
    at.closes("organization")
    at.counts()
    is_observed(go, district, at)
    first.signs("stars-joint-decision")
    asks_again(go, district, at, member)


def asks_again(go, district, at, member) -> None:
    """A review of the mark: nobody who signed a sheet of it may answer; somebody else does."""
    window = go.as_(member.number)
    page = window.go(f"/rating/rated/{at.rated(member).id}/")
    page.locator("#review-text").fill("互评一项比自评低很多，请核对。")
    press(window, "申请复核", "stars-review-asked")
    for login, verdict in ((district.officer, "须由没有签署过这一结果"), (district.second, "复核结论已记下")):
        office = go.as_(login, "desktop")
        page = office.go(f"/rating/rated/{at.rated(member).id}/", "stars-review")
        page.locator("[name=answer]").fill("与计票核对过，没有差错")
        press(office, "维持")
        assert verdict in office.page.inner_text("body")
    window.go(f"/rating/rated/{at.rated(member).id}/", "stars-review-answered")
    assert "与计票核对过" in said(window)


def alone_again(go, district, campaign) -> None:
    """A year later: stars add up; who was barred is not among those who may be put forward."""
    large = district.large
    at = AGAIN(go, campaign, SECOND, large.secretary.number, large.branch, [large])
    member, accused = large.members[2], large.members[1]
    at.starts()
    rounds.bars(at, accused)
    goes_on_to_the_decision(go, district, at)
    at.desk.go(at.address, "stars-reached")
    reached = said(at.desk).split("达到推荐星数的")[1].split("以姓氏笔画为序")[0]
    assert member.name in reached and accused.name not in reached
    table = client_of(large.secretary.number).get(f"/rating/round/{at.at.id}/table/?as=xlsx")
    assert table.content[:2] == b"PK"
    window = go.as_(member.number)
    window.go(f"/rating/rated/{at.rated(member).id}/", "stars-mark-two-rounds")
    assert "各轮累计20颗" in said(window).replace(" ", "")


def together_again(go, district, campaign) -> None:
    small, middle = district.small, district.middle
    at = AGAIN(go, campaign, SECOND, district.officer, district.committee, [middle, small])
    at.starts()
    goes_on_to_the_decision(go, district, at)
    held = results.count_stars(campaign)
    assert held["person", middle.members[3].pk].stars == held["person", small.members[0].pk].stars == 20


def goes_on_to_the_decision(go, district, at) -> None:
    """Everybody gives every star, and what was counted is signed; nothing here is asked that the first round did not."""
    members, staff = ([one for school in at.schools for one in getattr(school, who)] for who in ("members", "staff"))
    at.opens("self")
    at.self_rating_by_address(members)
    at.closes("self")
    for party, voters in (("peers", members), ("staff", staff)):
        at.opens(party)
        if EVERY:
            rounds.votes(go.as_(voters[0].number), rounds.TITLES[party])
        at.votes_by_address(party, voters[1:] if EVERY else voters)
        at.ends(party)
    at.opens("organization")
    at.overall_by_address()
    at.closes("organization")
    at.counts()
    is_observed(go, district, at)
    at.signs()


def is_observed(go, district, at) -> None:
    if EVERY:
        rounds.observes(go.as_(district.inspector, "desktop"), at)
    else:
        rounds.observes_plainly(district.inspector, at)


def commends_the_best(go, district, campaign, clock) -> None:
    """评选表彰 from the stars of both rounds: the calendar of the year is out by then, so the notice can be confirmed."""
    campaigns.load_calendar(now=timezone.now(), actor=factories.TEST_ACTOR, days=[], years=[(2027, "示例")])
    large = district.large
    made = honours.Commendation(go, district, campaign, large)
    made.votes(large.members[2], large.members[2:5], large.members[1])
    clock.on(422)
    notice = made.hangs()
    clock.on(434)
    made.awards(notice)
