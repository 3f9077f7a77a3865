"""A running campaign with narrations and comments; one narration handed in."""

from datetime import date
from uuid import UUID

from tests import factories

from xianfeng.kinds.statement import actions, projects


def build(world):
    district = world.district
    running = factories.campaign(
        district,
        [
            factories.plan_step("narration", "statement", params={"form": "narration", "parts": ["完成情况"]}),
            factories.plan_step(
                "comment",
                "statement",
                params={
                    "form": "comment",
                    "author": "branch_secretary",
                    "author_of_secretary": "superior_head",
                    "parts": ["成绩"],
                },
            ),
            factories.plan_step(
                "innovation",
                "statement",
                subject="organization",
                who=("branches",),
                params={"form": "plan", "author": "branch_secretary", "projects": {"sorts": ["党员活动方式创新"]}},
            ),
        ],
        opens=date(2026, 1, 1),
        closes=date(2099, 1, 1),
    )
    teller = district.members[2]
    stamp = {"now": factories.NOW, "actor": factories.actor_of(teller)}
    one, _revision = actions.save(
        **stamp,
        campaign_id=running.pk,
        step_code="narration",
        organization_id=district.branch.pk,
        about_id=teller.pk,
        revision=0,
        parts=[actions.NewPart("part:完成情况", "完成情况", "都做到了")],
        examples=[],
    )
    actions.submit(**stamp, statement_id=one)
    project = projects.start_project(
        **stamp,
        nonce=UUID(int=3),
        campaign_id=running.pk,
        step_code="innovation",
        organization_id=district.branch.pk,
        draft=projects.Draft("微党课", "党员到班级讲一课", date(2026, 9, 1), date(2026, 12, 1)),
    )
    return {"statement_campaign": running.pk, "statement": one, "statement_project": project}
