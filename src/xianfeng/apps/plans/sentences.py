"""The sentences behind every refusal of this room: what happened, why, what next."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import refusal_sentence


def sentence(refused: Refused) -> str:
    """About a plan."""
    words = {
        "published_is_fixed": _("方案已经发布，不能再改；需要调整时请另建新版本。"),
        "unknown_key": _("方案中没有这一项，请刷新页面后再试。"),
        "value_type": _("“%(title)s”的填法不对，请按括号里的单位填写。"),
        "value_below_minimum": _("“%(title)s”不能小于 %(limit)s。"),
        "value_above_maximum": _("“%(title)s”不能大于 %(limit)s。"),
        "value_not_below": _("“%(title)s”必须小于 %(limit)s。"),
        "value_not_a_choice": _("“%(title)s”只能从所列各项中选择。"),
        "reason_missing": _("改动方案写明的数值须说明理由，请补填。"),
        "not_in_consultation": _("现在不在征求意见期内。"),
        "answer_missing": _("内容还没有填写。"),
        "comments_open": _("还有 %(count)s 条意见没有答复，答复后才能发布。"),
        "consultation_running": _("征求意见还没有结束，结束后才能发布。"),
        "consultation_missing": _("方案还没有征求意见，请先设定征求意见的起止日期。"),
        "basis_missing": _("还没有写明开展依据，请先填写。"),
        "overlay_faulty": _("本单位方案中有与上级规定不符之处，请按下面所列修改。"),
        "overlay_not_filed": _("这份方案已经办理，或还没有报上来。"),
    }
    return refusal_sentence(refused, words)


def document_sentence(refused: Refused) -> str:
    """About a document a plan is made from."""
    words = {
        "words_not_found": _("原文中没有找到这些字，请从原文中原样选取。"),
        "nothing_read_there": _("这一处的读法已经变了，请刷新页面后再改。"),
        "field_unknown": _("这一类内容不能这样改。"),
        "value_missing": _("内容还没有填写。"),
        "draft_unfit": _("更正后的内容还不能组成方案，请检查名称是否空缺、日期和数值是否写对。"),
        "changed_meanwhile": _("您打开这一处之后，%(by)s 已经改过。请看清现在的读法，仍要改就再保存一次。"),
        "nothing_to_undo": _("没有可以撤销的了，或者已经撤销。"),
        "part_unknown": _("文件里没有这一份，请刷新页面后再试。"),
    }
    return refusal_sentence(refused, words)
