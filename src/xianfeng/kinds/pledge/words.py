"""What measures, scopes and refusals are called on pages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xianfeng.apps.ballots import words as ballots
from xianfeng.apps.journal import telling
from xianfeng.apps.journal.actions import Refused

STATE_WORDS = {"fulfilled": "done", "in_progress": "in_progress", "overdue": "overdue", "dropped": "withdrawn"}


def measure_word(measure: str) -> str:
    return {
        "party_requirement": _("对照党员要求"),
        "post_duty": _("对照岗位职责"),
        "work_target": _("对照工作要求"),
        "topic": _("对照主题"),
    }.get(measure, _("承诺"))


def scope_word(scope: str) -> str:
    return {
        "branch": _("本支部"),
        "unit": _("本单位"),
        "school": _("本校教职工"),
        "superior": _("上级党组织"),
        "public": _("社会"),
    }.get(scope, scope)


def refusal_sentence(refused: Refused) -> str:
    """Why it did not go through, and what to do next."""
    words = {
        "conflict": _("另一处已修改，您的内容保留在下面，请核对后再保存。"),
        "not_open": _("这条承诺已提交或已公开，不能直接改；需要改动请申请调整。"),
        "too_long": _("承诺内容超过 %(most)s 字，请写得更精炼。"),
        "reason_missing": _("请写明内容或理由。"),
        "topic_unknown": _("方案里没有这个方面，请刷新页面后再试。"),
        "place_missing": _("请填写公开的地点，如：校务公开栏。"),
        "own_pledge": _("本人的承诺由上级审核。"),
        "served_being_asked": _("正在请受益方确认，结束以后再核实。"),
        "served_say_no": _("多数受益方认为还没有办到，请退回并写明理由。"),
        "served_unheard": _("方案要求由受益方确认后才算兑现，请先发确认条。"),
        "no_beneficiary": _("这条承诺没有写受益方，不能请受益方确认。"),
        "day_past": _("截止日期已经过去，请另选日期。"),
        "not_submitted": _("这条承诺还没有提交，或已经处理过。"),
        "not_published": _("这条承诺还没有公开。"),
        "already_settled": _("这条承诺已经办结，不能再改。"),
        "incomplete": _("还有几处没有填写。"),
    }
    return telling.refusal_sentence(refused, words, ballots.sentence)
