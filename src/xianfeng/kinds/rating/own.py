"""What a rating tells the person rated: the sheet still to write, signed marks, requests to look again."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence.reach import PublicCard, RecordLine, Todo
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.core.schedule import Term
from xianfeng.kinds.rating import queries
from xianfeng.kinds.rating.board import get_board
from xianfeng.kinds.rating.models import Aim, EverydayEntry, Rated, Review, Round, RoundParty


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """The own sheet while it can be written; polls are listed by `ballots`."""
    if viewer.person_id is None:
        return []
    found = RoundParty.objects.filter(
        party="self", closed_at=None, left_out_because="", round__rated__person_id=viewer.person_id
    ).select_related("round")
    todos = []
    for one in found.distinct():
        at = queries.get_round(one.round_id)
        rated = next((r for r in at.rated if r.person_id == viewer.person_id), None)
        sheet = queries.find_sheet(rated.id, "self") if rated else None
        if rated is None or (sheet is not None and sheet.is_sent):
            continue
        step = campaigns.get_step(at.campaign_id, at.step_code, at.organization_id)
        what = _("写自评：%(title)s") % {"title": at.title}
        todos.append(Todo(what, step.last_day, "rating:sheet", (rated.id, "self"), 10))
    return todos


def list_school_cards(viewer: Viewer, on: date) -> list[PublicCard]:
    """The star board of each branch where this person works, once somebody holds a star there (S1-24)."""
    units = viewer.branch_ids | people.list_covering(viewer.workplace_ids, on=on)
    cards = []
    for campaign in campaigns.list_running(units):
        for unit in sorted(units):
            found = get_board(campaign.id, unit)
            if found is not None and found.rounds:
                title = _("%(unit)s创星图板") % {"unit": found.organization}
                cards.append(
                    PublicCard("honour", title, campaign.title, reverse("rating:board", args=[campaign.id, unit]))
                )
    return cards


def list_record(person_id: int) -> list[RecordLine]:
    """Signed marks, requests for review, stars aimed at and everyday entries, for the page "my record"."""
    lines = []
    for one in Rated.objects.filter(person_id=person_id).select_related("round").order_by("pk"):
        at = queries.get_round(one.round_id)
        stage = queries.stage_of(at)
        if stage.decision is not None:
            lines.append(
                RecordLine(
                    stage.decision.meeting_on,
                    at.title,
                    _("结论已由%(body)s签署，逐项依据见测评页") % {"body": stage.decision.body},
                    "",
                    stage.decision.signed_by,
                    "confirmed",
                    f"rating_rated:{one.pk}",
                )
            )
        for review in queries.list_reviews(at.id, one.pk):
            lines.append(
                RecordLine(
                    timezone.localtime(review.asked_at).date(),
                    _("申请复核"),
                    at.title,
                    review.text,
                    "",
                    "objection" if review.state == Review.State.OPEN else "",
                    f"rating_review:{review.id}",
                    {"answer": review.answer},
                )
            )
    return [*lines, *_before_rounds(person_id)]


def _before_rounds(person_id: int) -> list[RecordLine]:
    """Stars aimed at, and everyday entries about the person."""
    lines = []
    for aim in Aim.objects.filter(person_id=person_id).order_by("pk"):
        campaign, step = _step_of(aim)
        items = queries.step_items(campaign, step) if step else ()
        titles = {one["code"]: one["title"] for one in items}
        stars = "、".join(titles.get(code, code) for code in aim.stars)
        day = timezone.localtime(aim.chosen_at).date()
        title = step.title if step else ""
        lines.append(RecordLine(day, _("重点争创的星"), title, stars, "", "", f"rating_aim:{aim.pk}"))
    for one in EverydayEntry.objects.filter(person_id=person_id).order_by("occurred_on", "pk"):
        _campaign, step = _step_of(one)
        text = _("%(text)s（来源：%(source)s）") % {"text": one.text, "source": one.source}
        if one.withdrawn_at is not None:
            text = _("已撤销：%(text)s") % {"text": text}
        by, subject = one.recorded_by_label, f"rating_everyday:{one.pk}"
        title = step.title if step else ""
        lines.append(RecordLine(one.occurred_on, _("平时考核"), title, text, by, "", subject))
    return lines


def _step_of(one: Aim | EverydayEntry) -> tuple[campaigns.CampaignRow, campaigns.StepRow | None]:
    """No step where the unit's own plan has left it out since: what was noted before stays in the record."""
    campaign, steps = campaigns.get_with_steps(one.campaign_id, one.organization_id)
    return campaign, next((step for step in steps if step.code == one.step_code), None)


def list_answers(campaign_id: int, organization_id: int) -> list[tuple[str, str]]:
    """The stars that can be aimed at, as something that answers a problem of the unit (S1-13)."""
    found: dict[str, str] = {}
    campaign, steps = campaigns.get_with_steps(campaign_id, organization_id)
    for step in steps:
        if step.params.get("scale") == "star":
            for one in queries.step_items(campaign, step):
                found[f"star:{one['code']}.{step.params['subjects']}"] = one["title"]
    return list(found.items())


def list_contest_terms(campaign_id: int, step_code: str, organization_id: int, days: int) -> list[Term]:
    """A round not signed yet is still to be contested, while its programme runs; a mark asked to be looked at again waits."""
    one = Round.objects.filter(campaign_id=campaign_id, step_code=step_code, organization_id=organization_id).first()
    if one is None:
        return []
    at = queries.get_round(one.pk)
    waits = queries.contested(at) or queries.stage_of(at).code != "decided"
    return [
        Term(timezone.localdate(at.started_at), is_open=bool(waits) and campaigns.get_campaign(campaign_id).is_open)
    ]
