"""While a poll waits for its two trustees, whoever runs it is told so, and goes on when both have come."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.apps.ballots.making import appoint, submit
from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots import queries as polls
from xianfeng.kinds.rating.tests.place import Place as Rating
from xianfeng.kinds.selection.tests.place import Place as Selection
from xianfeng.kinds.survey import jobs
from xianfeng.kinds.survey.models import Round as Survey
from xianfeng.kinds.survey.tests.test_pages import Place as SurveyPlace

pytestmark = pytest.mark.django_db
WAITS = "投票已停止，等两位开票人交出钥匙；交齐后自动计票"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(factories.NOW, tick=False):
        yield


def shown(district, running, code, kind, someone=None):
    client = Client()
    client.force_login(district.account_of(someone or district.secretary))
    return client.get(reverse(f"{kind}:step", args=[running.pk, code])).content.decode()


def stop(district, poll):
    """The organiser's button, before the deadline and with a reason."""
    client = Client()
    client.force_login(district.account_of(district.secretary))
    client.post(reverse("ballots:close", args=[poll]), {"reason": "在场的都已交票"})
    assert polls.get_poll(poll).state == "closing"
    said = client.get(reverse("ballots:manage", args=[poll])).content.decode()
    assert "等待开票人" in said and said.count("未交") == 2


def open_the_box(district, poll, codes):
    for turn in (0, 3):
        submit(poll, district.staff[turn], codes[turn])
    assert polls.get_poll(poll).state == "closed"


def test_a_rating_waits_and_then_gives_the_next_party_its_turn():
    place = Rating()
    district = place.district
    codes = appoint(district)
    place.start().open("self")
    for one in place.at.rated:
        place.sheet(one, "self", actor=factories.actor_of(next(m for m in district.members if m.pk == one.person_id)))
    place.close("self")
    poll = place.open("peers")
    form = polls.get_sheet(poll)
    for elector in district.members:
        ballots.cast(now=place.now, poll_id=poll, person_id=elector.pk, marks={row: ["yes"] for row in form.rows})
    stop(district, poll)
    said = shown(district, place.running, place.step_code, "rating")
    assert (WAITS in said, "看还差哪一位" in said, "去投票" in said, "开始教师测评" in said) == (
        True,
        True,
        False,
        False,
    )
    said = shown(district, place.running, place.step_code, "rating", district.members[3])
    assert (WAITS in said, "看还差哪一位" in said, "去投票" in said) == (True, False, False)
    open_the_box(district, poll, codes)
    said = shown(district, place.running, place.step_code, "rating")
    assert (WAITS in said, "开始教师测评" in said) == (False, True)


def test_a_selection_waits_and_can_then_be_counted():
    place = Selection()
    district = place.district
    place.start().nominate(*district.members[1:6]).masses(chosen=3)
    codes = appoint(district)
    poll = place.open()
    form = polls.get_sheet(poll)
    for turn, elector in enumerate(district.members):
        marks = {row: ["for" if row <= 3 and turn < 9 - row else "against"] for row in form.rows}
        ballots.cast(now=place.now, poll_id=poll, person_id=elector.pk, marks=marks)
    stop(district, poll)
    said = shown(district, place.running, "selection", "selection")
    assert (WAITS in said, "按规则得出结论" in said) == (True, False)
    open_the_box(district, poll, codes)
    said = shown(district, place.running, "selection", "selection")
    assert (WAITS in said, "按规则得出结论" in said) == (False, True)


def test_a_survey_ended_early_waits_and_then_closes_by_itself(client):
    place = SurveyPlace(client)
    codes = appoint(place.district)
    one = place.open()
    place.cast(one, ["satisfied"] * 6)
    place.close(one)
    page = reverse("survey:round", args=[one.pk])
    said = place.as_(place.district.secretary).get(page).content.decode()
    assert ("已停止作答" in said, "已结束并计票" in said, WAITS in said, "提前结束的原因" in said) == (
        True,
        False,
        True,
        False,
    )
    assert jobs.close_due(factories.NOW + timedelta(minutes=1)) == 0
    open_the_box(place.district, one.poll_id, codes)
    assert jobs.close_due(factories.NOW + timedelta(minutes=2)) == 1
    assert Survey.objects.get(pk=one.pk).state == "closed"
