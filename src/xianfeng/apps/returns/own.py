"""What reports ask of one person: to acknowledge what came in, to send again what was sent back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence.reach import Todo
from xianfeng.apps.exemplars.queries import Offer, offer_of_parts
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.returns import figures
from xianfeng.apps.returns.models import Return
from xianfeng.core.schedule.spans import DateSpan
from xianfeng.ui import typed

RECEIVERS = ("branch_secretary", "deputy_secretary", "bureau_officer")


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """One line for everything to acknowledge where the viewer holds the post, one for each report sent back."""
    return [*_to_acknowledge(viewer, on), *_to_send_again(viewer)]


def offer_practice(subject: str) -> list[Offer]:
    """A report in words, for the library of practices (S0-59, S4-48)."""
    model, _sign, number = subject.partition(":")
    row = Return.objects.filter(pk=int(number)).first() if model == "return" and typed.is_number(number) else None
    parts = row.content.get("parts", {}) if row is not None else {}
    if row is None or not parts:
        return []
    return [offer_of_parts(row.sender_id, _("报送“%(title)s”") % {"title": row.title}, row.title, parts)]


def _to_acknowledge(viewer: Viewer, on: date) -> list[Todo]:
    heads = viewer.heads(*RECEIVERS)
    if not heads:
        return []
    waiting = list(
        Return.objects.filter(receiver_id__in=heads, acknowledged_on=None, sent_back_on=None)
        .order_by(F("acknowledge_by").asc(nulls_last=True), "pk")
        .only("pk", "title", "acknowledge_by")
    )
    if not waiting:
        return []
    due = waiting[0].acknowledge_by
    late = "late" if due is not None and on > due else "open"
    if len(waiting) == 1:
        what = _("签收：%(title)s") % {"title": waiting[0].title}
        return [Todo(what, due, "returns:detail", (waiting[0].pk,), 3, "", late)]
    return [Todo(_("签收报送材料（%(n)s 份）") % {"n": len(waiting)}, due, "returns:list", (), 10, "", late)]


def _to_send_again(viewer: Viewer) -> list[Todo]:
    heads = viewer.heads("branch_secretary", "deputy_secretary")
    if not heads:
        return []
    later = Return.objects.filter(
        sender_id=OuterRef("sender_id"),
        form=OuterRef("form"),
        subject=OuterRef("subject"),
        number__gt=OuterRef("number"),
    )
    back = Return.objects.filter(~Exists(later), sender_id__in=heads, sent_back_on__isnull=False)
    return [
        Todo(_("修改后重新报送：%(title)s") % {"title": one.title}, None, "returns:detail", (one.pk,), 10)
        for one in back.order_by("sent_back_on", "pk").only("pk", "title")
    ]


def list_year_figures(campaign_id: int, organization_id: int, on: date) -> list[dict[str, object]]:
    """What one unit did in a whole round, from its counts: the ground of the review that begins the next one (S0-02)."""
    campaign = campaigns.get_campaign(campaign_id)
    closed = timezone.localdate(campaign.closed_at) if campaign.closed_at else on
    span = DateSpan.inclusive(min(campaign.starts_on, closed), closed)
    return [asdict(row) for row in figures.list_figures(campaign_id, organization_id, span)]
