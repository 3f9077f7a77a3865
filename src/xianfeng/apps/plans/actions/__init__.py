"""Change plans: adopt a pack, answer its questions, hear opinions on it, publish it; file a local plan on top."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from xianfeng.apps.journal.actions import Actor, Refused, record
from xianfeng.apps.people.strangers import new_receipt, receipt_hash
from xianfeng.apps.plans import queries
from xianfeng.apps.plans.models import CommentDoor, Overlay, PlanComment, PlanSetting, PlanVersion
from xianfeng.core.plan.loading import load_built_in
from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.values import ValueRefused, checked_value


class PlanRefused(Refused):
    """code: published_is_fixed | unknown_key | value_* | reason_missing | not_in_consultation | answer_missing |
    comments_open | consultation_running | consultation_missing | basis_missing | overlay_faulty (params: faults) |
    overlay_not_filed."""


@transaction.atomic
def adopt_pack(*, now: datetime, actor: Actor, pack: Pack | str, organization_id: int, title: str = "") -> int:
    """Take a pack (by code, or one that was written or compiled) as a new draft version; gives its id.

    The same pack a second time gives the draft that is there, as long as nobody has answered anything in it.
    """
    content = load_built_in(pack) if isinstance(pack, str) else pack
    untouched = PlanVersion.objects.filter(
        pack_code=content.code,
        organization_id=organization_id,
        sha256=content.fingerprint(),
        state=PlanVersion.State.DRAFT,
        settings=None,
        approval_basis="",
    ).first()
    if untouched is not None:
        return untouched.pk
    last = PlanVersion.objects.filter(pack_code=content.code, organization_id=organization_id).aggregate(
        n=Max("version")
    )
    version = PlanVersion.objects.create(
        pack_code=content.code,
        version=(last["n"] or 0) + 1,
        title=title or content.meta.title,
        organization_id=organization_id,
        content=content.model_dump(mode="json"),
        sha256=content.fingerprint(),
        created_at=now,
    )
    record(
        now=now,
        actor=actor,
        action="plan.adopted",
        subject=f"plan:{version.pk}",
        organization_id=organization_id,
        detail={"pack": content.code, "version": version.version, "sha256": version.sha256},
    )
    return version.pk


def _locked(version_id: int) -> PlanVersion:
    version = PlanVersion.objects.select_for_update().get(pk=version_id)
    if version.state in (PlanVersion.State.PUBLISHED, PlanVersion.State.WITHDRAWN):
        raise PlanRefused("published_is_fixed")
    return version


@transaction.atomic
def set_value(*, now: datetime, actor: Actor, version_id: int, key: str, value: Any, reason: str = "") -> None:
    """Answer one question of the plan. A value that differs from what the text says needs a reason.

    Raises PlanRefused.
    """
    version = _locked(version_id)
    pack = queries.get_pack(version_id)
    if key == "approval_basis":
        if not str(value).strip():
            raise PlanRefused("basis_missing")
        version.approval_basis = str(value).strip()
        version.save(update_fields=["approval_basis"])
        record(now=now, actor=actor, action="plan.basis_set", subject=f"plan:{version_id}",
               organization_id=version.organization_id, detail={"basis": version.approval_basis})  # fmt: skip
        return
    stored: Any = str(value).strip()
    if key.startswith("criteria."):
        slots = {f"criteria.{group.code}.{slot}" for group in pack.plan.criteria for slot in group.slot_keys()}
        if key not in slots:
            raise PlanRefused("unknown_key", key=key)
    else:
        parameter = pack.find_parameter(key)
        if key.startswith("variant."):
            named = {
                f"variant.{item.code}.{code}": pack.find_parameter(code)
                for item in pack.plan.variants
                for code in item.parameters
            }
            parameter = named.get(key)
        if parameter is None:
            raise PlanRefused("unknown_key", key=key)
        try:
            stored = checked_value(parameter, value)
        except ValueRefused as refused:
            raise PlanRefused(refused.code, title=parameter.title, limit=refused.limit) from None
        if (
            parameter.ask is None
            and not key.startswith("variant.")
            and stored != parameter.value
            and not reason.strip()
        ):
            raise PlanRefused("reason_missing", title=parameter.title)
    PlanSetting.objects.create(
        plan_version=version, key=key, value=stored, reason=reason, set_by_label=actor.label, set_at=now
    )
    record(now=now, actor=actor, action="plan.value_set", subject=f"plan:{version_id}",
           organization_id=version.organization_id, detail={"key": key, "value": stored, "reason": reason})  # fmt: skip


@transaction.atomic
def start_consultation(*, now: datetime, actor: Actor, version_id: int, from_date: date, until_date: date) -> None:
    """Lay the plan open to members, staff and token holders (S2-27). Raises PlanRefused."""
    version = _locked(version_id)
    if until_date <= from_date:
        raise PlanRefused("consultation_missing")
    version.state = PlanVersion.State.CONSULTATION
    version.consultation_from, version.consultation_until = from_date, until_date
    version.save(update_fields=["state", "consultation_from", "consultation_until"])
    record(now=now, actor=actor, action="plan.consultation", subject=f"plan:{version_id}",
           organization_id=version.organization_id, detail={"from": from_date, "until": until_date})  # fmt: skip


@transaction.atomic
def comment(*, today: date, version_id: int, source: str, text: str, step_code: str = "") -> int:
    """Leave an opinion. Neither author nor time is kept, and the journal carries no line that could be lined up.

    Raises PlanRefused.
    """
    version = PlanVersion.objects.get(pk=version_id)
    if version.state != PlanVersion.State.CONSULTATION or not (
        version.consultation_from <= today < version.consultation_until
    ):
        raise PlanRefused("not_in_consultation")
    if not text.strip():
        raise PlanRefused("answer_missing")
    made, _ = PlanComment.objects.get_or_create(
        plan_version=version, source=source, text=text.strip(), step_code=step_code, received_on=today, receipt_hash=""
    )
    return made.pk


@transaction.atomic
def open_door(*, now: datetime, actor: Actor, version_id: int, group: str) -> str:
    """A code for a group without accounts (parents, students); gives the code. The same group again gives the one there is.

    Raises PlanRefused.
    """
    version = PlanVersion.objects.select_for_update(no_key=True).get(pk=version_id)
    if not group.strip():
        raise PlanRefused("answer_missing")
    held = CommentDoor.objects.filter(plan_version=version, group=group.strip(), closed_at=None).first()
    if held is not None:
        return held.code
    made = CommentDoor.objects.create(
        plan_version=version,
        code=new_receipt().replace("-", "")[:10],
        group=group.strip(),
        opened_at=now,
        opened_by_label=actor.label,
    )
    record(now=now, actor=actor, action="plan.door_opened", subject=f"plan:{version_id}",
           organization_id=version.organization_id, detail={"group": made.group})  # fmt: skip
    return made.code


@transaction.atomic
def close_door(*, now: datetime, actor: Actor, door_id: int) -> None:
    """The code lets nobody in any more; what was written stays and is answered."""
    door = CommentDoor.objects.select_for_update(of=("self",)).select_related("plan_version").get(pk=door_id)
    if door.closed_at is None:
        door.closed_at = now
        door.save(update_fields=["closed_at"])
        record(now=now, actor=actor, action="plan.door_closed", subject=f"plan:{door.plan_version_id}",
               organization_id=door.plan_version.organization_id, detail={"group": door.group})  # fmt: skip


@transaction.atomic
def comment_by_code(*, today: date, version_id: int, text: str, receipt: str, step_code: str = "") -> int:
    """An opinion of somebody without an account. Nothing of the sender is kept, not even which code let him or her in;
    the receipt is kept as a hash. The same form sent twice is one opinion. Raises PlanRefused."""
    version = PlanVersion.objects.select_for_update(no_key=True).get(pk=version_id)
    if not queries.is_in_consultation(version_id, today):
        raise PlanRefused("not_in_consultation")
    if not text.strip():
        raise PlanRefused("answer_missing")
    made, _ = PlanComment.objects.get_or_create(
        receipt_hash=receipt_hash(receipt),
        defaults={
            "plan_version": version,
            "source": PlanComment.Source.TOKEN,
            "text": text.strip(),
            "step_code": step_code,
            "received_on": today,
        },
    )
    return made.pk


@transaction.atomic
def answer_comment(*, now: datetime, actor: Actor, comment_id: int, adopted: bool, answer: str) -> None:
    """Every opinion is answered: adopted, or not adopted because. Raises PlanRefused."""
    found = PlanComment.objects.select_for_update().select_related("plan_version").get(pk=comment_id)
    if not answer.strip():
        raise PlanRefused("answer_missing")
    found.outcome = PlanComment.Outcome.ADOPTED if adopted else PlanComment.Outcome.NOT_ADOPTED
    found.answer, found.answered_on = answer.strip(), timezone.localdate(now)
    found.save(update_fields=["outcome", "answer", "answered_on"])
    record(now=now, actor=actor, action="plan.comment_answered", subject=f"plan:{found.plan_version_id}",
           organization_id=found.plan_version.organization_id, detail={"outcome": found.outcome})  # fmt: skip


@transaction.atomic
def publish(*, now: datetime, actor: Actor, version_id: int, today: date) -> None:
    """Make the version final. Refused while nobody was heard, an opinion is unanswered, or no basis is named."""
    version = _locked(version_id)
    if not version.approval_basis.strip():
        raise PlanRefused("basis_missing")
    if version.consultation_until is None:
        raise PlanRefused("consultation_missing")
    if today < version.consultation_until:
        raise PlanRefused("consultation_running", until=version.consultation_until)
    unanswered = version.comments.filter(outcome=PlanComment.Outcome.OPEN).count()
    if unanswered:
        raise PlanRefused("comments_open", count=unanswered)
    version.state, version.published_at = PlanVersion.State.PUBLISHED, now
    version.save(update_fields=["state", "published_at"])
    record(now=now, actor=actor, action="plan.published", subject=f"plan:{version_id}",
           organization_id=version.organization_id, detail={"sha256": version.sha256})  # fmt: skip


@transaction.atomic
def file_overlay(*, now: datetime, actor: Actor, version_id: int, organization_id: int, content: dict[str, Any]) -> int:
    """A unit's own additions. What would drop or weaken a core step is refused and named (S0-43).

    Raises PlanRefused.
    """
    from xianfeng.core.plan.local_plan import Overlay as OverlayModel
    from xianfeng.core.plan.overlay import apply_overlay

    _, faults = apply_overlay(queries.get_superior(version_id, organization_id), OverlayModel.model_validate(content))
    if faults:
        raise PlanRefused("overlay_faulty", faults=tuple(faults))
    overlay, _ = Overlay.objects.update_or_create(
        plan_version_id=version_id,
        organization_id=organization_id,
        defaults={"content": content, "state": Overlay.State.FILED, "changed_at": now},
    )
    record(
        now=now,
        actor=actor,
        action="plan.overlay_filed",
        subject=f"overlay:{overlay.pk}",
        organization_id=organization_id,
    )
    return overlay.pk


@transaction.atomic
def decide_overlay(*, now: datetime, actor: Actor, overlay_id: int, approved: bool, remark: str) -> None:
    """The superior agrees to a local plan, or sends it back with a reason. Raises PlanRefused."""
    if not approved and not remark.strip():
        raise PlanRefused("reason_missing", title="")
    overlay = Overlay.objects.select_for_update().get(pk=overlay_id)
    if overlay.state != Overlay.State.FILED:
        raise PlanRefused("overlay_not_filed")
    overlay.state = Overlay.State.APPROVED if approved else Overlay.State.RETURNED
    overlay.remark, overlay.changed_at = remark.strip(), now
    if approved:
        overlay.approved, overlay.approved_at = overlay.content, now
    overlay.save(update_fields=["state", "remark", "changed_at", "approved", "approved_at"])
    record(now=now, actor=actor, action="plan.overlay_decided", subject=f"overlay:{overlay_id}",
           organization_id=overlay.organization_id, detail={"state": overlay.state, "remark": overlay.remark})  # fmt: skip
