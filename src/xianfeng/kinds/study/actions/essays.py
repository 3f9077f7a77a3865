"""Hand in an essay, share it, and say that notes or an essay were read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor, pen, record
from xianfeng.kinds.study.actions.refusals import StudyRefused
from xianfeng.kinds.study.models import Essay, Mark

_told = pen("study", "study_essay", person="person_id")


@transaction.atomic
def write_essay(
    *,
    now: datetime,
    actor: Actor,
    nonce: UUID,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    title: str,
    text: str,
    is_shared: bool,
    essay_id: int | None = None,
) -> int:
    """The author hands in an essay, or puts other words in place of it while nobody has read it; gives the essay.

    The same form sent twice is one essay. Raises StudyRefused.
    """
    known = Essay.objects.filter(nonce=nonce).first()
    if known is not None and essay_id is None:
        return known.pk
    if actor.person_id is None:
        raise StudyRefused("not_author")
    if not campaigns.get_campaign(campaign_id).is_open:
        raise StudyRefused("campaign_not_open")
    words = {"title": title.strip(), "text": text.strip(), "is_shared": is_shared, "written_at": now}
    if not words["text"]:
        raise StudyRefused("text_missing")
    if essay_id is None:
        one = Essay.objects.create(
            nonce=nonce,
            campaign_id=campaign_id,
            step_code=step_code,
            organization_id=organization_id,
            person_id=actor.person_id,
            **words,
        )
    else:
        one = _own(essay_id, actor)
        if Mark.objects.filter(essay=one).exists():
            raise StudyRefused("already_read")
        Essay.objects.filter(pk=one.pk).update(**words)
    _told(now, actor, "write_essay", one)
    return one.pk


def _own(essay_id: int, actor: Actor) -> Essay:
    one = Essay.objects.select_for_update(of=("self",)).get(pk=essay_id)
    if actor.person_id is None or one.person_id != actor.person_id:
        raise StudyRefused("not_author")
    if one.words_destroyed_on is not None:
        raise StudyRefused("words_destroyed", day=one.words_destroyed_on)
    return one


@transaction.atomic
def share_essay(*, now: datetime, actor: Actor, essay_id: int, is_shared: bool) -> None:
    """The author lets the branch read the essay, or no longer; nobody else decides it. Raises StudyRefused."""
    one = _own(essay_id, actor)
    if one.is_shared == is_shared:
        return
    one.is_shared = is_shared
    one.save(update_fields=["is_shared"])
    _told(now, actor, "share_essay" if is_shared else "keep_essay", one)


@transaction.atomic
def mark_seen(
    *,
    now: datetime,
    actor: Actor,
    nonce: UUID,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    person_id: int,
    what: str,
    title: str = "",
    essay_id: int | None = None,
) -> int:
    """The reviewer has looked at somebody's notes or essay, on paper or (`essay_id`) handed in here; never the own ones
    (S3-20). Twice is once. Raises StudyRefused."""
    if essay_id is not None:
        Essay.objects.select_for_update(of=("self",)).get(pk=essay_id)
    known = Mark.objects.filter(nonce=nonce).first() or (essay_id and Mark.objects.filter(essay_id=essay_id).first())
    if known:
        return known.pk
    if person_id == actor.person_id:
        raise StudyRefused("own_mark")
    today = timezone.localdate(now)
    made = Mark.objects.create(
        nonce=nonce,
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        person_id=person_id,
        what=what,
        title=title.strip(),
        essay_id=essay_id,
        seen_on=today,
        seen_by_label=actor.label,
    )
    evidence.submit(
        now=now,
        actor=actor,
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        person_id=person_id,
        fact={Mark.What.NOTE: "note_kept", Mark.What.ESSAY: "essay_read"}[Mark.What(what)],
        subject=f"study_mark:{made.pk}",
        occurred_on=today,
    )
    record(
        now=now,
        actor=actor,
        action="study.mark_seen",
        subject=f"study_mark:{made.pk}",
        organization_id=organization_id,
        person_id=person_id,
        detail={"what": what},
    )
    return made.pk
