"""Read returns: what came in, what went out, what nobody has acknowledged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.progress import queries as progress
from xianfeng.apps.returns.models import Return


def content_hash(content: dict) -> str:
    """SHA-256 over the canonical JSON of a snapshot."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class ReturnRow:
    id: int
    campaign_id: int | None
    step_code: str
    form: str
    subject: str
    sender_id: int
    sender_name: str
    receiver_id: int
    receiver_name: str
    title: str
    sha256: str
    number: int
    sent_on: date
    sent_by_label: str
    acknowledge_by: date | None
    acknowledged_on: date | None
    acknowledged_by_label: str
    sent_back_on: date | None
    sent_back_reason: str
    content: dict = field(default_factory=dict, repr=False)

    @property
    def form_word(self) -> str:
        return str(Return.Form(self.form).label)

    def state_on(self, on: date) -> str:
        """confirmed | returned | overdue | waiting."""
        if self.acknowledged_on is not None:
            return "confirmed"
        if self.sent_back_on is not None:
            return "returned"
        if self.acknowledge_by is not None and on > self.acknowledge_by:
            return "overdue"
        return "waiting"

    @property
    def is_whole(self) -> bool:
        """The snapshot still has the hash it was sent with."""
        return content_hash(self.content) == self.sha256


def row_of(one: Return) -> ReturnRow:
    names = [name for name in ReturnRow.__dataclass_fields__ if name not in ("sender_name", "receiver_name")]
    return ReturnRow(
        **{name: getattr(one, name) for name in names},
        sender_name=one.sender.name,
        receiver_name=one.receiver.name,
    )


def _rows(found) -> list[ReturnRow]:
    return [row_of(one) for one in found.select_related("sender", "receiver").order_by("-sent_on", "-pk")]


def get_return(return_id: int) -> ReturnRow:
    return row_of(Return.objects.select_related("sender", "receiver").get(pk=return_id))


def find_return(return_id: int) -> ReturnRow | None:
    found = Return.objects.select_related("sender", "receiver").filter(pk=return_id).first()
    return row_of(found) if found else None


def list_incoming(organization_ids: Iterable[int]) -> list[ReturnRow]:
    """Newest first; one query."""
    return _rows(Return.objects.filter(receiver_id__in=list(organization_ids)))


def list_outgoing(organization_ids: Iterable[int], *, campaign_id: int | None = None) -> list[ReturnRow]:
    found = Return.objects.filter(sender_id__in=list(organization_ids))
    return _rows(found.filter(campaign_id=campaign_id) if campaign_id is not None else found)


def list_of_subject(sender_id: int, form: str, subject: str) -> list[ReturnRow]:
    """Every sending of one report of this sender, oldest first; another sender's report of the period is another report."""
    found = Return.objects.select_related("sender", "receiver").filter(sender_id=sender_id, form=form, subject=subject)
    return [row_of(one) for one in found.order_by("number")]


def list_of_report(campaign_id: int, step_code: str, key: str, *, receiver_id: int | None = None) -> list[ReturnRow]:
    """What came in for one period of one step: of each sender and receiver the newest sending only."""
    found = Return.objects.filter(campaign_id=campaign_id, step_code=step_code, content__report=key)
    if receiver_id is not None:
        found = found.filter(receiver_id=receiver_id)
    newest: dict[tuple[int, int], ReturnRow] = {}
    for one in found.select_related("sender", "receiver").order_by("sender__code", "number", "pk"):
        newest[one.sender_id, one.receiver_id] = row_of(one)
    return list(newest.values())


def list_of_step(campaign_id: int, step_code: str, sender_id: int) -> list[ReturnRow]:
    """Everything one organisation sent in one step, oldest first."""
    found = Return.objects.filter(campaign_id=campaign_id, step_code=step_code, sender_id=sender_id)
    return [row_of(one) for one in found.select_related("sender", "receiver").order_by("sent_on", "pk")]


def is_acknowledged_by_all(return_id: int) -> bool:
    """Whether everybody whom this report of a period went to has acknowledged the newest sending."""
    one = Return.objects.get(pk=return_id)
    rows = list_of_report(one.campaign_id or 0, one.step_code, str(one.content.get("report", "")))
    return all(row.acknowledged_on is not None for row in rows if row.sender_id == one.sender_id)


def owing(campaign_id: int, step_code: str, organization_id: int, on: date) -> list[int]:
    """The organisations whose owing a report of this one settles: itself, or the schools it answers for."""
    campaign, step = campaigns.get_with_step(campaign_id, step_code, organization_id)
    if step.subject != "organization":
        return [organization_id]
    return [row.id for row in progress.list_audience(campaign, step, organization_id, on)] or [organization_id]


def fact_subject(one: Return | ReturnRow, organization_id: int) -> str:
    """What a fact about this report points at: the return itself, or its period."""
    if "report" not in one.content:
        return f"returns.return:{one.id}" + ("" if organization_id == one.sender_id else f"-{organization_id}")
    return f"report:{one.campaign_id}-{one.step_code}-{one.content['report']}-{organization_id}"[:120]
