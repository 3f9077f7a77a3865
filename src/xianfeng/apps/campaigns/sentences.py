"""What the actions refuse, in one sentence each: for the pages and for the command."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from xianfeng.apps.campaigns.actions import CampaignRefused, Obstacle
from xianfeng.apps.campaigns.queries import StepRow
from xianfeng.core.gates import Condition, Finding


def obstacle_sentence(obstacle: Obstacle) -> str:
    """What keeps a campaign from opening, in one sentence."""
    sentences = {
        "plan_not_published": _("方案还没有发布，请先征求意见并发布。"),
        "basis_missing": _("方案没有写明开展依据，请在方案页面填写。"),
        "plan_unresolvable": _("方案中“%(where)s”的日期还推算不出来，请检查有关数值。"),
        "ask_open": _("还需确定：%(question)s"),
        "kind_not_built": _("方案中的这些步骤目前只能查看，还不能办理，因此活动不能开始：%(steps)s。"),
        "secretary_missing": _("%(branch)s 还没有登记书记，请先在人员与组织中登记。"),
        "in_charge_missing": _("%(branch)s 还没有登记分管领导（直接责任人），请先在人员与组织中登记。"),
        "in_charge_is_head": _("%(branch)s 的直接责任人和书记是同一人；班子不止一人的，请另定一位分管领导。"),
        "no_branch": _("还没有党支部，请先导入组织机构。"),
        "note_phase_without_length": _("阶段“%(phase)s”的结束不晚于开始，请检查日期。"),
        "note_phase_before_frame": _("阶段“%(phase)s”早于方案规定的起始日，请检查日期。"),
        "note_phase_after_frame": _("阶段“%(phase)s”晚于方案规定的结束日，请检查日期。"),
        "note_shorter_than_least": _("各阶段到 %(ends)s 结束，不满方案规定的最短时间（应不早于 %(needed)s）。"),
        "note_item_twice": _("“%(criteria)s”中有两项相同，请在方案页面改正。"),
        "note_value_refused": _("“%(param)s”的值不合要求，请在方案页面改正。"),
        "note_step_faulty": _("步骤“%(step)s”的要求前后不合，请在方案页面核对。"),
        "note_not_before_day": _(
            "“%(step)s”排到 %(ends)s，不能在%(name)s（%(day)s）之前办完；请把活动提前开始，或在方案页面减少几步的天数。"
        ),
        "note_too_few_days_before_day": _(
            "“%(step)s”%(opens)s 开始，须 %(needed)s 天，%(name)s（%(day)s）之前办不完；"
            "请在方案页面把这一步提前，或缩短期限。"
        ),
        "note_too_few_workdays_before_day": _(
            "“%(step)s”%(opens)s 开始，须 %(needed)s 个工作日，%(name)s（%(day)s）之前办不完；"
            "请在方案页面把这一步提前，或缩短期限。"
        ),
        "note_window_without_length": _("步骤“%(step)s”的截止不晚于开始，请检查日期。"),
    }
    params = {**obstacle.params}
    if "steps" in params:
        params["steps"] = "、".join(params["steps"])
    return sentences.get(obstacle.code, _("方案还有不一致之处，请在方案页面核对。")) % params


def condition_sentence(condition: Condition, finding: Finding, steps: Mapping[str, StepRow]) -> str:
    """One condition of a gate, with the figures that were found."""
    step = steps.get(str(condition.params.get("step", "")))
    title = str(finding.params.get("step_title") or (step.title if step else _("这一步")))
    sentence = {
        "step_done": _("“%(step)s”办完"),
        "step_ended": _("前一步“%(step)s”办完或到期"),
        "coverage_complete": _("“%(step)s”一个不漏"),
        "phase_done": _("上一阶段各步骤办完"),
        "no_open_objection": _("公示期内的意见都已答复"),
        "no_open_item": _("整改事项都已办结，或已公开说明"),
        "no_blank_item": _("标准各项的内容都已填写"),
        "notice_finished": _("“%(step)s”公示期满并确认"),
        "report_acknowledged": _("“%(step)s”已报上级并收到回执"),
        "plan_heard": _("方案已听取意见，意见都有答复"),
        "responsible_named": _("支部书记（第一责任人）已登记"),
        "approval_basis": _("开展依据已写明"),
        "masses_heard": _("已听取群众意见"),
        "threshold_met": _("“%(step)s”没有出现多数不满意"),
        "local_plan_approved": _("本单位方案已经上级同意"),
        "organization_stands": _("领导小组（主席团）已成立"),
        "year_plan_accepted": _("上一段总结和新一年打算已经上级同意"),
    }.get(condition.code, condition.code) % {"step": title}
    done, expected, left = (finding.params.get(name) for name in ("done", "expected", "open"))
    if finding.met:
        return sentence
    if isinstance(done, int) and isinstance(expected, int):
        return _("%(what)s（现在 %(n)s/%(of)s）") % {"what": sentence, "n": done, "of": expected}
    if isinstance(left, int) and left:
        return _("%(what)s（还有 %(n)s 项）") % {"what": sentence, "n": left}
    return sentence if finding.met is False else _("%(what)s（系统中还没有记录）") % {"what": sentence}


def refusal_sentence(refused: CampaignRefused) -> str:
    return {
        "obstacles": _("活动还不能开始，请先办好下面各项。"),
        "already_open": _("活动已经开始。"),
        "not_open": _("活动还没有开始。"),
        "closed": _("活动已经结束，不能再改。"),
        "window_without_length": _("截止日期早于开始日期，请改正。"),
        "reason_missing": _("请写明理由。"),
        "gate_unmet": _("还有条件没有具备，见下。确需特批的，由有权的上级写明理由。"),
        "gate_unknown": _("方案里没有这一关。"),
        "gate_not_theirs": _("这一关要由方案指定的上级同意。"),
        "gate_opens_itself": _("条件已经具备，不需要另行同意。"),
        "not_soft": _("方案里这一项没有弹性，不能例外。"),
        "unit_elsewhere": _("这个单位不在本次活动范围内。"),
        "exception_ended": _("这一例外已经终止。"),
        "value_type": _("“%(title)s”的填法不对，请照规定的单位只填数字。"),
        "value_below_minimum": _("“%(title)s”不能小于 %(limit)s。"),
        "value_above_maximum": _("“%(title)s”不能大于 %(limit)s。"),
        "value_not_below": _("“%(title)s”必须小于 %(limit)s。"),
        "value_not_a_choice": _("“%(title)s”只能从所列各项中选择。"),
    }.get(refused.code, _("没有办成，请刷新页面后再试。")) % refused.params
