"""What plans ask of the bureau's officers: local plans to decide on, comments to answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.record_notes import Todo
from xianfeng.apps.plans import queries
from xianfeng.apps.plans.models import Overlay, PlanComment, PlanVersion


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """One line a plan for the local plans filed, one for the comments without an answer (S2-27)."""
    over = viewer.over.get("bureau_officer", frozenset())
    if not over:
        return []
    found = (
        PlanVersion.objects.filter(organization_id__in=over)
        .exclude(state=PlanVersion.State.WITHDRAWN)
        .only("pk", "title", "state", "consultation_until")
        .annotate(
            filed=Count("overlays", filter=Q(overlays__state=Overlay.State.FILED), distinct=True),
            unanswered=Count("comments", filter=Q(comments__outcome=PlanComment.Outcome.OPEN), distinct=True),
        )
        .filter(Q(filed__gt=0) | Q(unanswered__gt=0))
        .order_by("pk")
    )
    todos = []
    for version in found:
        if version.filed:
            what = _("审阅各单位实施方案（%(n)s 份）") % {"n": version.filed}
            todos.append(Todo(what, None, "plans:detail", (version.pk,), 5 * version.filed, version.title))
        if version.unanswered:
            until = version.consultation_until
            last = until - timedelta(days=1) if until else None
            what = _("答复对方案的意见（%(n)s 条）") % {"n": version.unanswered}
            late = "late" if last is not None and on > last else "open"
            todos.append(Todo(what, last, "plans:detail", (version.pk,), 3 * version.unanswered, version.title, late))
    return todos


def tell_names(wanted: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The titles of the plans among `wanted` ("plan:3") and of the questions they ask ("ask:notice_days")."""
    numbers = [int(one.removeprefix("plan:")) for one in wanted if one.startswith("plan:") and one[5:].isdigit()]
    if numbers:
        named = PlanVersion.objects.filter(pk__in=numbers).values_list("pk", "title")
        yield from ((f"plan:{number}", title) for number, title in named)
    if any(one.startswith("ask:") for one in wanted):
        for number in PlanVersion.objects.order_by("pk").values_list("pk", flat=True):
            yield from ((f"ask:{ask.code}", str(ask.question)) for ask in queries.list_questions(number))
