"""One-time codes by their hash, and written comments after the count."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from xianfeng.apps.ballots.models import Comment, Poll, VoteCode
from xianfeng.apps.ballots.queries.polls import count_marked


def hash_of(code: str) -> str:
    """SHA-256 of a code however it was typed."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


@dataclass(frozen=True)
class CodeRow:
    sha256: str
    poll_id: int
    stratum: str
    used: bool


def find_code(code: str) -> CodeRow | None:
    found = VoteCode.objects.filter(pk=hash_of(code)).first()
    return CodeRow(found.sha256, found.poll_id, found.stratum, found.used) if found else None


def count_received(poll_id: int) -> int:
    """Sheets received, paper handed out included: marks on the roll less codes of listed people not used yet."""
    issued = Poll.objects.values_list("codes_issued", flat=True).get(pk=poll_id)
    return count_marked(poll_id) - issued + VoteCode.objects.filter(poll_id=poll_id, used=True).count()


@dataclass(frozen=True)
class CommentRow:
    """A comment in no order that means anything, without class or sheet: nobody, the reviewer included, sees either."""

    key: str
    text: str
    state: str


def list_comments(poll_id: int, *, released_only: bool = True) -> list[CommentRow]:
    found = Comment.objects.filter(poll_id=poll_id).order_by("key")
    if released_only:
        found = found.filter(state=Comment.State.RELEASED)
    return [CommentRow(one.key, one.text, one.state) for one in found]
