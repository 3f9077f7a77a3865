"""Somebody opens the page of a step: which branch it is about, what the visitor may do there, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns import waiting, years
from xianfeng.apps.campaigns.queries import CampaignRow, StepRow
from xianfeng.apps.journal.rooms import each_room
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer, viewer_of
from xianfeng.apps.people.queries import OrganizationRow
from xianfeng.apps.progress import queries
from xianfeng.core.kind import KindParams, find_kind
from xianfeng.ui import typed


def branch_crumb(viewer: Viewer, branch: OrganizationRow) -> list[dict[str, str]]:
    """The page of the branch, for whoever may open it."""
    if not (viewer.may_see(branch.id) or branch.id in viewer.branch_ids):
        return []
    return [{"label": branch.label, "url": reverse("home:branch-of", args=[branch.id])}]


@dataclass(frozen=True)
class Visit:
    """One visit to one step. `branch` is the unit the page is about."""

    viewer: Viewer
    campaign: CampaignRow
    step: StepRow
    params: KindParams
    branch: OrganizationRow
    on: date
    own: queries.OwnStanding | None
    """How the visitor stands with the step as a person; none when not concerned."""

    @property
    def is_concerned(self) -> bool:
        return self.own is not None and self.own.unit_id == self.branch.id

    @property
    def may_run(self) -> bool:
        """Organises the step in this branch: its secretary, the one above, the bureau's officer."""
        return self.viewer.may_run(self.branch.id)

    @property
    def may_see(self) -> bool:
        return self.viewer.may_see(self.branch.id)

    @property
    def is_writable(self) -> bool:
        """Acts count while the campaign is open and the step has begun; afterwards they count as late."""
        return self.campaign.is_open and self.step.state_on(self.on) != "ahead" and self.is_running_here

    @cached_property
    def is_running_here(self) -> bool:
        """False while the branch's review of the last round and its plan for this one wait to be accepted (S0-02)."""
        return years.runs_in(self.campaign, self.branch.id, self.step.code)

    @cached_property
    def waiting(self) -> list[dict[str, Any]]:
        """The closed gates before a step that has begun here, with all that is unmet and who can meet it (S3-24); what
        is decided in the step waits for them, what is written and recorded does not. [] above the branches."""
        if not self.is_writable or not self.branch.is_branch:
            return []
        return waiting.list_waiting(self.campaign, self.step, self.branch, self.viewer, self.on)

    @property
    def campaign_crumb(self) -> list[dict[str, str]]:
        """The place above the step: the flow of the campaign in this branch; of a step at its root, the campaign."""
        if self.branch.id != self.campaign.organization_id and (above := branch_crumb(self.viewer, self.branch)):
            return above
        if not self.may_see:
            return []
        return [{"label": self.campaign.title, "url": reverse("campaigns:detail", args=[self.campaign.id])}]

    def url(self, page: str = "step", *more: object) -> str:
        """The address of a page of this step in this branch; the pages of a kind stand under its code."""
        address = reverse(f"{self.step.kind}:{page}", args=[self.campaign.id, self.step.code, *more])
        return f"{address}?organization={self.branch.id}"

    def trail(self, *labels: object) -> list[dict[str, str]]:
        """The breadcrumb down to the step, and with labels to a page below it."""
        here = {"label": self.step.title, "url": self.url()}
        return [*self.campaign_crumb, here, *({"label": str(label)} for label in labels)]

    @property
    def asks(self) -> str:
        """What the plan asks for, in one sentence; '' when it does not say."""
        return str(self._frozen.get("asks", ""))

    @property
    def text(self) -> str:
        """The outline or note that the plan gives with this step; '' without one."""
        return self.campaign.plan.get("texts", {}).get(self._frozen.get("text", ""), "")

    @property
    def exceptions(self) -> list[dict[str, Any]]:
        """Exceptions from soft words that bear on this step here: {title, value, reason, by, on}."""
        base = self._frozen.get("step", self.step.code)
        return [
            {**one, "on": date.fromisoformat(one["on"])}
            for one in self.campaign.plan.get("exceptions", ())
            if base in one["steps"]
        ]

    @property
    def _frozen(self) -> dict[str, Any]:
        return next((one for one in self.campaign.plan.get("steps", []) if one["code"] == self.step.code), {})

    def criteria(self, code: str) -> list[dict[str, Any]]:
        """Items of a criteria set of the plan: {key, title, key_item, goal}."""
        return list(self.campaign.plan.get("criteria", {}).get(code, []))

    @cached_property
    def adopted(self) -> list[Any]:
        """Requirements that this branch has worked out and adopted itself, where the plan leaves a set of the step to it."""
        left_to_it = [code for code in self.step.criteria if self.campaign.plan.get("criteria", {}).get(code) == []]
        if not left_to_it:
            return []
        found = each_room("list_adopted", campaign_id=self.campaign.id, organization_id=self.branch.id)
        return [one for one in found if one.criteria in left_to_it]

    @cached_property
    def heads(self) -> list[dict[str, Any]]:
        """Heads of the programme that the step serves and whose measures are carried out in a ledger: {title, measure,
        ledger}, for whoever may see the unit (S2-16). Nothing of it is typed here."""
        served = [(code, item) for code, item in self._served() if item.get("ledger")] if self.may_see else []
        if not served:
            return []
        unit = self.branch.id
        measures = dict(each_room("list_measures", campaign_id=self.campaign.id, organization_id=unit))
        ledgers = dict(each_room("tell_ledgers", organization_id=unit, on=self.on))
        return [
            {"title": item["title"], "measure": measures.get(code, ""), "ledger": ledgers.get(item["ledger"])}
            for code, item in served
        ]

    def _served(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(code, item) of the criteria that the step serves, in the order of the plan."""
        for code in self._frozen.get("serves", ()):
            group, _dot, key = code.partition(".")
            yield from ((code, item) for item in self.criteria(group) if item["key"] == key)

    @cached_property
    def coverage(self) -> queries.Coverage:
        return queries.coverage(self.campaign.id, self.step.code, self.branch.id, self.on)


def visit(
    request: HttpRequest, campaign_id: int, step_code: str, *, kind: str, organization_id: int | None = None
) -> Visit:
    """The visit, in a fixed number of queries.

    `organization_id` is the branch, where the page knows it; else `?organization=` names it; by default it is the one
    the visitor counts in for this step, else one the visitor leads. 404: no such step of this kind or no such branch (what
    is missing comes up as `ObjectDoesNotExist`); 403: neither of the branch nor over it.
    """
    viewer, on = viewer_of(request), timezone.localdate()
    campaign, step = campaigns.get_with_step(campaign_id, step_code)
    if step.kind != kind:
        raise Http404
    own = queries.find_own_standing(campaign, step, viewer.person_id, on) if viewer.person_id else None
    branch_id = organization_id or _chosen(request, viewer, campaign, own)
    branch = people.get_organization(branch_id)
    campaign, step = campaigns.met_by(campaign, step, branch_id)
    if not (viewer.may_see(branch_id) or viewer.belongs_to(branch_id) or (own and own.unit_id == branch_id)):
        raise PermissionDenied
    if own is not None and step.is_changed:
        own = queries.find_own_standing(campaign, step, viewer.person_id or 0, on)
    return Visit(viewer, campaign, step, find_kind(step.kind).read_params(step.params), branch, on, own)


def _chosen(request: HttpRequest, viewer: Viewer, campaign: CampaignRow, own: queries.OwnStanding | None) -> int:
    asked = request.GET.get("organization") or request.POST.get("organization")
    if asked:
        if not typed.is_number(asked):
            raise Http404
        return int(asked)
    if own is not None:
        return own.unit_id
    within = people.subtree_ids(campaign.organization_id)
    led = viewer.over.get("branch_secretary", frozenset()) & within
    for choice in (viewer.branch_ids & within, led):
        if choice:
            return min(choice)
    if campaign.organization_id in viewer.covered("bureau_officer", "inspector"):
        return campaign.organization_id
    raise PermissionDenied
