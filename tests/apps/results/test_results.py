"""Frozen results, signed decisions, vetoes and honours."""

from datetime import date

import pytest

from tests import factories
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.results import actions, queries
from xianfeng.apps.results.models import Result

RULES = {
    "format": 1,
    "code": "selection",
    "title": "评选优秀",
    "version": "1",
    "criteria": [{"code": "approval", "title": "同意"}],
    "scale": {
        "type": "grades",
        "options": [
            {"code": "in_favour", "title": "同意", "value": "1"},
            {"code": "other", "title": "其他", "value": "0"},
        ],
    },
    "parties": [{"code": "electors", "title": "投票人", "weight": "1", "at_least": 5, "secret": True}],
    "total": "weighted_mean",
    "rounding": {"at": "total", "places": 4},
    "selection": {
        "code": "outstanding",
        "title": "优秀",
        "by": "votes",
        "majority": {"share": "1/2", "base": "ballots_valid"},
        "cap": {"share": "1/3", "base": "appraised"},
    },
}


def inputs(**votes):
    return {
        "format": 1,
        "round": "2026",
        "counts": {"ballots_valid": 12, "appraised": 6},
        "subjects": [
            {
                "code": code,
                "votes": count,
                "tallies": {"electors": {"approval": {"in_favour": count, "other": 12 - count}}},
            }
            for code, count in votes.items()
        ],
    }


@pytest.fixture
def place(db):
    district = factories.District(members=6, staff=2)
    step = factories.plan_step("selection", "selection", subject="organization")
    campaign = factories.campaign(district, [step])
    return district, campaign


def freeze(place, **votes):
    district, campaign = place
    people = dict(zip(votes, district.members, strict=False))
    return actions.freeze_result(
        now=factories.NOW,
        actor=factories.TEST_ACTOR,
        campaign_id=campaign.pk,
        step_code="selection",
        organization_id=district.branch.pk,
        title="优秀",
        rules=RULES,
        inputs=inputs(**votes),
        subjects={code: {"name": who.name, "person": who.pk} for code, who in people.items()},
    )


def sign(result_id, chosen, reasons=None, **more):
    return actions.sign_decision(
        now=factories.NOW,
        actor=factories.TEST_ACTOR,
        result_id=result_id,
        body="支部委员会",
        meeting_on=date(2026, 9, 15),
        chosen=chosen,
        reasons=reasons or {},
        **more,
    )


def test_a_result_is_frozen_once_and_replays(place):
    result_id = freeze(place, a=10, b=9, c=3, d=8)
    assert freeze(place, a=10, b=9, c=3, d=8) == result_id
    result = queries.get_result(result_id)
    assert (result.chosen, result.outcome["selection"]["places"], result.refusals) == (("a", "b"), 2, [])
    assert queries.replay(result_id).same
    assert [one.fault for one in queries.replay_campaign(result.campaign_id)] == [""]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("inputs", lambda found: found["subjects"][0].update(votes=1)),
        ("outcome", lambda found: found["selection"].update(chosen=["d"])),
        ("rules", lambda found: found["selection"].update(title="先进")),
        ("subjects", lambda found: found["a"].update(name="别人")),
    ],
)
def test_whatever_is_changed_afterwards_is_found(place, field, change):
    result = Result.objects.get(pk=freeze(place, a=10, b=9, c=3))
    value = getattr(result, field)
    change(value)
    result.save(update_fields=[field])
    assert queries.replay(result.pk).fault == "hash"
    result.sha256 = queries.sha256_of(result.rules, result.inputs, result.outcome, result.subjects)
    result.save(update_fields=["sha256"])
    assert queries.replay(result.pk).fault == ("" if field == "subjects" else "outcome")


def test_a_tie_at_the_cap_is_no_result_and_cannot_be_signed(place):
    result = queries.get_result(freeze(place, a=10, b=9, c=9))
    assert result.run_off == {"tied": ["b", "c"], "places_left": 1, "inside": ["a"]}
    with pytest.raises(actions.ResultRefused, match="undecided"):
        sign(result.id, ["a", "b"])


def test_a_decision_beside_the_tally_explains_each_difference(place):
    result_id = freeze(place, a=10, b=9, d=8)
    with pytest.raises(actions.ResultRefused, match="difference_without_reason"):
        sign(result_id, ["a", "d"], {"b": "  "})
    with pytest.raises(actions.ResultRefused, match="over_cap"):
        sign(result_id, ["a", "b", "d"], {"d": "也很好"})
    with pytest.raises(actions.ResultRefused, match="unknown_subject"):
        sign(result_id, ["x"])
    decision = queries.get_decision(sign(result_id, ["a", "d"], {"b": "本人书面放弃", "d": "依次递补"}))
    assert decision.differences == (
        {"code": "b", "kind": "left_out", "reason": "本人书面放弃"},
        {"code": "d", "kind": "added", "reason": "依次递补"},
    )
    assert queries.get_result(result_id).chosen == ("a", "b")
    again = queries.get_decision(sign(result_id, ["a", "b"]))
    assert again.supersedes_id == decision.id
    row = queries.get_result(result_id)
    assert queries.find_decision(row.campaign_id, "selection", row.organization_id) == again


def test_a_shown_pattern_needs_a_written_reason_and_changes_nothing(place):
    result_id = freeze(place, a=10, b=9)
    with pytest.raises(actions.ResultRefused, match="flag_without_reason"):
        sign(result_id, ["a", "b"], findings=[shown := {"test": "rota", "notable": True, "n": 9}])
    decision = queries.get_decision(sign(result_id, ["a", "b"], findings=[shown], remarks={"rota": "三年事迹不同"}))
    kept = {"flag": "rota", "reason": "三年事迹不同", "shown": shown}
    assert (decision.chosen, decision.remarks) == (("a", "b"), (kept,))


def veto(place, person, **more):
    district, campaign = place
    return actions.record_veto(
        **{
            "now": factories.NOW,
            "actor": factories.actor_of(district.secretary),
            "campaign_id": campaign.pk,
            "step_code": "selection",
            "organization_id": district.branch.pk,
            "person_id": person.pk,
            "code": "four_deeds_poor",
            "title": "“四做”完成不好",
            "evidence": "第二季度四项任务中两项未完成，见办结记录。",
            "contest_until": date(2026, 9, 20),
            **more,
        }
    )


def test_a_veto_has_evidence_and_is_contested_by_the_person_alone(place):
    district, campaign = place
    person, colleague = district.members[2], district.members[3]
    with pytest.raises(actions.VetoRefused, match="evidence_missing"):
        veto(place, person, evidence=" ")
    veto_id = veto(place, person)

    def contest(who, on=date(2026, 9, 20)):
        actions.contest_veto(
            now=factories.NOW, actor=factories.actor_of(who), veto_id=veto_id, objection="已完成，有记录", on=on
        )

    with pytest.raises(actions.VetoRefused, match="not_yours"):
        contest(colleague)
    with pytest.raises(actions.VetoRefused, match="term_over"):
        contest(person, date(2026, 9, 21))
    contest(person)

    def decide(who):
        actions.decide_veto(
            now=factories.NOW, actor=factories.actor_of(who), veto_id=veto_id, lifted=True, answer="核实无误"
        )

    with pytest.raises(actions.VetoRefused, match="own_veto"):
        decide(district.secretary)
    decide(district.stranger)
    row = queries.list_vetoes(campaign.pk, "selection")[0]
    assert (row.state, row.bars, row.answer) == ("lifted", False, "核实无误")


def test_no_veto_once_the_vote_is_open(place, settings, tmp_path):
    from tests.apps.ballots.making import open_poll

    settings.KEY_FOLDER = tmp_path
    district, campaign = place
    open_poll(district, campaign)
    with pytest.raises(actions.VetoRefused, match="poll_already_open"):
        veto(place, district.members[1])


def test_an_honour_follows_a_finished_notice_and_can_be_taken_back(place):
    decision_id = sign(freeze(place, a=10, b=9), ["a", "b"])

    def grant(notice, approval="中共示例区教育局委员会，示教党〔2026〕8号"):
        return actions.grant_honours(
            now=factories.NOW,
            actor=factories.TEST_ACTOR,
            decision_id=decision_id,
            title="优秀共产党员",
            granted_on=date(2026, 10, 1),
            notice=notice,
            approval=approval,
        )

    with pytest.raises(actions.HonourRefused, match="no_notice"):
        grant("")
    with pytest.raises(actions.HonourRefused, match="approval_missing"):
        grant("notice:1", " ")
    given = grant("notice:1")
    assert grant("notice:1") == given
    assert len(given) == 2

    def revoke(reason):
        actions.revoke_honour(
            now=factories.NOW, actor=factories.TEST_ACTOR, honour_id=given[0], on=date(2026, 11, 1), reason=reason
        )

    with pytest.raises(actions.HonourRefused, match="reason_missing"):
        revoke("")
    revoke("事迹不实")
    with pytest.raises(actions.HonourRefused, match="already_revoked"):
        revoke("事迹不实")
    person = place[0].members[0]
    assert [(row.title, row.revoked_because) for row in queries.list_honours(person_id=person.pk)] == [
        ("优秀共产党员", "事迹不实")
    ]


def test_every_act_writes_one_line(place):
    decision_id = sign(freeze(place, a=10, b=9), ["a", "b"])
    named = list(Entry.objects.order_by("number").values_list("action", "subject"))
    assert [action for action, _ in named] == ["results.freeze_result", "results.sign_decision"]
    assert named[1][1] == f"decision:{decision_id}"
    assert isinstance(factories.TEST_ACTOR, Actor)


def test_the_person_sees_what_is_kept_here(place):
    district, _campaign = place
    veto(place, district.members[2])
    lines = queries.list_record(district.members[2].pk)
    assert [(line.what, line.title, line.subject.split(":")[0]) for line in lines] == [
        ("不能参评的认定", "“四做”完成不好", "veto")
    ]
    assert queries.list_record(district.members[3].pk) == []
