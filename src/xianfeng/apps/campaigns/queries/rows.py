"""One campaign and one step of it, as every room reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from xianfeng.apps.campaigns.models import Campaign


@dataclass(frozen=True)
class CampaignRow:
    id: int
    title: str
    organization_id: int
    organization_name: str
    plan_version_id: int
    starts_on: date
    opened_at: datetime | None
    closed_at: datetime | None
    predecessor_id: int | None
    plan: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    @property
    def vehicle(self) -> dict[str, str] | None:
        """活动载体 as frozen at opening: {title, slogan, text}; none where the plan names none (S1-02)."""
        found: dict[str, str] | None = self.plan.get("vehicle")
        return found


@dataclass(frozen=True)
class StepRow:
    """One step of one campaign, as frozen at opening. `closes_on` is the first day after the step (half-open)."""

    campaign_id: int
    code: str
    title: str
    kind: str
    subject: str
    """person | organization | campaign: who the step is done by."""
    audience: tuple[str, ...]
    """Whom it concerns, in the words of `core.plan.vocabulary.Who`: members, full_members, staff, non_members, secretaries, branches …"""
    without: tuple[str, ...]
    school_types: tuple[str, ...]
    """Empty: every type of school."""
    params: dict[str, Any]
    position: int
    opens_on: date
    closes_on: date
    responsible: str
    requires: tuple[str, ...]
    criteria: tuple[str, ...]
    is_core: bool
    quote: str
    """The passage of the plan this step comes from ('' when it is a default)."""
    phase: str = ""
    asks: str = ""
    """What is asked of whoever does it, in one sentence."""
    is_local: bool = False
    """A step that only this unit has added to its superior's plan (S0-43)."""
    is_changed: bool = False
    """Reads otherwise here than in the superior's plan: by a variant, a local plan or an exception."""
    basis: tuple[int, str] | None = None
    """(id, number and title) of the issued document the step stands on (S0-62)."""

    @property
    def last_day(self) -> date:
        return self.closes_on - timedelta(days=1)

    def state_on(self, day: date) -> str:
        """ahead | running | over – by the calendar alone."""
        if day < self.opens_on:
            return "ahead"
        return "running" if day < self.closes_on else "over"


def campaign_row(campaign: Campaign) -> CampaignRow:
    return CampaignRow(
        campaign.pk,
        campaign.title,
        campaign.organization_id,
        campaign.organization.name,
        campaign.plan_version_id,
        campaign.starts_on,
        campaign.opened_at,
        campaign.closed_at,
        campaign.predecessor_id,
        campaign.plan,
    )


def step_row(campaign_id: int, step: dict[str, Any]) -> StepRow:
    return StepRow(
        campaign_id,
        step["code"],
        step["title"],
        step["kind"],
        step["subject"],
        tuple(step["who"]),
        tuple(step.get("without", ())),
        tuple(step.get("school_types", ())),
        step["params"],
        step["position"],
        step["opens_on"],
        step["closes_on"],
        step.get("responsible", ""),
        tuple(step.get("requires", ())),
        tuple(step.get("criteria", ())),
        step.get("core", True),
        step.get("quote", ""),
        step.get("phase", ""),
        step.get("asks", ""),
        bool(step.get("added")) and not step.get("core", True),
        step["changed"],
    )


def document_label(title: str, number: str) -> str:
    """《关于…的通知》（云教党〔2026〕12号）."""
    title = title if title.startswith("《") else f"《{title}》"
    return f"{title}（{number}）" if number else title
