"""What people are called where only their number is kept."""

from __future__ import annotations

from collections.abc import Iterator

from xianfeng.apps.people.models import Account, Organization, Person


def tell_names(wanted: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The names of persons, accounts and organisations among `wanted` ("person:3")."""
    for model, kind, field in (
        (Person, "person", "name"),
        (Account, "account", "person__name"),
        (Organization, "organization", "name"),
    ):
        numbers = [int(one.partition(":")[2]) for one in wanted if one.startswith(f"{kind}:") and one[-1].isdigit()]
        if numbers:
            named = model.objects.filter(pk__in=numbers).values_list("pk", field)
            yield from ((f"{kind}:{number}", name) for number, name in named if name)
