"""From the first sheet to the signed marks, over two rounds, with everything that may go wrong."""

from dataclasses import replace

import pytest
from django.urls import reverse
from tests import factories

from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.results import actions as results_actions
from xianfeng.apps.results import queries as results
from xianfeng.apps.tracking import queries as tracking
from xianfeng.kinds.rating import actions, queries
from xianfeng.kinds.rating.board import get_board, list_reached
from xianfeng.kinds.rating.gathering import NewRated
from xianfeng.kinds.rating.tests.place import DAY, ITEMS, Place
from xianfeng.kinds.rating.words import sentence

pytestmark = pytest.mark.django_db


def outcome_of(place, person):
    code = place.rated(person).code
    return next(one for one in place.stage.result.outcome["subjects"] if one["code"] == code)


def test_all_parties_say_yes_and_everybody_holds_every_star():
    place = Place().start().run()
    assert place.stage.code == "decided"
    one = outcome_of(place, place.district.members[1])
    assert one["stars"] == ["loyal", "eager", "devoted", "results"]
    assert one["total"] == "40"
    assert results.replay(place.stage.result.id).same


def test_a_star_needs_four_fifths_of_the_weighted_mark():
    place = Place().start()
    weak = place.district.members[2]
    place.run({(weak.pk, "eager"): "no"})
    one = outcome_of(place, weak)
    assert one["items"]["eager"] == "4"  # 0.1·10 + 0.3·0 + 0.3·0 + 0.3·10
    assert one["stars"] == ["loyal", "devoted", "results"]


def test_parties_come_in_their_order_and_the_committee_gives_reasons():
    place = Place().start()
    with pytest.raises(actions.RatingRefused, match="not_your_turn"):
        place.open("peers")
    place.open("self")
    mine = place.rated(place.district.members[1])
    own = factories.actor_of(place.district.members[1])
    place.sheet(mine, "self", marks={"loyal": "yes"}, actor=own, send=False)
    assert queries.find_sheet(mine.id, "self").marks == {"loyal": "yes"}  # a draft survives
    place.sheet(mine, "self", marks={"loyal": "no"}, actor=own)
    place.sheet(mine, "self", marks={"loyal": "yes"}, actor=own)  # sent, and still open until the turn ends
    place.close("self")
    with pytest.raises(actions.RatingRefused, match="closed"):
        place.sheet(mine, "self", marks={"loyal": "no"}, actor=own)
    place.vote(place.open("peers"), place.district.members)
    place.vote(place.open("staff"), place.district.staff)
    place.open("organization")
    with pytest.raises(actions.RatingRefused, match="reasons_missing"):
        place.sheet(mine, "organization", reason="")
    with pytest.raises(actions.RatingRefused, match="sheets_missing"):
        place.close("organization")


def test_two_pages_never_overwrite_each_other():
    place = Place().start()
    place.open("self")
    mine, own = place.rated(place.district.members[1]), factories.actor_of(place.district.members[1])
    place.sheet(mine, "self", actor=own, send=False)
    with pytest.raises(actions.RatingRefused, match="changed_meanwhile"):
        actions.save_sheet(
            now=place.now,
            actor=own,
            rated_id=mine.id,
            party="self",
            marks={"loyal": "no"},
            reasons={},
            revision=0,
            send=False,
        )


@pytest.mark.parametrize("required", [True, False])
def test_a_key_item_must_be_marked_where_the_plan_says_so(required, monkeypatch):
    monkeypatch.setitem(ITEMS[0], "key_item", True)
    place = Place(key_items_required=required).start()
    place.open("self")
    mine, own = place.rated(place.district.members[1]), factories.actor_of(place.district.members[1])
    place.sheet(mine, "self", marks={"eager": "yes"}, actor=own, send=False)  # a draft may lack it
    if required:
        with pytest.raises(actions.RatingRefused, match="key_items_missing") as refused:
            place.sheet(mine, "self", marks={"eager": "yes"}, actor=own)
        assert sentence(refused.value) == "重点项目必须评到，还没有填：政治忠诚星。"
    else:
        place.sheet(mine, "self", marks={"eager": "yes"}, actor=own)
    place.sheet(mine, "self", marks={"loyal": "no"}, actor=own)


def test_nothing_is_signed_before_the_observer_confirmed():
    place = Place().start().collect()
    place.count()
    with pytest.raises(actions.RatingRefused, match="not_observed"):
        place.sign()
    place.observe()
    place.sign()
    assert place.stage.code == "decided"


def aim(place, person, *stars):
    who = NewRated(person.name, place.organization.pk, person_id=person.pk)
    where = {"campaign_id": place.running.pk, "step_code": place.step_code}
    actions.choose_aims(now=place.now, actor=factories.actor_of(person), **where, who=who, stars=stars)


def test_whoever_falls_short_gets_a_private_item_and_stands_on_no_board():
    """The stars aimed at hang there until the round is signed; a missed one is nowhere to be seen (S1-14, S1-24)."""
    place = Place()
    weak, strong = place.district.members[2:4]
    aim(place, weak, "loyal")
    aim(place, strong, "loyal", "results")
    aim(place, strong, "eager")
    with pytest.raises(actions.RatingRefused, match="unknown_star"):
        aim(place, strong, "unheard_of")
    before = get_board(place.running.pk, place.organization.pk).rounds[0]
    assert (before.holders, {one.name: one.stars for one in before.aiming}) == (
        (),
        {weak.name: ("政治忠诚星",), strong.name: ("好学上进星",)},
    )
    place.start()
    with pytest.raises(actions.RatingRefused, match="begun"):
        aim(place, weak)
    place.run({(weak.pk, item): "no" for item in ("loyal", "eager", "devoted", "results")})
    items = tracking.list_items(organization_ids=[place.organization.pk], campaign_id=place.running.pk)
    assert [(one.person_id, one.restricted) for one in items] == [(weak.pk, True)]
    board = get_board(place.running.pk, place.organization.pk)
    assert weak.name not in {one.name for one in board.rounds[0].holders}
    assert len(board.rounds[0].holders) == len(place.district.members) - 1
    assert board.rounds[0].aiming == ()
    marked = {one.name: one.aimed for one in board.rounds[0].holders if one.aimed}
    assert marked == {strong.name: ("好学上进星",)}


def is_contestable(place):
    """Whether the slips of the round's votes are held whatever the day: not signed yet, or somebody's word is awaited."""
    where = {
        "campaign_id": place.running.pk,
        "step_code": place.at.step_code,
        "organization_id": place.at.organization_id,
    }
    terms = list(each_room("list_contest_terms", **where, days=5))
    assert terms
    return any(term.is_open for term in terms)


def test_a_review_takes_the_mark_down_and_somebody_else_answers():
    place = Place().start().run()
    before = place.stage.result.id
    person = place.district.members[1]
    rated, own = place.rated(person), factories.actor_of(person)
    review = actions.ask_review(now=place.now, actor=own, rated_id=rated.id, text="有平时记录没有看", on=DAY)
    assert outcome_of(place, person)["refusals"][0]["code"] == "open_contest"
    assert is_contestable(place)
    held = results.count_stars(place.running.pk)
    assert ("person", person.pk) not in held  # the contested mark waits, all others stand
    assert len(held) == len(place.at.rated) - 1
    assert place.stage.code == "decided"
    with pytest.raises(actions.RatingRefused, match="own_mark"):
        actions.answer_review(now=place.now, actor=place.actor, review_id=review, changed=False, answer="维持")
    elsewhere = replace(place.actor, label="调任局机关的原书记")  # the same person, under the post of today
    with pytest.raises(actions.RatingRefused, match="own_mark"):
        actions.answer_review(now=place.now, actor=elsewhere, review_id=review, changed=False, answer="维持")
    actions.answer_review(now=place.now, actor=place.superior, review_id=review, changed=False, answer="查过，维持")
    assert place.stage.code == "decided"  # upheld as it was signed: nothing to sign anew
    assert not is_contestable(place)
    assert place.stage.result.id != before
    assert results.count_stars(place.running.pk)["person", person.pk].stars == 4
    assert all(one.same for one in results.replay_campaign(place.running.pk))


def test_a_changed_review_sends_the_sheet_back_and_the_result_follows():
    place = Place().start()
    person = place.district.members[1]
    place.run()
    rated, own = place.rated(person), factories.actor_of(person)
    review = actions.ask_review(now=place.now, actor=own, rated_id=rated.id, text="请再看", on=DAY)
    actions.answer_review(now=place.now, actor=place.superior, review_id=review, changed=True, answer="确有遗漏")
    place.sheet(rated, "organization", marks={**dict.fromkeys(("loyal", "devoted", "results"), "yes"), "eager": "no"})
    assert is_contestable(place)
    one = outcome_of(place, person)
    assert one["stars"] == ["loyal", "devoted", "results"]
    assert place.stage.code == "deciding"
    assert ("person", person.pk) not in results.count_stars(place.running.pk)
    place.sign()
    assert place.stage.code == "decided"
    assert results.count_stars(place.running.pk)["person", person.pk].stars == 3


def test_a_vetoed_member_keeps_the_stars_but_is_not_put_forward():
    place = Place().start()
    person = place.district.members[1]
    veto = actions.record_veto(
        now=place.now,
        actor=place.actor,
        rated_id=place.rated(person).id,
        code="discipline",
        evidence_text="处分决定",
        on=DAY,
    )
    place.collect()
    actions.contest_veto(now=place.now, actor=factories.actor_of(person), veto_id=veto, objection="已撤销", on=DAY)
    place.count()
    assert outcome_of(place, person)["refusals"][0]["code"] == "open_contest"
    with pytest.raises(Refused, match="own_veto"):
        actions.decide_veto(now=place.now, actor=place.actor, veto_id=veto, lifted=True, answer="查实")
    actions.decide_veto(now=place.now, actor=place.superior, veto_id=veto, lifted=False, answer="处分仍在期内")
    one = outcome_of(place, person)
    assert len(one["stars"]) == 4
    assert one["barred_by"] == ["discipline"]


def test_stars_add_up_over_the_rounds_and_feed_the_threshold():
    place = Place().start()
    weak = place.district.members[2]
    place.run({(weak.pk, item): "no" for item in ("loyal", "eager")})
    place.start("member_rating-second").run({(weak.pk, item): "no" for item in ("loyal", "eager")})
    strong = outcome_of(place, place.district.members[1])
    assert (strong["stars_total"], strong["threshold_reached"]) == (8, True)
    assert (outcome_of(place, weak)["stars_total"], outcome_of(place, weak)["threshold_reached"]) == (4, False)
    assert weak.name not in list_reached(place.at)
    assert len(list_reached(place.at)) == len(place.at.rated) - 1


def test_the_committee_may_decide_otherwise_with_a_reason_only():
    place = Place().start().collect()
    place.count()
    place.observe()
    code = place.rated(place.district.members[1]).code
    less = results_actions.Difference(code, "stars", ["loyal"], "")
    with pytest.raises(results_actions.ResultRefused, match="difference_without_reason"):
        place.sign([less])
    place.sign([results_actions.Difference(code, "stars", ["loyal"], "本轮中期调入，只够评一项")])
    standing = results.list_standing(place.running.pk, place.step_code)[0]
    assert standing.stars_of(code) == ("loyal",)


def test_a_notable_pattern_asks_for_a_written_reason():
    place = Place(members=10).start().collect()
    place.count()
    place.observe()
    with pytest.raises(results_actions.ResultRefused, match="flag_without_reason") as refused:
        place.sign(remarks={})
    assert "everybody_excellent" in refused.value.params["flags"]
    decision = results.get_decision(place.sign())
    shown = {one["flag"]: one for one in decision.remarks}
    assert shown["everybody_excellent"]["shown"]["n"] == 10
    assert "ballots_are_unlinkable" in shown["straight_lined"]["shown"]["limits"]


def test_a_branch_too_small_to_vote_secretly_is_refused():
    place = Place(members=4)
    with pytest.raises(actions.RatingRefused, match="too_few_raters"):
        place.start()  # at once, so that the superior can still hold a joint round
    assert queries.find_round(place.running.pk, "member_rating-first", place.organization.pk) is None


def test_a_sheet_is_kept_while_it_is_typed_and_never_over_a_later_one(client):
    place = Place().start()
    place.open("self")
    member = place.district.members[1]
    client.force_login(place.district.account_of(member))
    url = reverse("rating:sheet", args=[place.rated(member).id, "self"])
    typed, by_htmx = {"mark-loyal": "yes", "revision": "0"}, {"HX-Request": "true"}
    kept = client.post(url, typed, headers=by_htmx).content.decode()
    assert ('id="sheet-revision" value="1"' in kept, "在别处改过" in kept) == (True, False)
    late = client.post(url, typed | {"mark-loyal": "no"}, headers=by_htmx).content.decode()
    assert ('id="sheet-revision" value="0"' in late, "在别处改过" in late) == (True, True)
    assert queries.find_sheet(place.rated(member).id, "self").marks == {"loyal": "yes"}
