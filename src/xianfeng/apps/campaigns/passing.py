"""Going through a gate: what is decided in a step waits until the gates before it are open (S3-24, S3-56).

Reading, drafting, handing in one's own work and recording what has happened never wait. The rooms whose acts decide
something (a ballot opens, a decision is signed, a notice is hung or confirmed) ask here first, so that every kind does.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import gates, queries
from xianfeng.apps.campaigns.gates import Judged
from xianfeng.apps.campaigns.models import StepVerdict
from xianfeng.apps.campaigns.queries import CampaignRow
from xianfeng.apps.campaigns.sentences import condition_sentence
from xianfeng.apps.journal.actions import SYSTEM, Refused, record
from xianfeng.apps.people import queries as people
from xianfeng.apps.plans.words import holder_word
from xianfeng.core.gates import after_gates, plan_gates, stands_before


class StepBlocked(Refused):
    """`step` is the step's title, `unmet` each condition that is not met with who can bring it about, in words."""

    code = "step_blocked"


def _waiting(campaign: CampaignRow, step_code: str, organization_id: int) -> frozenset[str]:
    """Codes of the gates before this step that the branch has not yet gone through. One query where there are any."""
    frozen = next((step for step in campaign.plan.get("steps", ()) if step["code"] == step_code), None)
    if frozen is None:
        return frozenset()
    of_plan = (*plan_gates(campaign.plan), *after_gates(campaign.plan))
    before = {f"{gates.GATE}{gate.code}"[:60] for gate in of_plan if stands_before(gate, frozen)}
    if not before:
        return frozenset()
    units = (organization_id, campaign.organization_id)
    said = queries.list_verdicts(campaign.id, units, step_codes=before)
    through = {row.step_code for row in said if row.verdict in ("passed", "forced")}
    return frozenset(code.removeprefix(gates.GATE) for code in before - through)


def list_blocking(campaign: CampaignRow, step_code: str, organization_id: int, on: date) -> list[Judged]:
    """The gates that hold this step back in a branch; none for a unit above the branches: it judges, it is not judged."""
    codes = _waiting(campaign, step_code, organization_id)
    if not codes or not people.get_organization(organization_id).is_branch:
        return []
    judged = gates.judge_unit(campaign.id, organization_id, on, codes=codes)
    return [one for one in judged if not one.is_open]


@transaction.atomic
def pass_gates(*, now: datetime, campaign_id: int | None, step_code: str, organization_id: int) -> None:
    """Before an act that decides something in a step. Raises `StepBlocked` while a gate before the step is closed.

    A gate found open is noted as gone through: what changes afterwards (somebody joins, a step is sent back) does not shut
    it behind a branch that is already at work.
    """
    if campaign_id is None:
        return
    campaign, on = queries.get_campaign(campaign_id, organization_id), timezone.localdate(now)
    codes = _waiting(campaign, step_code, organization_id)
    if not codes or not people.get_organization(organization_id).is_branch:
        return
    judged = gates.judge_unit(campaign_id, organization_id, on, codes=codes)
    closed = [one for one in judged if not one.is_open]
    if closed:
        steps = {step.code: step for step in queries.list_steps(campaign_id, organization_id)}
        raise StepBlocked(step=steps[step_code].title, unmet=blocked_by(closed, steps))
    for one in judged:
        made = StepVerdict.objects.create(
            campaign_id=campaign_id,
            step_code=f"{gates.GATE}{one.gate.code}"[:60],
            organization_id=organization_id,
            verdict=StepVerdict.Verdict.PASSED,
            decided_at=now,
        )
        record(
            now=now,
            actor=SYSTEM,
            action="step.passed",
            subject=f"verdict:{made.pk}",
            organization_id=organization_id,
            detail={"campaign": campaign_id, "step": made.step_code},
        )


def blocked_by(closed: list[Judged], steps: dict[str, queries.StepRow]) -> tuple[str, ...]:
    """Each thing that is missing, with who can bring it about: for one sentence."""
    found = []
    for one in closed:
        lines = [
            (condition_sentence(condition, finding, steps), condition.met_by)
            for condition, finding in one.found
            if not finding.met
        ]
        if not lines:
            lines = [(_("“%(gate)s”等待同意") % {"gate": one.gate.title}, (one.awaits,))]
        found += [
            _("%(what)s——由%(who)s办理") % {"what": what, "who": "、".join(holder_word(holder) for holder in who)}
            for what, who in lines
        ]
    return tuple(found)
