"""A selection in the branch, with a veto against the member who looks at it."""

from tests import factories
from tests.apps.results.test_results import RULES, inputs

from xianfeng.apps.results import actions as results
from xianfeng.apps.results.models import Decision, Honour, Result
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
    return {"honour": _honour(world, running), "selection_campaign": running.pk, "round": round_id, "veto": veto}


def _honour(world, running):
    """An honour of `member`, given on an earlier decision of the branch."""
    district = world.district
    result = results.freeze_result(
        now=factories.NOW,
        actor=factories.TEST_ACTOR,
        campaign_id=running.pk,
        step_code="selection",
        organization_id=district.branch.pk,
        title="优秀",
        rules=RULES,
        inputs=inputs(a=9),
        subjects={"a": {"name": district.members[1].name, "person": district.members[1].pk}},
    )
    decision = Decision.objects.create(
        result_id=result,
        body="支部委员会",
        chosen=["a"],
        meeting_on=DAY,
        signed_by_label="书记甲",
        signed_at=factories.NOW,
        sha256="0" * 64,
    )
    made = Honour.objects.create(
        decision=decision, person=district.members[1], title="优秀", granted_on=DAY, notice="notice:1", approval="批准"
    )
    Result.objects.filter(pk=result).update(step_code="earlier")
    return made.pk
