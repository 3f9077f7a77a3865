"""Why an entry could not be taken in or handled, in one sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import refusal_sentence
from xianfeng.apps.notices.refusals import detail_word
from xianfeng.apps.tracking import refusals as tracking
from xianfeng.apps.tracking.actions import ItemRefused
from xianfeng.ui.templatetags.xianfeng_ui import cn_date, cn_day


def sentence(refused: Refused) -> str:
    if isinstance(refused, ItemRefused):
        return tracking.sentence(refused)
    params = dict(refused.params)
    if "kind" in params:
        params["kind"] = detail_word(str(params["kind"]))
    if "numbers" in params:
        params["numbers"] = "、".join(map(str, params["numbers"]))
    if "day" in params:
        params["day"] = cn_day(params["day"])
    for name in ("first_day", "last_day"):
        if name in params:
            params[name] = cn_date(params[name])
    words = {
        "text_missing": _("请写下内容。"),
        "text_too_long": _("内容过长，最多 %(most)s 字。"),
        "seconders_missing": _("须有 %(least)s 人附议，请逐行写下附议人的姓名（不算提出人）。"),
        "name_missing": _("这次征求意见须署名，请写下姓名。"),
        "box_closed": _("这个意见箱现在没有开放。"),
        "receipt_unknown": _("没有找到这个回执码，请核对后重新输入。"),
        "too_many_questions": _("最多追问 %(most)s 次，请另写一条意见。"),
        "words_destroyed": _("这条意见的原文已于%(day)s到期销毁，请另写一条意见。"),
        "answered_already": _("这条意见已经答复。"),
        "personal_detail": _("“%(passage)s”像是%(kind)s，请删去后再保存。"),
        "words_of_the_sender": _("整改事项会有多人看到，请用自己的话概括，不要照抄原文。"),
        "reason_missing": _("请写明理由。"),
        "no_superior": _("没有登记上一级党组织，不能转交。"),
        "copy_checked_already": _("公开文字已经核对，不能再改。"),
        "copy_missing": _("还没有写公开文字。"),
        "second_person_needed": _("需由另一个人办理。"),
        "not_proposed": _("没有人提出隐藏。"),
        "box_still_open": _("意见箱开放到 %(last_day)s，到期后才能办结。"),
        "category_unknown": _("没有这个类别，请从列出的类别中选。"),
        "restricted_waiting": _("还有限阅类别的意见没有答复，由指定的负责人答复后才能办结。"),
        "entries_waiting": _("还有 %(count)s 条意见没有答复，答复后才能办结。"),
        "too_often": _("提交过于频繁，请过一小时再试，或者来信、来电、来访。"),
        "channel_not_planned": _("方案没有列出这种渠道，请从列出的渠道中选。"),
        "group_not_planned": _("听取人数没有填对，请按列出的方面填人数。"),
        "digest_not_planned": _("方案没有要求整理反馈。"),
        "day_ahead": _("日期不能晚于今天。"),
        "day_before_campaign": _("日期不能早于活动开始的 %(first_day)s。"),
        "registered_already": _("这一天的这项情况已经登记；登记有误的，请先撤回再重新登记。"),
        "subject_unknown": _("没有找到这位同志，请刷新页面后再选。"),
        "goes_into_digest": _("对个人的意见归纳后反馈本人，不在这里答复。"),
        "nothing_to_digest": _("没有需要归纳的意见。"),
        "digest_with_checker": _("已经交给另一个人核对，退回后才能再改。"),
        "digest_changed": _("另一处已经修改，请核对下面的内容后再保存。"),
        "digest_not_submitted": _("这份归纳还没有提交核对，或已经处理过。"),
        "digests_waiting": _("还有 %(count)s 份意见归纳没有反馈、确认，确认后才能办结。"),
        "left_out": _("第 %(numbers)s 条来源没有归入任何一条，一条也不能漏。"),
        "line_without_source": _("归纳的第 %(numbers)s 条没有来源，请在下面注明。"),
        "line_quotes": _("归纳的第 %(number)s 条照抄了原文，可能看出是谁写的，请换一种说法。"),
        "not_alike": _("这两条不能一并办理，请从列出的意见中选。"),
        "not_answered": _("现在没有等待您表示是否满意的答复。"),
        "decision_unknown": _("没有找到这项决定，请从列出的决定中选。"),
        "hearing_unknown": _("没有找到这条登记，请刷新页面后再试。"),
    }
    return words[refused.code] % params if refused.code in words else refusal_sentence(refused, {})
