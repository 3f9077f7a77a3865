"""What the box tells a person about itself: digests to confirm or to check, and those that were fed back to the person.

The words others wrote are never listed: nobody learns them, whose digest it is least of all (S3-27).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence.reach import Mirror, RecordLine, Todo
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.kinds.opinion import queries, standings
from xianfeng.kinds.opinion.kind import kind
from xianfeng.kinds.opinion.models import Citation, Opinion
from xianfeng.kinds.opinion.queries import Place
from xianfeng.ui.templatetags.xianfeng_ui import cn_date


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """The own digest, until it is confirmed; entries that wait for an answer of this viewer; replies that are late in units
    below (S0-21)."""
    return [*_to_answer(viewer, on), *(_to_confirm(viewer.person_id) if viewer.person_id is not None else ())]


def _to_answer(viewer: Viewer, on: date) -> list[Todo]:
    """One line for a step: the box with the earliest term, and how many entries and further questions wait in all. Two
    queries, with the open steps."""
    units = viewer.covered(*{role for roles in queries.ROLE_OF_READER.values() for role in roles})
    if not units:
        return []
    waiting = (
        queries.entries()
        .filter(Q(organization_id__in=units) | Q(handled_by_id__in=units))
        .filter(Q(outcome=Opinion.Outcome.OPEN, about__isnull=True) | (Q(asks=True) & ~Q(outcome=Opinion.Outcome.OPEN)))
        .order_by("reply_by", "pk")
    )
    steps = {(row.id, step.code): step for row, found in campaigns.list_open_steps() for step in found}
    groups: dict[tuple[int, str], list[Opinion]] = {}
    for one in waiting:
        step = steps.get((one.campaign_id, one.step_code))
        if step is None:
            continue
        is_late = _is_late(one, on)
        handler = one.handled_by_id if one.about_leader else None
        reads = queries.may_handle(
            viewer, queries.params_of(step), one.organization_id, one.about_id, handler, one.restricted
        )
        if reads or (is_late and viewer.has("bureau_officer", one.organization_id)):
            groups.setdefault((one.campaign_id, one.step_code), []).append(one)
    todos = []
    for (campaign_id, code), found in groups.items():
        first = found[0]
        late = sum(_is_late(one, on) for one in found)
        what = _("答复意见：%(unit)s等 %(n)s 条") % {"unit": first.organization.name, "n": len(found)}
        if late:
            what = _("%(what)s，逾期 %(late)s 条") % {"what": what, "late": late}
        todos.append(
            Todo(
                what,
                min((one.reply_by for one in found if one.outcome == "open" and one.reply_by), default=None),
                "opinion:step",
                (campaign_id, code),
                10,
                state="late" if late else "open",
                organization_id=first.organization_id,
            )
        )
    return todos


def _is_late(one: Opinion, on: date) -> bool:
    """The first answer is; a further question has no term."""
    return one.outcome == Opinion.Outcome.OPEN and one.reply_by is not None and on > one.reply_by


def _to_confirm(person_id: int) -> list[Todo]:
    return [
        Todo(_("看对您的意见归纳并确认"), None, "opinion:fed_back", (one.id,), 5)
        for one in standings.list_of_person(person_id)
        if one.received_on is None and campaigns.get_campaign(one.campaign_id).is_open
    ]


def list_record(person_id: int) -> list[RecordLine]:
    """Digests that were fed back, as they were."""
    return [
        RecordLine(
            one.checked_on,
            _("收到的意见归纳"),
            people.get_organization(one.organization_id).name,
            "\n".join(line.text for line in one.lines),
            one.checked_label,
            one.state,
            f"opinion.digest:{one.id}",
        )
        for one in standings.list_of_person(person_id)
    ]


def list_mirrors(
    campaign_id: int, step_codes: Iterable[str], organization_id: int, person_id: int, on: date
) -> list[Mirror]:
    """What opinions hold up to somebody who writes about the own work after a step of opinions: the own digest, or that
    nothing came. While the box is open, or a digest is being made or waits to be confirmed, it `waits` (S3-31), unless the
    superior let the unit through the step."""
    wanted = set(step_codes)
    found = []
    for step in campaigns.list_steps(campaign_id, organization_id):
        if step.code not in wanted or step.kind != kind.code:
            continue
        params = queries.params_of(step)
        if not (params.fed_back and {"members", "leaders"} & set(params.subjects)):
            continue
        place = Place(campaign_id, step.code, organization_id)
        own = next((one for one in standings.list_standings(place, params, on) if one.subject.id == person_id), None)
        if own is None:
            continue
        told = [one for one in own.digests if one.is_fed_back]
        waits = "" if own.is_settled and (own.state != "none" or step.state_on(on) == "over") else "collecting"
        url = reverse("opinion:fed_back", args=[told[-1].id]) if told else ""
        if own.state == "sent":
            waits = "to_confirm"
        if waits and _is_let_pass(place, campaign_id):
            waits = ""
        found.append(Mirror(step.title, tuple(line.text for one in told for line in one.lines), url, waits))
    return found


def _is_let_pass(place: Place, campaign_id: int) -> bool:
    """Whether the superior let the unit through the step: nobody waits for ever for a digest that nobody makes."""
    units = (place.organization_id, campaigns.get_campaign(campaign_id).organization_id)
    said = campaigns.list_verdicts(campaign_id, units, step_codes={place.step_code})
    return any(row.verdict in ("passed", "forced") for row in said)


def list_uses(subjects: Iterable[str]) -> list[tuple[str, str]]:
    """(decision, proposal it used): in the copy that two people checked, otherwise only when it came in (S2-52); none of a
    restricted category."""
    found = (
        Citation.objects.filter(subject__in=list(subjects), opinion__restricted=False)
        .select_related("opinion")
        .order_by("cited_on", "pk")
    )
    return [
        (
            one.subject,
            one.opinion.public_text
            if one.opinion.public_text_checked_label
            else _("%(day)s收到的提案") % {"day": cn_date(one.opinion.received_on)},
        )
        for one in found
    ]
