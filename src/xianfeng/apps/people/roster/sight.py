"""Whom and what a viewer sees and organises."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.models import (
    Affiliation,
    Employment,
    Office,
    Person,
)
from xianfeng.apps.people.queries import on_day

RUN_ROLES = ("branch_secretary", "deputy_secretary", "bureau_officer")
SEE_ROLES = (*RUN_ROLES, "inspector", "principal")


def run_ids(viewer: Viewer) -> frozenset[int]:
    """Organisations the viewer organises, subtree included."""
    return viewer.covered(*RUN_ROLES) - {None}


def seen_ids(viewer: Viewer) -> frozenset[int]:
    return viewer.covered(*SEE_ROLES) - {None}


def people_of(organization_ids: Iterable[int], viewer: Viewer) -> QuerySet:
    """Everybody who works, belongs or holds a post today in these organisations. An officer also sees the unattached."""
    ids = list(organization_ids)
    held = [
        model.objects.filter(on_day(viewer.on), organization_id__in=ids).values("person_id")
        for model in (Employment, Affiliation, Office)
    ]
    wanted = Q(pk__in=held[0]) | Q(pk__in=held[1]) | Q(pk__in=held[2])
    if viewer.has("bureau_officer"):
        wanted |= Q(employments__isnull=True, affiliations__isnull=True)
    return Person.objects.filter(wanted).distinct()
