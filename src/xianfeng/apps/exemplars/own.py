"""What exemplars tell one person and society: whose turn it is, what is kept about a person, what hangs in the gallery."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.evidence.reach import PublicCard, RecordLine, Todo
from xianfeng.apps.exemplars import queries
from xianfeng.apps.exemplars.queries import ExemplarRow
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer

VERIFIERS = ("branch_secretary", "deputy_secretary", "discipline_commissioner", "organization_commissioner")


def may_verify(viewer: Viewer, row: ExemplarRow) -> bool:
    """Of the branch's committee or over it, and neither the one who wrote it nor the one it is about."""
    if viewer.person_id is None or viewer.person_id in (row.recommended_by, row.person_id):
        return False
    return row.organization_id in viewer.heads(*VERIFIERS) or viewer.may_run(row.organization_id)


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """For the person: to read and decide; for a second person: to verify; for the office: to publish; for the author: doubts."""
    if viewer.person_id is None:
        return []
    return [*_of_accounts(viewer), *_of_practices(viewer)]


def _of_practices(viewer: Viewer) -> list[Todo]:
    """For the editor above: to approve; for the author: what came back (S0-59)."""
    over, near = viewer.over.get("bureau_officer", frozenset()), viewer.heads("branch_secretary", "deputy_secretary")
    if not over | near:
        return []
    rows = queries.list_unapproved(over | near)
    found = [
        Todo(_("修改经验做法：%(title)s") % {"title": row.title}, None, "exemplars:practice", (row.id,), 10)
        for row in rows
        if row.stage == "returned" and row.written_by == viewer.person_id
    ]
    waiting = [
        row
        for row in rows
        if row.stage == "waiting" and row.organization_id in over and row.written_by != viewer.person_id
    ]
    if len(waiting) == 1:
        what = _("审定经验做法：%(title)s") % {"title": waiting[0].title}
        return [*found, Todo(what, None, "exemplars:practice", (waiting[0].id,), 5)]
    if waiting:
        found.append(Todo(_("审定经验做法（%(n)s 篇）") % {"n": len(waiting)}, None, "exemplars:practices", (), 10))
    return found


def _of_accounts(viewer: Viewer) -> list[Todo]:
    near, over = viewer.heads(*VERIFIERS), viewer.over.get("bureau_officer", frozenset())
    rows = {row.id: row for row in queries.list_exemplars(organization_ids=near | over)} if near | over else {}
    rows |= {row.id: row for row in queries.list_exemplars(person_id=viewer.person_id)}
    found = []
    for row in rows.values():
        what = {
            "to_consent": _("看自己的事迹材料，决定是否同意公开")
            if row.person_id == viewer.person_id and row.consent_revoked_at is None
            else "",
            "to_verify": _("核实先进事迹：%(name)s") if row.organization_id in near and may_verify(viewer, row) else "",
            "doubted": _("修改先进事迹：%(name)s") if row.recommended_by == viewer.person_id else "",
        }.get(row.stage, "")
        if what:
            found.append(Todo(what % {"name": row.name}, None, "exemplars:detail", (row.id,), 10))
    top = people.find_top(over) if over else None
    if top is not None:
        for stage, words in (
            ("to_verify", _("核实先进事迹（%(n)s 篇）")),
            ("to_publish", _("公开先进事迹（%(n)s 篇）")),
        ):
            count = sum(
                1
                for row in rows.values()
                if row.stage == stage
                and row.organization_id in over - near
                and viewer.person_id != row.person_id
                and viewer.person_id != row.recommended_by
            )
            if count:
                found.append(Todo(words % {"n": count}, None, "exemplars:unit", (top.id,), 10))
    return found


def list_record(person_id: int) -> list[RecordLine]:
    """Every account of the person, with what was agreed to and taken back."""
    words = {
        "to_verify": _("待核实"),
        "doubted": _("有事实待核"),
        "to_consent": _("待本人同意"),
        "to_publish": _("待公开"),
        "public": _("已公开"),
        "withdrawn": _("已撤下"),
    }
    return [
        RecordLine(
            row.published_on or (timezone.localdate(row.consented_at) if row.consented_at else timezone.localdate()),
            _("先进典型"),
            row.title,
            row.story,
            row.recommended_by_label,
            words[row.stage],
            f"exemplar:{row.id}",
        )
        for row in queries.list_exemplars(person_id=person_id)
    ]


def list_public_cards(on: date) -> list[PublicCard]:
    """One card an account that is public today, by unit and number."""
    return [
        PublicCard("honour", row.name, row.title, reverse("exemplars:one", args=[row.id]))
        for row in queries.list_public()
        if row.is_public
    ]
