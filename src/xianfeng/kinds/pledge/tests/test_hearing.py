"""S0-50: those a pledge was for confirm it by slip; a count and nothing else; unconfirmed does not count as done."""

from datetime import timedelta
from fractions import Fraction

import pytest
import time_machine
from django.urls import reverse
from tests.factories import NOW, actor_of

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots import jobs
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.ballots.models import Slip, VoteCode
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people.models import RoleGrant
from xianfeng.kinds.pledge import actions, hearing, served
from xianfeng.kinds.pledge.actions import PledgeRefused
from xianfeng.kinds.pledge.kind import heard
from xianfeng.kinds.pledge.models import Pledge
from xianfeng.kinds.pledge.tests.test_pages import DAY, Place

pytestmark = pytest.mark.django_db
LAST = DAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def clock(settings, tmp_path):
    settings.KEY_FOLDER = str(tmp_path)
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
        stamp = {"now": NOW, "actor": self.by}
        poll_id = hearing.ask_served(**stamp, pledge_id=self.pledge.pk, closes_on=LAST)
        codes = ballots.issue_slips(**stamp, poll_id=poll_id, count=max(5, yes + no + more))
        for code, said in zip(codes, ["kept"] * yes + ["not_kept"] * no, strict=False):
            ballots.cast_by_code(now=NOW, code=code, marks={1: [said]})
        ballots.close_poll(**stamp, poll_id=poll_id, reason="多数已交回")
        return served.newest_hearing(self.pledge.pk).outcome

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
    shown = served.list_hearings(place.pledge.pk)[0]
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
    few, many = served.list_hearings(place.pledge.pk)
    assert (few.answers, few.kept, few.not_kept) == (None, None, None)
    assert (many.answers, many.kept, many.not_kept) == (11, None, None)


def test_slips_are_sealed_and_counted_once_when_the_last_day_is_over(client):
    place = Asked(client)
    poll_id = hearing.ask_served(now=NOW, actor=place.by, pledge_id=place.pledge.pk, closes_on=LAST)
    assert hearing.ask_served(now=NOW, actor=place.by, pledge_id=place.pledge.pk, closes_on=LAST) == poll_id
    with pytest.raises(ballots.PaperRefused, match="too_few_slips"):
        ballots.issue_slips(now=NOW, actor=place.by, poll_id=poll_id, count=4)
    codes = ballots.issue_slips(now=NOW, actor=place.by, poll_id=poll_id, count=6)
    lines = Entry.objects.count()
    for code in codes[:5]:
        ballots.cast_by_code(now=NOW, code=code.lower(), marks={1: ["kept"]})
    assert (Slip.objects.count(), Entry.objects.count()) == (10, lines)  # a cover and a row each, no act on record
    assert len({len(bytes(one)) for one in Slip.objects.values_list("sealed", flat=True)}) == 1
    with pytest.raises(ballots.SheetRefused, match="code_used"):
        ballots.cast_by_code(now=NOW, code=codes[0], marks={1: ["not_kept"]})
    (shown,) = served.list_hearings(place.pledge.pk)
    assert (shown.state, shown.outcome, shown.answers, shown.kept) == ("open", "", None, None)
    with pytest.raises(polls.TallySealed):
        polls.get_tally(poll_id)
    assert place.confirm() == "served_being_asked"
    assert jobs.close_due(NOW) == 0
    after = NOW + timedelta(days=8)
    with pytest.raises(ballots.SheetRefused, match="poll_not_open"):
        ballots.cast_by_code(now=after, code=codes[5], marks={1: ["kept"]})
    assert (jobs.close_due(after), jobs.close_due(after)) == (1, 0)
    assert Slip.objects.count() == VoteCode.objects.count() == 0
    (shown,) = served.list_hearings(place.pledge.pk)
    assert (shown.outcome, shown.issued, shown.answers) == ("kept", 6, 5)


def test_from_the_page_of_the_pledge_to_a_slip_without_account(client):
    place = Asked(client)
    page = reverse("pledge:pledge", args=[place.pledge.pk])
    secretary = place.as_(place.district.secretary)
    assert "发给“教研组同事”" in secretary.get(page).content.decode()
    assert secretary.post(reverse("pledge:served", args=[place.pledge.pk]), {"closes_on": "9月"}).url == page
    asked = secretary.post(reverse("pledge:served", args=[place.pledge.pk]), {"closes_on": LAST.isoformat()})
    assert "截止前谁也看不到结果" in secretary.get(page).content.decode()
    manage = secretary.get(asked.url).content.decode()
    assert ("名册" in manage, "纸质票" in manage, "再印几张" in manage) == (False, False, True)
    assert "本学期听评课 20 节" in manage
    printed = secretary.post(asked.url.replace("manage", "codes"), {"count": "5"})
    assert "no-store" in printed.headers["Cache-Control"]
    assert "本学期听评课 20 节" in printed.content.decode()
    codes = [slip["code"] for slip in printed.context["slips"]]
    author = place.as_(place.district.members[1])
    assert author.post(reverse("pledge:served", args=[place.pledge.pk])).status_code == 403
    client.logout()
    address = reverse("ballots:by_code")
    sheet = client.post(address, {"c": codes[0]}).content.decode()
    assert ("本学期听评课 20 节" in sheet, "办到了" in sheet) == (True, True)
    sent = {"c": codes[0], "r1": "kept", "act": "send"}
    assert client.post(address, sent).url == reverse("ballots:by_code_sent")
    again = client.post(address, sent)
    assert (again.status_code, "每个码只能用一次" in again.content.decode()) == (422, True)
    secretary = place.as_(place.district.secretary)
    secretary.post(asked.url.replace("manage", "close"), {"reason": "不再等"})
    assert "收回不足 5 张" in secretary.get(page).content.decode()


def test_nobody_runs_the_slips_about_the_own_pledge(client):
    place = Asked(client)
    with pytest.raises(PledgeRefused, match="own_pledge"):
        hearing.ask_served(
            now=NOW, actor=actor_of(place.district.members[1]), pledge_id=place.pledge.pk, closes_on=LAST
        )
    hearing.ask_served(now=NOW, actor=place.by, pledge_id=place.pledge.pk, closes_on=LAST)
    own = Pledge.objects.get(pk=place.pledge.pk)
    RoleGrant.objects.create(
        account=place.district.account_of(own.person),
        role="bureau_officer",
        organization=own.organization,
        from_date=DAY,
    )
    manage = reverse("ballots:manage", args=[own.hearings.get().poll_id])
    assert place.as_(own.person).get(manage).status_code == 403
    assert place.as_(place.district.secretary).get(manage).status_code == 200
