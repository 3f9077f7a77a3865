"""Addresses made by hand: numbers nobody has, numbers no table holds, signs that are digits only to Python.

Whatever is typed there, the answer is a page that says so; never a fault.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests import factories
from tests.contracts.test_permissions import PAGES

PART = re.compile(r"<(?:(\w+):)?\w+>")
TYPED = {"organization": "²", "page": "²", "q": "\x00", "sort": "²", "start": "²", "previous": "²", "format": "²"}
"""What stands behind `?`, or in a form."""


def _address(pattern: str, number: int) -> str:
    """The pattern with `number` for every number and `nothing` for every word."""
    return "/" + PART.sub(lambda part: str(number) if part[1] == "int" else "nothing", pattern)


@pytest.mark.django_db
def test_a_wrong_address_is_no_fault():
    district = factories.District(members=1, staff=0)
    client = Client(raise_request_exception=False)
    client.force_login(district.officer_account)
    faults = []
    for name, pattern in PAGES.items():
        if "int:" not in pattern:
            continue
        answer = client.get(_address(pattern, 10**19), TYPED)
        if answer.status_code == 405:
            answer = client.post(_address(pattern, 999_999_999), TYPED)
        if answer.status_code >= 500:
            faults.append(f"{name}: {answer.exc_info[1]!r}")
    assert not faults, "\n".join(faults)
