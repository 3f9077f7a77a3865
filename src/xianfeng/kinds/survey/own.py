"""What surveys know about the conditions of a gate, whether the masses are satisfied; and what they say of a criterion."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.campaigns.gates import Question
from xianfeng.apps.evidence.records import Record
from xianfeng.apps.people import queries as people
from xianfeng.core.gates import Finding
from xianfeng.kinds.survey import queries, words
from xianfeng.kinds.survey.kind import CHOICES
from xianfeng.ui.templatetags.xianfeng_ui import cn_date


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


ABOUT = {"assessment": ("role",), "satisfaction": ("programme", "rectification")}
MOST_ROUNDS = 6


def tell_evidence(wanted: Collection[str], organization_id: int, on: date) -> list[tuple[str, Record]]:
    """The newest measurements of a unit that said something: a line a deciding question, the groups side by side, as shown."""
    found: list[tuple[str, Record]] = []
    for source in sorted(ABOUT.keys() & wanted):
        for row in queries.list_telling(organization_id, ABOUT[source], MOST_ROUNDS):
            step = campaigns.get_step(row.campaign_id, row.step_code, organization_id)
            url = reverse("survey:step", args=[row.campaign_id, row.step_code]) + f"?organization={row.organization_id}"
            counted = [channel for channel in row.channels if channel.is_counted]
            for position, question in enumerate(row.questions[: row.deciding]):
                told = [_told(channel, channel.rows[position]) for channel in counted]
                note = "；".join([*told, _("%(day)s统计") % {"day": cn_date(row.closed_at)}])
                found.append((source, Record(f"survey_round:{row.id}", f"{step.title}：{question}", note, url)))
    return found


def _told(channel: queries.Channel, figures: queries.Figures) -> str:
    """What may be shown of one group, in one clause; what is withheld is not told apart."""
    shown = [f"{words.CHOICES[one]} {count}" for one in CHOICES if (count := figures.cells[one]) is not None]
    if len(shown) < len(CHOICES):
        shown.append(_("其余不单列") if shown else _("不单列"))
    parts = {"group": words.GROUPS[channel.code], "told": "、".join(shown), "n": channel.valid}
    return _("%(group)s %(told)s（有效 %(n)s 份）") % parts
