"""What surveys know about the conditions of a gate: whether the masses are satisfied."""

from __future__ import annotations

from xianfeng.apps.campaigns.gates import Question
from xianfeng.apps.people import queries as people
from xianfeng.core.gates import Finding
from xianfeng.kinds.survey import queries


def judge_condition(question: Question) -> list[Finding]:
    """`threshold_met`: in every unit measured, the newest round of each way of measuring left nobody below the line.

    A unit without a counted round, or with too few answers, cannot be said to be satisfied.
    """
    if question.rule != "threshold_met" or not question.steps:
        return []
    newest: dict[tuple[int, str], str] = {}
    for step in question.steps:
        for one in queries.list_rounds(question.campaign.id, step.code, question.unit_ids):
            newest[one.organization_id, one.instrument] = one.outcome
    below = {unit for (unit, _), outcome in newest.items() if outcome == "majority_dissatisfied"}
    if below:
        names = [row.label for row in people.list_organizations(frozenset(below))]
        return [Finding(False, {"units": names, "step_title": question.steps[0].title})]
    measured = {unit for (unit, _), outcome in newest.items() if outcome == "satisfied"}
    missing = question.unit_ids - measured
    names = [row.label for row in people.list_organizations(frozenset(missing))][:5] if missing else []
    is_said = not missing and all(outcome == "satisfied" for outcome in newest.values())
    return [Finding(True if is_said else None, {"units": names, "step_title": question.steps[0].title})]
