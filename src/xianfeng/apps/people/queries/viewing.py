"""The viewer of one day: what somebody may do follows from posts, memberships, employments and grants."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.models import (
    Account,
    Affiliation,
    Employment,
    Membership,
    Office,
    Organization,
    OrganizationClosure,
    RoleGrant,
)
from xianfeng.apps.people.queries.days import on_day


def get_viewer(account_id: int, *, on: date) -> Viewer:
    """The viewer of one day, in a fixed number of queries."""
    account = Account.objects.select_related("person").get(pk=account_id)
    role_at: dict[str, set[int]] = {}
    for role, organization in RoleGrant.objects.filter(on_day(on), account=account).values_list(
        "role", "organization_id"
    ):
        role_at.setdefault(role, set()).add(organization)
    if account.person_id is None:
        return Viewer(account.pk, None, account.login, on, _covered(role_at), at=_held(role_at))
    title = ""
    for role, organization, held in (
        Office.objects.filter(on_day(on), person_id=account.person_id)
        .order_by("from_date")
        .values_list("role", "organization_id", "title")
    ):
        role_at.setdefault(role, set()).add(organization)
        title = title or held
    branches = frozenset(
        Affiliation.objects.filter(on_day(on), person_id=account.person_id).values_list("organization_id", flat=True)
    )
    works_at = set(
        Employment.objects.filter(on_day(on), person_id=account.person_id).values_list("organization_id", flat=True)
    )
    upward = OrganizationClosure.objects.filter(
        Q(relation="administrative", descendant_id__in=works_at) | Q(relation="party", descendant_id__in=branches)
    ).values_list("relation", "descendant_id", "ancestor_id", "ancestor__type")
    workplaces, own_branches = set(works_at), set(branches)
    for relation, descendant, ancestor, kind in upward:
        if relation == "administrative" and kind in ("school", "department", "teaching_group"):
            workplaces.add(ancestor)
        if relation == "party" and descendant in branches and kind in Organization.BRANCH_TYPES:
            own_branches.add(ancestor)
    status = (
        Membership.objects.filter(on_day(on), person_id=account.person_id)
        .order_by("-from_date")
        .values_list("status", flat=True)
        .first()
        or Membership.Status.NON_MEMBER
    )
    label = f"{account.person.name}（{title}）" if title else account.person.name
    return Viewer(
        account.pk,
        account.person_id,
        label,
        on,
        _covered(role_at),
        frozenset(own_branches),
        frozenset(workplaces),
        status,
        _held(role_at),
    )


def _covered(role_at: dict[str, set[int]]) -> dict[str, frozenset[int]]:
    """Widen each role from the organisations it is held at to the subtrees below, in one query."""
    heads = {head for heads in role_at.values() for head in heads}
    below: dict[int, set[int]] = {head: {head} for head in heads}
    pairs = OrganizationClosure.objects.filter(
        ancestor_id__in=heads, relation__in=("party", "administrative", "covers")
    ).values_list("ancestor_id", "descendant_id")
    for ancestor, descendant in pairs:
        below[ancestor].add(descendant)
    return {role: frozenset().union(*(below[head] for head in heads)) for role, heads in role_at.items()}


def _held(role_at: dict[str, set[int]]) -> dict[str, frozenset[int]]:
    return {role: frozenset(heads) for role, heads in role_at.items()}
