"""Read what a notice is about: the decision, and who it names."""

from __future__ import annotations

from datetime import date

from xianfeng.apps.campaigns.queries import StepRow
from xianfeng.apps.evidence import queries as evidence
from xianfeng.apps.people import queries as people
from xianfeng.apps.results import queries as results
from xianfeng.apps.results.queries import DecisionRow


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
