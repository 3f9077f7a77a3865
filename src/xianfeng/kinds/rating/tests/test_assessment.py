"""民主测评 of a leading team and each of its members, 四优学校 by the superior, and what is worth points by default (S2-50, S4-24)."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.urls import reverse
from tests import factories

from xianfeng.apps.ballots import actions as ballots
from xianfeng.apps.ballots import queries as polls
from xianfeng.apps.people.models import Employment
from xianfeng.core.scoring import build_rules
from xianfeng.kinds.rating import actions, queries
from xianfeng.kinds.rating.gathering import TEAM
from xianfeng.kinds.rating.kind import kind
from xianfeng.kinds.rating.tables import list_tables
from xianfeng.kinds.rating.tests.place import DAY, Place
from xianfeng.kinds.rating.weighing import rules_of, weights_of

LEADERS = {
    "criteria": ["levels"],
    "subjects": "leaders",
    "scale": "four_levels",
    "points_per_star": None,
    "star_from": None,
    "accumulates": False,
    "observer": False,
    "basic_stars": None,
    "order": [],
    "vetoes": [],
    "parties": [{"code": "delegates", "title": "代表测评", "at_least": 5, "secret": True}],
}


def assess(**more):
    """A congress of 7 members and 14 teachers rates the team and the secretary."""
    at = Place(members=7, staff=14, **{**LEADERS, **more}).start()
    poll = at.open("delegates")
    team = next(one for one in at.at.rated if one.name == TEAM)
    assert team.organization_id == at.district.branch.pk
    electors = [*at.district.members, *at.district.staff]
    return at, poll, electors


@pytest.mark.django_db
def test_the_table_adds_up_and_hides_what_is_small(client):
    at, poll, electors = assess()
    form = polls.get_sheet(poll)
    for n, elector in enumerate(electors):
        grade = "good" if n < 12 else "fairly_good" if n < 19 else "poor"
        ballots.cast(now=at.now, poll_id=poll, person_id=elector.pk, marks={row: [grade] for row in form.rows})
    ballots.close_poll(now=at.now + timedelta(hours=2), actor=at.actor, poll_id=poll)
    at.count()
    table = list_tables(at.at)[0]
    assert (table.issued, table.returned, table.valid, table.invalid) == (21, 21, 20, 0)
    for row in table.rows:
        shown = [cell for cell in row.cells if cell.count is not None]
        assert sum(cell.count for cell in shown) == table.valid
        assert sum(Fraction(cell.percent) for cell in shown) == 100
        assert all(cell.count >= 5 or cell.count == 0 for cell in shown)
    client.force_login(at.district.account_of(at.district.secretary))
    at.sign()
    own = at.rated(at.district.secretary)
    page = client.get(reverse("rating:mark", args=[own.id])).content.decode()
    assert "只计各等次的票数" in page
    assert "总分" not in page


def test_without_weights_the_signed_sheet_decides_and_ballots_are_only_shown():
    params = kind.read_params(
        {
            "criteria": ["four_strong"],
            "scale": "four_levels",
            "parties": [
                {"code": "peers", "title": "党员互评", "secret": True},
                {"code": "organization", "title": "组织总评"},
            ],
        }
    )
    assert weights_of(params) == {"peers": 0, "organization": 1}
    rules = build_rules(rules_of(params, title="四强四比", items=[{"code": "strong", "title": "强素质", "key": False}]))
    assert [(band.code, band.at_least) for band in rules.bands] == [
        ("good", 90),
        ("fairly_good", 80),
        ("fair", 60),
        ("poor", 0),
    ]
    assert rules.parties[0].at_least == rules.smallest_cell == 5


@pytest.mark.django_db
def test_the_superior_rates_schools_and_the_class_follows(client):
    at = Place(
        **{
            **LEADERS,
            "subjects": "schools",
            "parties": [{"code": "superior", "title": "上级评定"}],
        }
    ).start()
    assert [one.name for one in at.at.rated] == ["示例第一小学"]
    at.open("superior")
    at.sheet(at.at.rated[0], "superior", marks={"thinking": "good", "work": "fairly_good"}, actor=at.superior)
    at.close("superior")
    at.count()
    outcome = at.stage.result.outcome["subjects"][0]
    assert (outcome["total"], outcome["band"]) == ("90", "good")
    at.sign()
    asker, other = (factories.actor_of(one) for one in at.district.members[2:4])
    common = {"now": at.now, "changed": False, "answer": "查过，维持"}
    review = actions.ask_review(now=at.now, actor=asker, rated_id=at.at.rated[0].id, text="请再看", on=DAY)
    for concerned in (asker, at.superior, at.actor):  # who asked, who signed the sheet, who signed the decision
        with pytest.raises(actions.RatingRefused, match="own_mark"):
            actions.answer_review(**common, actor=concerned, review_id=review)
    client.force_login(at.district.account_of(at.district.secretary))
    address = reverse("rating:answer_review", args=[review])
    assert client.post(address, {"answer": "维持"}).status_code == 403  # of the school that was marked
    actions.answer_review(**common, actor=other, review_id=review)


@pytest.mark.django_db
def test_a_teaching_group_is_a_subject_and_stays_silent_on_itself():
    at = Place(
        **{
            **LEADERS,
            "subjects": "teaching_groups",
            "parties": [{"code": "delegates", "title": "教师测评", "secret": True}],
        }
    )
    group = factories.organization("teaching_group", "语文教研组", under=at.district.school, relation="administrative")
    Employment.objects.create(person=at.district.staff[0], organization=group, from_date=factories.START)
    at.start()
    assert [one.name for one in at.at.rated] == ["语文教研组"]
    poll = at.open("delegates")
    assert set(polls.get_sheet(poll).recused) == {at.district.staff[0].pk}


def test_own_values_of_grades_must_fall():
    faults = kind._scale_faults(kind.read_params({**kind.sample(), "grade_points": [90, 95, 60, 0]}))
    assert [fault.code for fault in faults] == ["grades_not_falling"]
    faults = kind._scale_faults(kind.read_params({**kind.sample(), "grade_points": [10, 8, 6, 4]}))
    assert [fault.code for fault in faults] == ["band_unreachable"]  # against the usual 90: nobody could be 优秀


@pytest.mark.django_db
def test_a_branch_neither_starts_nor_marks_what_the_superior_judges(client):
    at = Place(**{**LEADERS, "subjects": "organizations", "parties": [{"code": "organization", "title": "定期考核"}]})
    for step in at.running.plan["steps"]:
        step["responsible"] = "superior"
    at.running.save()
    address = reverse("rating:start", args=[at.running.pk, at.step_code])
    where = {"organization": at.organization.pk}
    client.force_login(at.district.account_of(at.district.secretary))
    assert client.post(address, where).status_code == 403
    client.force_login(at.district.officer_account)
    assert client.post(address, where).status_code == 302
    found = queries.find_round(at.running.pk, at.step_code, at.organization.pk)
    client.post(reverse("rating:party", args=[found.id, "organization"]), {"act": "open"})
    sheet = reverse("rating:sheet", args=[found.rated[0].id, "organization"])
    assert client.get(sheet).status_code == 200
    client.force_login(at.district.account_of(at.district.secretary))
    assert client.get(sheet).status_code == 403
