"""From a decision to an honour: published, approved, given, put on paper; taken back with a reason (S0-60, S2-29)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.actions import Actor
from xianfeng.apps.notices import queries as notices
from xianfeng.apps.notices.queries import NoticeRow
from xianfeng.apps.people import queries as people
from xianfeng.apps.results import actions as results
from xianfeng.apps.results import queries as stored
from xianfeng.apps.results.actions import HonourRefused
from xianfeng.apps.results.queries import HonourRow, ResultRow
from xianfeng.files.documents import OfficialDocument, Paragraph, official_docx
from xianfeng.kinds.selection import queries
from xianfeng.kinds.selection.actions.rounds import locked_round
from xianfeng.kinds.selection.queries import RoundRow

FINISHED = "confirmed"


def list_finished_notices(at: RoundRow) -> list[NoticeRow]:
    """Publications of this selection that are over and confirmed, newest first."""
    of_step = {step.code for step in campaigns.list_steps(at.campaign_id) if step.params.get("of_step") == at.step_code}
    found = notices.list_notices(organization_ids=[at.organization_id, *at.unit_ids], campaign_id=at.campaign_id)
    return [one for one in found if one.step_code in of_step and one.state == FINISHED]


@transaction.atomic
def award(*, now: datetime, actor: Actor, round_id: int, approval: str, on: date) -> list[int]:
    """Give the honour to everybody in the decision that stands, once its publication is over and it has been approved."""
    at = locked_round(round_id)
    stage = queries.stage_of(at)
    finished = list_finished_notices(at)
    if stage.decision is None or not finished:
        raise HonourRefused("no_notice")
    return results.grant_honours(
        now=now,
        actor=actor,
        decision_id=stage.decision.id,
        title=at.honour,
        granted_on=on,
        notice=f"notice:{finished[0].id}",
        approval=approval,
    )


def result_of(honour: HonourRow) -> ResultRow:
    """What the selection it came from computed, with the organisation that held it."""
    return stored.get_result(stored.get_decision(honour.decision_id).result_id)


def certificate(honour: HonourRow) -> bytes:
    """The certificate for one honour that stands: text, issuer, day, room for the real seal; never a picture of one."""
    decision = stored.get_decision(honour.decision_id)
    result = stored.get_result(decision.result_id)
    who = _("%(name)s同志") % {"name": honour.name} if honour.person_id is not None else honour.name
    text = _("在%(title)s中，经民主推荐、组织研究决定并公示，授予“%(honour)s”称号。特发此证。")
    campaign = campaigns.get_campaign(result.campaign_id)
    return official_docx(
        OfficialDocument(
            title=_("证　书"),
            recipients=who,
            blocks=[Paragraph(text % {"title": campaign.title, "honour": honour.title})],
            issuer=people.get_organization(result.organization_id).name,
            date=honour.granted_on,
            notes=_("批准：%(approval)s；核验编号%(sha)s")
            % {"approval": honour.approval, "sha": decision.printed_sha256[:16]},
            seal="space",
        )
    )
