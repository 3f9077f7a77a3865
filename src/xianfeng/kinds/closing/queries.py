"""Read summaries: of one unit, of all units of a programme, and as a record others may show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from xianfeng.apps.archive import queries as archive
from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence.reach import Todo
from xianfeng.apps.evidence.records import Record
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.returns import figures
from xianfeng.apps.tracking import queries as tracking
from xianfeng.core.schedule.spans import DateSpan
from xianfeng.kinds.closing import indicators
from xianfeng.kinds.closing.kind import Params
from xianfeng.kinds.closing.models import Summary


@dataclass(frozen=True)
class SummaryRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    organization_name: str
    texts: dict[str, str]
    figures: list[dict[str, Any]]
    left_open: int
    state: str
    revision: int
    submitted_at: datetime | None
    submitted_by: int | None
    submitted_by_label: str
    returned_because: str
    noted_at: datetime | None
    noted_by_label: str


def _row(one: Summary) -> SummaryRow:
    plain = [name for name in SummaryRow.__dataclass_fields__ if name not in ("id", "organization_name")]
    return SummaryRow(
        id=one.pk, **{name: getattr(one, name) for name in plain}, organization_name=str(one.organization)
    )


def find_summary(campaign_id: int, step_code: str, organization_id: int) -> SummaryRow | None:
    found = Summary.objects.select_related("organization").filter(
        campaign_id=campaign_id, step_code=step_code, organization_id=organization_id
    )
    return next((_row(one) for one in found), None)


@dataclass(frozen=True)
class UnitState:
    """Where one unit stands with its summary."""

    organization: people.OrganizationRow
    state: str


def list_units(campaign_id: int, step_code: str, superior_id: int) -> list[UnitState]:
    """The branches below a unit, by code, each with the state of its summary; '' for none begun."""
    within = people.subtree_ids(superior_id)
    rows = [row for row in campaigns.branches_of(campaign_id) if row.id in within and row.id != superior_id]
    known = dict(
        Summary.objects.filter(
            campaign_id=campaign_id, step_code=step_code, organization_id__in=[row.id for row in rows]
        ).values_list("organization_id", "state")
    )
    return [UnitState(row, known.get(row.id, "not_started")) for row in rows]


def list_summaries(campaign_id: int, organization_ids: Iterable[int]) -> list[tuple[int, dict[str, str]]]:
    """(unit, its words part by part) of every summary that was handed in, for whoever may see the unit (S3-01)."""
    found = Summary.objects.filter(
        campaign_id=campaign_id, organization_id__in=list(organization_ids), submitted_at__isnull=False
    )
    return [(one.organization_id, one.texts) for one in found.order_by("pk")]


def list_figures(step: campaigns.StepRow, params: Params, organization_id: int, on: date) -> list[dict[str, Any]]:
    """What happened from the first day of the programme to this one, by step; only the steps the plan names, when it does."""
    starts = campaigns.get_campaign(step.campaign_id).starts_on
    span = DateSpan.inclusive(min(starts, on), on)
    rows = figures.list_figures(step.campaign_id, organization_id, span, except_step=step.code)
    wanted = params.figures_from
    base = {row["code"]: row.get("step", row["code"]) for row in _frozen(step.campaign_id)}
    return [asdict(row) for row in rows if not wanted or base.get(row.code, row.code) in wanted]


def _frozen(campaign_id: int) -> list[dict[str, Any]]:
    return list(campaigns.get_campaign(campaign_id).plan.get("steps", []))


def list_open(campaign_id: int, organization_id: int) -> list[tracking.ItemRow]:
    """Items without a verdict, those kept private left out: they go on in the next round (S0-51)."""
    rows = tracking.list_items(organization_ids=[organization_id], campaign_id=campaign_id, only_open=True)
    return [row for row in rows if not (row.is_personal or row.is_kept_close)]


def is_frozen(campaign_id: int, organization_id: int) -> bool:
    return archive.is_archived(campaign_id, organization_id)


class SummaryRecords:
    """What a report up and the archive take along: the whole text of summaries that were handed in."""

    def list_of_person(self, person_id: int, *, on: date, campaign_id: int | None) -> list[Record]:
        return []

    def list_by_ids(self, ids: Iterable[int]) -> list[Record]:
        found = Summary.objects.filter(pk__in=list(ids)).select_related("organization")
        return [
            Record(
                f"closing_summary:{one.pk}",
                _("%(unit)s 总结") % {"unit": one.organization},
                "\n".join(f"{part}：{text}" for part, text in one.texts.items()),
                organization_id=one.organization_id,
                campaign_id=one.campaign_id,
            )
            for one in found
        ]


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """Summaries that wait for this superior, one line a programme; those sent back, for the unit itself."""
    receiving = viewer.heads("branch_secretary", "deputy_secretary", "bureau_officer")
    if not receiving:
        return []
    running = {campaign.id: campaign.title for campaign, _steps in campaigns.list_open_steps()}
    below = {row.id for head in receiving for row in people.list_children(head)} - receiving
    waiting = Summary.objects.filter(
        campaign_id__in=running, organization_id__in=below, state=Summary.State.SUBMITTED
    ).order_by("submitted_at")
    found: dict[tuple[int, str], int] = {}
    for campaign_id, step_code in waiting.values_list("campaign_id", "step_code"):
        found[campaign_id, step_code] = found.get((campaign_id, step_code), 0) + 1
    lines = [
        Todo(_("看总结并知悉（%(n)s 份）") % {"n": count}, None, "closing:step", place, 5, running[place[0]])
        for place, count in found.items()
    ]
    back = Summary.objects.filter(campaign_id__in=running, organization_id__in=receiving, state=Summary.State.RETURNED)
    return (
        lines
        + _unchosen(viewer)
        + [
            Todo(
                _("修改总结"),
                None,
                "closing:step",
                (one.campaign_id, one.step_code),
                20,
                running[one.campaign_id],
                organization_id=one.organization_id,
            )
            for one in back
        ]
    )


def _unchosen(viewer: Viewer) -> list[Todo]:
    """From the first day of a programme: the branch has not yet said by which outcomes it wants to be judged (S2-36)."""
    own = viewer.heads("branch_secretary", "deputy_secretary")
    lines = []
    for campaign, _steps in campaigns.list_open_steps() if own else ():
        for step in campaigns.list_steps(campaign.id):
            if step.kind == "closing" and step.params.get("indicators"):
                within = {row.id for row in campaigns.branches_of(campaign.id)} & own
                lines += [
                    Todo(
                        _("选定成效指标"),
                        None,
                        "closing:indicators",
                        (campaign.id, step.code),
                        20,
                        campaign.title,
                        organization_id=branch,
                    )
                    for branch in sorted(within - indicators.chosen_in(campaign.id, step.code))
                ]
    return lines
