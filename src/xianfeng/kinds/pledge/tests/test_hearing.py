"""S0-50: those a pledge was for confirm it by slip; a count and nothing else; unconfirmed does not count as done."""

from datetime import timedelta
from fractions import Fraction

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from tests.factories import NOW, actor_of

from xianfeng.apps.journal.models import Entry
from xianfeng.kinds.pledge import actions, hearing
from xianfeng.kinds.pledge.actions import PledgeRefused
from xianfeng.kinds.pledge.kind import heard
from xianfeng.kinds.pledge.models import Hearing, Pledge, Slip
from xianfeng.kinds.pledge.tests.test_pages import DAY, Place

pytestmark = pytest.mark.django_db
LAST = DAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


class Asked(Place):
    """A pledge reported fulfilled, whose reviewer may ask those it was for."""

    def __init__(self, client, **params):
        super().__init__(client)
        self.running.plan["steps"][0]["params"] = {**self.running.plan["steps"][0]["params"], **params}
        self.running.save()
        self.pledge = self.published()
        self.act(self.district.members[1], self.pledge, "claim", note="听课记录 20 份")
        self.by = actor_of(self.district.secretary)

    def ask(self, yes: int, no: int, more: int = 0) -> str:
        hearing.ask_served(now=NOW, actor=self.by, pledge_id=self.pledge.pk, closes_on=LAST)
        codes = hearing.print_slips(now=NOW, actor=self.by, pledge_id=self.pledge.pk, count=max(5, yes + no + more))
        for code, said in zip(codes, ["kept"] * yes + ["not_kept"] * no, strict=False):
            hearing.answer(now=NOW, code=code, said=said)
        return hearing.close_hearing(now=NOW, actor=self.by, pledge_id=self.pledge.pk)

    def confirm(self) -> str:
        try:
            actions.confirm(now=NOW, actor=self.by, pledge_id=self.pledge.pk)
        except PledgeRefused as refused:
            return refused.code
        return "" if Pledge.objects.get(pk=self.pledge.pk).fulfilled_on else "nothing"


@pytest.mark.parametrize(
    ("kept", "not_kept", "above", "outcome"),
    [
        (6, 3, None, "kept"),
        (5, 5, None, "not_kept"),
        (4, 0, None, "too_few"),
        (6, 4, Fraction(2, 3), "not_kept"),
        (0, 5, None, "not_kept"),
    ],
)
def test_more_than_half_or_the_plans_own_share_of_at_least_five(kept, not_kept, above, outcome):
    assert heard(kept, not_kept, above) == outcome


def test_a_deed_that_those_it_was_for_confirm_counts_as_done(client):
    place = Asked(client, confirmed_by_served=True)
    assert place.confirm() == "served_unheard"
    assert place.ask(yes=7, no=6, more=2) == "kept"
    shown = hearing.list_hearings(place.pledge.pk)[0]
    assert (shown.issued, shown.answers, shown.kept, shown.not_kept) == (15, 13, 7, 6)
    assert place.confirm() == ""


def test_most_of_them_saying_no_stops_it_whatever_the_plan_asks(client):
    place = Asked(client)
    assert place.ask(yes=2, no=5) == "not_kept"
    assert place.confirm() == "served_say_no"
    place.act(place.district.secretary, place.pledge, "reject_claim", reason="受益方多数认为没有办到")
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        place.act(place.district.members[1], place.pledge, "claim", note="补听 5 节")
    assert place.confirm() == ""


def test_a_hearing_before_an_earlier_report_says_nothing_of_a_new_one(client):
    place = Asked(client, confirmed_by_served=True)
    assert place.ask(yes=6, no=0) == "kept"
    place.act(place.district.secretary, place.pledge, "reject_claim", reason="材料不全")
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        place.act(place.district.members[1], place.pledge, "claim", note="补齐")
    assert place.confirm() == "served_unheard"


def test_fewer_than_five_decide_nothing_and_no_small_figure_is_shown(client):
    place = Asked(client, confirmed_by_served=True)
    assert place.ask(yes=4, no=0, more=6) == "too_few"
    assert place.confirm() == "served_unheard"
    assert place.ask(yes=9, no=2) == "kept"
    few, many = hearing.list_hearings(place.pledge.pk)
    assert (few.answers, few.kept, few.not_kept) == (None, None, None)
    assert (many.answers, many.kept, many.not_kept) == (11, None, None)


def test_a_code_answers_once_and_nothing_of_an_answer_stays(client):
    place = Asked(client)
    hearing.ask_served(now=NOW, actor=place.by, pledge_id=place.pledge.pk, closes_on=LAST)
    with pytest.raises(PledgeRefused) as refused:
        hearing.print_slips(now=NOW, actor=place.by, pledge_id=place.pledge.pk, count=4)
    assert refused.value.code == "too_few_slips"
    codes = hearing.print_slips(now=NOW, actor=place.by, pledge_id=place.pledge.pk, count=6)
    lines = Entry.objects.count()
    hearing.answer(now=NOW, code=codes[0].lower(), said="kept")
    assert (Slip.objects.count(), Entry.objects.count()) == (5, lines)
    for code in (codes[0], "不存在"):
        with pytest.raises(PledgeRefused) as refused:
            hearing.answer(now=NOW, code=code, said="kept")
        assert refused.value.code == "slip_unknown"
    with pytest.raises(PledgeRefused):
        hearing.answer(now=NOW + timedelta(days=8), code=codes[1], said="kept")
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'pledge_slip'")
        assert {name for (name,) in cursor.fetchall()} == {"sha256", "hearing_id"}
    assert place.confirm() == "served_being_asked"
    assert Hearing.objects.get().kept == 1


def test_from_the_page_of_the_pledge_to_a_slip_without_account(client):
    place = Asked(client)
    page = reverse("pledge:pledge", args=[place.pledge.pk])
    secretary = place.as_(place.district.secretary)
    assert "发给“教研组同事”" in secretary.get(page).content.decode()
    secretary.post(reverse("pledge:served", args=[place.pledge.pk]), {"act": "ask", "closes_on": LAST.isoformat()})
    assert "截止前谁也看不到结果" in secretary.get(page).content.decode()
    printed = secretary.post(reverse("pledge:slips", args=[place.pledge.pk]), {"count": "5"})
    assert printed.headers["Cache-Control"] == "no-store"
    codes = [slip["code"] for slip in printed.context["slips"]]
    client.logout()
    address = reverse("pledge:slip")
    sheet = client.get(f"{address}?c={codes[0]}").content.decode()
    assert "本学期听评课 20 节" in sheet
    assert client.post(address, {"c": codes[0], "send": "1"}).status_code == 422
    assert "谢谢" in client.post(address, {"c": codes[0], "said": "kept", "send": "1"}).content.decode()
    again = client.post(address, {"c": codes[0], "said": "kept", "send": "1"})
    assert (again.status_code, "每个码只能用一次" in again.content.decode()) == (422, True)
    member = place.as_(place.district.members[1])
    assert member.post(reverse("pledge:served", args=[place.pledge.pk]), {"act": "close"}).status_code == 403
    place.as_(place.district.secretary).post(reverse("pledge:served", args=[place.pledge.pk]), {"act": "close"})
    assert "收回不足 5 张" in place.as_(place.district.secretary).get(page).content.decode()
