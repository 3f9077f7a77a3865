"""What the pages of study say when something does not go through."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import refusal_sentence
from xianfeng.ui.templatetags.xianfeng_ui import cn_day


def sentence(refused: Refused) -> str:
    """Why it did not go through, and what to do next."""
    days = {name: cn_day(value) for name, value in refused.params.items() if name == "day"}
    return refusal_sentence(
        Refused(refused.code, **refused.params | days),
        {
            "text_missing": _("还没有正文，请粘贴正文或选择文件。"),
            "same_text": _("正文与第 %(version)s 版完全相同，没有建立新版本，已确认的继续有效。"),
            "version_changed": _("文件已更新为第 %(version)s 版，请看新版后再确认。"),
            "not_yet_held": _("日期在今天以后。学习开展后再登记。"),
            "before_campaign": _("日期早于活动开始（%(day)s），请核对。"),
            "topic_missing": _("请写学习内容。"),
            "minutes_out_of_range": _("时长须在 1 到 %(most)s 分钟之间。"),
            "nobody_there": _("没有人参加，请至少选一名参加的人。"),
            "ground_missing": _("请写明请假事由：%(names)s。"),
            "day_missing": _("请填补学日期（在学习当天至今天之间）：%(names)s。"),
            "form_not_asked": _("请选择学习形式。"),
            "training_missing": _("请选择培训类别。"),
            "not_author": _("心得体会由本人提交，是否交流也由本人决定。"),
            "words_destroyed": _("这篇心得的原文已于%(day)s到期销毁。"),
            "already_read": _("已经审阅，不再修改；可以另写一篇。"),
            "own_mark": _("本人的笔记和心得由上级或其他负责人查看。"),
        },
    )
