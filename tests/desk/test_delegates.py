"""教职工代表: elected by all staff of each school, the roster follows from the decisions, the session waits for the schools."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from tests import factories
from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.people.models import Employment
from xianfeng.kinds.meeting import actions as meetings
from xianfeng.kinds.meeting import queries as meeting
from xianfeng.kinds.selection import actions, queries, roster
from xianfeng.kinds.selection.tests.place import DAY

pytestmark = pytest.mark.django_db
RULES = {
    "honour": "教职工代表",
    "electorate": "staff",
    "term_years": 3,
    "cap": "1/5",
    "cap_rounding": "up",
    "cap_least": 1,
    "majority": "1/2",
    "decided_by": "general_meeting",
}


@pytest.fixture
def place(settings, tmp_path):
    settings.KEY_FOLDER = tmp_path / "keys"
    polls.get_sheet.cache_clear()
    with time_machine.travel(factories.NOW, tick=False):
        yield _place()


def _place():
    district = factories.District(members=3, staff=6)
    elects = factories.plan_step("delegates", "selection", subject="organization", who=("schools",), params=RULES)
    meets = factories.plan_step(
        "session",
        "meeting",
        subject="campaign",
        who=("delegates",),
        params={"form": "congress", "delegates_from": "delegates", "every_unit_sends": True, "agenda": ["审议报告"]},
    )
    return district, factories.campaign(district, [elects, meets])


def _seats(running, district, on=DAY):
    found = roster.list_seats(
        campaign_id=running.pk, step_code="delegates", organization_id=district.committee.pk, on=on
    )
    return {one.unit_id: one for one in found}


def _elect(district, running, wanted):
    """All staff vote; each of `wanted` gets every vote."""
    stamp = {"now": factories.NOW, "actor": factories.actor_of(district.secretary)}
    number = actions.start_round(
        **stamp, campaign_id=running.pk, step_code="delegates", organization_id=district.branch.pk
    )
    for who in (*wanted, district.staff[-1]):
        actions.nominate(
            **stamp, round_id=number, subject_id=who.pk, source="committee", reason="联系同事多", on=DAY
        )  # fmt: skip
    poll = actions.open_ballot(**stamp, round_id=number, closes_at=factories.NOW + timedelta(hours=1), on=DAY)
    sheet = polls.get_sheet(poll)
    for voter in (*district.members, *district.staff):
        marks = {
            one.position: ["for" if one.person_id in {who.pk for who in wanted} else "against"]
            for one in sheet.candidates
        }
        ballots.cast(now=factories.NOW, poll_id=poll, person_id=voter.pk, marks=marks)
    later = {**stamp, "now": factories.NOW + timedelta(hours=2)}
    ballots.close_poll(**later, poll_id=poll)
    actions.count_round(**later, round_id=number, on=DAY)
    chosen = queries.stage_of(queries.get_round(number)).result.chosen
    remarks = dict.fromkeys(
        ("seniority_years_of_service", "seniority_age", "seniority_post", "leaders_share"), "已看过"
    )
    actions.decide(
        **later,
        round_id=number,
        body="全体教职工大会",
        meeting_on=DAY,
        chosen=chosen,
        reasons={},
        remarks=remarks,
        on=DAY,
    )


def _convene(district, running, held_on, recorder=None):
    return meetings.convene(
        now=factories.NOW,
        actor=factories.actor_of(district.officer),
        nonce=uuid4(),
        campaign_id=running.pk,
        step_code="session",
        organization_id=district.committee.pk,
        held_on=held_on,
        chair_id=district.secretary.pk,
        recorder_id=(recorder or district.staff[0]).pk,
        agenda=[],
    )


def test_the_roster_follows_from_the_election_and_the_session_waits_for_every_school(place, client):
    """S2-44: number by staff, electorate, term, leaders' share, schools without a delegate."""
    district, running = place
    before = _seats(running, district)
    assert [(one.label, one.field, one.places, one.state) for one in before.values()] == [
        (district.school.name, 9, 2, "none"),
        (district.other_school.name, 1, 0, "none"),
    ]
    _elect(district, running, [district.secretary, district.staff[0]])
    own = _seats(running, district)[district.branch.pk]
    assert {one.name for one in own.standing} == {district.secretary.name, district.staff[0].name}
    assert (own.state, own.leading, own.issued, own.returned) == ("done", 1, 9, 9)
    assert (own.elected_on, own.until) == (DAY, date(2029, 9, 14))

    page = reverse("selection:delegates", args=[running.pk, "delegates"])
    client.force_login(district.officer_account)
    shown = client.get(page, {"organization": district.committee.pk}).content.decode()
    assert "还有 1 个单位没有代表" in shown and "1/2 人 (50.0%)" in shown and "至2029年9月14日" in shown
    step = client.get(reverse("meeting:step", args=[running.pk, "session"])).content.decode()
    assert "还有 1 个单位没有代表" in step and "现有代表 2 人" in step

    with pytest.raises(meetings.MeetingRefused) as refused:
        _convene(district, running, DAY)
    assert (refused.value.code, refused.value.params["names"]) == (
        "units_without_delegate",
        [district.other_school.name],
    )
    sent = {"organization": district.committee.pk, "unit": district.other_branch.pk}
    assert "请写明理由。" in client.post(page, sent, follow=True).content.decode()
    client.force_login(district.account_of(district.stranger))
    own_unit = {**sent, "organization": district.other_branch.pk, "reason": "人少"}
    assert client.post(page, own_unit).status_code == 403  # nobody excuses the own unit
    with pytest.raises(meetings.MeetingRefused, match="person_elsewhere"):  # nobody who was not called
        _convene(district, running, DAY - timedelta(days=1), recorder=district.staff[1])
    called = meeting.get_meeting(_convene(district, running, DAY - timedelta(days=1)))  # took place: can be recorded
    meetings.write(
        now=factories.NOW,
        actor=factories.actor_of(district.staff[0]),
        meeting_id=called.id,
        revision=called.revision,
        written=meetings.Written(called.held_on, "", [], points="审议"),
    )
    kept = meeting.get_meeting(called.id)
    assert (kept.expected, kept.present, kept.remarks) == (2, 2, ["units_without_delegate"])

    client.force_login(district.officer_account)
    client.post(page, sent | {"reason": "开全体教职工大会"})
    excused = _seats(running, district)[district.other_branch.pk]
    assert (excused.state, excused.excused) == ("excused", "开全体教职工大会")
    assert _convene(district, running, DAY)
    following = factories.campaign(district, [factories.plan_step("delegates", "selection", subject="organization",
                                                                  who=("schools",), params=RULES)])  # fmt: skip
    following.predecessor = running
    following.save()
    assert _seats(following, district)[district.branch.pk].standing == own.standing  # in their term

    Employment.objects.filter(person=district.staff[0]).update(until_date=DAY - timedelta(days=2))
    gone = _seats(running, district)[district.branch.pk]
    assert (gone.state, gone.lacks, [one.has_left for one in gone.elected].count(True)) == ("short", 1, 1)
    assert _seats(running, district, on=date(2029, 9, 15))[district.branch.pk].is_over
