"""What results ask of one person: to object to a ground against oneself in time, to decide on such an objection; and until
when what was decided can be contested.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence.reach import Todo
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.results import queries
from xianfeng.apps.results.models import Veto
from xianfeng.core.schedule import Term, add_workdays


def _page(veto: Veto) -> tuple[str, tuple[object, ...]]:
    """The page of the step's own kind, where objection and decision have their forms."""
    step = campaigns.get_step(veto.campaign_id, veto.step_code)
    return f"{step.kind}:step", (veto.campaign_id, veto.step_code)


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """A ground recorded against me or my organisation may be objected to; an objection waits for somebody else's decision."""
    led = viewer.heads("branch_secretary")
    todos = []
    mine = Q(person_id=viewer.person_id) if viewer.person_id is not None else Q(pk=None)
    for veto in Veto.objects.filter(
        mine | Q(person_id=None, organization_id__in=led), state=Veto.State.STANDING, contest_until__gte=on
    ).order_by("contest_until", "pk"):
        name, args = _page(veto)
        what = _("查看不能参评的认定，有异议可以提出：%(title)s") % {"title": veto.title}
        todos.append(Todo(what, veto.contest_until, name, args, 5, organization_id=veto.organization_id))
    near, far = viewer.heads("branch_secretary", "deputy_secretary"), viewer.over.get("bureau_officer", frozenset())
    if not near and not far:
        return todos
    contested = (
        Veto.objects.filter(organization_id__in=near | far, state=Veto.State.CONTESTED)
        .exclude(recorded_by_id=viewer.person_id)
        .select_related("person")
        .order_by("objected_at", "pk")
    )
    waiting = list(contested)
    by_secretary = _recorded_by_secretary(waiting)
    for veto in waiting:
        if veto.organization_id not in near and veto.pk not in by_secretary:
            continue
        name, args = _page(veto)
        who = veto.person.name if veto.person else _("本组织")
        what = _("复核异议：%(who)s · %(title)s") % {"who": who, "title": veto.title}
        todos.append(Todo(what, None, name, args, 10, organization_id=veto.organization_id))
    return todos


def _recorded_by_secretary(vetoes: list[Veto]) -> set[int]:
    """Those the unit's own secretary recorded, so that only the superior may decide."""
    secretaries = people.list_secretaries({veto.organization_id for veto in vetoes})
    return {veto.pk for veto in vetoes if (veto.organization_id, veto.recorded_by_id) in secretaries}


def list_contest_terms(campaign_id: int, step_code: str, organization_id: int, days: int) -> list[Term]:
    """From each signature the longest term of the plan runs; a ground against somebody has its own, and waits once contested."""
    calendar = campaigns.work_calendar()
    signed = queries.list_signed_days(campaign_id, step_code, organization_id)
    terms = [Term(add_workdays(day, days, calendar)) for day in signed.values()]
    grounds = Veto.objects.filter(campaign_id=campaign_id, step_code=step_code, organization_id=organization_id)
    for ground in grounds.filter(state__in=(Veto.State.STANDING, Veto.State.CONTESTED)):
        recorded = timezone.localdate(ground.recorded_at)
        terms.append(Term(ground.contest_until or recorded, is_open=ground.state == Veto.State.CONTESTED))
    return terms
