"""Read the register: applicants of a branch with the stages they have come to, by roster and by record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.kinds.admission.kind import Params, Reached, gaps
from xianfeng.kinds.admission.models import StageRecord

COMMITTEE = (
    "branch_secretary",
    "deputy_secretary",
    "organization_commissioner",
    "publicity_commissioner",
    "discipline_commissioner",
)
"""支委会."""
JOINING = ("activist", "probationary_member")


@dataclass(frozen=True)
class CellRow:
    """One stage of one applicant. `record_id`: none where the roster says so."""

    stage: str
    title: str
    on: date | None
    paper: str
    record_id: int | None
    gap: str = ""


@dataclass(frozen=True)
class ApplicantRow:
    person_id: int
    name: str
    cells: tuple[CellRow, ...]
    gaps: tuple[tuple[str, str], ...]


def may_see(viewer: Viewer, organization_id: int) -> bool:
    """The committee of the branch and who organises the level above; nobody else, the principal neither (S4-16)."""
    return organization_id in viewer.heads(*COMMITTEE) or viewer.may_run(organization_id)


def list_applicants(params: Params, organization_id: int, on: date) -> list[ApplicantRow]:
    """Everybody on the way: by the roster's standing, or with a first stage on record; three queries. Cadres in training
    are those on record alone."""
    applying = params.about == "applicants"
    rows = people.members_of([organization_id], on=on, statuses=JOINING) if applying else []
    names = {row["person_id"]: row["person__name"] for row in rows}
    stages = [stage.code for stage in params.stages]
    records = list(
        StageRecord.objects.filter(
            organization_id=organization_id, taken_back_on__isnull=True, stage__in=stages
        ).select_related("person")
    )
    since = people.list_standings({*names, *(one.person_id for one in records)}, on=on)
    for one in records:
        if not applying or since.get(one.person_id, {}).get("full_member") is None:
            names.setdefault(one.person_id, one.person.name)
    return [_applicant(params, number, name, records, since.get(number, {})) for number, name in names.items()]


def reached_of(params: Params, records: Iterable[StageRecord], since: dict[str, date]) -> dict[str, Reached]:
    """Stages by code: from the roster where a stage is a standing, else from the record."""
    by_stage = {one.stage: one for one in records}
    found = {}
    for stage in params.stages:
        one = by_stage.get(stage.code)
        day = since.get(stage.standing) if stage.standing else one.reached_on if one else None
        if day is not None:
            found[stage.code] = Reached(day, not stage.paper or bool(one and one.paper))
    return found


def _applicant(
    params: Params, number: int, name: str, records: list[StageRecord], since: dict[str, date]
) -> ApplicantRow:
    own = [one for one in records if one.person_id == number]
    reached = reached_of(params, own, since)
    lacking = gaps(params.stages, reached)
    by_title = {title: code for code, title in lacking}
    by_stage = {one.stage: one for one in own}
    cells = tuple(
        CellRow(
            stage.code,
            stage.title,
            reached[stage.code].on if stage.code in reached else None,
            by_stage[stage.code].paper if stage.code in by_stage else "",
            by_stage[stage.code].pk if stage.code in by_stage else None,
            by_title.get(stage.title, ""),
        )
        for stage in params.stages
    )
    return ApplicantRow(number, name, cells, tuple(lacking))
