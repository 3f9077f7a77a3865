"""What the acts of the journal are called on pages. An act without a name is shown by its code; a test finds it first.

The rooms' acts stand here; a kind keeps its own in `kinds/<code>/acts.py`, so that a new kind touches one folder.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from django.utils.translation import gettext_lazy as _

KINDS = Path(__file__).resolve().parents[2] / "kinds"
ACTS = {
    "account.created": _("建立账号"),
    "account.created_many": _("按单位建立账号"),
    "account.first_login": _("首次设置密码"),
    "account.link_issued": _("发放首次登录链接"),
    "account.locked": _("停用账号"),
    "account.locked_out": _("密码连续输错，暂停登录"),
    "account.password_changed": _("修改密码"),
    "account.sessions_ended": _("在所有设备上退出"),
    "account.signed_in": _("用验证码登录"),
    "account.totp_reset": _("重置验证码"),
    "account.totp_set": _("设置验证码"),
    "account.unlocked": _("恢复登录"),
    "archive.archived": _("归档"),
    "archive.noted": _("补充归档说明"),
    "archive.opened": _("查看档案材料"),
    "ballots.appoint_trustees": _("确定开票人"),
    "ballots.close_poll": _("计票"),
    "ballots.confirm_key": _("确认开票钥匙"),
    "ballots.decide_comment": _("审看意见"),
    "ballots.discard_paper": _("作废纸质票录入"),
    "ballots.enter_paper": _("录入纸质票"),
    "ballots.hand_out_paper": _("发放纸质票"),
    "ballots.issue_codes": _("发放投票码"),
    "ballots.make_key": _("生成开票钥匙"),
    "ballots.open_poll": _("开始投票"),
    "ballots.stop_voting": _("截止投票"),
    "ballots.submit_key": _("交出开票钥匙"),
    "ballots.void_poll": _("宣布投票无效"),
    "calendar.loaded": _("更新放假安排"),
    "campaign.closed": _("结束活动"),
    "campaign.local_plan": _("采用单位实施方案"),
    "campaign.opened": _("启动活动"),
    "campaign.prepared": _("准备活动"),
    "campaign.rescheduled": _("调整时间安排"),
    "evidence.submit": _("计入完成情况"),
    "evidence.submit_many": _("批量计入完成情况"),
    "evidence.withdraw": _("撤回完成情况"),
    "import.applied": _("导入名册"),
    "import.confirmed": _("确认导入"),
    "import.failed": _("导入没有完成"),
    "import.undone": _("撤销导入"),
    "import.uploaded": _("上传名册"),
    "journal.exported": _("导出日志"),
    "notices.approved": _("审批公示"),
    "notices.board_posted": _("登记张贴日期"),
    "notices.confirmed": _("确认公示结果"),
    "notices.interrupted": _("登记公示中断"),
    "notices.objection_decided": _("答复异议"),
    "notices.objection_recorded": _("登记异议"),
    "notices.objection_redacted": _("隐去异议中的身份信息"),
    "notices.posted": _("发布公示"),
    "notices.proposed": _("提出公示"),
    "notices.recounted": _("重算公示期"),
    "notices.redaction_checked": _("复核隐去的内容"),
    "notices.reviewed": _("审核公示"),
    "notices.revised": _("修改公示"),
    "notices.sent_back": _("退回公示"),
    "notices.superseded": _("以新公示替代"),
    "notices.withdrawn": _("撤回公示"),
    "office.begun": _("任职"),
    "office.ended": _("结束任职"),
    "organizations.exported": _("导出组织机构"),
    "people.exported": _("导出人员名单"),
    "person.affiliation_moved": _("转接组织关系"),
    "person.contact_tried": _("联系党员"),
    "person.guest_ended": _("结束就近参加"),
    "person.guest_registered": _("登记就近参加"),
    "person.guest_reported": _("就近参加已报告"),
    "person.joint_post": _("兼职、借调"),
    "person.kept_without_unit": _("未落实单位、关系保留"),
    "person.leave_started": _("休假离岗"),
    "person.retired": _("离退休"),
    "person.returned": _("返岗"),
    "person.status_changed": _("政治面貌变化"),
    "person.transferred": _("调动"),
    "plan.adopted": _("采用方案"),
    "plan.door_opened": _("生成征求意见码"),
    "plan.door_closed": _("停用征求意见码"),
    "plan.basis_set": _("填写开展依据"),
    "plan.comment_answered": _("答复对方案的意见"),
    "plan.consultation": _("方案征求意见"),
    "plan.corrected": _("更正方案读取结果"),
    "plan.document": _("上传方案文件"),
    "plan.document_adopted": _("由文件生成方案"),
    "plan.overlay_decided": _("审阅单位实施方案"),
    "plan.overlay_filed": _("报送单位实施方案"),
    "plan.published": _("发布方案"),
    "plan.value_set": _("确定方案留空的内容"),
    "record.answered": _("答复本人申请"),
    "record.correction": _("申请更正"),
    "record.opened": _("查看档案"),
    "record.review": _("申请复核"),
    "record.statement": _("附加说明"),
    "results.contest_veto": _("对认定提出异议"),
    "results.decide_veto": _("复核认定"),
    "results.freeze_result": _("固定计算结果"),
    "results.grant_honour": _("授予荣誉"),
    "results.record_veto": _("认定不能参评"),
    "results.revoke_honour": _("撤销荣誉"),
    "results.sign_decision": _("签署决定"),
    "results.sign_marks": _("签署等次"),
    "retention.forgotten": _("到期删除"),
    "returns.acknowledged": _("签收报送材料"),
    "returns.sent": _("报送材料"),
    "returns.sent_back": _("退回报送材料"),
    "role.ended": _("收回角色"),
    "role.granted": _("授予角色"),
    "step.excuse_withdrawn": _("撤销请假登记"),
    "step.excused": _("登记请假"),
    "step.forced": _("破例放行环节"),
    "step.passed": _("通过环节"),
    "step.returned": _("退回环节"),
    "tracking.accepted": _("认领整改"),
    "tracking.decided": _("核查整改"),
    "tracking.described": _("填写整改措施"),
    "tracking.evidence": _("填写整改完成情况"),
    "tracking.explained": _("说明暂不能解决的原因"),
    "tracking.extended": _("延长整改期限"),
    "tracking.handed_over": _("更换整改责任人"),
    "tracking.mechanism_added": _("登记长效机制"),
    "tracking.mechanism_checked": _("检查长效机制"),
    "tracking.opened": _("列入整改"),
    "tracking.published": _("登记整改公布情况"),
    "tracking.redone": _("重新列入整改"),
}


@cache
def _of_kinds() -> dict[str, object]:
    found: dict[str, object] = {}
    for path in sorted(KINDS.glob("*/acts.py")):
        found |= import_module(f"xianfeng.kinds.{path.parent.name}.acts").ACTS
    return found


def action_name(code: str) -> str:
    """The act in plain words."""
    name = ACTS.get(code) or _of_kinds().get(code)
    return str(name) if name is not None else code
