"""提出: what the sheet says, and a new sheet when the result changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.notices import queries
from xianfeng.apps.notices.actions.changes import NoticeRefused, locked_notice, note, save
from xianfeng.apps.notices.models import NamedPerson, Notice
from xianfeng.apps.notices.privacy import find_slips, is_mobile
from xianfeng.core.strokes import sort_by_strokes

State = Notice.State
REQUIRED = ("title", "basis", "what", "place", "contact_unit", "contact_person", "contact_phone")


@dataclass(frozen=True)
class Named:
    """Somebody on the notice: the name, the line beside it, and the person's file where there is one."""

    name: str
    line: str = ""
    person_id: int | None = None


@dataclass(frozen=True)
class Wording:
    """What the sheet says. `days` is the length of the period; `working_days` False counts calendar days."""

    title: str
    basis: str
    what: str
    days: int
    place: str
    contact_unit: str
    contact_person: str
    contact_phone: str
    contact_address: str = ""
    scope: str = Notice.Scope.BRANCH
    working_days: bool = True
    count_posting_day: bool = False
    planned_on: date | None = None
    channels: tuple[str, ...] = ()
    pinned: bool = True
    names: tuple[Named, ...] = field(default=())


def _checked(wording: Wording) -> None:
    for name in REQUIRED:
        if not str(getattr(wording, name)).strip():
            raise NoticeRefused("part_missing", part=name)
    if not 1 <= wording.days <= 60:
        raise NoticeRefused("days_out_of_range", days=wording.days)
    if wording.scope not in Notice.Scope.values:
        raise NoticeRefused("scope_unknown", scope=wording.scope)
    if wording.scope == Notice.Scope.SOCIETY and is_mobile(wording.contact_phone):
        raise NoticeRefused("contact_is_mobile")
    texts = [wording.title, wording.basis, wording.what]
    texts += [text for named in wording.names for text in (named.name, named.line)]
    for text in texts:
        for slip in find_slips(text):
            raise NoticeRefused("personal_detail", kind=slip.code, passage=slip.passage)


def _write_names(notice: Notice, names: Iterable[Named]) -> None:
    ordered = sort_by_strokes(names, name_of=lambda named: named.name)
    NamedPerson.objects.bulk_create(
        NamedPerson(notice=notice, position=n, person_id=named.person_id, name=named.name, line=named.line)
        for n, named in enumerate(ordered)
    )


def _fields(wording: Wording) -> dict[str, object]:
    names = [name for name in wording.__dataclass_fields__ if name != "names"]
    return {name: getattr(wording, name) for name in names} | {"channels": list(wording.channels)}


@transaction.atomic
def propose(
    *,
    now: datetime,
    actor: Actor,
    campaign_id: int,
    step_code: str,
    organization_id: int,
    wording: Wording,
    nonce: str,
    subject: str = "",
    authors: Iterable[int] = (),
    supersedes_id: int | None = None,
) -> int:
    """提出: write the sheet. The same `nonce` twice gives the same notice. Raises NoticeRefused."""
    known = Notice.objects.filter(nonce=nonce).values_list("pk", flat=True).first()
    if known is not None:
        return known
    _checked(wording)
    if supersedes_id is not None:
        old = locked_notice(supersedes_id, None, State.POSTED, State.CONFIRMED)
        if Notice.objects.filter(supersedes_id=supersedes_id).exclude(state=State.WITHDRAWN).exists():
            raise NoticeRefused("superseded_already")
        if (old.campaign_id, old.step_code, old.organization_id) != (campaign_id, step_code, organization_id):
            raise NoticeRefused("superseded_elsewhere")
    notice = Notice.objects.create(
        campaign_id=campaign_id,
        step_code=step_code,
        organization_id=organization_id,
        subject=subject,
        authors=sorted(set(authors)),
        proposed_by=actor.person_id,
        proposed_label=actor.label,
        supersedes_id=supersedes_id,
        nonce=nonce,
        **_fields(wording),
    )
    _write_names(notice, wording.names)
    note(now, actor, "proposed", notice, title=wording.title, scope=wording.scope, supersedes=supersedes_id)
    return notice.pk


@transaction.atomic
def revise(*, now: datetime, actor: Actor, notice_id: int, version: int, wording: Wording) -> None:
    """Change the sheet before anybody has reviewed it. Raises NoticeRefused."""
    notice = locked_notice(notice_id, version, State.PROPOSED)
    _checked(wording)
    fields = _fields(wording)
    for name, value in fields.items():
        setattr(notice, name, value)
    notice.remark, notice.proposed_by, notice.proposed_label = "", actor.person_id, actor.label
    notice.names.all().delete()
    _write_names(notice, wording.names)
    save(notice, *fields, "remark", "proposed_by", "proposed_label")
    note(now, actor, "revised", notice)


def repost(
    *,
    now: datetime,
    actor: Actor,
    notice_id: int,
    wording: Wording,
    nonce: str,
    subject: str = "",
    authors: Iterable[int] = (),
) -> int:
    """A new notice because the result changed: a fresh sheet, a fresh period, the old one kept and named."""
    old = queries.get_notice(notice_id)
    return propose(
        now=now,
        actor=actor,
        campaign_id=old.campaign_id,
        step_code=old.step_code,
        organization_id=old.organization_id,
        wording=wording,
        nonce=nonce,
        subject=subject or old.subject,
        authors=[*authors] or old.authors,
        supersedes_id=notice_id,
    )
