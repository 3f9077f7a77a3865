"""Nominations a person made under the own name, kept so they stand in the own record; and joint rounds still to be run."""

from __future__ import annotations

from datetime import date

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence.reach import RecordLine, Todo
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.results import queries as results
from xianfeng.core.schedule import Term
from xianfeng.kinds.selection.models import Nomination, Round
from xianfeng.kinds.selection.roster import Seats, list_seats


def list_delegates(*, campaign_id: int, step_code: str, organization_id: int, on: date) -> list[Seats]:
    """What each unit sends by its election, for the meeting those elected come to (S2-44); nothing for a step of another kind."""
    return list_seats(campaign_id=campaign_id, step_code=step_code, organization_id=organization_id, on=on)


def list_record(person_id: int) -> list[RecordLine]:
    found = (
        Nomination.objects.filter(nominated_by_id=person_id)
        .exclude(person_id=person_id)
        .select_related("person")
        .order_by("pk")
    )
    return [
        RecordLine(
            timezone.localtime(one.nominated_at).date(),
            _("提出的推荐"),
            one.person.name if one.person else "",
            one.reason,
            "",
            "",
            f"nomination:{one.pk}",
        )
        for one in found
    ]


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """Joint rounds, run for several branches by the unit above them, until the decision is signed. A branch's own round is
    on the list as the step its secretary owes; a joint one is nobody's step, so it is told here."""
    over = viewer.over.get("bureau_officer", frozenset()) | viewer.heads("branch_secretary", "deputy_secretary")
    if not over:
        return []
    running = {campaign.id: campaign for campaign, _steps in campaigns.list_open_steps()}
    found = []
    rounds = Round.objects.filter(campaign_id__in=running, organization_id__in=over)
    for one in rounds.exclude(units__organization_id=F("organization_id")).order_by("pk"):
        if results.find_decision(one.campaign_id, one.step_code, one.organization_id):
            continue
        step = campaigns.get_step(one.campaign_id, one.step_code)
        found.append(
            Todo(
                _("办理联合评选：%(title)s") % {"title": step.title},
                step.last_day,
                "selection:step",
                (one.campaign_id, one.step_code),
                15,
                running[one.campaign_id].title,
                "late" if step.state_on(on) == "over" else "open",
                one.organization_id,
            )
        )
    return found


def list_contest_terms(campaign_id: int, step_code: str, organization_id: int, days: int) -> list[Term]:
    """A round not signed yet is still to be contested, while its programme runs."""
    one = Round.objects.filter(campaign_id=campaign_id, step_code=step_code, organization_id=organization_id).first()
    if one is None:
        return []
    waits = results.find_decision(campaign_id, step_code, organization_id) is None
    return [Term(timezone.localdate(one.started_at), is_open=waits and campaigns.get_campaign(campaign_id).is_open)]
