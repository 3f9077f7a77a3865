"""What pairs ask of one person, what stands in the own record, and what a posting offers to other units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence.reach import RecordLine, Todo
from xianfeng.apps.exemplars.queries import Offer
from xianfeng.apps.people.access import Viewer
from xianfeng.kinds.pairing.models import Contact, Pair, Report
from xianfeng.kinds.pairing.queries import is_left, is_right, list_everywhere, units_of
from xianfeng.ui import typed

State = Pair.State
REMINDED_BEFORE = timedelta(days=7)


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """Pairs to agree to, contacts to confirm: one line each, without names of others."""
    if viewer.person_id is None:
        return []
    running = {campaign.id for campaign, _steps in campaigns.list_open_steps()}
    found = []
    for row in list_everywhere(viewer.person_id, unit_ids=units_of(viewer), campaign_ids=running):
        left, right = is_left(viewer, row), is_right(viewer, row)
        agrees = (left and row.left_agreed_on is None) or (right and row.right_agreed_on is None)
        if row.state == State.PROPOSED and agrees:
            found.append(Todo(_("看结对安排并答复"), None, "pairing:pair", (row.id,), 2))
        elif row.state == State.STANDING and any(line.logged_by != viewer.person_id for line in row.waiting):
            found.append(Todo(_("确认一次联系"), None, "pairing:pair", (row.id,), 1))
        elif left and row.next_on is not None and on >= row.next_on - REMINDED_BEFORE:
            state = "late" if on > row.next_on else "open"
            found.append(Todo(_("按约定的日子联系对方"), row.next_on, "pairing:pair", (row.id,), 5, "", state))
    return found


def list_record(person_id: int) -> list[RecordLine]:
    """Every pair the person is in, with the number of confirmed contacts; the words of the two stay between the two."""
    found = []
    for row in list_everywhere(person_id):
        other = row.right_name if row.left_id == person_id else row.left_name
        found.append(
            RecordLine(
                row.from_date,
                _("谈心与结对"),
                other,
                _("%(state)s，已确认联系 %(n)s 次") % {"state": row.state_word, "n": row.confirmed},
                row.proposed_by_label,
                "",
                f"pairing_pair:{row.id}",
            )
        )
    return found


EFFORTS = {"talk": "talk", "contact_point": "visit", "home_visit": "visit", "help": "visit", "support": "visit"}
"""Forms whose confirmed contacts the panel of the leaders counts; care for somebody counts neither for nor against (S0-44)."""


def tell_efforts(campaign_id: int, person_ids: Iterable[int]) -> list[tuple[str, int, int]]:
    """("talk" or "visit", person, 1) for every contact that both sides confirmed, whichever side the person is (S2-32)."""
    wanted = set(person_ids)
    steps = {one.code: one.params.get("form") for one in campaigns.list_steps(campaign_id) if one.kind == "pairing"}
    held = Contact.objects.filter(pair__campaign_id=campaign_id, confirmed_on__isnull=False)
    held = held.filter(Q(pair__left_id__in=wanted) | Q(pair__right_id__in=wanted))
    return [
        (EFFORTS[steps[code]], person, 1)
        for code, *sides in held.values_list("pair__step_code", "pair__left_id", "pair__right_id")
        for person in sides
        if person in wanted and steps.get(code) in EFFORTS
    ]


def offer_practice(subject: str) -> list[Offer]:
    """What somebody sent elsewhere wrote at the end, for the library of practices (S4-23): what was seen there may be of
    use here. The unit that sent takes it over; the host is named, the writer is not."""
    model, _sign, number = subject.partition(":")
    if model != "pairing_pair" or not typed.is_number(number):
        return []
    told = Report.objects.filter(pair_id=int(number), kind=Report.Kind.FINAL)
    last = told.select_related("pair__right_unit").order_by("pk").last()
    if last is None:
        return []
    unit = last.pair.right_unit
    host = (unit.short_name or unit.name) if unit is not None else last.pair.right_name
    return [Offer(last.pair.organization_id, _("期满总结（%(host)s）") % {"host": host}, "", last.text)]
