"""A running campaign with one survey round of a branch: too few staff for a poll, so everybody answers by code."""

from datetime import date, timedelta

from tests import factories

from xianfeng.kinds.survey import actions, problems


def build(world):
    district = world.district
    params = {"about": "programme", "instruments": ["everyone"], "answered_by": ["non_members", "parents"]}
    running = factories.campaign(
        district,
        [
            factories.plan_step(
                code, "survey", subject="organization", who=("branches",), params={**params, "about": about}
            )
            for code, about in (("survey", "programme"), ("baseline", "baseline"))
        ],
        opens=date(2026, 1, 1),
        closes=date(2099, 1, 1),
    )
    made = actions.open_round(
        now=factories.NOW,
        actor=factories.TEST_ACTOR,
        campaign_id=running.pk,
        step_code="survey",
        organization_id=district.branch.pk,
        unit_id=district.branch.pk,
        instrument="everyone",
        closes_at=factories.NOW + timedelta(days=20000),
        question="效果",
        on=date(2026, 9, 15),
    )
    problem = problems.note_problem(
        now=factories.NOW,
        actor=factories.TEST_ACTOR,
        campaign_id=running.pk,
        step_code="baseline",
        organization_id=district.branch.pk,
        text="学习不深入",
        source="座谈",
    )
    return {"survey_campaign": running.pk, "survey_round": made, "survey_problem": problem}
