"""Sentences of a selection: refusals, reasons, patterns."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xianfeng.apps.ballots import words as ballots
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import refusal_sentence


def sentence(refused: Refused) -> str:
    """Why it did not go through, and what to do next."""
    texts = {
        "not_open": _("活动还没有开始或已经结束，现在不能办理。"),
        "in_another_round": _("%(unit)s已在另一轮评选中。"),
        "units_missing": _("请至少选择两个支部。"),
        "not_eligible": _("这一位不符合条件，原因见资格名单。"),
        "record_missing": _("这一位在本次活动中没有平时记录，请写明为什么仍要推荐。"),
        "already_nominated": _("您已经推荐过这一位。"),
        "source_not_allowed": _("本方案没有设这种推荐方式。"),
        "wrong_stage": _("评选已进入下一步，请刷新页面后再看。"),
        "veto_contested": _("有人对不能参评的认定提出异议，复核后才能确定候选名单。"),
        "masses_not_heard": _("参加推荐的群众有%(took_part)s人，至少需要%(needed)s人。请先开始群众推荐。"),
        "nobody_put_forward": _("还没有符合条件的人被推荐。"),
        "cap_leaves_none": _("按比例计算没有名额。请与其他支部联合评选，由上级党组织发起。"),
        "undecided": _("按规则还不能得出名单，不能作出决定。"),
        "chosen_elsewhere": _("%(names)s已在本次活动的另一项评选中当选，一人只得一项。"),
        "over_cap": _("决定的人数是%(count)s人，多于名额%(places)s人。"),
        "unknown_subject": _("决定中有名单以外的人。"),
        "difference_without_reason": _("与计票结论不同之处须逐一写明理由。"),
        "flag_without_reason": _("页面提示的情况须写明说明后才能签署。"),
        "meeting_day": _("请填写会议日期，不能晚于今天。"),
        "evidence_missing": _("请写明依据的事实。"),
        "poll_already_open": _("投票已经开始，不能再认定。不能参评的情形须在投票前确定。"),
        "no_notice": _("结果公示还没有结束，不能授予。"),
        "approval_missing": _("请写明批准机关和文号。"),
        "decision_replaced": _("决定已经更新，请刷新页面后再办。"),
        "already_revoked": _("这项荣誉已经撤销。"),
        "not_yours": _("只有本人可以提出异议。"),
        "term_over": _("提出异议的期限已过，或已经提出过。"),
        "not_contested": _("没有待复核的异议。"),
        "own_veto": _("认定和复核不能是同一人。"),
        "answer_missing": _("请写明内容。"),
    }
    if refused.code == "over_cap" and "count" not in refused.params:
        return ballots.sentence(refused)
    return refusal_sentence(refused, texts, ballots.sentence)


def body_word(code: str) -> str:
    """Who decides by the plan, as it stands in the form until somebody writes the full name."""
    return {"committee": _("支部委员会"), "general_meeting": _("党员大会"), "superior": _("上级党组织")}[code]


def reason_word(code: str) -> str:
    return {
        "probationary": _("预备党员参加评议，不评等次"),
        "no_right": _("没有被选举权"),
        "no_party_post": _("没有担任支委会的职务"),
        "chosen_elsewhere": _("已在本次活动的另一项评选中当选，一人只得一项"),
        "stars_missing": _("累计的星没有达到推荐的颗数，或有不能推荐的情形"),
        "veto": _("有不能参评的情形"),
        "veto_contested": _("不能参评的认定正在复核"),
    }.get(code, code)
