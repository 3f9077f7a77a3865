"""Sentences of a rating: refusals, reasons why there is no result, patterns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from xianfeng.apps.ballots import words as ballots
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import refusal_sentence


def sentence(refused: Refused) -> str:
    """Why it did not go through, and what to do next."""
    texts = {
        "not_open": _("活动还没有开始或已经结束，现在不能办理。"),
        "in_another_round": _("%(unit)s已在另一轮测评中。"),
        "nobody_to_rate": _("没有可以测评的对象。"),
        "no_items": _("这套标准还没有项目，请先在方案中补上。"),
        "begun": _("这一轮评星已经开始，重点争创的星不能再改。"),
        "unknown_star": _("有一颗星不在这次评星的标准里，请刷新页面后再选。"),
        "entry_incomplete": _("请写明哪一天、什么事、从哪里得知。"),
        "own_entry": _("本人的平时考核由别人记、由别人撤销，不能自己办。"),
        "entry_day": _("日期须在活动开始以后、今天以前，请核对。"),
        "entry_counted": _("平时考核的评分表已经签署，不能再补记或撤销。"),
        "not_your_turn": _("还没有轮到这一方。请先完成前面的各方。"),
        "wrong_stage": _("测评已进入下一步，请刷新页面后再看。"),
        "not_this_way": _("这一方不能这样办理。"),
        "too_few_raters": _("能参加的只有%(raters)s人，至少需要%(least)s人才能保密。请由上级党组织联合几个支部测评。"),
        "missing_must_be_withheld": _("方案没有声明缺这一方时怎样计算，不能略过。"),
        "not_yours": _("只有本人可以提出。"),
        "closed": _("这张表已经截止或已经签署，不能再改。"),
        "changed_meanwhile": _("这张表在别处改过。请刷新页面，核对后再填。"),
        "marks_missing": _("还有项目没有填：%(items)s。"),
        "key_items_missing": _("重点项目必须评到，还没有填：%(items)s。"),
        "reasons_missing": _("每一项须写明依据：%(items)s。"),
        "sheets_missing": _("还有人的表没有签署：%(names)s。"),
        "observer_is_organiser": _("监督的人不能是被测评的人。"),
        "not_observed": _("上级监督人员还没有确认测评过程，结果暂定，不能签署。"),
        "no_result": _("还没有签署的结果。"),
        "term_over": _("提出的期限已过，或已经提出过。"),
        "under_review": _("您的申请正在复核中。"),
        "own_mark": _("须由没有签署过这一结果、也没有申请复核的人复核。"),
        "text_missing": _("请写明内容。"),
        "wrong_mark": _("有一项不在可选的范围内。"),
        "undecided": _("按规则还不能得出结果。"),
        "result_replaced": _("结果已重新计算，请刷新页面后再签署。"),
        "unknown_mark": _("改动的内容不在方案的范围内。"),
        "unknown_subject": _("这一位没有可以改动的结果。"),
        "difference_without_reason": _("与计算结果不同之处须逐一写明理由。"),
        "flag_without_reason": _("页面提示的情况须写明说明后才能签署。"),
        "meeting_day": _("请填写会议日期，不能晚于今天。"),
        "evidence_missing": _("请写明依据的事实。"),
        "poll_already_open": _("投票已经开始，不能再认定。不能参加推荐的情形须在投票前确定。"),
        "not_contested": _("没有需要复核的异议。"),
        "own_veto": _("须由认定人以外的人复核。"),
        "answer_missing": _("请写明理由。"),
        "due_missing": _("方案还没有定下整改期限，请先在方案中确定。"),
    }
    return refusal_sentence(refused, texts, ballots.sentence)


def refusal_word(refusal: Mapping[str, Any], titles: Mapping[str, str], parties: Mapping[str, str]) -> str:
    """Why a subject has no result, in plain words."""
    params = refusal["params"]
    named = {
        "party": parties.get(params.get("party", ""), ""),
        "item": titles.get(params.get("item", ""), ""),
        "items": "、".join(titles.get(code, code) for code in params.get("items", ())),
        "at_least": params.get("at_least", ""),
    }
    texts = {
        "open_contest": _("有异议正在复核，复核前不出结果，也不公布。"),
        "too_few_raters": _("“%(item)s”：%(party)s的有效票不足%(at_least)s张，按方案不出结果。"),
        "nobody_else_marked": _("“%(item)s”：除自评外没有其他有效评价，不出结果。"),
        "item_missing": _("以下项目没有结果，总分不计算：%(items)s。"),
        "measure_without_base": _("满意度的有效答卷不足%(at_least)s张，不定等次。"),
        "below_every_band": _("总分低于各等次的分数线。"),
    }
    return texts.get(refusal["code"], refusal["code"]) % named


def how_total(how: str) -> str:
    return {"sum": _("各项相加"), "weighted_mean": _("各项按权重平均")}.get(how, how)
