"""The words that stand for a state on every page, with an icon and a tone, so that no state is told by colour alone.

A code that is not listed here is shown as it is, with a neutral mark: a new state never breaks a page.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class StateWord(NamedTuple):
    """``tone`` names a ``badge--<tone>`` style; ``icon`` a symbol of ``ui/icons.svg``."""

    word: object
    icon: str
    tone: str


STATES: dict[str, StateWord] = {
    # where a step or a piece of owed work stands
    "not_started": StateWord(_("未开始"), "circle", "neutral"),
    "waiting": StateWord(_("等待中"), "clock", "neutral"),
    "open": StateWord(_("进行中"), "half", "info"),
    "in_progress": StateWord(_("进行中"), "half", "info"),
    "due_soon": StateWord(_("快到期"), "clock", "wait"),
    "late": StateWord(_("已逾期"), "alert", "late"),
    "overdue": StateWord(_("已逾期"), "alert", "late"),
    "blocked": StateWord(_("条件未满足"), "lock", "wait"),
    "done": StateWord(_("已完成"), "check", "done"),
    "done_late": StateWord(_("逾期完成"), "check", "late"),
    "excused": StateWord(_("已请假"), "dash", "neutral"),
    "not_applicable": StateWord(_("不适用"), "dash", "neutral"),
    "no_data": StateWord(_("暂无数据"), "dash", "neutral"),
    "closed": StateWord(_("已结束"), "lock", "neutral"),
    "ahead": StateWord(_("未开始"), "circle", "neutral"),
    "running": StateWord(_("进行中"), "half", "info"),
    "over": StateWord(_("已结束"), "lock", "neutral"),
    "partial": StateWord(_("部分完成"), "half", "info"),
    "waived": StateWord(_("同意免予执行"), "dash", "neutral"),
    "explained": StateWord(_("已说明原因"), "info", "neutral"),
    "fulfilled": StateWord(_("已兑现"), "check", "done"),
    "dropped": StateWord(_("已取消"), "close", "neutral"),
    "cancelled": StateWord(_("已取消"), "close", "neutral"),
    "archived": StateWord(_("已归档"), "file", "neutral"),
    # where a text stands
    "draft": StateWord(_("草稿"), "pen", "neutral"),
    "submitted": StateWord(_("已提交"), "send", "info"),
    "in_review": StateWord(_("审核中"), "clock", "info"),
    "returned": StateWord(_("已退回"), "back", "wait"),
    "approved": StateWord(_("已审定"), "check", "done"),
    "confirmed": StateWord(_("已确认"), "check", "done"),
    "amended": StateWord(_("已调整"), "pen", "info"),
    "withdrawn": StateWord(_("已撤回"), "back", "neutral"),
    "rejected": StateWord(_("未采纳"), "close", "neutral"),
    "adopted": StateWord(_("已采纳"), "check", "done"),
    "proposed": StateWord(_("已提出"), "send", "info"),
    "reviewed": StateWord(_("已审核"), "check", "info"),
    "consultation": StateWord(_("征求意见"), "megaphone", "info"),
    "not_adopted": StateWord(_("未采纳"), "close", "neutral"),
    "replaced": StateWord(_("已被替代"), "back", "neutral"),
    "superseded": StateWord(_("已被替代"), "back", "neutral"),
    "void": StateWord(_("作废"), "close", "neutral"),
    "sent": StateWord(_("已上报"), "send", "info"),
    "acknowledged": StateWord(_("已签收"), "check", "done"),
    # where a ballot stands
    "quorum_missed": StateWord(_("未达到法定人数"), "alert", "wait"),
    "too_few_sheets": StateWord(_("收回份数不足"), "alert", "wait"),
    # where a notice or an objection stands
    "posted": StateWord(_("公示中"), "megaphone", "info"),
    "upheld": StateWord(_("属实"), "alert", "wait"),
    "published": StateWord(_("公示中"), "megaphone", "info"),
    "objection": StateWord(_("有异议"), "alert", "wait"),
    "settled": StateWord(_("已办结"), "check", "done"),
    # how sure a figure or a record is
    "provisional": StateWord(_("暂算"), "clock", "wait"),
    "supplement": StateWord(_("补录"), "pen", "neutral"),
    "own_recusal": StateWord(_("本人回避"), "lock", "neutral"),
    "wrong": StateWord(_("有错误"), "close", "wrong"),
}


def state_word(code: str) -> StateWord:
    """The word, icon and tone for ``code``; an unknown code stands for itself."""
    return STATES.get(str(code)) or StateWord(str(code), "circle", "neutral")
