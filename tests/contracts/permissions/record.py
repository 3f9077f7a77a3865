"""A member's open request, which the branch's organisers answer."""

from tests import factories

from xianfeng.apps.people import record_notes
from xianfeng.apps.people.actions.record_notes import attach_note


def build(world):
    member = world.district.members[2]
    entry = record_notes.signed_entry("evaluation:1", "2026-09-01 评议 等次", "")
    note = attach_note(
        now=factories.NOW,
        actor=factories.actor_of(member),
        person_id=member.pk,
        entry=entry,
        kind="correction",
        text="学时少记一次",
    )
    return {"note": note}
