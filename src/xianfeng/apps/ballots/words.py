"""Sentences for what the ballots refuse: what happened, why, what next."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xianfeng.apps.ballots.models import Poll
from xianfeng.apps.journal.actions import Refused


def choice_word(code: str, labels: dict[str, str]) -> str:
    """The word for a mark: the poll's own label, or the usual one."""
    usual = {"blank": _("未填"), "recused": _("本人回避"), "invalid": _("无效")}
    return labels.get(code) or usual.get(code, code)


def void_word(code: str) -> str:
    return {
        "too_few_sheets": _("收回的票太少，公布结果会暴露个人的选择；全部票条已不拆封销毁。"),
        "quorum_missed": _("收回的票没有达到规定的人数；全部票条已不拆封销毁。"),
        "given_up": _("这次投票已中止；全部票条已不拆封销毁。"),
    }.get(code, code)


def sentence(refused: Refused) -> str:
    """One sentence for one refusal."""
    texts = {
        "too_few_electors": _(
            "投票人只有%(electors)s人，少于%(least)s人时无法保密。请与其他支部联合进行，由上级党组织发起。"
        ),
        "no_candidates": _("候选名单是空的，请先确定候选人。"),
        "twice_on_roll": _("名册上有人重复，请核对后再开始。"),
        "too_many_rows": _("这张票有%(rows)s行，最多%(most)s行，请分成几次进行。"),
        "closes_in_the_past": _("截止时间已经过去，请另选时间。"),
        "still_open": _("还没有到截止时间。提前结束须写明原因。"),
        "key_missing": _("找不到这次投票的开票钥匙，无法计票。请从钥匙的备份中恢复；确实遗失的，中止后重新投票。"),
        "slips_do_not_match": _("票条的数目与交票人数不符，可能被人改动，不能计票。请向上级报告后中止，重新投票。"),
        "paper_not_entered": _("发出过纸质票，须由两人各自录入后才能计票（已录入%(tellers)s人）。"),
        "paper_differs": _("两人录入的纸质票有%(cells)s处不一致，请核对后重新录入。"),
        "reason_missing": _("请写明原因。"),
        "not_on_roll": _("您不在这次投票的名册上。如有疑问请联系本支部书记。"),
        "poll_not_open": _("投票已经结束，不能再交票。"),
        "over_cap": _("最多可选%(cap)s人，您选了%(marked)s人，请改后再交。"),
        "unknown_choice": _("有一行的选择不在选项之内，请重新填写。"),
        "unknown_row": _("票上有名单以外的人，请重新填写。"),
        "already_marked": _("有%(count)s人已经交票或已经领取纸质票，请刷新后重选。"),
        "teller_is_candidate": _("候选人不能参加计票。"),
        "two_tellers_already": _("已经有两人录入。需要换人时，请先清除其中一人的录入。"),
        "unknown_cell": _("录入的表与这次投票不符，请刷新后重填。"),
        "negative": _("票数不能是负数。"),
        "more_returned_than_issued": _("收回%(returned)s张，多于发出的%(issued)s张，请核对。"),
        "rows_do_not_add_up": _("第%(row)s行各项之和不等于有效票数，请核对。"),
        "no_trustees": _("这次投票须由两位开票人保管钥匙，但还没有任命或钥匙没有齐。请先任命开票人。"),
        "trustees_unfit": _("开票人不能是候选人，也不能是系统管理员：%(names)s。请另行任命后再开始。"),
        "not_four_persons": _("两位开票人和两位候补须是四个不同的人，请重选。"),
        "title_missing": _("请写明开票人的职务。"),
        "person_elsewhere": _("这里选的人不在本单位，请核对后另选。"),
        "without_account": _("%(name)s没有账号，不能生成钥匙，请另选一人。"),
        "is_administrator": _("%(name)s是系统管理员，不能保管开票钥匙，请另选一人。"),
        "no_key_in_making": _("没有待核对的钥匙，请先生成并打印。"),
        "code_length": _("恢复码应有%(characters)s个字母和数字，请对照恢复页补全。"),
        "code_group": _("第%(group)s组抄错了，请对照恢复页再看一遍。"),
        "code_of_another_key": _("这是另一把钥匙的恢复码。请找校验值为%(check_value)s的恢复页。"),
        "not_trustee": _("您不是这次投票的开票人。"),
        "poll_still_open": _("投票还没有截止，截止后才能开票。"),
        "key_damaged": _("这次投票的密封钥匙已损坏，用这份恢复页打不开，请另一位保管人来开。"),
        "too_often": _("输错的次数太多，请过一小时再试。"),
        "code_unknown": _("没有这个码，请对照纸条再输一遍。截止后码全部作废。"),
        "code_used": _("这个码已经用过。每个码只能用一次。"),
        "code_for_candidate": _("选中的人里有%(count)s人在候选名单上或须回避，不能凭码投票，请改发纸质票。"),
        "too_few_slips": _("一次至少发%(least)s张，否则无法保密。"),
        "too_many_slips": _("最多发%(most)s张。"),
        "not_kept": _("这次投票没有留存票条，不能重新计票。"),
        "slips_destroyed": _("异议期已满，留存的票条已经销毁，不能再重新计票。"),
        "already_asked": _("已经有人申请，正在等两位开票人交出钥匙。"),
        "kept_key_missing": _(
            "找不到留存票条的钥匙，不能重新计票。请从钥匙的备份中恢复；找不回的，核对计票结果的校验值。"
        ),
        "not_asked": _("还没有人申请重新计票，或刚才已经核对完。"),
        "tally_sealed": _("计票之前没有任何结果。"),
    }
    text = texts.get(refused.code)
    if refused.code == "over_cap" and refused.params.get("item"):
        text = _("“%(item)s”最多可选%(cap)s人，您选了%(marked)s人，请改后再交。")
    return text % refused.params if text else _("没有办成（%(code)s）。") % {"code": refused.code}


def state_code(state: str) -> str:
    """The code of `ui.words` for a poll's state."""
    return {
        Poll.State.OPEN: "open",
        Poll.State.CLOSING: "in_review",
        Poll.State.CLOSED: "done",
        Poll.State.VOID: "withdrawn",
    }[state]
