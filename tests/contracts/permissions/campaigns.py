"""A running campaign with one excuse, one only prepared, one with an exception and a local plan that waits."""

from uuid import uuid4

from tests import factories
from tests.apps.plans.settling import adopted

from xianfeng.apps.campaigns import actions
from xianfeng.apps.campaigns.models import Campaign, SoftException
from xianfeng.apps.plans import actions as plan_actions
from xianfeng.apps.plans import queries as plans


def build(world):
    district = world.district
    who = {"now": factories.NOW, "actor": factories.TEST_ACTOR}
    campaign = factories.campaign(district, [factories.plan_step("vow", "pledge")])
    prepared = actions.prepare_campaign(
        **who,
        version_id=adopted(district),
        organization_id=district.committee.pk,
        starts_on=factories.NOW.date(),
    )
    excuse = actions.excuse(
        **who, campaign_id=campaign.pk, step_code="vow", organization_id=district.branch.pk,
        person_id=district.members[1].pk, reason="产假",
    )  # fmt: skip
    version = adopted(district, "advanced_nature_education")
    soft = Campaign.objects.create(
        plan_version_id=version, organization=district.committee, title="学习教育", starts_on=factories.NOW.date(), plan={"steps": []},
        opened_at=factories.NOW,
    )  # fmt: skip
    exception = SoftException.objects.create(
        campaign=soft, organization=district.branch, parameter="least_months", value=2, reason="学期短",
        granted_by_label="测试员", granted_at=factories.NOW,
    )  # fmt: skip
    pack = plans.get_pack(version)
    overlay = plan_actions.file_overlay(
        **who, version_id=version, organization_id=district.branch.pk,
        content={"format": 1, "base": pack.code, "base_version": pack.meta.version, "code": "ours", "title": "本校方案",
                 "reason": "学校规模小"},
    )  # fmt: skip
    following = factories.campaign(district, [factories.plan_step("vow", "pledge") | {"phase": "first"}])
    following.predecessor = campaign
    pair = {"rule": "year_plan_accepted", "met_by": "branch_secretary"}
    following.plan["gates"] = [{"code": "start", "title": "启动前", "before_phase": "first", "conditions": [pair]}]
    following.save()
    more = {"exception": exception.pk, "overlay": overlay, "following": following.pk}
    document = actions.issue_document(
        **who, nonce=uuid4(), organization_id=district.committee.pk, title="关于公开承诺的通知", issued_on=factories.NOW.date(),
        recipient_ids=[district.branch.pk],
    )  # fmt: skip
    return {"document": document, **more, "campaign": campaign.pk, "prepared": prepared, "excuse": excuse}
