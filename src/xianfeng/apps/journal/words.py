"""What the acts of the journal are called on pages. An act without a name here is shown by its code."""

from __future__ import annotations

from django.utils.translation import gettext as _


def action_name(code: str) -> str:
    return {
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
        "import.applied": _("导入名册"),
        "import.confirmed": _("确认导入"),
        "import.failed": _("导入没有完成"),
        "import.undone": _("撤销导入"),
        "import.uploaded": _("上传名册"),
        "journal.exported": _("导出日志"),
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
        "record.opened": _("查看档案"),
        "retention.forgotten": _("到期删除"),
        "role.ended": _("收回角色"),
        "role.granted": _("授予角色"),
    }.get(code, code)
