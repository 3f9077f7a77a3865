"""What progress knows about the conditions of a gate: who has done a step, and who has not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from xianfeng.apps.campaigns.gates import Question
from xianfeng.apps.campaigns.queries import StepRow
from xianfeng.apps.evidence import queries as evidence
from xianfeng.apps.evidence.reach import each_room
from xianfeng.apps.people import queries as people
from xianfeng.apps.progress.queries.coverage import NAMES
from xianfeng.apps.progress.standing import Ask, ask_of, fetch, standing
from xianfeng.core.gates import Finding, joined
from xianfeng.core.kind import find_kind

OF_STEPS = frozenset(
    {"step_done", "coverage_complete", "phase_done", "plan_heard", "local_plan_approved", "notice_finished",
     "report_acknowledged", "step_ended"}
)  # fmt: skip
NAMES_SHOWN = 5


def judge_condition(question: Question) -> list[Finding]:
    """Rules about steps being done, and `masses_heard`: some step in which the masses speak has been done before."""
    if question.rule == "masses_heard":
        heard = [step for step in question.before if _hears_masses(step)]
        found = [_of_step(question, step) for step in heard]
        return [joined(found)] if found else []
    if question.rule not in OF_STEPS or not question.steps:
        return []
    findings = [_ended(question, step) for step in question.steps]
    unknown = next((one for one in findings if one.met is None), None)
    return [next((one for one in findings if one.met is False), unknown or findings[0])]


def _hears_masses(step: StepRow) -> bool:
    kind = find_kind(step.kind)
    try:
        return kind.hears_masses(kind.read_params(step.params))
    except ValueError:
        return False


def _ended(question: Question, step: StepRow) -> Finding:
    """As `_of_step`; for `step_ended` it is enough that the time of the step is over or that nothing in it can be
    counted, once nothing in it is contested any more (S3-45)."""
    if question.rule != "step_ended":
        return _of_step(question, step)
    contested = sum(each_room("list_contested", step=step, unit_ids=question.unit_ids, on=question.on))
    if contested:
        return Finding(False, {"step_title": step.title, "open": contested})
    if question.on > step.last_day:
        return Finding(True)
    found = _of_step(question, step)
    is_counted = bool(ask_of(question.campaign, step, question.on).needs)
    return replace(found, met=not is_counted) if found.met is None else found


def _of_step(question: Question, step: StepRow) -> Finding:
    """n of N over the units of the question; a step the superior let pass counts as done there."""
    ask = ask_of(question.campaign, step, question.on)
    only = tuple(need for need in ask.needs if need.fact.endswith(question.rule))
    ask = replace(ask, needs=only or ask.needs, units=question.unit_ids)
    if not ask.is_counted:
        return _uncounted(question, ask)
    passed = {
        row.organization_id
        for row in question.verdicts
        if row.step_code == step.code and row.verdict in ("passed", "forced")
    }
    if question.campaign.organization_id in passed:
        return Finding(True)
    done, missing, left = 0, [], set()
    units = sorted(question.unit_ids)
    few = units if len(units) == 1 else None
    for is_done, is_excused, _reason, subject, unit, name, unit_name in fetch(
        standing([ask], question.on, organization_ids=few), NAMES
    ):
        if is_done or unit in passed:
            done += 1
        elif not is_excused:
            missing.append(name if few else unit_name)
            left.add((unit, subject))
    total = done + len(missing)
    params = {
        "step_title": step.title,
        "done": done,
        "expected": total,
        "units": list(dict.fromkeys(missing))[:NAMES_SHOWN],
    }
    return Finding(_is_enough(question, step, done, total), params, met_by=_acting(ask, units, left, question.on))


def _acting(ask: Ask, units: list[int], left: set[tuple[int, int]], on: date) -> tuple[str, ...]:
    """What a secretary writes about everybody is written about the secretary by the head above (S0-13); else the plan says."""
    if ask.doer != "branch_secretary" or ask.step.subject != "person":
        return ()
    own = left & people.list_secretaries(units, on=on)
    return (*([ask.doer] if left - own else []), "superior_head") if own else ()


def _is_enough(question: Question, step: StepRow, done: int, total: int) -> bool:
    """By what the plan counts as done: everybody, a share of them, or once; coverage is always everybody."""
    frozen = next((one for one in question.campaign.plan.get("steps", ()) if one["code"] == step.code), {})
    rule = frozen.get("done") or {}
    if question.rule == "coverage_complete" or rule.get("rule", "everyone") == "everyone" or not total:
        return done == total
    if rule["rule"] == "once":
        return done > 0
    return Fraction(done, total) >= Fraction(str(rule.get("share") or 1))


def _uncounted(question: Question, ask: Ask) -> Finding:
    """A step of the campaign as a whole, or with an audience nobody can count: what is on record shows that it was done."""
    if not ask.needs:
        return Finding(None, {"step_title": ask.step.title})
    facts = evidence.list_facts(campaign_id=question.campaign.id, step_code=ask.step.code)
    here = [fact for fact in facts if ask.step.subject == "campaign" or fact.organization_id in question.unit_ids]
    met = all(
        sum(1 for fact in here if (fact.fact, fact.part) == (need.fact, need.part)) >= need.at_least
        for need in ask.needs
    )
    return Finding(True if met else None, {"step_title": ask.step.title})
