"""What pledges say of themselves where other rooms ask: records to cite, a person's record, to-dos, public cards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.evidence.reach import PublicCard, RecordLine, Todo
from xianfeng.apps.evidence.records import Record
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.kinds.pledge.models import Pledge, Silence, Text
from xianfeng.kinds.pledge.queries import fulfilment, list_of_person, predecessors


class PledgeRecords:
    """What other kinds may show of pledges: a narration ties its examples to them."""

    def list_of_person(self, person_id: int, *, on: date, campaign_id: int | None) -> list[Record]:
        found = Text.objects.filter(
            state=Text.State.PUBLISHED, pledge__person_id=person_id, pledge__dropped_on__isnull=True
        )
        if campaign_id is not None:
            found = found.filter(pledge__campaign_id__in=[campaign_id, *predecessors(campaign_id)])
        return [_record(one) for one in found.select_related("pledge").order_by("pledge_id")]

    def list_by_ids(self, ids: Iterable[int]) -> list[Record]:
        found = Text.objects.filter(pledge_id__in=list(ids)).select_related("pledge").order_by("pledge_id", "number")
        newest = {one.pledge_id: one for one in found if one.state == Text.State.PUBLISHED}
        for one in found:
            newest.setdefault(one.pledge_id, one)
        return [_record(one) for one in newest.values()]


def _record(one: Text) -> Record:
    pledge = one.pledge
    return Record(
        f"pledge:{pledge.pk}",
        one.text,
        "",
        reverse("pledge:pledge", args=[pledge.pk]),
        pledge.person_id,
        pledge.organization_id,
        pledge.campaign_id,
    )


def list_answers(campaign_id: int, organization_id: int) -> list[tuple[str, str]]:
    """Public pledges of a unit and its people in this programme, as something that answers a problem of the unit (S1-13)."""
    found = Text.objects.filter(
        state=Text.State.PUBLISHED,
        pledge__campaign_id=campaign_id,
        pledge__organization_id=organization_id,
        pledge__dropped_on__isnull=True,
    )
    return [
        (f"pledge:{one.pledge_id}", _("承诺：%(text)s") % {"text": one.text[:80]})
        for one in found.order_by("pledge_id")
    ]


def list_adopting(item_id: int) -> list[str]:
    """Wordings of public pledges that have taken up a tracked item and are neither kept nor given up (S1-33)."""
    found = Text.objects.filter(
        state=Text.State.PUBLISHED,
        citations__subject=f"item:{item_id}",
        pledge__fulfilled_on__isnull=True,
        pledge__dropped_on__isnull=True,
    )
    return list(found.order_by("pledge_id").values_list("text", flat=True))


def list_record(person_id: int) -> list[RecordLine]:
    """What is kept here about a person: every wording of every pledge, and the progress entered."""
    today = timezone.localdate()
    found = []
    for row in list_of_person(person_id, on=today):
        for text in (*row.old, *(one for one in (row.current, row.live) if one)):
            found.append(
                RecordLine(
                    timezone.localtime(text.published_at or text.saved_at).date(),
                    _("承诺"),
                    text.text,
                    text.result,
                    text.decided_by,
                    text.state,
                    f"pledge:{row.id}",
                )
            )
        found += [
            RecordLine(one.on, _("承诺进展"), row.shown.text, one.note, one.entered_by, "", f"pledge:{row.id}")
            for one in row.advances
        ]
    found += [
        RecordLine(
            timezone.localtime(one.said_at).date(),
            _("没有承诺的理由"),
            one.reason,
            "",
            one.said_by_label,
            "",
            f"pledge_silence:{one.pk}",
        )
        for one in Silence.objects.filter(person_id=person_id).order_by("pk")
    ]
    return found


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """Reports of fulfilment that wait for this viewer to confirm, one line a branch."""
    led = viewer.over.get("branch_secretary", frozenset())
    if not led:
        return []
    waiting = Pledge.objects.filter(
        organization_id__in=led, claimed_at__isnull=False, fulfilled_on__isnull=True, dropped_on__isnull=True
    ).exclude(person_id=viewer.person_id)
    steps: dict[tuple[int, str], int] = {}
    for campaign_id, step_code, person_id in waiting.values_list("campaign_id", "step_code", "person_id"):
        if person_id is not None:
            steps[campaign_id, step_code] = steps.get((campaign_id, step_code), 0) + 1
    return [
        Todo(_("核实承诺兑现（%(n)s 条）") % {"n": n}, None, "pledge:step", key, 3) for key, n in sorted(steps.items())
    ]


def list_public_cards(on: date) -> list[PublicCard]:
    """One card a unit whose pledges are public to society."""
    units = (
        Pledge.objects.filter(scope="public", texts__state="published", campaign__closed_at__isnull=True)
        .values_list("organization_id", "organization__name")
        .order_by("organization__code")
        .distinct()
    )
    cards = []
    for unit, name in units:
        kept = fulfilment(unit, on=on, scope="public")
        cards.append(
            PublicCard(
                "pledge",
                name,
                _("已兑现 %(done)s/%(of)s 条") % {"done": kept.done, "of": kept.of},
                reverse("pledge:public", args=[unit]),
            )
        )
    return cards


def list_school_cards(viewer: Viewer, on: date) -> list[PublicCard]:
    """One card a branch whose pledges hang where this person works (S0-47)."""
    units = viewer.branch_ids | people.list_covering(viewer.workplace_ids, on=on)
    found = Pledge.objects.filter(organization_id__in=units, texts__state="published", campaign__closed_at__isnull=True)
    names = found.exclude(scope="branch").values_list("organization_id", "organization__name").distinct()
    cards = []
    for unit, name in names.order_by("organization__code"):
        kept = fulfilment(unit, on=on, scope="school")
        text = _("已兑现 %(done)s/%(of)s 条") % {"done": kept.done, "of": kept.of}
        title = _("%(unit)s公开承诺") % {"unit": name}
        cards.append(PublicCard("pledge", title, text, reverse("pledge:school", args=[unit])))
    return cards
