"""The viewer of one day: what somebody may do follows from posts, memberships, employments and grants."""

from __future__ import annotations

from datetime import date

from django.db import connection

from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.models import Account, Membership, Organization

STANDING = """
WITH held AS MATERIALIZED (
    SELECT what, word, organization_id, title, from_date FROM (
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
    ) ever WHERE from_date <= %(day)s AND (until_date IS NULL OR until_date > %(day)s)
)
SELECT what, word, organization_id, title, from_date, NULL::bigint[] FROM held
UNION ALL SELECT 'below', '', ancestor_id, '', NULL, array_agg(descendant_id)
FROM people_organizationclosure WHERE relation IN ('party', 'administrative', 'covers')
AND ancestor_id IN (SELECT organization_id FROM held WHERE what = 'role') GROUP BY ancestor_id
UNION ALL SELECT above.what, '', ancestor_id, '', NULL, NULL FROM people_organizationclosure closure
JOIN (VALUES ('work', 'administrative', %(workplaces)s::text[]), ('branch', 'party', %(branches)s::text[])) above (what, relation, types)
    ON above.relation = closure.relation
JOIN people_organization upper ON upper.id = closure.ancestor_id AND upper.type = ANY(above.types)
WHERE (above.what, closure.descendant_id) IN (SELECT what, organization_id FROM held)
ORDER BY from_date
"""
"""All that holds of an account and its person on a day, the oldest first, then what lies below its roles and which schools
and branches its own are part of: asked before every page, so in one statement."""
WORKPLACES = ["school", "department", "teaching_group"]


def get_viewer(account: Account | int, *, on: date) -> Viewer:
    """The viewer of one day, in one query; an account that is not at hand costs one more."""
    if isinstance(account, int):
        account = Account.objects.select_related("person").get(pk=account)
    role_at: dict[str, set[int]] = {}
    below: dict[int, set[int]] = {}
    own: dict[str, set[int]] = {"branch": set(), "work": set()}
    title, status = "", str(Membership.Status.NON_MEMBER)
    given = {"account": account.pk, "person": account.person_id, "day": on}
    kinds = {"workplaces": WORKPLACES, "branches": sorted(Organization.BRANCH_TYPES)}
    with connection.cursor() as cursor:
        cursor.execute(STANDING, given | kinds)
        for what, word, organization, held, _from_date, lower in cursor.fetchall():
            if what == "role":
                role_at.setdefault(word, set()).add(organization)
                title = title or held
            elif what == "below":
                below[organization] = set(lower)
            elif what == "status":
                status = word
            else:
                own[what].add(organization)
    covered = {
        role: frozenset().union(*(below.get(head, set()) | {head} for head in heads)) for role, heads in role_at.items()
    }
    if account.person_id is None:
        return Viewer(account.pk, None, account.login, on, covered, at=_held(role_at))
    return Viewer(
        account.pk,
        account.person_id,
        f"{account.person.name}（{title}）" if title else account.person.name,
        on,
        covered,
        frozenset(own["branch"]),
        frozenset(own["work"]),
        status,
        _held(role_at),
    )


def _held(role_at: dict[str, set[int]]) -> dict[str, frozenset[int]]:
    return {role: frozenset(heads) for role, heads in role_at.items()}
