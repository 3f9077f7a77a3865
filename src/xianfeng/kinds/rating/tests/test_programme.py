"""争十星 through its pages: three schools, two rounds, a small branch in a joint round, a veto, a contest, paper."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.results import queries as results
from xianfeng.kinds.rating import queries
from xianfeng.kinds.rating.tests import place

pytestmark = pytest.mark.django_db
DEADLINE = "2026-09-15T11:00"


class School:
    """One branch with its people."""

    def __init__(self, district, name, members, staff):
        self.school = factories.school(name, under=district.bureau)
        self.branch = factories.organization(
            "party_branch", f"中共{name}支部", under=district.committee, covers=[self.school]
        )
        self.secretary = factories.person(
            f"书记{name}", branch=self.branch, works_at=self.school, role="branch_secretary", office_at=self.branch
        )
        more = [factories.person(branch=self.branch, works_at=self.school) for _ in range(members - 1)]
        self.members = [self.secretary, *more]
        self.staff = [factories.person(status="non_member", works_at=self.school) for _ in range(staff)]
        self.accounts = {one.pk: factories.account(one) for one in self.members}


class Programme:
    """The district, its campaign and a signed-in browser for anybody."""

    def __init__(self):
        self.district = factories.District(members=1, staff=1)
        self.large = School(self.district, "东小学", 7, 6)
        self.middle = School(self.district, "西小学", 5, 4)
        self.small = School(self.district, "南小学", 3, 3)
        self.running = place.campaign(self.district, place.plan())
        self.officer = self.browser(self.district.officer_account)
        self.secretary = self.browser(self.large.accounts[self.large.secretary.pk])

    @staticmethod
    def browser(account):
        client = Client()
        client.force_login(account)
        return client

    def step(self, client, step_code, organization):
        return client.get(reverse("rating:step", args=[self.running.pk, step_code]), {"organization": organization.pk})

    def act(self, client, name, number, *more, **data):
        answer = client.post(reverse(f"rating:{name}", args=[number, *more]), data)
        assert answer.status_code == 302, answer.content.decode()[:500]
        return answer

    def start(self, client, step_code, organization, units=()):
        data = {"organization": organization.pk, "unit": [unit.pk for unit in units]}
        client.post(reverse("rating:start", args=[self.running.pk, step_code]), data)
        return queries.find_round(self.running.pk, step_code, organization.pk)

    def fill(self, client, rated, party, mark="yes"):
        items = [item["key"] for item in place.ITEMS]
        data = {f"mark-{item}": mark for item in items} | {f"reason-{item}": "见平时记录" for item in items}
        known = queries.find_sheet(rated.id, party)
        self.act(client, "sheet", rated.id, party, act="send", revision=known.revision if known else 0, **data)

    def vote(self, client, at, party, electors, paper=()):
        """All say yes; `paper` are handed sheets that two tellers read."""
        self.act(client, "party", at.id, party, act="open", closes_at=DEADLINE)
        poll = next(row.poll for row in queries.list_parties(queries.get_round(at.id)) if row.party.code == party)
        assert poll is not None, party
        form = polls.get_sheet(poll.id)
        entries = {name: entry for entry, _position, name, _unit in polls.list_roll_entries(poll.id)}
        common = {"now": factories.NOW, "actor": factories.TEST_ACTOR, "poll_id": poll.id}
        if paper:
            ballots.hand_out_paper(**common, entry_ids=[entries[one.name] for one in paper])
            read = {(party, 0, "valid"): len(paper), **{(party, row, "yes"): len(paper) for row in form.rows}}
            for teller in self.middle.staff[:2]:
                ballots.enter_paper(**common, teller_id=teller.pk, counts=read)
        for elector in electors:
            if elector not in paper:
                ballots.cast(
                    now=factories.NOW, poll_id=poll.id, person_id=elector.pk, marks={row: ["yes"] for row in form.rows}
                )
        ballots.close_poll(**{**common, "now": factories.NOW + timedelta(hours=3)})

    def run(self, client, at, schools, *, paper=()):
        """One whole round of one or several schools."""
        members = [one for school in schools for one in school.members]
        staff = [one for school in schools for one in school.staff]
        self.act(client, "party", at.id, "self", act="open")
        for school in schools:
            for rated in queries.get_round(at.id).rated:
                if rated.person_id in school.accounts:
                    self.fill(self.browser(school.accounts[rated.person_id]), rated, "self")
        self.act(client, "party", at.id, "self", act="close")
        self.vote(client, at, "peers", members)
        self.vote(client, at, "staff", staff, paper)
        self.act(client, "party", at.id, "organization", act="open")
        for rated in at.rated:
            self.fill(client, rated, "organization")
        self.act(client, "party", at.id, "organization", act="close")
        self.act(client, "count", at.id)
        self.act(self.officer, "observe", at.id, note="程序符合规定")

    def sign(self, client, at):
        tests = ("everybody_excellent", "seniority_years_of_service", "seniority_age", "seniority_post")
        said = {f"remark-{test}": "研究过" for test in (*tests, "leaders_share", "rota", "straight_lined")}
        answer = client.post(
            reverse("rating:decision", args=[at.id]), {"body": "支部委员会", "meeting_on": "2026-09-15", **said}
        )
        assert answer.status_code == 302, answer.content.decode()


def test_two_rounds_of_ten_stars_in_three_schools():
    all_of = Programme()
    large, schools = all_of.large, [all_of.middle, all_of.small]

    # The small branch cannot vote by itself: the superior holds a joint round.
    at = all_of.start(all_of.secretary, "member_rating-first", large.branch)
    joint = all_of.start(
        all_of.officer, "member_rating-first", all_of.district.committee, [one.branch for one in schools]
    )
    assert joint is not None
    assert joint.is_joint
    assert len(joint.rated) == 8

    # A veto with its evidence, contested by the person, upheld by somebody else.
    accused = large.members[1]
    mine = next(one for one in at.rated if one.person_id == accused.pk)
    all_of.act(all_of.secretary, "veto", at.id, subject=mine.id, code="discipline", evidence="处分决定")
    own = all_of.browser(large.accounts[accused.pk])
    assert "处分决定" in all_of.step(own, "member_rating-first", large.branch).content.decode()
    veto = results.list_vetoes(all_of.running.pk, "member_rating-first", person_id=accused.pk)[0]
    all_of.act(own, "contest", veto.id, objection="处分期已满")

    all_of.run(all_of.secretary, at, [large], paper=large.staff[:5])
    assert "没有结果" in all_of.step(all_of.secretary, "member_rating-first", large.branch).content.decode()
    all_of.act(all_of.officer, "decide_veto", veto.id, answer="仍在期内", verdict="upheld")
    all_of.sign(all_of.secretary, at)
    all_of.run(all_of.officer, joint, schools)
    all_of.sign(all_of.officer, joint)

    # Everybody sees the own mark with its grounds, the board has names and stars only.
    page = own.get(reverse("rating:mark", args=[mine.id])).content.decode()
    assert "政治忠诚星" in page
    assert "张有效票的平均" in page
    other = next(one for one in at.rated if one.person_id == large.members[2].pk)
    assert own.get(reverse("rating:mark", args=[other.id])).status_code == 403
    paper = own.get(reverse("rating:mark_paper", args=[mine.id]))
    assert paper.content[:2] == b"PK"
    address = reverse("rating:board", args=[all_of.running.pk, large.branch.pk])
    assert address in own.get(reverse("notices:board")).content.decode()
    board = own.get(address).content.decode()
    assert large.members[2].name in board
    assert "分" not in board.split("<main")[1].split("以姓氏笔画为序")[0]

    # Second round: stars add up; the vetoed member is not among those who may be put forward.
    second = all_of.start(all_of.secretary, "member_rating-second", large.branch)
    all_of.run(all_of.secretary, second, [large])
    all_of.sign(all_of.secretary, second)
    table = all_of.secretary.get(reverse("rating:table", args=[second.id]), {"as": "xlsx"})
    assert table.content[:2] == b"PK"
    page = all_of.step(all_of.secretary, "member_rating-second", large.branch).content.decode()
    assert "达到推荐星数的" in page
    held = results.count_stars(all_of.running.pk)
    assert held["person", large.members[2].pk].stars == 8
    assert held["person", all_of.small.members[0].pk].stars == 4
    assert all(one.same for one in results.replay_campaign(all_of.running.pk))
