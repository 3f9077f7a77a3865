"""What campaigns know about the conditions of a gate: plan, basis, secretaries, local plans."""

from __future__ import annotations

from xianfeng.apps.campaigns.gates import Question
from xianfeng.apps.people import queries as people
from xianfeng.apps.plans import queries as plans
from xianfeng.core.gates import Finding


def judge_condition(question: Question) -> list[Finding]:
    """`no_blank_item`, `approval_basis`, `responsible_named`, `local_plan_approved` (by an approved plan of the unit)."""
    judge = {
        "no_blank_item": _no_blank_item,
        "approval_basis": _approval_basis,
        "responsible_named": _responsible_named,
        "local_plan_approved": _local_plan_approved,
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
