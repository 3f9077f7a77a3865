"""What a person wrote about others and answered to comments: kept under the own name, so it stands in the own record."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence.reach import RecordLine, Todo
from xianfeng.apps.exemplars.queries import Offer, offer_of_parts
from xianfeng.apps.people.access import Viewer
from xianfeng.kinds.statement import queries
from xianfeng.kinds.statement.models import Part, Project, Reply, Statement
from xianfeng.ui import typed


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """Texts of heads of departments that wait for who is in charge of these (S3-34, S3-83)."""
    if viewer.person_id is None or not viewer.heads("leader_in_charge"):
        return []
    return [
        Todo(_("审阅%(name)s的材料") % {"name": row.name}, None, "statement:statement", (row.id,), 10)
        for row in queries.list_of_portfolio(viewer.person_id, on)
    ]


def offer_practice(subject: str) -> list[Offer]:
    """An accepted text of a branch (never one about a person) or a project that is spread, for the library of practices
    (S0-59, S2-15, S4-06)."""
    model, _sign, number = subject.partition(":")
    if model == "statement_project" and typed.is_number(number):
        spread = Project.objects.filter(pk=int(number), decision=Project.Decision.SPREAD)
        return [Offer(one.organization_id, one.title, one.title, one.idea, "", one.result) for one in spread]
    if model != "statement" or not typed.is_number(number):
        return []
    stands = Statement.objects.filter(pk=int(number), about=None, state=Statement.State.ACCEPTED)
    rows = [queries.get_statement(one.pk) for one in stands]
    return [
        offer_of_parts(row.organization_id, _title(row), "", {part.title: part.text for part in row.parts})
        for row in rows
    ]


def list_measures(campaign_id: int, organization_id: int) -> list[tuple[str, str]]:
    """(node of the programme's tree, what the unit does about it), from the unit's accepted plan (S2-12)."""
    parts = Part.objects.filter(
        statement__campaign_id=campaign_id,
        statement__organization_id=organization_id,
        statement__about=None,
        statement__form="plan",
        statement__state=Statement.State.ACCEPTED,
        key__startswith="criterion:",
    ).exclude(text="")
    return [(part.key.removeprefix("criterion:"), part.text) for part in parts]


def _title(row: queries.StatementRow) -> str:
    return campaigns.get_step(row.campaign_id, row.step_code, row.organization_id).title


def list_record(person_id: int) -> list[RecordLine]:
    """Comments the person wrote about others (the own texts are listed by `queries`), and the person's replies."""
    written = (
        Statement.objects.filter(author_id=person_id)
        .exclude(about_id=person_id)
        .select_related("about", "organization")
        .order_by("pk")
    )
    lines = [
        RecordLine(
            timezone.localtime(one.submitted_at or one.saved_at).date(),
            _("写出的点评"),
            one.about.name if one.about else str(one.organization),
            "",
            "",
            one.state,
            f"statement:{one.pk}",
        )
        for one in written
    ]
    replies = Reply.objects.filter(person_id=person_id).select_related("statement__organization").order_by("pk")
    return lines + [
        RecordLine(
            timezone.localtime(one.said_at).date(),
            _("对点评的回应"),
            str(one.statement.organization),
            one.text,
            "",
            "",
            f"statement:{one.statement_id}",
        )
        for one in replies
    ]
