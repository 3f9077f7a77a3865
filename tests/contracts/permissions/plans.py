"""A draft, a plan laid open for comments with one comment, and the branch's own plan on top of it, a document."""

from datetime import timedelta

from django.utils import timezone
from tests import factories
from tests.apps.plans.settling import adopted, consulted

from xianfeng.apps.plans import actions, queries
from xianfeng.apps.plans.actions import documents
from xianfeng.files.reading import read_document


def build(world):
    today = timezone.localdate()
    who = {"now": factories.NOW, "actor": factories.TEST_ACTOR}
    heard = adopted(world.district, "statement_appraisal_publicity")
    consulted(heard, today - timedelta(days=1), today + timedelta(days=5))
    pack = queries.get_pack(heard)
    overlay = {
        "format": 1, "base": pack.code, "base_version": pack.meta.version, "code": "local_1", "title": "本校方案",
        "reason": "学校规模小",
    }  # fmt: skip
    code = actions.open_door(**who, version_id=heard, group="家长代表")
    return {
        "door": code,
        "door_id": queries.find_door(code).id,
        "draft": adopted(world.district, "four_projects"),
        "heard": heard,
        "comment": actions.comment(today=today, version_id=heard, source="staff", text="时间偏紧"),
        "document": documents.take_in(
            **who,
            organization_id=world.district.committee.pk,
            file_name="方案.txt",
            read=read_document(
                "方案.txt", "示例活动方案\n一、动员阶段（2026年9月1日至9月20日）\n召开动员大会。".encode()
            ),
        ),
        "overlay": actions.file_overlay(
            **who, version_id=heard, organization_id=world.district.branch.pk, content=overlay
        ),
    }
