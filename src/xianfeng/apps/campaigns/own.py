"""What campaigns know about the conditions of a gate (plan, basis, secretaries, local plans), and what they ask of people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries, years
from xianfeng.apps.campaigns.gates import Question
from xianfeng.apps.campaigns.models import Campaign
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.people.record_notes import Todo
from xianfeng.apps.plans import queries as plans
from xianfeng.core.gates import Finding


def judge_condition(question: Question) -> list[Finding]:
    """`no_blank_item`, `approval_basis`, `responsible_named`, `local_plan_approved` (by an approved plan of the unit),
    `year_plan_accepted` (moot in a round that follows no other), `organization_stands` (a group is registered)."""
    judge = {
        "no_blank_item": _no_blank_item,
        "approval_basis": _approval_basis,
        "responsible_named": _responsible_named,
        "local_plan_approved": _local_plan_approved,
        "year_plan_accepted": _year_plan_accepted,
        "organization_stands": _organization_stands,
    }.get(question.rule)
    return [judge(question)] if judge else []


def _no_blank_item(question: Question) -> Finding:
    items = question.campaign.plan.get("criteria", {}).get(question.params.get("criteria"), [])
    blank = sum(1 for item in items if not str(item.get("title", "")).strip())
    return Finding(bool(items) and not blank, {"open": blank} if items else {})


def _approval_basis(question: Question) -> Finding:
    return Finding(bool(plans.get_version(question.campaign.plan_version_id).approval_basis.strip()))


def _responsible_named(question: Question) -> Finding:
    without = [
        row.label
        for row in people.list_branches_without_secretary(question.campaign.organization_id, on=question.on)
        if row.id in question.unit_ids
    ]
    return Finding(not without, {"units": without})


def _local_plan_approved(question: Question) -> Finding:
    """A unit's own plan, or one of a unit above it, has the superior's consent."""
    approved = set(plans.list_approved(question.campaign.plan_version_id))
    chains = people.heads_above(approved, question.unit_ids) if approved else {}
    without = sorted(unit for unit in question.unit_ids if not chains.get(unit))
    names = [row.label for row in people.list_organizations(frozenset(without))] if without else []
    return Finding(not without, {"units": names})


def _year_plan_accepted(question: Question) -> Finding:
    if question.campaign.predecessor_id is None:
        return Finding(True)
    without = question.unit_ids - years.accepted_in(question.campaign.id)
    names = [row.label for row in people.list_organizations(frozenset(without))] if without else []
    return Finding(not without, {"units": names})


def _organization_stands(question: Question) -> Finding:
    """The unit, or a Party organisation between it and the root, has a leading group on the register (S3-82)."""
    campaign = question.campaign
    without = queries.without_group(campaign.id, campaign.organization_id, question.unit_ids)
    names = [row.label for row in people.list_organizations(frozenset(without))] if without else []
    return Finding(not without, {"units": names})


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """The pair a branch still has to file or to write anew; one line a campaign for the superior who looks at them; for the
    security administrator the people of a programme's office who cannot see the units yet (S0-57)."""
    if viewer.has("security_admin"):
        waiting_for = queries.list_without_sight(on)
        what = _("给活动办公室成员授予“督导员”（%(n)s 人）") % {"n": len(waiting_for)}
        return [Todo(what, None, "people:accounts", (), 5)] if waiting_for else []
    return [*_to_acknowledge(viewer), *_of_years(viewer)]


def _to_acknowledge(viewer: Viewer) -> list[Todo]:
    """Documents that came to a unit and wait for its secretary to acknowledge them (S0-62)."""
    units = viewer.heads("branch_secretary")
    return [
        Todo(_("签收文件：%(title)s") % {"title": title[:40]}, None, "campaigns:document", (number,), 2)
        for number, title in (queries.list_unacknowledged(units) if units else ())
    ]


def _of_years(viewer: Viewer) -> list[Todo]:
    own = viewer.heads("branch_secretary", "deputy_secretary")
    over = viewer.over.get("bureau_officer", frozenset())
    if not own and not over:
        return []
    found: list[Todo] = []
    for campaign, _steps in queries.list_open_steps():
        if not years.asks_for_pair(campaign):
            continue
        rows = {row.organization_id: row for row in years.list_pairs(campaign.id)}
        for branch in queries.branches_of(campaign.id):
            row = rows.get(branch.id)
            if branch.id in own and (row is None or row.state in ("draft", "returned")):
                what = _("修改总结和打算") if row and row.state == "returned" else _("写上一段总结和新一年打算")
                found.append(Todo(what, None, "campaigns:year-plan", (campaign.id, branch.id), 30, campaign.title))
        waiting = [row for row in rows.values() if row.state == "submitted" and years.may_decide(viewer, row)]
        if waiting:
            what = _("看支部的总结和打算（%(n)s 份）") % {"n": len(waiting)}
            found.append(Todo(what, None, "campaigns:year-plans", (campaign.id,), 5, campaign.title))
    return found


def tell_names(wanted: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The titles of the campaigns and steps among `wanted` ("campaign:3", "step:pledge"); of a step that of the latest."""
    numbers = [int(one[9:]) for one in wanted if one.startswith("campaign:") and one[9:].isdigit()]
    if numbers:
        named = Campaign.objects.filter(pk__in=numbers).values_list("pk", "title")
        yield from ((f"campaign:{number}", title) for number, title in named)
    if any(one.startswith("step:") for one in wanted):
        for plan in Campaign.objects.order_by("pk").values_list("plan", flat=True):
            yield from ((f"step:{step['code']}", step["title"]) for step in plan.get("steps", ()))
            yield from ((f"step:gate:{gate['code']}", gate["title"]) for gate in plan.get("gates", ()) if gate["title"])
