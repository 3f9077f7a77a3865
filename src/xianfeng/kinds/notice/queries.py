"""Read what a notice is about: the decision, and who it names."""

from __future__ import annotations

from datetime import date

from xianfeng.apps.evidence import queries as evidence
from xianfeng.apps.people import queries as people
from xianfeng.apps.results import queries as results
from xianfeng.apps.results.queries import DecisionRow


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
