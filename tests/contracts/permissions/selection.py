"""A selection in the branch, with a veto against the member who looks at it."""

from tests import factories

from xianfeng.kinds.selection import actions
from xianfeng.kinds.selection.tests.place import DAY, PARAMS


def build(world):
    district = world.district
    for _more in range(2):  # a branch too small for a secret vote cannot start alone
        factories.person(branch=district.branch, works_at=district.school)
    step = factories.plan_step("selection", "selection", subject="organization", who=("branches",), params=PARAMS)
    running = factories.campaign(district, [step])
    actor = factories.actor_of(district.secretary)
    round_id = actions.start_round(
        now=factories.NOW,
        actor=actor,
        campaign_id=running.pk,
        step_code="selection",
        organization_id=district.branch.pk,
    )
    veto = actions.record_veto(
        now=factories.NOW,
        actor=actor,
        round_id=round_id,
        subject_id=district.members[1].pk,
        code="four_deeds_poor",
        evidence_text="见台账",
        on=DAY,
    )
    return {"selection_campaign": running.pk, "round": round_id, "veto": veto}
