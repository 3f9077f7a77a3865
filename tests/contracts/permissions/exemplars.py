"""A public account of the member, and a practice of the branch that waits for approval."""

from uuid import uuid4

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
    practice = actions.write_practice(
        now=now, actor=factories.actor_of(district.secretary), nonce=uuid4(), organization_id=district.branch.pk,
        draft=actions.Draft("错峰教研", "凑不齐时间", "按年级错开", "九成参加"),
    )  # fmt: skip
    return {"exemplar_public": number, "practice": practice}
