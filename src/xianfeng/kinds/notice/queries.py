"""Read what a notice is about: the decision, who it names, the line of the catalogue of open Party affairs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.queries import StepRow
from xianfeng.apps.evidence import queries as evidence
from xianfeng.apps.notices import queries as notices
from xianfeng.apps.notices.queries import NoticeRow
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.record_notes import Todo
from xianfeng.apps.results import queries as results
from xianfeng.apps.results.queries import DecisionRow
from xianfeng.kinds.notice.kind import Disclosure, Params, kind, next_due

LINE = "disclosure:"
"""Subject of a notice on a line of the catalogue: `disclosure:<code>`."""
ENDED = ("withdrawn", "superseded")


@dataclass(frozen=True)
class LineRow:
    """One line of the catalogue in one unit (S4-07). `shown`: what was shown when, the newest first."""

    line: Disclosure
    shown: tuple[NoticeRow, ...]
    waiting: NoticeRow | None
    """Proposed, not yet hung."""
    due_on: date

    def state_on(self, day: date) -> str:
        """overdue | due (within a fortnight) | done"""
        if self.due_on < day:
            return "overdue"
        return "due" if (self.due_on - day).days < 14 else "done"


def line_of(notice: NoticeRow) -> str:
    """Code of the catalogue's line a notice is on; "" for any other."""
    return notice.subject.removeprefix(LINE) if notice.subject.startswith(LINE) else ""


def list_lines_of_catalogue(step: StepRow, params: Params, shown: Iterable[NoticeRow]) -> list[LineRow]:
    """The catalogue as the plan has it, with what one unit has shown of it (`shown`: that unit's notices of this step)."""
    by_line: dict[str, list[NoticeRow]] = {}
    for notice in shown:
        by_line.setdefault(line_of(notice), []).append(notice)
    return [_line(line, step, by_line.get(line.code, ())) for line in params.catalogue]


def _line(line: Disclosure, step: StepRow, rows: Sequence[NoticeRow]) -> LineRow:
    hung = [(notice.posted_on, notice) for notice in rows if notice.posted_on is not None]
    hung.sort(key=lambda one: (one[0], one[1].id), reverse=True)
    kept = [day for day, notice in hung if notice.state != "withdrawn"]
    waiting = next((one for one in rows if one.posted_on is None and one.state not in ENDED), None)
    due = next_due(line, step.opens_on, kept[0] if kept else None)
    return LineRow(line, tuple(notice for _day, notice in hung), waiting, due)


def find_shown(step: StepRow, of_step: str | None, organization_id: int) -> DecisionRow | None:
    """The decision that a result or a board makes public: of the step named, or of its round in the same phase."""
    if not of_step:
        return None
    for code in (of_step, f"{of_step}-{step.phase}"):
        found = results.find_decision(step.campaign_id, code, organization_id)
        if found is not None:
            return found
    return None


def list_stars(decision: DecisionRow, organization_id: int) -> list[str]:
    """One line a holder in this branch: the name and the stars, never who holds none (S1-24); [] where no stars were given."""
    result = results.get_result(decision.result_id)
    titles = {item["code"]: item["title"] for item in result.rules["criteria"]}
    return [
        f"{who['name']} {'、'.join(titles[item] for item in titles if item in held)}"
        for standing in results.list_standing(result.campaign_id, result.step_code, result.organization_id)
        for code, who in standing.result.subjects.items()
        if who.get("unit") == organization_id and (held := standing.stars_of(code))
    ]


def list_lines(decision: DecisionRow, campaign_id: int, step_code: str, organization_id: int, on: date) -> list[str]:
    """One line a person chosen, as a sheet lists them; who a joint round chose in another branch stands with its name."""
    chosen = results.list_chosen(decision.id)
    facts = evidence.list_facts(campaign_id=campaign_id, step_code=step_code)
    units = [fact.organization_id for fact in facts if fact.subject.startswith(f"decision:{decision.id}:")]
    elsewhere = {
        one.person_id: one.branch_name
        for one in people.list_member_rows(units, on=on)
        if one.branch_id != organization_id
    }
    return [f"{one.get('name', '')} {elsewhere.get(one.get('person'), '')}".strip() for one in chosen]


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """Lines of the catalogue that are due or overdue in the branches the viewer is secretary of (S4-07)."""
    own = viewer.heads("branch_secretary")
    found = []
    for campaign, steps in campaigns.list_open_steps() if own else []:
        for step in steps:
            if step.kind != kind.code or not step.params.get("catalogue") or step.state_on(on) == "ahead":
                continue
            branches = {branch.id for branch in campaigns.branches_of(campaign.id)} & own
            rows = notices.list_notices(organization_ids=branches, campaign_id=campaign.id, step_code=step.code)
            for branch in sorted(branches):
                here = [row for row in rows if row.organization_id == branch]
                for one in list_lines_of_catalogue(step, Params.model_validate(step.params), here):
                    state = one.state_on(on)
                    if state == "done" or one.waiting is not None:
                        continue
                    found.append(
                        Todo(
                            _("公开“%(title)s”") % {"title": one.line.title},
                            one.due_on,
                            "notice:step",
                            (campaign.id, step.code),
                            10,
                            step.title,
                            "late" if state == "overdue" else "open",
                            branch,
                        )
                    )
    return found
