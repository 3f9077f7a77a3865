"""A round from the first nomination to the signed decision."""

from datetime import timedelta

import pytest
from tests import factories

from xianfeng.apps.evidence.models import Fact
from xianfeng.apps.people.models import Membership
from xianfeng.apps.results import actions as results_actions
from xianfeng.apps.results import patterns
from xianfeng.apps.results import queries as results
from xianfeng.apps.results.rounds import RoundRefused
from xianfeng.kinds.selection import actions, fairness, queries
from xianfeng.kinds.selection.actions import SelectionRefused
from xianfeng.kinds.selection.models import Nomination
from xianfeng.kinds.selection.tests.place import DAY, Place

pytestmark = pytest.mark.django_db


def test_nominate_recommend_vote_count_decide():
    place = Place().start()
    a, b, c, d = place.district.members[1:5]
    place.nominate(a, b, c, d).masses()
    poll = place.open()
    place.vote(poll, {a: 0, b: 9, c: 8, d: 7})
    stage = place.stage
    assert stage.code == "deciding"
    assert stage.result.outcome["selection"]["places"] == 3
    # nobody approves a; the other three fill the cap of a third of nine
    names = {stage.result.name_of(code) for code in stage.result.chosen}
    assert names == {b.name, c.name, d.name}
    assert results.replay(stage.result.id).same
    place.decide(list(stage.result.chosen))
    assert place.stage.code == "decided"
    facts = Fact.objects.filter(fact="selection_decided", withdrawn_at__isnull=True)
    assert [(fact.organization_id, fact.person_id) for fact in facts] == [(place.district.branch.pk, None)]


def test_whoever_has_no_record_is_put_forward_with_a_reason_only():
    place = Place(needs_record=True).start()
    known, fresh = place.district.members[1:3]
    Fact.objects.create(
        campaign=place.running,
        step_code="narration",
        organization=place.district.branch,
        person=known,
        fact="statement_accepted",
        subject="statement:1",
        occurred_on=DAY,
        recorded_at=place.now,
    )
    at = queries.get_round(place.round_id)
    assert queries.list_year_records(at) == {
        known.pk: [("narration", 1)]
    } and known.pk not in queries.list_without_record(at)
    place.nominate(known)
    with pytest.raises(SelectionRefused, match="record_missing"):
        place.nominate(fresh)
    place.nominate(fresh, without_record="今年刚调入，在原单位有记录")
    assert "今年刚调入" in Nomination.objects.get(person=fresh).reason
    assert "没有平时记录" not in Nomination.objects.get(person=known).reason


def test_one_sheet_approves_no_more_than_the_cap():
    place = Place().start()
    place.nominate(*place.district.members[1:6]).masses()
    from xianfeng.apps.ballots import queries as ballots

    assert ballots.get_poll(place.open()).rules.cap == 3


def test_candidates_stand_in_stroke_order_whoever_was_first():
    from xianfeng.apps.ballots import queries as ballots
    from xianfeng.apps.people.models import Person

    place = Place().start()
    for person, name in zip(place.district.members[1:4], ("魏明", "丁一", "王小兰"), strict=True):
        Person.objects.filter(pk=person.pk).update(name=name)
    place.nominate(*place.district.members[1:4]).masses()
    assert [one.name for one in ballots.list_candidates(place.open())] == ["丁一", "王小兰", "魏明"]


def test_level_votes_are_voted_on_again():
    place = Place(members=9, cap="1/8", majority=None).start()
    a, b = place.district.members[1:3]
    place.nominate(a, b).masses()
    from xianfeng.apps.ballots import actions as ballots
    from xianfeng.apps.ballots import queries as polls

    poll = place.open()
    position = {one.person_id: one.position for one in polls.list_candidates(poll)}
    for turn, elector in enumerate(place.district.members[3:9]):
        mark = {position[a.pk if turn % 2 else b.pk]: ["for"]}
        ballots.cast(now=place.now, poll_id=poll, person_id=elector.pk, marks=mark)
    ballots.close_poll(now=place.now + timedelta(hours=4), actor=place.actor, poll_id=poll)
    actions.count_round(now=place.now, actor=place.actor, round_id=place.round_id, on=DAY)
    assert place.stage.code == "run_off_needed"
    with pytest.raises(SelectionRefused, match="wrong_stage"):
        place.decide([])
    again = place.run_off()
    assert place.stage.code == "voting"
    assert {one.person_id for one in polls.list_candidates(again)} == {a.pk, b.pk}
    position = {one.person_id: one.position for one in polls.list_candidates(again)}
    for turn, elector in enumerate(place.district.members[3:9]):
        mark = {position[a.pk if turn else b.pk]: ["for"]}
        ballots.cast(now=place.now, poll_id=again, person_id=elector.pk, marks=mark)
    ballots.close_poll(now=place.now + timedelta(hours=7), actor=place.actor, poll_id=again)
    actions.count_round(now=place.now, actor=place.actor, round_id=place.round_id, on=DAY)
    stage = place.stage
    assert (stage.code, [stage.result.name_of(code) for code in stage.result.chosen]) == ("deciding", [a.name])
    assert all(one.same for one in results.replay_campaign(place.running.pk))
    place.decide(list(stage.result.chosen))


def test_without_the_masses_there_is_no_vote():
    place = Place().start().nominate()
    place.nominate(place.district.members[1])
    with pytest.raises(SelectionRefused) as refused:
        place.open()
    assert (refused.value.code, refused.value.params) == ("masses_not_heard", {"took_part": 0, "needed": 3})
    place.masses(voters=5)
    assert place.open() > 0


def test_recommendations_of_the_masses_have_no_authors():
    place = Place().start().masses()
    assert Nomination.objects.count() == 0
    rows = [row for row in queries.list_eligible(place.at, on=DAY) if row.recommended]
    assert len(rows) == 1
    assert [row.subject_id for row in queries.list_shortlist(place.at, on=DAY)] == [rows[0].subject_id]


def test_the_eligibility_list_gives_reasons():
    place = Place().start()
    probationary = factories.person(branch=place.district.branch, status="probationary_member")
    Membership.objects.filter(person=place.district.members[2]).update(may_be_elected=False)
    reasons = {row.subject_id: row.reasons for row in queries.list_eligible(place.at, on=DAY)}
    assert reasons[probationary.pk] == ("probationary",)
    assert reasons[place.district.members[2].pk] == ("no_right",)
    assert reasons[place.district.members[1].pk] == ()
    with pytest.raises(SelectionRefused, match="not_eligible"):
        place.nominate(probationary)


def test_a_veto_keeps_off_the_list_and_an_open_contest_holds_the_vote():
    place = Place().start()
    person = place.district.members[1]
    place.nominate(person, place.district.members[2]).masses()
    veto_id = actions.record_veto(
        now=place.now,
        actor=place.actor,
        round_id=place.round_id,
        subject_id=person.pk,
        code="four_deeds_poor",
        evidence_text="两项未完成，见台账",
        on=DAY,
    )
    veto = results.list_vetoes(place.running.pk, "selection")[0]
    assert veto.contest_until.isoformat() == "2026-09-18"
    assert person.pk not in {row.subject_id for row in queries.list_shortlist(place.at, on=DAY)}
    results_actions.contest_veto(
        now=place.now, actor=factories.actor_of(person), veto_id=veto_id, objection="均已完成", on=DAY
    )
    with pytest.raises(SelectionRefused, match="veto_contested"):
        place.open()
    results_actions.decide_veto(
        now=place.now, actor=factories.actor_of(place.district.officer), veto_id=veto_id, lifted=True, answer="属实"
    )
    assert person.pk in {row.subject_id for row in queries.list_shortlist(place.at, on=DAY)}
    assert place.open() > 0


def test_three_members_cannot_vote_alone_but_together_with_others():
    place = Place(members=3, staff=6)
    with pytest.raises(SelectionRefused, match="too_few_electors"):
        place.start()
    for _ in range(4):
        factories.person(branch=place.district.other_branch, works_at=place.district.other_school)
    above = {"organization_id": place.district.committee.pk}
    with pytest.raises(SelectionRefused, match="units_missing"):
        place.start(**above, unit_ids=[place.district.branch.pk])
    place.start(**above, unit_ids=[place.district.branch.pk, place.district.other_branch.pk])
    with pytest.raises(RoundRefused, match="in_another_round"):
        place.start(organization_id=place.district.branch.pk)


def test_a_joint_round_counts_for_each_branch():
    place = Place(members=3, staff=6, non_members_at_least=None)
    others = [
        factories.person(branch=place.district.other_branch, works_at=place.district.other_school) for _ in range(4)
    ]
    units = [place.district.branch.pk, place.district.other_branch.pk]
    place.start(organization_id=place.district.committee.pk, unit_ids=units)
    assert queries.find_round(place.running.pk, "selection", place.district.branch.pk).id == place.round_id
    place.nominate(place.district.members[1], others[0])
    poll = place.open()
    place.district.members = [*place.district.members, place.district.stranger, *others]
    place.vote(poll, {place.district.members[1]: 8, others[0]: 7})
    chosen = list(place.stage.result.chosen)
    place.decide(chosen)
    last = place.decide(chosen[:1], reasons={chosen[1]: "公示期间本人放弃"} if len(chosen) > 1 else {})
    standing = Fact.objects.filter(withdrawn_at__isnull=True)
    assert sorted(standing.values_list("organization_id", flat=True)) == sorted(units)
    for unit in units:
        assert results.find_decision(place.running.pk, "selection", unit).id == last
        assert [row.id for row in results.list_results_of_unit(place.running.pk, unit)] == [place.stage.result.id]


def test_a_decision_again_takes_the_place_of_the_first():
    place = Place().start()
    a, b = place.district.members[1:3]
    place.nominate(a, b).masses()
    place.vote(place.open(), {a: 9, b: 8})
    chosen = list(place.stage.result.chosen)
    first = place.decide(chosen)
    second = place.decide(chosen[:1], reasons={chosen[1]: "公示期间本人放弃"})
    assert place.stage.decision.id == second
    assert place.stage.decision.supersedes_id == first
    assert Fact.objects.filter(withdrawn_at__isnull=True).count() == 1


def test_leaders_everywhere_are_shown_and_need_words():
    place = Place(members=12).start()
    from xianfeng.apps.people.models import Office

    leaders = place.district.members[1:4]
    for one in leaders:
        Office.objects.create(
            person=one, organization=place.district.school, title="副校长", role="vice_principal", from_date=DAY
        )
    place.nominate(*leaders).masses()
    place.vote(place.open(), dict.fromkeys(leaders, 12))
    stage = place.stage
    shown = patterns.plain(fairness.panel(place.at, stage.result, on=DAY))
    assert {one["test"] for one in shown if one["notable"]} >= {"leaders_share", "seniority_post"}
    assert all("局限" not in line["said"] and line["limits"] for line in patterns.lines(shown))
    with pytest.raises(results_actions.ResultRefused, match="flag_without_reason"):
        place.decide(list(stage.result.chosen), remarks={})
    place.decide(list(stage.result.chosen))
    # All that was shown is kept with the decision, and goes into the archive with it.
    assert [one["shown"] for one in place.stage.decision.remarks] == shown


def test_whoever_was_chosen_for_one_honour_is_not_put_forward_for_another():
    """S0-60, while both are voted on as well: the second decision is refused; the plan may allow it."""
    place = Place(members=9, cap="1/2", non_members_at_least=None)
    place.add_selection("workers", "优秀党务工作者", non_members_at_least=None)
    a, b = place.district.members[1:3]
    place.start().nominate(a)
    first, poll = place.round_id, place.open()
    place.start(step_code="workers").nominate(a, b)
    second_poll = place.open()
    place.vote(second_poll, {a: 9, b: 8})
    second, place.round_id = place.round_id, first
    place.vote(poll, {a: 9})
    place.decide(list(place.stage.result.chosen))
    place.round_id = second
    both = list(place.stage.result.chosen)
    with pytest.raises(SelectionRefused, match="chosen_elsewhere") as refused:
        place.decide(both)
    assert refused.value.params["names"] == [a.name]
    reasons = {row.subject_id: row.reasons for row in queries.list_eligible(place.at, on=DAY)}
    assert (reasons[a.pk], reasons[b.pk]) == (("chosen_elsewhere",), ())
    place.running.plan["steps"][-1]["params"]["one_honour_each"] = False
    place.running.save()
    place.decide(both)
