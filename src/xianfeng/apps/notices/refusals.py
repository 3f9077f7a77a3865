"""Why an act was refused, in one sentence: what happened, and what to do next."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import refusal_sentence
from xianfeng.apps.notices.models import Notice
from xianfeng.ui.templatetags.xianfeng_ui import cn_date


def part_word(name: str) -> str:
    return {
        "title": _("标题"),
        "basis": _("依据"),
        "what": _("公示内容"),
        "place": _("张贴地点"),
        "contact_unit": _("受理单位"),
        "contact_person": _("联系人"),
        "contact_phone": _("联系电话"),
    }.get(name, name)


def detail_word(kind: str) -> str:
    return {
        "identity_number": _("身份证号"),
        "mobile_number": _("手机号"),
        "landline_number": _("电话号码"),
        "birth_date": _("出生日期"),
        "home_address": _("住址"),
    }.get(kind, kind)


def sentence(refused: Refused) -> str:
    params = dict(refused.params)
    if "part" in params:
        params["part"] = part_word(str(params["part"]))
    if "kind" in params:
        params["kind"] = detail_word(str(params["kind"]))
    if "state" in params:
        params["state"] = Notice.State(params["state"]).label
    for name in {"ends_on", "day"} & params.keys():
        params[name] = cn_date(params[name])
    return refusal_sentence(Refused(refused.code, **params), _words())


def _words() -> dict[str, str]:
    return {
        "part_missing": _("请填写“%(part)s”。"),
        "days_out_of_range": _("公示期应在 1 到 60 天之间，填的是 %(days)s。"),
        "contact_is_mobile": _("向社会公开的联系电话请填办公电话，不要填个人手机号。"),
        "personal_detail": _(
            "“%(passage)s”像是%(kind)s。公示中不得出现个人的证件号、电话、出生日期和住址，请删去后再提交。"
        ),
        "superseded_already": _("已经有一份新公示在替代它，请到那份公示继续办理。"),
        "superseded_elsewhere": _("新公示与原公示不是同一单位的同一环节，请从原公示页面重新发起。"),
        "changed_meanwhile": _("这份公示刚刚有人办理过，请查看最新内容后再办。"),
        "wrong_state": _("这份公示现在是“%(state)s”，不能这样办理。请刷新页面。"),
        "secrecy_not_checked": _("请先完成保密审查，并勾选确认。"),
        "second_person_needed": _("需由另一个人办理：提出人不能审核、审批自己提出的内容，写摘要的人不能自己核对。"),
        "reason_missing": _("请写明理由。"),
        "channels_not_confirmed": _("请先确认方案要求的其他公布方式已经安排。"),
        "board_day_impossible": _("张贴日期应在网上公示当天至今天之间。"),
        "gap_impossible": _("撤下的日期应在公示开始之后，恢复日期应晚于撤下日期。"),
        "period_running": _("公示期到 %(ends_on)s 才结束，期满后才能确认。"),
        "period_provisional": _("公示期跨入的年份还没有公布放假安排，截止日期是暂算的，暂不能确认。"),
        "objection_open": _("还有异议没有办结，办结后才能确认。"),
        "new_notice_needed": _("有异议属实，结果需要改变：请重新公示，本公示不能再确认。"),
        "not_posted": _("这份公示没有在公示期内，不能确认。"),
        "text_missing": _("请写下内容。"),
        "text_too_long": _("内容过长，最多 %(most)s 字。"),
        "not_in_period": _("只在公示期内受理异议。这份公示的公示期还没有开始，或者已经结束。"),
        "recorder_missing": _("来信、来电、来访需由登记人登记。"),
        "decided_already": _("这条异议已经办结。"),
        "words_destroyed": _("这条异议的原文已于%(day)s到期销毁。"),
        "redacted_already": _("摘要已经核对，不能再改。"),
        "not_redacted": _("还没有写摘要。"),
        "finding_unknown": _("请选择核查结论。"),
        "decider_is_author": _("评定结果的人不能办理对结果的异议，请由其他人或上一级党组织办理。"),
        "decider_is_named": _("名单中的人不能办理对名单的异议，请由其他人办理。"),
        "change_without_ground": _("结论是“不属实”时，结果不应改变。请核对结论。"),
        "too_often": _("提交过于频繁，请过一小时再试，或者来信、来电、来访。"),
    }
