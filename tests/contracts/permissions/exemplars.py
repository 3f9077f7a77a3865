"""A public account of the member."""

from tests import factories

from xianfeng.apps.exemplars import actions, queries


def build(world):
    district = world.district
    running = factories.campaign(district, [factories.plan_step("vow", "pledge")])
    running.plan["criteria"] = {"exemplar": [{"key": "deeds", "title": "先进事迹突出"}]}
    running.save()
    who, now = district.members[1], factories.NOW
    number = actions.recommend(
        now=now, actor=factories.actor_of(district.secretary), campaign_id=running.pk, organization_id=district.branch.pk,
        person_id=who.pk, title="领路人", story="三年辅导", reasons={"deeds": "突出"}, deeds=[("辅导", "课表")],
    )  # fmt: skip
    row = queries.get_exemplar(number)
    actions.verify(now=now, actor=factories.actor_of(district.officer), deed_id=row.deeds[0].id, is_true=True)
    actions.consent(now=now, actor=factories.actor_of(who), exemplar_id=number, version=row.version)
    actions.publish(
        now=now, actor=factories.actor_of(district.officer), exemplar_id=number, version=row.version + 1
    )  # fmt: skip
    return {"exemplar_public": number}
