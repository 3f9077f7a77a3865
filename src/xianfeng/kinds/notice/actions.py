"""Close a notice as one act: confirm it, put the fact on record, send the outcome up (S0-18)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence import actions as evidence
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.notices import actions as notices
from xianfeng.apps.notices import queries as notice_queries
from xianfeng.apps.people import queries as people
from xianfeng.apps.results import queries as results
from xianfeng.apps.returns import actions as returns
from xianfeng.apps.tracking.consequences import Subject, generate_consequences
from xianfeng.kinds.notice import queries
from xianfeng.kinds.notice.kind import Params, kind


def params_of(step: campaigns.StepRow) -> Params:
    """The typed parameters of a notice step."""
    found = kind.read_params(step.params)
    assert isinstance(found, Params)
    return found


@transaction.atomic
def close_notice(*, now: datetime, actor: Actor, notice_id: int, version: int, outcome: str = "") -> int | None:
    """Confirm, record, report up; gives the return where the plan wants one. Raises NoticeRefused or ReturnRefused."""
    notice = notice_queries.get_notice(notice_id)
    step = campaigns.get_step(notice.campaign_id, notice.step_code, notice.organization_id)
    params = params_of(step)
    notices.confirm(now=now, actor=actor, notice_id=notice_id, version=version, outcome=outcome)
    evidence.submit(
        now=now,
        actor=actor,
        campaign_id=notice.campaign_id,
        step_code=notice.step_code,
        organization_id=notice.organization_id,
        fact="notice_finished",
        part=queries.line_of(notice) or params.what,
        subject=f"notices.notice:{notice_id}",
        occurred_on=timezone.localdate(now),
    )
    if params.what == "result" and params.of_step:
        _follow(now, actor, notice, params.of_step)
    if not params.report_up:
        return None
    return returns.send_notice_outcome(
        now=now, actor=actor, notice_id=notice_id, part=params.what, acknowledge_within=params.acknowledge_within
    )


def _follow(now: datetime, actor: Actor, notice: notice_queries.NoticeRow, step_code: str) -> None:
    """逗硬奖惩: a confirmed result sets its consequences going (S0-26)."""
    decision = results.find_decision(notice.campaign_id, step_code, notice.organization_id)
    outcomes: dict[str, list[Subject]] = {"outstanding": [], "selected": [], "vetoed": []}
    if decision is not None:
        members = {row["person_id"] for row in people.members_of([notice.organization_id], on=timezone.localdate(now))}
        chosen = [
            Subject(one.get("person"), str(one.get("name", "")))
            for one in results.list_chosen(decision.id)
            if one.get("person") is None or one["person"] in members  # a joint round chooses in other branches too
        ]
        outcomes["outstanding"] = outcomes["selected"] = chosen
    outcomes["vetoed"] = [
        Subject(veto.person_id, veto.person_name)
        for veto in results.list_vetoes(notice.campaign_id, step_code, [notice.organization_id])
        if veto.bars
    ]
    generate_consequences(
        now=now,
        actor=actor,
        campaign_id=notice.campaign_id,
        step_code=step_code,
        organization_id=notice.organization_id,
        outcomes=outcomes,
    )


@transaction.atomic
def send_again(*, now: datetime, actor: Actor, notice_id: int) -> int:
    """After the superior sent the outcome back. Raises ReturnRefused."""
    notice = notice_queries.get_notice(notice_id)
    params = params_of(campaigns.get_step(notice.campaign_id, notice.step_code, notice.organization_id))
    return returns.send_notice_outcome(
        now=now, actor=actor, notice_id=notice_id, part=params.what, acknowledge_within=params.acknowledge_within
    )
