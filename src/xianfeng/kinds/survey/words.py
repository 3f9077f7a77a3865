"""What instruments, groups, choices and refusals are called on pages."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.ballots import words as ballots
from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import refusal_sentence

INSTRUMENTS = {
    "everyone": gettext_lazy("全体测评"),
    "representatives": gettext_lazy("代表评议"),
    "random_sample": gettext_lazy("随机抽样"),
}
GROUPS = {
    "account": gettext_lazy("教职工（账号作答）"),
    "staff": gettext_lazy("教职工（凭码作答）"),
    "students": gettext_lazy("学生"),
    "parents": gettext_lazy("家长"),
}
CHOICES = {
    "satisfied": gettext_lazy("满意"),
    "basically_satisfied": gettext_lazy("基本满意"),
    "dissatisfied": gettext_lazy("不满意"),
    "not_informed": gettext_lazy("不了解"),
}
OUTCOMES = {
    "satisfied": gettext_lazy("通过"),
    "counted": gettext_lazy("已统计"),
    "majority_dissatisfied": gettext_lazy("未通过，须补课"),
    "too_few_answers": gettext_lazy("有效答卷不足，须重测"),
}
ABOUT = {
    "programme": gettext_lazy("对本单位开展这项活动的效果"),
    "rectification": gettext_lazy("对整改的效果"),
    "baseline": gettext_lazy("对本单位目前的状况"),
    "expectations": gettext_lazy("对本单位目前的工作"),
    "role": gettext_lazy("对党员发挥作用的情况"),
}


def sentence(refused: Refused) -> str:
    """Why it did not go through, and what to do next."""
    texts = {
        "unknown_instrument": _("方案没有要求这种测评方式。"),
        "still_running": _("上一次测评还没有结束。"),
        "passed_already": _("这项测评已经通过，不再重测。"),
        "make_up_missing": _("请先写明补课做什么、何时完成，再重新测评。"),
        "closes_in_the_past": _("最后一天已经过去，请另选日期。"),
        "nobody_chosen": _("请选择参加评议的代表。"),
        "too_few_asked": _("能作答的只有 %(asked)s 人，少于 %(least)s 人时无法保密。请由上级党组织联合几个支部测评。"),
        "still_open": _("还没有到截止时间。提前结束须写明原因。"),
        "reason_missing": _("请写明内容。"),
        "nothing_to_make_up": _("这次测评不需要补课。"),
        "day_past": _("完成日期已经过去，请另选日期。"),
        "problem_incomplete": _("请写明问题和来源。"),
        "answer_unknown": _("选中的这一项已经不在，请刷新页面后再选。"),
        "not_asked_here": _("方案没有请这个单位作答。"),
        "person_named": _("测评的是整体，内容里不能写人名（%(name)s）。"),
        "campaign_not_open": _("活动还没有开始或已经结束，现在不能办理。"),
    }
    return refusal_sentence(refused, texts, ballots.sentence)
