"""Write texts in parts, hand them in, read them along the chain, reply to a comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.passing import pass_gates
from xianfeng.apps.campaigns.places import place_of
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, Refused, pen
from xianfeng.core.kind import find_kind
from xianfeng.kinds.statement import queries
from xianfeng.kinds.statement.kind import PRIVATE, Params, lacks, required_parts
from xianfeng.kinds.statement.models import Example, Part, Reading, Reply, Statement

_note = pen("statement", "statement", person="about_id", carries={"form": "form"})


class StatementRefused(Refused):
    """code: conflict | not_open | incomplete (params: lacks) | same_text (params: alike) | own_text | reason_missing |
    not_submitted | not_your_turn | changes_used_up (most) | review_over (last) | mirror_waits | not_adopted (due, present) |
    nothing_changed."""


@dataclass(frozen=True)
class NewPart:
    key: str
    title: str
    text: str


@dataclass(frozen=True)
class NewExample:
    text: str
    tied_to: str = ""
    wording: str = ""


def params_of(campaign_id: int, step_code: str, organization_id: int) -> tuple[Params, list[tuple[str, str, bool]]]:
    """(parameters, sections as (key, title, required)) of one step as the unit meets it."""
    campaign, step = campaigns.get_with_step(campaign_id, step_code, organization_id)
    params = find_kind(step.kind).read_params(step.params)
    assert isinstance(params, Params)
    return params, required_parts(params, campaign.plan.get("criteria", {}))


def _locked(statement_id: int) -> Statement:
    return Statement.objects.select_for_update(of=("self",)).get(pk=statement_id)


@transaction.atomic
def save(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    about_id: int | None,
    revision: int,
    parts: Sequence[NewPart],
    examples: Sequence[NewExample],
    adopted: Mapping[str, object] | None = None,
    journal: bool = True,
) -> tuple[int, int]:
    """Save what was typed, begun or not; gives (id, new revision). A text that was handed in is not changed here.

    Raises StatementRefused.
    """
    if not campaigns.get_campaign(campaign_id).is_open:
        raise StatementRefused("not_open")
    params, _sections = params_of(campaign_id, step_code, organization_id)
    if params.author != "self" and about_id is not None and about_id == actor.person_id:
        raise StatementRefused("own_text")
    if params.author == "self":
        mirrors = queries.mirrors_of(campaign_id, step_code, organization_id, about_id, timezone.localdate(now))
        if any(mirror.waits for mirror in mirrors):
            raise StatementRefused("mirror_waits")
    whom = {"about_id": about_id} if about_id is not None else {"about_id": None, "organization_id": organization_id}
    one, is_new = Statement.objects.select_for_update(of=("self",)).get_or_create(
        campaign_id=campaign_id,
        step_code=step_code,
        **whom,
        defaults={
            "organization_id": organization_id,
            "author_id": actor.person_id,
            "form": params.form,
            "saved_at": now,
        },
    )
    if one.state in (Statement.State.SUBMITTED, Statement.State.ACCEPTED):
        raise StatementRefused("not_open")
    if one.revision != revision:
        raise StatementRefused("conflict", id=one.pk)
    one.revision, one.saved_at, one.author_id = revision + 1, now, actor.person_id
    one.adopted = dict(adopted or {})
    one.save(update_fields=["revision", "saved_at", "author", "adopted"])
    one.parts.all().delete()
    one.examples.all().delete()
    Part.objects.bulk_create(
        Part(statement=one, key=part.key, title=part.title, position=position, text=part.text.strip())
        for position, part in enumerate(parts, start=1)
    )
    Example.objects.bulk_create(
        Example(
            statement=one,
            position=position,
            text=example.text.strip(),
            tied_to=example.tied_to,
            wording=example.wording,
        )
        for position, example in enumerate(examples, start=1)
        if example.text.strip()
    )
    if journal or is_new:
        _note(now, actor, "save", one)
    return one.pk, one.revision


@transaction.atomic
def submit(*, now: datetime, actor: Actor, statement_id: int, same_text_because: str = "") -> None:
    """Hand the text in, signed. Without readers it stands at once and its subject sees it. Twice changes nothing.

    The same words for several people need a reason first (S0-13); without one: refused `same_text`.
    Raises StatementRefused.
    """
    one = _locked(statement_id)
    if one.state in (Statement.State.SUBMITTED, Statement.State.ACCEPTED):
        return
    params, sections = params_of(one.campaign_id, one.step_code, one.organization_id)
    row = queries.get_statement(one.pk)
    missing = lacks(
        params,
        sections,
        {part.key: part.text for part in row.parts},
        [(example.text, example.tied_to) for example in row.examples],
    )
    if missing:
        raise StatementRefused("incomplete", lacks=missing)
    revised = queries.find_revised(one.campaign_id, params, one.about_id, one.organization_id)
    if revised is not None and all(revised.text_of(part.key) == part.text for part in row.parts):
        raise StatementRefused("nothing_changed")
    if params.revises is not None:
        pass_gates(now=now, **place_of(one))
    _check_adoption(one, params, timezone.localdate(now))
    if params.same_text_flagged and params.author != "self":
        alike = queries.list_alike(
            one.campaign_id,
            one.step_code,
            author_id=one.author_id,
            except_about=one.about_id,
            parts={part.key: part.text for part in row.parts},
            names=[row.name],
        )
        if alike and not same_text_because.strip():
            raise StatementRefused("same_text", alike=alike)
        one.same_text_because = same_text_because.strip() if alike else ""
    one.state, one.submitted_at, one.signed_label = Statement.State.SUBMITTED, now, actor.label
    one.save(update_fields=["state", "submitted_at", "signed_label", "same_text_because"])
    if params.readers:
        _fact(now, actor, one, "statement_submitted")
    else:
        _accept(now, actor, one)
    _note(now, actor, "submit", one, same_text_because=one.same_text_because)


def _check_adoption(one: Statement, params: Params, today: date) -> None:
    """More than half of the committee were there, the person concerned not counted (S3-44)."""
    if not queries.needs_adoption(params, one.organization_id, one.about_id, today):
        return
    due = len(queries.list_committee(one.organization_id, one.about_id, today))
    on, present = one.adopted.get("on"), one.adopted.get("present", ())
    if due and (not on or on > today.isoformat() or 2 * len(present) <= due):
        raise StatementRefused("not_adopted", due=due, present=len(present))
    one.adopted = {**one.adopted, "due": due}
    one.save(update_fields=["adopted"])


def _fact(now: datetime, actor: Actor, one: Statement, fact: str) -> None:
    evidence.submit(
        now=now,
        actor=actor,
        **place_of(one),
        person_id=one.about_id,
        fact=fact,
        part=one.form,
        subject=f"statement:{one.pk}",
        occurred_on=timezone.localtime(now).date(),
    )


def _accept(now: datetime, actor: Actor, one: Statement) -> None:
    one.state, one.accepted_at = Statement.State.ACCEPTED, now
    one.save(update_fields=["state", "accepted_at"])
    _fact(now, actor, one, "statement_accepted")


def next_reader(row: queries.StatementRow, readers: Sequence[str]) -> str:
    """The role whose turn it is for the wording handed in; '' when nobody's."""
    if row.state != Statement.State.SUBMITTED:
        return ""
    passed = {reading.role for reading in row.readings if reading.is_passed and reading.is_of_this_wording}
    return next((role for role in readers if role not in passed), "")


@transaction.atomic
def read(*, now: datetime, actor: Actor, statement_id: int, role: str, is_passed: bool, reason: str = "") -> None:
    """One reader of the chain; the last one who passes it makes it stand. Nobody reads the own text (S3-34).

    Raises StatementRefused.
    """
    one = _locked(statement_id)
    if actor.person_id in (one.author_id, one.about_id):
        raise StatementRefused("own_text")
    params, _sections = params_of(one.campaign_id, one.step_code, one.organization_id)
    turn = next_reader(queries.get_statement(one.pk), params.readers)
    if not turn:
        raise StatementRefused("not_submitted")
    if turn != role:
        raise StatementRefused("not_your_turn")
    if not is_passed and not reason.strip():
        raise StatementRefused("reason_missing")
    Reading.objects.create(
        statement=one,
        role=role,
        is_passed=is_passed,
        reason=reason.strip(),
        reader_label=actor.label,
        read_at=now,
        round=one.submitted_at,
    )
    if not is_passed:
        one.state = Statement.State.RETURNED
        one.save(update_fields=["state"])
        evidence.withdraw(now=now, actor=actor, subject=f"statement:{one.pk}", reason=reason.strip())
    elif not next_reader(queries.get_statement(one.pk), params.readers):
        _accept(now, actor, one)
    _note(now, actor, "pass" if is_passed else "send_back", one, role=role, reason=reason.strip())


@transaction.atomic
def reply(*, now: datetime, actor: Actor, statement_id: int, text: str, asks_review: bool = False) -> None:
    """The person commented on attaches a statement, or asks for a review while the plan's days run (S3-45); the comment
    stays as it is. Raises StatementRefused."""
    one = _locked(statement_id)
    if asks_review:
        _check_review(one, timezone.localdate(now))
    if one.about_id is None or one.about_id != actor.person_id:
        raise StatementRefused("not_your_turn")
    if not text.strip():
        raise StatementRefused("reason_missing")
    if one.replies.filter(text=text.strip()).exists():
        return
    Reply.objects.create(
        statement=one, person_id=actor.person_id, text=text.strip(), said_at=now, asks_review=asks_review
    )
    _note(now, actor, "reply", one, asks_review=asks_review)


def _check_review(one: Statement, today: date) -> None:
    last = queries.last_review_day(one.campaign_id, one.step_code, one.organization_id, one.accepted_at)
    if last is None or today > last:
        raise StatementRefused("review_over", last=last or today)


@transaction.atomic
def answer_review(*, now: datetime, actor: Actor, reply_id: int, answer: str) -> None:
    """Somebody other than the author says what the review came to; it is written beside the request (S3-45).

    Raises StatementRefused.
    """
    asked = Reply.objects.select_for_update(of=("self",)).select_related("statement").get(pk=reply_id, asks_review=True)
    if actor.person_id is None or actor.person_id in (asked.statement.author_id, asked.person_id):
        raise StatementRefused("own_text")
    if not answer.strip():
        raise StatementRefused("reason_missing")
    if asked.answered_at is not None:
        return
    asked.answer, asked.answered_by_label, asked.answered_at = answer.strip(), actor.label, now
    asked.save(update_fields=["answer", "answered_by_label", "answered_at"])
    _note(now, actor, "answer_review", asked.statement)


@transaction.atomic
def see(*, now: datetime, actor: Actor, statement_id: int) -> None:
    """The person signs that the opinion was seen; with that it is final, unless a review was asked for (S3-45).

    Twice changes nothing. Raises StatementRefused.
    """
    one = _locked(statement_id)
    if one.about_id is None or one.about_id != actor.person_id or one.state != Statement.State.ACCEPTED:
        raise StatementRefused("not_your_turn")
    if one.seen_at is None:
        one.seen_at = now
        one.save(update_fields=["seen_at"])
        _note(now, actor, "see", one)


@transaction.atomic
def take_back(*, now: datetime, actor: Actor, statement_id: int, reason: str) -> None:
    """The author reopens an accepted text to correct it, with a reason; it no longer counts until handed in again.

    Raises StatementRefused.
    """
    if not reason.strip():
        raise StatementRefused("reason_missing")
    one = _locked(statement_id)
    if one.author_id != actor.person_id:
        raise StatementRefused("own_text")
    if one.state not in (Statement.State.SUBMITTED, Statement.State.ACCEPTED):
        return
    if one.state == Statement.State.ACCEPTED:
        most = params_of(one.campaign_id, one.step_code, one.organization_id)[0].changes_at_most
        if most is not None and one.changes >= most:
            raise StatementRefused("changes_used_up", most=most)
        one.changes += 1
    one.state, one.accepted_at, one.seen_at = Statement.State.DRAFT, None, None
    one.save(update_fields=["state", "accepted_at", "seen_at", "changes"])
    evidence.withdraw(now=now, actor=actor, subject=f"statement:{one.pk}", reason=reason.strip())
    words = {} if one.form == PRIVATE else {"text": [part.text for part in one.parts.all()]}
    _note(now, actor, "take_back", one, reason=reason.strip(), **words)
