"""What the register says."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import refusal_sentence
from xianfeng.ui.templatetags.xianfeng_ui import cn_date


def gap_sentence(code: str, title: str) -> str:
    return {
        "skipped": _("“%(title)s”没有日期"),
        "paper": _("“%(title)s”没有材料"),
        "too_early": _("“%(title)s”距上一环节的时间不够"),
    }[code] % {"title": title}


def sentence(refused: Refused) -> str:
    """Why it did not go through, and what to do next."""
    words = {
        "not_open": _("活动还没有开始或已经结束，现在不能登记。"),
        "stage_unknown": _("请选择环节。"),
        "from_roster": _("这一环节的日期从名册取。请在人员页面登记政治面貌的变动；这里只登记材料。"),
        "recorded_already": _("这一环节已经登记；有误的请先撤回。"),
        "day_impossible": _("日期不能晚于今天。"),
        "before_earlier": _("还没有登记上一环节“%(title)s”，请先登记。"),
        "too_early": _("距上一环节的时间不够，最早 %(first)s。"),
        "paper_missing": _("请写明材料：%(paper)s。"),
        "reason_missing": _("请写明撤回的原因。"),
    }
    params = refused.params
    if "first" in params:
        refused.params = {**params, "first": cn_date(params["first"])}
    return refusal_sentence(refused, words)
