"""A running campaign with narrations and comments; one narration handed in."""

from datetime import date

from tests import factories

from xianfeng.kinds.statement import actions


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
    return {"statement_campaign": running.pk, "statement": one}
