"""Change people and organisations."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.people.models import Organization, OrganizationClosure, OrganizationRelation
from xianfeng.apps.people.queries import on_day


@transaction.atomic
def rebuild_closure(*, on=None) -> int:
    """Rebuild who is under whom from the relations of the day; gives the number of pairs.

    `covers` pairs also hold what lies below the covered unit in the administrative relation.
    """
    day = on or timezone.localdate()
    upper: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for relation, low, high in OrganizationRelation.objects.filter(on_day(day)).values_list(
        "relation", "lower_id", "upper_id"
    ):
        upper[relation][low].add(high)
    everything = list(Organization.objects.values_list("pk", flat=True))
    pairs: dict[tuple[str, int, int], int] = {}

    def climb(relation: str, start: int) -> dict[int, int]:
        depth_of, frontier, depth = {start: 0}, {start}, 0
        while frontier:
            depth += 1
            frontier = {high for low in frontier for high in upper[relation][low]} - depth_of.keys()
            depth_of.update(dict.fromkeys(frontier, depth))
        return depth_of

    for relation in ("administrative", "party", "cadre"):
        for start in everything:
            for ancestor, depth in climb(relation, start).items():
                pairs[relation, ancestor, start] = depth
    for start in everything:
        for place, down in climb("administrative", start).items():
            for branch in upper["covers"][place]:
                for ancestor, up in climb("party", branch).items():
                    key = ("covers", ancestor, start)
                    pairs[key] = min(pairs.get(key, 10**6), down + up + 1)
    OrganizationClosure.objects.all().delete()
    OrganizationClosure.objects.bulk_create(
        [OrganizationClosure(relation=r, ancestor_id=a, descendant_id=d, depth=n) for (r, a, d), n in pairs.items()],
        batch_size=2000,
    )
    return len(pairs)
