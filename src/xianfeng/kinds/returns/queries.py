"""Read reports of a step: its periods with their state, the draft, what came in for one period, what is due for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence.reach import Todo
from xianfeng.apps.people import posts
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.returns import queries as returns
from xianfeng.apps.returns.queries import ReturnRow
from xianfeng.kinds.returns.kind import Params, Period, kind, periods
from xianfeng.kinds.returns.models import Draft

RELATIONS = {"party_affiliation": "party", "administrative": "administrative", "cadre_authority": "cadre"}
IN_CHARGE = "leader_in_charge"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DraftRow:
    texts: dict[str, str]
    level: str
    copied_because: str
    revision: int


def find_draft(campaign_id: int, step_code: str, organization_id: int, key: str) -> DraftRow | None:
    found = Draft.objects.filter(
        campaign_id=campaign_id, step_code=step_code, organization_id=organization_id, key=key
    ).first()
    return DraftRow(found.texts, found.level, found.copied_because, found.revision) if found else None


@dataclass(frozen=True)
class Due:
    """One period of one organisation, with what was sent for it (the newest sending to each receiver)."""

    period: Period
    sent: tuple[ReturnRow, ...]

    @property
    def is_sent_back(self) -> bool:
        return any(row.sent_back_on is not None for row in self.sent)

    @property
    def first_sent_on(self) -> date | None:
        return min((row.sent_on for row in self.sent), default=None)

    @property
    def is_late(self) -> bool:
        return self.first_sent_on is not None and self.first_sent_on > self.period.due_date

    def state_on(self, on: date) -> str:
        """ahead | open | overdue | returned | sent | acknowledged."""
        if self.is_sent_back:
            return "returned"
        if self.sent:
            return "acknowledged" if all(row.acknowledged_on for row in self.sent) else "sent"
        if on < self.period.hand_in.start:
            return "ahead"
        return "overdue" if on > self.period.due_date else "open"


def periods_of(step: campaigns.StepRow, params: Params) -> list[Period]:
    return periods(params, step.opens_on, step.closes_on, campaigns.work_calendar())


def find_period(step: campaigns.StepRow, params: Params, key: str) -> Period | None:
    return next((one for one in periods_of(step, params) if one.key == key), None)


def list_due(step: campaigns.StepRow, params: Params, organization_id: int, on: date) -> list[Due]:
    """Every period that has begun or comes next, oldest first; two queries."""
    rows = returns.list_of_step(step.campaign_id, step.code, organization_id)
    newest: dict[tuple[str, int], ReturnRow] = {}
    for row in rows:
        newest[str(row.content.get("report", "")), row.receiver_id] = row
    found, ahead = [], 0
    for period in periods_of(step, params):
        ahead += on < period.hand_in.start
        if ahead > 1:
            break
        found.append(Due(period, tuple(row for (key, _who), row in newest.items() if key == period.key)))
    return found


def last_texts(step: campaigns.StepRow, params: Params, organization_id: int, key: str) -> dict[str, str]:
    """The words of the issue before this one, as sent; nothing for the first."""
    keys = [one.key for one in periods_of(step, params)]
    before = keys[: keys.index(key)] if key in keys else []
    texts: dict[str, str] = {}
    for row in returns.list_of_step(step.campaign_id, step.code, organization_id):
        if row.content.get("report") in before:
            texts = dict(row.content.get("parts", {}))
    return texts


@dataclass(frozen=True)
class Receiver:
    id: int
    name: str


def relation_of(organization_id: int, params: Params) -> str:
    """The relation a unit's report goes up by. Where nobody recorded a cadre or administrative superior of its own, the Party
    tree stands in, and the page says so (S3-42)."""
    relation = RELATIONS[params.relation]
    if relation != "party" and people.find_superior(organization_id, relation) is None:
        return "party"
    return relation


def list_receivers(organization_id: int, params: Params) -> list[Receiver]:
    """To whom it goes: the superior by the named relation, and the one above as well where the plan says both levels (S4-47)."""
    relation = relation_of(organization_id, params)
    superior = people.find_superior(organization_id, relation)
    found = [superior] if superior else []
    if superior and params.receivers == "both_levels":
        upper = people.find_superior(superior.id, relation)
        found += [upper] if upper else []
    return [Receiver(one.id, one.label) for one in found]


def list_senders(step: campaigns.StepRow, params: Params, receiver_id: int) -> list[people.OrganizationRow]:
    """Who reports to this organisation in this step: the branches of the programme directly below, by code."""
    relation = RELATIONS[params.relation]
    within = {row.id for row in campaigns.branches_of(step.campaign_id)}
    children = people.list_children(receiver_id, relation)
    below = {child.id for child in children}
    if params.receivers == "both_levels":
        below |= {row.id for child in children for row in people.list_children(child.id, relation)}
    if relation != "party":
        by_party = {child.id for child in people.list_children(receiver_id)} - below
        below |= {number for number in by_party if relation_of(number, params) == "party"}
    return people.list_organizations(frozenset(below & within))


@dataclass(frozen=True)
class Collected:
    """One sender's report of one period; `row` none while nothing came."""

    organization: people.OrganizationRow
    row: ReturnRow | None
    due: date

    def state_on(self, on: date) -> str:
        if self.row is None:
            return "overdue" if on > self.due else "waiting"
        return {"confirmed": "acknowledged", "returned": "returned"}.get(self.row.state_on(on), "sent")

    @property
    def is_late(self) -> bool:
        return self.row is not None and self.row.number == 1 and self.row.sent_on > self.due


def collect(step: campaigns.StepRow, params: Params, receiver_id: int, period: Period) -> list[Collected]:
    """What came in for one period, a line a unit, by code: a unit may be late, none is ranked."""
    rows = {
        row.sender_id: row
        for row in returns.list_of_report(step.campaign_id, step.code, period.key, receiver_id=receiver_id)
    }
    return [Collected(one, rows.get(one.id), period.due_date) for one in list_senders(step, params, receiver_id)]


@dataclass(frozen=True)
class Total:
    """One line of the merged report."""

    code: str
    title: str
    units: int
    """How many reports have this line."""
    pieces: int
    done: int
    of: int


def totals(rows: list[Collected]) -> list[Total]:
    """The lines of all reports added up, in the order of the plan; a report that was sent back does not count."""
    found: dict[str, Total] = {}
    for one in rows:
        if one.row is None or one.row.sent_back_on is not None:
            continue
        for line in one.row.content.get("figures", []):
            was = found.get(line["code"]) or Total(line["code"], line["title"], 0, 0, 0, 0)
            found[line["code"]] = Total(
                was.code,
                was.title,
                was.units + 1,
                was.pieces + line["pieces"],
                was.done + (line["done"] or 0),
                was.of + (line["of"] or 0),
            )
    return list(found.values())


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """Every period after the first of a report that comes back: the step itself is on the list once, its periods are here."""
    secretary, in_charge = viewer.heads("branch_secretary"), viewer.heads("leader_in_charge")
    if not secretary and not in_charge:
        return []
    found = []
    for campaign, steps in campaigns.list_open_steps():
        for step in steps:
            if step.kind != kind.code or step.state_on(on) == "ahead" or not step.params.get("windows"):
                continue
            params = Params.model_validate(step.params)
            branches = {row.id for row in campaigns.branches_of(campaign.id)}
            directly = step.responsible == IN_CHARGE
            elsewhere = _led_by_another(branches & secretary, viewer.person_id, on) if directly else set()
            for branch in sorted(branches & (secretary | in_charge if directly else secretary)):
                lines = _todos_of(step, params, branch, on)
                found += [one for one in lines if one.state == "late"] if branch in elsewhere else lines
    return found


def may_write(viewer: Viewer, step: campaigns.StepRow, organization_id: int) -> bool:
    """Who runs the unit, and the leader in charge where the plan makes that one directly responsible (S4-42)."""
    in_charge = step.responsible == IN_CHARGE and organization_id in viewer.heads(IN_CHARGE)
    return in_charge or viewer.may_run(organization_id)


def _led_by_another(branch_ids: set[int], person_id: int | None, on: date) -> set[int]:
    """Branches whose reports are another leader's in the first place: the secretary hears of them when they are late (S4-41)."""
    rows = posts.list_portfolios(on=on, organization_ids=branch_ids) if branch_ids else []
    return {row.organization_id for row in rows if row.person_id != person_id}


def _todos_of(step: campaigns.StepRow, params: Params, branch: int, on: date) -> list[Todo]:
    found = []
    for due in list_due(step, params, branch, on):
        state = due.state_on(on)
        if state in ("open", "overdue"):
            period = due.period
            what = _("报送%(title)s（%(month)s 月%(period)s）") % {
                "title": step.title,
                "month": period.month,
                "period": period.title,
            }
            found.append(
                Todo(
                    what,
                    period.due_date,
                    "returns:write",
                    (step.campaign_id, step.code, branch, period.key),
                    10,
                    step.title,
                    "late" if state == "overdue" else "open",
                )
            )
    return found
