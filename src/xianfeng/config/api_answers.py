"""What every answer of the machine surface shares: its errors, and who asks."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Schema

from xianfeng.apps.people.access import Viewer

LARGEST_ID = 2**62


class Sentence(Schema):
    """One sentence that says what is wrong."""

    detail: str
    code: str = ""
    """Of a refusal: the same in every language."""


class Faulty(Sentence):
    """What was sent does not read: `fields` names the places."""

    fields: list[str] = []


class Missing(Exception):
    """There is no such thing for the caller: 404."""


ALWAYS = {401: Sentence, 429: Sentence}
ERRORS = {**ALWAYS, 403: Sentence, 404: Sentence}


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks; put there when the token or session was read."""
    return request.api_viewer
