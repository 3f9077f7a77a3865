"""Read plans: built-in packs, versions, settings, overlays, comments; and the resolved plan of a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q

from xianfeng.apps.people import queries as people
from xianfeng.apps.people.strangers import receipt_hash
from xianfeng.apps.plans.models import CommentDoor, Overlay, PlanComment, PlanSetting, PlanVersion
from xianfeng.core.plan.loading import built_in_codes, load_built_in
from xianfeng.core.plan.local_plan import Overlay as OverlayModel
from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.resolving import (
    AddWorkingDays,
    Ask,
    PlanUnresolvable,
    ResolvedPlan,
    open_asks,
    resolve,
)
from xianfeng.core.plan.settling import excepted, left_settings, localized, settled


@dataclass(frozen=True)
class PackRow:
    code: str
    title: str
    summary: str
    steps: int


@lru_cache(maxsize=1)
def list_packs() -> tuple[PackRow, ...]:
    """The programmes that come with the system."""
    rows = []
    for code in built_in_codes():
        pack = load_built_in(code)
        rows.append(PackRow(code, pack.meta.title, pack.meta.summary, len(pack.plan.steps)))
    return tuple(rows)


@dataclass(frozen=True)
class VersionRow:
    id: int
    pack_code: str
    version: int
    title: str
    organization_id: int
    organization_name: str
    state: str
    state_label: str
    approval_basis: str
    consultation_from: date | None
    consultation_until: date | None
    published_at: datetime | None
    sha256: str
    open_comments: int = 0


def _row(version: PlanVersion) -> VersionRow:
    return VersionRow(
        version.pk,
        version.pack_code,
        version.version,
        version.title,
        version.organization_id,
        version.organization.name,
        version.state,
        version.get_state_display(),
        version.approval_basis,
        version.consultation_from,
        version.consultation_until,
        version.published_at,
        version.sha256,
        getattr(version, "open_comments", 0),
    )


def _versions():
    unanswered = Count("comments", filter=Q(comments__outcome=PlanComment.Outcome.OPEN))
    return PlanVersion.objects.select_related("organization").defer("content").annotate(open_comments=unanswered)


def get_version(version_id: int) -> VersionRow:
    return _row(_versions().get(pk=version_id))


def list_versions(organization_ids: frozenset[int] | None = None) -> list[VersionRow]:
    """Newest first, of these organisations (None: all)."""
    found = _versions().order_by("-created_at", "-pk")
    if organization_ids is not None:
        found = found.filter(organization_id__in=organization_ids)
    return [_row(version) for version in found]


@lru_cache(maxsize=32)
def _pack_of_print(sha256: str) -> Pack:
    return Pack.model_validate(PlanVersion.objects.filter(sha256=sha256).values_list("content", flat=True)[0])


def get_pack(version_id: int) -> Pack:
    """The pack of a version. Versions are named by their hash, so a parsed one can be kept in memory."""
    return _pack_of_print(PlanVersion.objects.values_list("sha256", flat=True).get(pk=version_id))


def get_settings(version_id: int) -> dict[str, Any]:
    """The latest answer to each question; the approval basis is one of them."""
    answers = {
        setting.key: setting.value
        for setting in PlanSetting.objects.filter(plan_version_id=version_id).order_by("set_at", "pk")
    }
    basis = PlanVersion.objects.values_list("approval_basis", flat=True).get(pk=version_id)
    return {**answers, "approval_basis": basis}


def list_asks(version_id: int) -> tuple[Ask, ...]:
    """What still has to be decided before a campaign can open (还需您确定)."""
    return open_asks(get_pack(version_id), get_settings(version_id))


def list_questions(version_id: int) -> tuple[Ask, ...]:
    """Every question of the plan, answered or not."""
    return open_asks(get_pack(version_id), {})


def get_resolved(
    version_id: int, start: date, school_type: str | None = None, add_working_days: AddWorkingDays | None = None
) -> ResolvedPlan:
    return resolve(
        get_pack(version_id), get_settings(version_id), start, school_type, add_working_days=add_working_days
    )


@dataclass(frozen=True)
class LocalResolved:
    """What one unit meets: the pack as it reads there, and its calendar."""

    pack: Pack
    plan: ResolvedPlan


LocalResolver = Callable[..., LocalResolved]
"""(local plans from the highest unit down, type of school, exceptions by parameter) -> what the unit meets. What a local
plan says that no longer fits the plan above it is left aside."""


def get_settled(version_id: int, school_type: str | None = None) -> Pack:
    """The pack with every answer put in: what a unit of that type may add to and tighten."""
    return settled(get_pack(version_id), get_settings(version_id), school_type)


def get_superior(version_id: int, organization_id: int) -> Pack:
    """The plan a unit adds to: with every answer and, where its schools are of one type, the variant of that type."""
    kinds = people.school_types_of([organization_id]).get(organization_id, frozenset())
    return get_settled(version_id, next(iter(kinds)) if len(kinds) == 1 else None)


def local_resolver(version_id: int, start: date, add_working_days: AddWorkingDays | None = None) -> LocalResolver:
    """Reads the version once and gives the function that works out what a unit meets, without further queries."""
    pack, settings = get_pack(version_id), get_settings(version_id)

    def worked_out(overlays: list[OverlayModel], school_type, exceptions, was_checked: bool) -> LocalResolved:
        merged = localized(pack, settings, overlays, school_type, was_checked=was_checked).pack
        merged = excepted(merged, exceptions)
        plan = resolve(merged, left_settings(settings), start, add_working_days=add_working_days)
        return LocalResolved(merged, plan)

    def resolved(
        contents: Iterable[dict[str, Any]], school_type: str | None = None, exceptions: dict[str, Any] | None = None
    ) -> LocalResolved:
        overlays = [OverlayModel.model_validate(one) for one in contents]
        try:
            return worked_out(overlays, school_type, exceptions or {}, True)
        except (
            PlanUnresolvable,
            ValueError,
        ):  # an answer given after the consent no longer goes with it: look at the whole
            return worked_out(overlays, school_type, exceptions or {}, False)

    return resolved


@dataclass(frozen=True)
class CommentRow:
    id: int
    version_id: int
    source: str
    source_label: str
    step_code: str
    text: str
    outcome: str
    outcome_label: str
    answer: str
    received_on: date
    answered_on: date | None


def _comment(comment: PlanComment) -> CommentRow:
    return CommentRow(
        comment.pk,
        comment.plan_version_id,
        comment.source,
        comment.get_source_display(),
        comment.step_code,
        comment.text,
        comment.outcome,
        comment.get_outcome_display(),
        comment.answer,
        comment.received_on,
        comment.answered_on,
    )


@dataclass(frozen=True)
class DoorRow:
    """A code that lets a group without accounts read and comment."""

    id: int
    version_id: int
    code: str
    group: str
    closed_at: datetime | None


def _door(found: CommentDoor) -> DoorRow:
    return DoorRow(found.pk, found.plan_version_id, found.code, found.group, found.closed_at)


def find_door(code: str) -> DoorRow | None:
    """The open door of a code, however it was typed."""
    plain = "".join(char for char in code.upper() if char.isalnum())
    found = CommentDoor.objects.filter(code=plain, closed_at=None).first()
    return _door(found) if found else None


def get_door(door_id: int) -> DoorRow:
    return _door(CommentDoor.objects.get(pk=door_id))


def list_doors(version_id: int) -> list[DoorRow]:
    return [_door(found) for found in CommentDoor.objects.filter(plan_version_id=version_id).order_by("pk")]


def is_in_consultation(version_id: int, on: date) -> bool:
    return PlanVersion.objects.filter(
        pk=version_id,
        state=PlanVersion.State.CONSULTATION,
        consultation_from__lte=on,
        consultation_until__gt=on,
    ).exists()


def find_by_receipt(code: str) -> CommentRow | None:
    found = PlanComment.objects.filter(receipt_hash=receipt_hash(code)).first()
    return _comment(found) if found else None


def get_comment(comment_id: int) -> CommentRow:
    return _comment(PlanComment.objects.get(pk=comment_id))


def list_comments(version_id: int) -> list[CommentRow]:
    return [
        _comment(comment)
        for comment in PlanComment.objects.filter(plan_version_id=version_id).order_by("received_on", "pk")
    ]


@dataclass(frozen=True)
class OverlayRow:
    id: int
    plan_version_id: int
    organization_id: int
    organization_name: str
    content: dict[str, Any]
    state: str
    state_label: str
    remark: str
    changed_at: datetime
    approved: dict[str, Any] | None = None
    """The content as last approved, in force even while a changed one waits."""
    approved_at: datetime | None = None


def _overlay(overlay: Overlay) -> OverlayRow:
    return OverlayRow(
        overlay.pk,
        overlay.plan_version_id,
        overlay.organization_id,
        overlay.organization.name,
        overlay.content,
        overlay.state,
        overlay.get_state_display(),
        overlay.remark,
        overlay.changed_at,
        overlay.approved,
        overlay.approved_at,
    )


def find_overlay(version_id: int, organization_id: int) -> OverlayRow | None:
    found = Overlay.objects.select_related("organization").filter(
        plan_version_id=version_id, organization_id=organization_id
    )
    return _overlay(found[0]) if found else None


def list_overlays(version_id: int) -> list[OverlayRow]:
    found = Overlay.objects.select_related("organization").filter(plan_version_id=version_id)
    return [_overlay(overlay) for overlay in found.order_by("organization__code")]


def list_approved(version_id: int) -> dict[int, dict[str, Any]]:
    """Organisation -> its local plan as last approved."""
    found = Overlay.objects.filter(plan_version_id=version_id, approved__isnull=False)
    return dict(found.values_list("organization_id", "approved"))


def get_overlay(overlay_id: int) -> OverlayRow:
    return _overlay(Overlay.objects.select_related("organization").get(pk=overlay_id))
