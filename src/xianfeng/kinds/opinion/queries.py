"""Read the opinion box: open boxes, what waits for an answer, what is overdue, one thread by its receipt code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.queries import StepRow
from xianfeng.apps.evidence.reach import PublicCard
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.strangers import receipt_hash
from xianfeng.kinds.opinion import categories
from xianfeng.kinds.opinion.kind import LEAST_COUNTED, Params, kind
from xianfeng.kinds.opinion.models import Message, Opinion

Outcome = Opinion.Outcome


@dataclass(frozen=True)
class Place:
    """Whose box it is: one step of one campaign in one unit."""

    campaign_id: int
    step_code: str
    organization_id: int


@dataclass(frozen=True)
class OpinionRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    organization_name: str
    handled_by_id: int
    about_leader: bool
    source: str
    category: str
    restricted: bool
    text: str
    contact: str
    seconders: list[str]
    received_on: date
    reply_by: date | None
    first_read_on: date | None
    public_text: str
    public_text_by: int | None
    public_text_checked_label: str
    outcome: str
    item_id: int | None
    answered_on: date | None
    answered_by_label: str
    hide_ground: str
    hide_proposed_by: int | None
    hide_proposed_label: str
    hide_confirmed_label: str
    about_id: int | None
    about_name: str
    """Of the member or leader it is addressed to; '' for the organisation."""
    merged_into_id: int | None
    satisfaction: str
    again_on: date | None
    words_destroyed_on: date | None
    asks: bool
    """The sender asked further and nobody has answered that yet."""

    @property
    def is_settled(self) -> bool:
        """Adopted or not, by itself."""
        return self.outcome in (Outcome.ADOPTED, Outcome.NOT_ADOPTED)

    @property
    def source_word(self) -> str:
        return str(Opinion.Source(self.source).label)

    @property
    def satisfaction_word(self) -> str:
        return str(Opinion.Satisfaction(self.satisfaction).label) if self.satisfaction else ""

    def is_overdue(self, on: date) -> bool:
        return self.outcome == Outcome.OPEN and self.reply_by is not None and on > self.reply_by

    def state_on(self, on: date) -> str:
        if self.outcome == Outcome.OPEN:
            return "overdue" if self.is_overdue(on) else "waiting"
        if self.asks:
            return "open"
        return {"not_adopted": "rejected", "hidden": "withdrawn"}.get(self.outcome, self.outcome)


@dataclass(frozen=True)
class MessageRow:
    from_sender: bool
    text: str
    written_on: date
    by_label: str


def _row(opinion: Opinion) -> OpinionRow:
    known = {"organization_name": opinion.organization.name, "about_name": opinion.about.name if opinion.about else ""}
    names = [name for name in OpinionRow.__dataclass_fields__ if name not in known]
    return OpinionRow(**{name: getattr(opinion, name) for name in names}, **known)


def entries() -> QuerySet[Opinion]:
    """Every entry, and whether the last word in its thread is the sender's."""
    last = Message.objects.filter(opinion=OuterRef("pk")).order_by("-position").values("from_sender")[:1]
    found = Opinion.objects.select_related("organization", "about")
    return found.annotate(asks=Coalesce(Subquery(last), False))


def get_opinion(opinion_id: int) -> OpinionRow:
    return _row(entries().get(pk=opinion_id))


def find_by_receipt(code: str) -> OpinionRow | None:
    found = entries().filter(receipt_hash=receipt_hash(code)).first()
    return _row(found) if found else None


def list_messages(opinion_id: int) -> list[MessageRow]:
    return [
        MessageRow(message.from_sender, message.text, message.written_on, message.by_label)
        for message in Opinion.objects.get(pk=opinion_id).messages.exclude(text="").order_by("position")
    ]


def list_thread(opinion: OpinionRow) -> list[MessageRow]:
    """The replies, and the sender's own further questions; of a merged entry, the replies given to the one it went into."""
    found = list_messages(opinion.id)
    if opinion.merged_into_id is not None:
        found += [message for message in list_messages(opinion.merged_into_id) if not message.from_sender]
    return found


def asks_satisfaction(opinion: OpinionRow) -> bool:
    return params_of(campaigns.get_step(opinion.campaign_id, opinion.step_code, opinion.organization_id)).satisfaction


def list_opinions(
    *,
    organization_ids: Iterable[int] | None = None,
    handled_by_ids: Iterable[int] | None = None,
    campaign_id: int | None = None,
    step_code: str = "",
    only_open: bool = False,
) -> list[OpinionRow]:
    """By day received, within a day in random order; one query."""
    found = entries().order_by("received_on", "pk")
    if organization_ids is not None:
        found = found.filter(organization_id__in=list(organization_ids))
    if handled_by_ids is not None:
        found = found.filter(handled_by_id__in=list(handled_by_ids))
    if campaign_id is not None:
        found = found.filter(campaign_id=campaign_id)
    if step_code:
        found = found.filter(step_code=step_code)
    if only_open:
        found = found.filter(outcome=Outcome.OPEN)
    return [_row(opinion) for opinion in found]


def list_register_counts(
    campaign_id: int, step_codes: Iterable[str], organization_ids: Iterable[int], on: date
) -> list[dict[str, Any]]:
    """What came in until a day, step by step, and what became of it: for a report that is worked out of the register."""
    titles = {step.code: f"{step.title}" for step in campaigns.list_steps(campaign_id)}
    campaign = campaigns.get_campaign(campaign_id).title
    rows = (
        Opinion.objects.filter(
            campaign_id=campaign_id,
            step_code__in=list(step_codes),
            organization_id__in=list(organization_ids),
            received_on__lte=on,
        )
        .exclude(outcome__in=(Outcome.HIDDEN, Outcome.MERGED, Outcome.DIGESTED))
        .values_list("step_code", "outcome", "answered_on", "organization_id", "restricted")
    )
    close = Counter((code, unit) for code, _outcome, _day, unit, restricted in rows if restricted)
    found: dict[str, dict[str, Any]] = {}
    for code, outcome, answered_on, unit, restricted in rows:
        if restricted and close[code, unit] < LEAST_COUNTED:
            continue
        line = found.setdefault(
            code,
            {
                "title": f"{campaign} · {titles.get(code, code)}",
                "received": 0,
                "adopted": 0,
                "not_adopted": 0,
                "open": 0,
            },
        )
        line["received"] += 1
        line[outcome if answered_on is not None and answered_on <= on else "open"] += 1
    return [found[code] for code in sorted(found)]


def count_overdue(organization_ids: Iterable[int], on: date) -> int:
    """Entries of these organisations whose reply is late (the superior's panel, S0-21)."""
    return Opinion.objects.filter(
        organization_id__in=list(organization_ids), outcome=Outcome.OPEN, reply_by__lt=on
    ).count()


def params_of(step: StepRow) -> Params:
    found = kind.read_params(step.params)
    assert isinstance(found, Params)
    return found


ROLE_OF_READER = {
    "branch_secretary": ("branch_secretary", "deputy_secretary"),
    "programme_office": ("bureau_officer",),
    "superior": ("bureau_officer",),
    "discipline_commissioner": ("discipline_commissioner",),
    "supervision_group": ("inspector",),
}


def may_read(viewer: Viewer, params: Params, organization_id: int, opinion: OpinionRow | None = None) -> bool:
    """Whether this person is one of those named before writing. About a leader: only the superior who handles it. About
    a member: not the member, nor who leads the branch (S3-27)."""
    about = opinion.about_id if opinion else None
    handler = opinion.handled_by_id if opinion is not None and opinion.about_leader else None
    return may_handle(viewer, params, organization_id, about, handler, opinion is not None and opinion.restricted)


def may_handle(
    viewer: Viewer,
    params: Params,
    organization_id: int,
    about_id: int | None,
    handler_id: int | None,
    restricted: bool = False,
) -> bool:
    """The same for whoever it is about; `handler_id`: the superior, where it is about a leader; `restricted`: of a category
    for the responsible person and the superior alone (S3-64)."""
    if viewer.is_person(about_id):
        return False
    if handler_id is not None:
        return handler_id != organization_id and viewer.may_run(handler_id)
    if about_id is not None and organization_id in viewer.heads("branch_secretary", "deputy_secretary"):
        return False
    readers = {params.restricted_to, "superior"} if restricted else set(params.read_by)
    return any(viewer.has(role, organization_id) for reader in readers for role in ROLE_OF_READER[reader])


@dataclass(frozen=True)
class Box:
    """An open box: of which unit, in which step, until when, and when entries are answered."""

    campaign_id: int
    step_code: str
    organization_id: int
    organization_name: str
    campaign_title: str
    title: str
    last_day: date
    reply_within: int | None
    read_by: tuple[str, ...]
    is_open_to_society: bool
    accepts: bool
    identity: str = "anonymous"
    """anonymous | confidential | signed."""
    opens_on: date | None = None
    """The first day, while it lies ahead."""
    seconders: int = 0
    """How many must second a signed proposal."""
    subjects: tuple[str, ...] = ()
    """About whom one may write: members | leaders | organization; none named: the organisation."""
    categories: dict[str, str] = field(default_factory=dict)
    """What one may write about: key -> title; none where the plan names no set."""
    restricted: tuple[str, ...] = ()
    restricted_to: str = ""


def find_box(campaign_id: int, step_code: str, organization_id: int, on: date) -> Box | None:
    """The box of one unit in one step of a running campaign; none where there is no such box."""
    campaign = next((row for row in campaigns.list_campaigns() if row.id == campaign_id), None)
    if campaign is None or not campaign.is_open:
        return None
    step = next((row for row in campaigns.list_steps(campaign_id, organization_id) if row.code == step_code), None)
    branch = next((row for row in campaigns.branches_of(campaign_id) if row.id == organization_id), None)
    if step is None or branch is None or step.kind != kind.code:
        return None
    return _box(campaign, step, branch, on)


def _box(campaign, step: StepRow, branch: people.OrganizationRow, on: date) -> Box:
    params = params_of(step)
    return Box(
        campaign.id,
        step.code,
        branch.id,
        branch.name,
        campaign.title,
        step.title,
        step.last_day,
        params.reply_within,
        params.read_by,
        params.open_to_society,
        step.state_on(on) == "running",
        params.identity,
        step.opens_on if step.state_on(on) == "ahead" else None,
        params.seconders,
        params.subjects,
        categories.titles_of(params, campaign.id, branch.id),
        params.restricted,
        params.restricted_to,
    )


def next_opening(on: date) -> date | None:
    """The first day on which a box opens to society again; none that is planned."""
    days = [
        step.opens_on
        for _campaign, steps in campaigns.list_open_steps()
        for step in steps
        if step.kind == kind.code and step.state_on(on) == "ahead" and params_of(step).open_to_society
    ]
    return min(days, default=None)


def list_open_boxes(on: date) -> list[Box]:
    """Every box that society may write to on a day, by unit: what the public site lists."""
    boxes = []
    for campaign, steps in campaigns.list_open_steps():
        for step in steps:
            if step.kind != kind.code or step.state_on(on) != "running" or not params_of(step).open_to_society:
                continue
            boxes += [_box(campaign, step, branch, on) for branch in campaigns.branches_of(campaign.id)]
    return boxes


def list_public_cards(on: date) -> list[PublicCard]:
    """One card for the boxes of a step: the page behind it lets one choose the unit to write to (S0-20)."""
    steps: dict[tuple[int, str], Box] = {}
    for box in list_open_boxes(on):
        steps.setdefault((box.campaign_id, box.step_code), box)
    return [
        PublicCard(
            "opinion",
            _("写意见：%(campaign)s") % {"campaign": box.campaign_title},
            _("选择要写给哪个单位，不需要账号。"),
            reverse("opinion:boxes"),
            box.last_day,
        )
        for box in steps.values()
    ]


@dataclass(frozen=True)
class AnsweredRow:
    """What the public may read of an answered entry: the checked copy and the replies."""

    organization_name: str
    text: str
    outcome: str
    answered_on: date
    reply: str


def list_answered(
    organization_ids: Iterable[int] | None = None, campaign_id: int | None = None, step_code: str = ""
) -> list[AnsweredRow]:
    """Answered entries with a copy that two people checked; none about leaders, none hidden or restricted. `step_code`: of one step."""
    found = Opinion.objects.filter(
        outcome__in=(Outcome.ADOPTED, Outcome.NOT_ADOPTED), about_leader=False, restricted=False
    ).exclude(public_text_checked_label="")
    if organization_ids is not None:
        found = found.filter(organization_id__in=list(organization_ids))
    if campaign_id is not None:
        found = found.filter(campaign_id=campaign_id, step_code=step_code)
    rows = []
    for opinion in found.select_related("organization").prefetch_related("messages").order_by("-answered_on", "pk"):
        replies = [message.text for message in opinion.messages.all() if not message.from_sender]
        rows.append(
            AnsweredRow(
                opinion.organization.name,
                opinion.public_text,
                opinion.outcome,
                opinion.answered_on,
                replies[0] if replies else "",
            )
        )
    return rows
