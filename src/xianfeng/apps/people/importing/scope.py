"""What one officer may bring in: the own subtree. A row about an organisation or a person outside it is refused by row.

An officer of a root (nothing above it) also founds roots and answers for what stands nowhere yet; not for another root's
subtree. Without an account (the command line on the server) everything is allowed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from xianfeng.apps.people.importing.reading import Fault, Line, Reading
from xianfeng.apps.people.models import (
    Affiliation,
    Employment,
    Organization,
    OrganizationClosure,
    OrganizationRelation,
    RoleGrant,
)
from xianfeng.apps.people.queries import on_day

UPWARD = ("administrative", "party")


@dataclass(frozen=True)
class Scope:
    """Codes of the organisations an importer answers for; `founds`: may enter an organisation with nothing above it."""

    codes: frozenset[str]
    founds: bool


def scope_of(account_id: int | None, *, on: date) -> Scope | None:
    """None: no limit. Three queries, however large the roster."""
    if account_id is None:
        return None
    grants = RoleGrant.objects.filter(on_day(on), account_id=account_id, role=RoleGrant.Role.BUREAU_OFFICER)
    heads = set(grants.values_list("organization_id", flat=True))
    if None in heads:
        return None
    pairs = OrganizationClosure.objects.exclude(relation="cadre").values_list("ancestor_id", "descendant_id", "depth")
    below: dict[int, set[int]] = defaultdict(set)
    under_another: set[int] = set()
    for upper, lower, depth in pairs:
        below[upper].add(lower)
        if depth:
            under_another.add(lower)
    own = heads.union(*(below[head] for head in heads)) if heads else set()
    everything = dict(Organization.objects.values_list("pk", "code"))
    founds = not everything or any(head not in under_another for head in heads)
    if founds:
        # What stands nowhere belongs to nobody else.
        own |= {pk for pk in everything if pk not in under_another and below[pk] <= {pk}}
    return Scope(frozenset(code for pk, code in everything.items() if pk in own), founds)


def list_outside(reading: Reading, scope: Scope, *, on: date) -> list[Fault]:
    """A fault for every row that reaches beyond the scope."""
    lines = reading.lines
    known = set(Organization.objects.values_list("code", flat=True))
    added = {str(line.values["code"]) for line in lines["organization"] if line.values.get("code")} - known
    allowed = scope.codes | added
    faults = _organizations(lines["organization"], scope, known, allowed)
    faults += [
        line.fault("code", "outside_scope")
        for line in lines["school"]
        if line.values.get("code") in known and line.values["code"] not in allowed
    ]
    elsewhere = _people_elsewhere(scope, on)
    for sheet in ("person", "employment", "membership", "affiliation", "office"):
        for line in lines[sheet]:
            number, code = line.values.get("number"), line.values.get("organization")
            if number in elsewhere:
                faults.append(line.fault("number", "person_outside_scope"))
            elif code in known and code not in allowed:
                faults.append(line.fault("organization", "outside_scope"))
    return faults


def _organizations(lines: list[Line], scope: Scope, known: set[str], allowed: frozenset[str]) -> list[Fault]:
    listed = {str(line.values.get("code")) for line in lines}
    stored: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for relation, lower, upper in OrganizationRelation.objects.filter(
        Q(lower__code__in=listed) | Q(upper__code__in=listed), until_date=None
    ).values_list("relation", "lower__code", "upper__code"):
        stored[lower].add((relation, upper))
    faults = []
    for line in lines:
        code = line.values.get("code")
        if code is None:
            continue
        if code in known and code not in scope.codes:
            faults.append(line.fault("code", "outside_scope"))
            continue
        uppers = [(relation, line.values[relation]) for relation in UPWARD if line.values.get(relation) is not None]
        faults += [
            line.fault(relation, "outside_scope")
            for relation, upper in uppers
            if upper in known and upper not in allowed and (relation, upper) not in stored[code]
        ]
        faults += [
            line.fault("covers", "outside_scope")
            for unit in line.values.get("covers") or ()
            if unit in known and unit not in allowed and ("covers", code) not in stored[unit]
        ]
        loses = [relation for relation in UPWARD if relation in line.values and line.values[relation] is None]
        if not scope.founds and ((code not in known and not uppers) or (code in known and loses)):
            faults.append(line.fault(loses[0] if loses else "code", "outside_scope_root"))
    return faults


def _people_elsewhere(scope: Scope, on: date) -> set[str]:
    """Staff numbers of stored persons who stand somewhere today, and nowhere within the scope."""
    places: dict[str, set[str]] = defaultdict(set)
    for model in (Employment, Affiliation):
        for number, code in model.objects.filter(on_day(on)).values_list("person__number", "organization__code"):
            places[number].add(code)
    return {number for number, codes in places.items() if not codes & scope.codes}
