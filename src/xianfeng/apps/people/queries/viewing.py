"""The viewer of one day: what somebody may do follows from posts, memberships, employments and grants."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import Q

from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.models import Account, Membership, Organization, OrganizationClosure

STANDING = """
WITH held AS (
    SELECT 'role' AS what, role AS word, organization_id, '' AS title, from_date, until_date
    FROM people_rolegrant WHERE account_id = %(account)s
    UNION ALL SELECT 'role', role, organization_id, title, from_date, until_date
    FROM people_office WHERE person_id = %(person)s
    UNION ALL SELECT 'branch', '', organization_id, '', from_date, until_date
    FROM people_affiliation WHERE person_id = %(person)s
    UNION ALL SELECT 'work', '', organization_id, '', from_date, until_date
    FROM people_employment WHERE person_id = %(person)s
    UNION ALL SELECT 'status', status, NULL, '', from_date, until_date
    FROM people_membership WHERE person_id = %(person)s
)
SELECT what, word, organization_id, title FROM held
WHERE from_date <= %(day)s AND (until_date IS NULL OR until_date > %(day)s) ORDER BY from_date
"""
"""All that holds of an account and its person on a day, the oldest first: asked before every page, so in one statement."""


def get_viewer(account: Account | int, *, on: date) -> Viewer:
    """The viewer of one day, in a fixed number of queries; an account already at hand is not asked for again."""
    if isinstance(account, int):
        account = Account.objects.select_related("person").get(pk=account)
    role_at: dict[str, set[int]] = {}
    branches, works_at = set(), set()
    title, status = "", str(Membership.Status.NON_MEMBER)
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"account": account.pk, "person": account.person_id, "day": on})
        for what, word, organization, held in cursor.fetchall():
            if what == "role":
                role_at.setdefault(word, set()).add(organization)
                title = title or held
            elif what == "branch":
                branches.add(organization)
            elif what == "work":
                works_at.add(organization)
            else:
                status = word
    if account.person_id is None:
        return Viewer(account.pk, None, account.login, on, _covered(role_at), at=_held(role_at))
    upward = OrganizationClosure.objects.filter(
        Q(relation="administrative", descendant_id__in=works_at) | Q(relation="party", descendant_id__in=branches)
    ).values_list("relation", "descendant_id", "ancestor_id", "ancestor__type")
    workplaces, own_branches = set(works_at), set(branches)
    for relation, descendant, ancestor, kind in upward:
        if relation == "administrative" and kind in ("school", "department", "teaching_group"):
            workplaces.add(ancestor)
        if relation == "party" and descendant in branches and kind in Organization.BRANCH_TYPES:
            own_branches.add(ancestor)
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
