"""The leading group of a unit is written down as the paper that set it up says (S1-39, S3-82)."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries
from xianfeng.apps.campaigns.actions.refusals import CampaignRefused, locked_open
from xianfeng.apps.campaigns.models import GroupSeat, LeadingGroup
from xianfeng.apps.journal.actions import Actor, record
from xianfeng.apps.people import queries as people


@transaction.atomic
def register_group(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    organization_id: int,
    name: str,
    document: str,
    founded_on: date,
    head: str,
    deputy: str = "",
    member: str = "",
    office: str = "",
    office_member: str = "",
    contact: str = "",
    duties: str = "",
) -> int:
    """The group stands from now on; gives its id. The one before ends. The same once more changes nothing.

    Names are those of the unit's members and staff, apart by 、; where two share one, the staff number behind the name tells
    which.
    """
    campaign = locked_open(campaign_id)
    if organization_id not in people.subtree_ids(campaign.organization_id):
        raise CampaignRefused("unit_elsewhere")
    if founded_on > timezone.localdate(now):
        raise CampaignRefused("founded_later")
    named = {"head": head, "deputy": deputy, "member": member, "office": office_member}
    seats = _seats(organization_id, timezone.localdate(now), named)
    standing = queries.find_group(campaign_id, organization_id)
    said = (name.strip(), document.strip(), founded_on, office.strip(), contact.strip(), duties.strip())
    if standing is not None:
        held = (
            standing.name, standing.document, standing.founded_on, standing.office, standing.contact, standing.duties
        )  # fmt: skip
        if held == said and {(seat.person_id, seat.role) for seat in standing.seats} == set(seats):
            return standing.id
        LeadingGroup.objects.filter(pk=standing.id).update(ended_at=now)
    made = LeadingGroup.objects.create(
        campaign=campaign,
        organization_id=organization_id,
        **dict(zip(("name", "document", "founded_on", "office", "contact", "duties"), said, strict=True)),
        recorded_by_label=actor.label,
        recorded_at=now,
    )
    GroupSeat.objects.bulk_create(GroupSeat(group=made, person_id=person, role=role) for person, role in seats)
    record(
        now=now,
        actor=actor,
        action="campaign.group_registered",
        subject=f"group:{made.pk}",
        organization_id=organization_id,
        detail={"campaign": campaign_id, "name": made.name, "document": made.document, "seats": len(seats)},
    )
    return made.pk


def _seats(organization_id: int, on: date, typed: dict[str, str]) -> list[tuple[int, str]]:
    """(person, role) of every name typed."""
    names = {role: [one for one in re.split(r"[、，,；;\s]+", text) if one] for role, text in typed.items()}
    if len(names["head"]) != 1:
        raise CampaignRefused("one_head")
    known = queries.list_seatable(organization_id, on)
    everybody = [name for role in names for name in names[role]]
    unknown = [name for name in everybody if name not in known]
    if unknown:
        raise CampaignRefused("names_unknown", names=unknown)
    unclear = [name for name in everybody if len(known[name]) > 1]
    if unclear:
        raise CampaignRefused("names_ambiguous", names=unclear)
    twice = [name for name, count in Counter(known[name][0] for name in everybody).items() if count > 1]
    if twice:
        raise CampaignRefused(
            "named_twice", names=[name for name in dict.fromkeys(everybody) if known[name][0] in twice]
        )
    return [(known[name][0], role) for role in names for name in names[role]]
