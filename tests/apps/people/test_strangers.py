"""Senders without an account: where a request comes from, how often one may write or guess."""

from datetime import timedelta

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import timezone

from xianfeng.apps.people.strangers import Door, address_of


def _request(remote, forwarded=None):
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return RequestFactory().get("/", REMOTE_ADDR=remote, **more)


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.7", "198.51.100.7"),  # what the sender wrote before it does not count
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),  # nobody else may speak for a sender
        ("127.0.0.1", "nonsense", "nonsense"),
        ("2001:db8::1", None, "2001:db8::/64"),
        ("2001:db8::2", None, "2001:db8::/64"),
    ],
)
def test_where_a_request_comes_from(remote, forwarded, address):
    assert address_of(_request(remote, forwarded)) == address


def test_behind_a_web_server_each_sender_has_a_count():
    door = Door(writes=2)
    one, other = _request("127.0.0.1", "198.51.100.7"), _request("127.0.0.1", "198.51.100.8")
    assert [door.is_crowded(one) for _n in range(3)] == [False, False, True]
    assert not door.is_crowded(other)


def test_only_wrong_codes_count_and_are_forgotten_after_the_window():
    door, request = Door(wrong_codes=2), _request("198.51.100.7")
    assert not any(door.is_guessed(request) for _n in range(9))
    for _n in range(2):
        door.note_wrong(request)
    assert door.is_guessed(request)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert not door.is_guessed(request)
