"""A rating round of the branch at its first party, with a veto against the member who looks at it."""

from tests import factories

from xianfeng.apps.results import actions as results
from xianfeng.kinds.rating import actions, queries
from xianfeng.kinds.rating.models import Review
from xianfeng.kinds.rating.tests import place
from xianfeng.kinds.rating.tests.place import DAY


def build(world):
    district = world.district
    parties = [{**one, "at_least": 3} if "at_least" in one else one for one in place.STARS["parties"]]
    everyday = factories.plan_step(
        "everyday_rating", "rating", subject="organization", who=("branches",), params=place.EVERYDAY
    )
    running = place.campaign(district, [*place.plan(params={"smallest_cell": 3, "parties": parties}), everyday])
    actor = factories.actor_of(district.secretary)
    step = {"now": factories.NOW, "actor": actor, "campaign_id": running.pk, "step_code": "member_rating-first"}
    round_id = actions.start_round(**step, organization_id=district.branch.pk, on=DAY)
    at = queries.get_round(round_id)
    rated = next(one for one in at.rated if one.person_id == district.members[1].pk)
    veto = actions.record_veto(
        now=factories.NOW, actor=actor, rated_id=rated.id, code="discipline", evidence_text="见决定", on=DAY
    )
    actions.open_party(now=factories.NOW, actor=actor, round_id=round_id, party="self", on=DAY)
    result = results.freeze_result(
        **step,
        organization_id=district.branch.pk,
        title="党员评星定级",
        rules=actions.current_rules(at),
        inputs={"format": 1, "round": "member_rating-first", "subjects": [{"code": one.code} for one in at.rated]},
        subjects={one.code: {"name": one.name, "unit": one.unit_id, "person": one.person_id} for one in at.rated},
    )
    review = Review.objects.create(
        rated_id=rated.id, result_id=result, text="请再看", asked_at=factories.NOW, answer_by=DAY
    )
    entry = actions.note_everyday(
        **{**step, "step_code": "everyday_rating"},
        organization_id=district.branch.pk,
        person_id=district.members[1].pk,
        occurred_on=DAY,
        text="带教新教师",
        source="教研记录",
        on=DAY,
    )
    return {
        "rating_entry": entry,
        "rating_campaign": running.pk,
        "rating_round": round_id,
        "rated": rated.id,
        "rating_veto": veto,
        "review": review.pk,
    }
