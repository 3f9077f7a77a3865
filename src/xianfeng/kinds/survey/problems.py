"""主要问题: what a survey of the state of a branch brought up, and what is to answer each (S1-13).

A problem points at a star, a pledge or a tracked item; until it does, it is shown as unaddressed. What there is to point at, each
room says of itself (`list_answers`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.journal.actions import Actor, pen
from xianfeng.apps.tracking import queries as tracking
from xianfeng.kinds.survey.actions import SurveyRefused
from xianfeng.kinds.survey.models import Problem

note = pen("survey", "survey_problem")


@dataclass(frozen=True)
class ProblemRow:
    id: int
    campaign_id: int
    step_code: str
    organization_id: int
    text: str
    source: str
    answer: str
    answer_words: str
    noted_by: str

    @property
    def is_unaddressed(self) -> bool:
        return not self.answer


def _row(one: Problem) -> ProblemRow:
    return ProblemRow(
        one.pk,
        one.campaign_id,
        one.step_code,
        one.organization_id,
        one.text,
        one.source,
        one.answer,
        one.answer_words,
        one.noted_by_label,
    )


def list_problems(campaign_id: int, step_code: str, organization_id: int) -> list[ProblemRow]:
    """Those that nothing answers yet come first."""
    found = Problem.objects.filter(campaign_id=campaign_id, step_code=step_code, organization_id=organization_id)
    return sorted(map(_row, found.order_by("pk")), key=lambda one: not one.is_unaddressed)


def get_problem(problem_id: int) -> ProblemRow:
    return _row(Problem.objects.get(pk=problem_id))


def list_choices(campaign_id: int, organization_id: int) -> list[tuple[str, str]]:
    """("star:…" | "pledge:…" | "item:…", its words): what may answer a problem of this unit."""
    found = list(each_room("list_answers", campaign_id=campaign_id, organization_id=organization_id))
    items = tracking.list_items(organization_ids=[organization_id], with_restricted=False)
    return [*found, *((f"item:{one.id}", _("整改事项：%(what)s") % {"what": one.what}) for one in items)]


@transaction.atomic
def note_problem(
    *, now: datetime, actor: Actor, campaign_id: int, step_code: str, organization_id: int, text: str, source: str
) -> int:
    """Put a problem on the list with where it is known from; the same words again are the problem that is there."""
    if not campaigns.get_campaign(campaign_id).is_open:
        raise SurveyRefused("campaign_not_open")
    if not text.strip() or not source.strip():
        raise SurveyRefused("problem_incomplete")
    same = {
        "campaign_id": campaign_id,
        "step_code": step_code,
        "organization_id": organization_id,
        "text": text.strip(),
    }
    one = Problem.objects.filter(**same).order_by("pk").first()
    if one is None:
        one = Problem.objects.create(**same, source=source.strip(), noted_at=now, noted_by_label=actor.label)
        note(now, actor, "note_problem", one)
    return one.pk


@transaction.atomic
def answer_problem(*, now: datetime, actor: Actor, problem_id: int, answer: str) -> None:
    """Say what answers a problem; "" takes it back: the problem is unaddressed again."""
    one = Problem.objects.select_for_update(of=("self",)).get(pk=problem_id)
    if not campaigns.get_campaign(one.campaign_id).is_open:
        raise SurveyRefused("campaign_not_open")
    words = dict(list_choices(one.campaign_id, one.organization_id))
    if answer and answer not in words:
        raise SurveyRefused("answer_unknown")
    one.answer, one.answer_words, one.answered_on = answer, words.get(answer, ""), timezone.localdate(now)
    one.save(update_fields=["answer", "answer_words", "answered_on"])
    note(now, actor, "answer_problem", one, answer=answer)
