"""Signed out while typing, or in anew in another tab: what was typed is offered again, to nobody else and never a password."""

import re

import pytest
from django.test import Client

from tests import factories
from xianfeng.apps.people.models import RecordNote

NOTE = {"entry": "无", "text": "家访次数写少了两次，请更正", "kind": "statement"}


@pytest.fixture
def account(db):
    district = factories.District()
    return district.account_of(district.members[1])


def _hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def test_what_was_typed_comes_through_a_sign_in_in_another_tab(account):
    """A form goes out after the sign-in ran out; then the number of the page that kept it is too old; then it arrives."""
    client = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    token = _hidden(client.get("/people/login/").content.decode())["csrfmiddlewaretoken"]
    expired = client.post("/people/notes/", NOTE | {"csrfmiddlewaretoken": token})
    page = expired.content.decode()
    assert (expired.status_code, "登录已经过期" in page) == (401, True)
    assert "no-store" in expired.headers["Cache-Control"]
    assert _hidden(page).items() >= NOTE.items()
    client.post(
        "/people/login/", {"csrfmiddlewaretoken": token, "login": account.login, "password": factories.PASSWORD}
    )
    again = client.post("/people/notes/", _hidden(page))
    assert (again.status_code, "请再提交一次" in again.content.decode()) == (403, True)
    arrived = client.post("/people/notes/", _hidden(again.content.decode()))
    assert arrived.status_code not in (401, 403)


def test_a_foreign_form_and_a_password_are_not_offered_again(account):
    client = Client(enforce_csrf_checks=True)
    for origin, sent in (
        ("http://elsewhere.example", NOTE),
        ("null", NOTE),
        ("http://testserver", {"login": account.login, "password": factories.PASSWORD}),
    ):
        answer = client.post("/people/login/", sent, headers={"origin": origin})
        page = answer.content.decode()
        assert (answer.status_code, factories.PASSWORD in page, NOTE["text"] in page) == (403, False, False)
    assert RecordNote.objects.count() == 0


def test_a_draft_stays_on_its_page_and_a_sign_in_leads_back_to_it(account):
    client, page = Client(), "http://testserver/pledge/1/vow/write/"
    headers = {"hx-request": "true", "hx-current-url": page}
    draft = client.post("/pledge/1/vow/write/", {"text": "承"}, headers=headers)
    assert (draft.status_code, draft.headers.get("HX-Redirect")) == (401, None)
    asked = client.get("/people/imports/1/progress/", headers=headers)
    assert asked.headers["HX-Redirect"] == "/people/login/?next=%2Fpledge%2F1%2Fvow%2Fwrite%2F"
    empty = client.post("/people/notes/", headers={"referer": "http://testserver/record/?a=1"})
    assert empty.headers["Location"] == "/people/login/?next=/record/%3Fa%3D1"
