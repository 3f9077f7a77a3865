"""An honour needs the decision, the finished notice and the approval; it can be taken back, and then gives no certificate."""

import io
from datetime import timedelta

import docx
import pytest
from django.urls import reverse
from tests import factories

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.notices.models import Notice
from xianfeng.apps.results import queries as results
from xianfeng.apps.results.actions import HonourRefused
from xianfeng.kinds.selection import actions, honours, queries
from xianfeng.kinds.selection.tests.place import DAY, PATTERNS, Place

pytestmark = pytest.mark.django_db


def decided():
    """A selection with one chosen, and a notice step about it."""
    place = Place(non_members_at_least=None)
    notice = factories.plan_step(
        "result_notice", "notice", subject="organization", params={"what": "result", "of_step": "selection"}
    )
    place.running.plan = {**place.running.plan, "steps": [*place.running.plan["steps"], notice]}
    place.running.save()
    place.running.windows.create(
        step_code="result_notice", position=1, opens_on=place.running.starts_on, closes_on=place.running.starts_on
    )
    chosen = place.district.members[1]
    place.start().nominate(chosen)
    place.vote(place.open(), {chosen: 8})
    place.decide(list(place.stage.result.chosen))
    return place, chosen


def publish(place, state="confirmed"):
    return Notice.objects.create(
        campaign=place.running,
        step_code="result_notice",
        organization=place.district.branch,
        title="评选结果公示",
        state=state,
        days=5,
    )


def award(place, approval="中共示例区教育局委员会，示教党〔2026〕8号"):
    return honours.award(now=place.now, actor=place.actor, round_id=place.round_id, approval=approval, on=DAY)


def test_an_honour_rests_on_decision_notice_and_approval(client):
    place, chosen = decided()
    with pytest.raises(HonourRefused, match="no_notice"):
        award(place)
    notice = publish(place, "posted")
    with pytest.raises(HonourRefused, match="no_notice"):
        award(place)
    Notice.objects.filter(pk=notice.pk).update(state="confirmed")
    with pytest.raises(HonourRefused, match="approval_missing"):
        award(place, " ")
    given = award(place)
    assert award(place) == given
    honour = results.find_honour(given[0])
    assert (honour.person_id, honour.notice) == (chosen.pk, f"notice:{notice.pk}")

    client.force_login(place.district.account_of(place.district.secretary))
    paper = client.get(reverse("selection:certificate", args=[honour.id]))
    text = "\n".join(line.text for line in docx.Document(io.BytesIO(paper.content)).paragraphs)
    assert f"{chosen.name}同志：" in text
    assert "示教党〔2026〕8号" in text
    client.post(reverse("selection:revoke", args=[honour.id]), {"reason": "事迹经查不实"})
    assert results.find_honour(honour.id).revoked_because == "事迹经查不实"
    assert client.get(reverse("selection:certificate", args=[honour.id])).status_code == 404
    page = client.get(reverse("selection:step", args=[place.running.pk, "selection"])).content.decode()
    assert "事迹经查不实" in page


class Town:
    """A bureau with five branches whose posts are filled, and the pages of the three categories."""

    def __init__(self, step):
        district = self.district = factories.District(members=6, staff=6)
        self.branches = [district.branch, district.other_branch]
        self.secretaries = [district.secretary, district.stranger]
        for turn in range(3):
            school = factories.school(f"示例第{turn + 3}小学", under=district.bureau, rebuild=False)
            branch = factories.organization(
                "party_branch", f"第{turn + 3}支部", under=district.committee, covers=[school], rebuild=False
            )
            one = factories.person(
                f"书记{turn}", branch=branch, works_at=school, role="branch_secretary", office_at=branch
            )
            self.branches.append(branch)
            self.secretaries.append(one)
        factories.rebuild_closure()
        notice = {
            **factories.plan_step("result_notice", "notice", params={"what": "result", "of_step": "selection"}),
            "subject": step["subject"],
        }
        self.running = factories.campaign(district, [step, notice])

    def run(self, place, units, candidates, voters, officer):
        """Started, nominated, voted on in secret and decided; published, approved, given."""
        who = {"now": factories.NOW, "actor": officer}
        made = actions.start_round(
            **who, campaign_id=self.running.pk, step_code="selection", organization_id=place.pk, unit_ids=units
        )
        for one in candidates:
            actions.nominate(**who, round_id=made, subject_id=one.pk, source="committee", reason="成绩突出", on=DAY)
        poll = actions.open_ballot(**who, round_id=made, closes_at=factories.NOW + timedelta(hours=1), on=DAY)
        form = polls.get_sheet(poll)
        roll = {person for _entry, _position, person, _unit in polls.list_roll_entries(poll)}
        assert roll == {one.name for one in voters}
        for one in voters:
            locked = form.recused.get(one.pk, ())
            marks = {row: ["for"] for row in form.rows[:1] if row not in locked}
            marks |= {row: ["against"] for row in form.rows[1:] if row not in locked}
            ballots.cast(now=factories.NOW, poll_id=poll, person_id=one.pk, marks=marks)
        ballots.close_poll(now=factories.NOW + timedelta(hours=2), actor=officer, poll_id=poll)
        actions.count_round(**who, round_id=made, on=DAY)
        stage = queries.stage_of(queries.get_round(made))
        said = dict.fromkeys(PATTERNS, "研究过")
        actions.decide(
            **who, round_id=made, body="教育局党委", meeting_on=DAY, chosen=list(stage.result.chosen), reasons={},
            remarks=said, on=DAY,
        )  # fmt: skip
        return made

    def hang(self, client, place):
        """The notice is proposed on its page with the names the decision gave, then confirmed."""
        url = reverse("notice:propose", args=[self.running.pk, "result_notice"]) + f"?organization={place.pk}"
        page = client.get(url).content.decode()
        Notice.objects.create(
            campaign=self.running,
            step_code="result_notice",
            organization=place,
            title="公示",
            state="confirmed",
            days=5,
        )
        return page

    def certificate(self, client, made):
        (given,) = honours.award(
            now=factories.NOW, actor=factories.TEST_ACTOR, round_id=made, approval="示教党〔2026〕9号", on=DAY
        )
        paper = client.get(reverse("selection:certificate", args=[given]))
        return "\n".join(line.text for line in docx.Document(io.BytesIO(paper.content)).paragraphs)


def whole(honour, subject, audience, **params):
    step = factories.plan_step(
        "selection",
        "selection",
        subject=subject,
        who=audience,
        params={"honour": honour, "cap": "1/2", "majority": "1/2", **params},
    )
    return Town(step)


def test_an_advanced_organisation_from_nomination_to_certificate(client):
    town = whole("先进基层党组织", "campaign", ("branches",), subjects="organizations")
    district = town.district
    officer = factories.actor_of(district.officer)
    client.force_login(district.officer_account)
    units = [branch.pk for branch in town.branches]
    made = town.run(district.committee, units, town.branches[:2], town.secretaries, officer)
    assert town.branches[0].name in town.hang(client, district.committee)
    said = town.certificate(client, made)
    assert (f"{town.branches[0].name}：" in said, "“先进基层党组织”" in said, "同志" in said) == (True, True, False)


def test_a_party_worker_holds_a_post_of_the_committee(client):
    town = whole("优秀党务工作者", "campaign", ("party_workers",), subjects="persons")
    district = town.district
    officer = factories.actor_of(district.officer)
    client.force_login(district.officer_account)
    units = [branch.pk for branch in town.branches]
    voters = [*district.members, *town.secretaries[1:]]
    with pytest.raises(Refused, match="not_eligible"):
        town.run(district.committee, units, [district.members[1]], voters, officer)
    made = town.run(district.committee, units, [district.secretary, town.secretaries[2]], voters, officer)
    eligible = {row.name for row in queries.list_eligible(queries.get_round(made), on=DAY) if row.is_eligible}
    assert eligible == {one.name for one in town.secretaries}
    assert district.secretary.name in town.hang(client, district.committee)
    said = town.certificate(client, made)
    assert (f"{district.secretary.name}同志：" in said, "“优秀党务工作者”" in said) == (True, True)


def test_a_pioneer_teaching_group_from_nomination_to_certificate(client):
    town = whole("先锋教研组", "organization", ("schools",), subjects="teaching_groups")
    district = town.district
    groups = [
        factories.organization("teaching_group", f"{name}教研组", under=district.school, relation="administrative")
        for name in ("语文", "数学")
    ]
    secretary = factories.actor_of(district.secretary)
    client.force_login(district.account_of(district.secretary))
    made = town.run(district.branch, [], groups, [*district.members, *district.staff], secretary)
    assert queries.stage_of(queries.get_round(made)).decision is not None
    page = town.hang(client, district.branch)
    (chosen,) = [group for group in groups if group.name in page.split("<textarea", 1)[-1]]
    said = town.certificate(client, made)
    assert (f"{chosen.name}：" in said, "“先锋教研组”" in said) == (True, True)
