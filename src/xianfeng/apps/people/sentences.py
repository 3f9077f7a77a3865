"""The sentences behind every refusal of this room: what happened and what to do next."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people.importing import words


def _texts() -> dict[str, str]:
    return {
        "wrong": _("工号（手机号）或密码不对。连续错 5 次会暂停登录 15 分钟。"),
        "too_often": _("从这里输错的次数太多，请过一小时再试。"),
        "locked": _(
            "密码连续输错，登录已暂停，请在 %(minutes)s 分钟后再试。忘记密码请找本单位管理人员领取新的首次登录链接。"
        ),
        "wrong_code": _("验证码不对或已用过，请等手机上出现新的一组后再输入。"),
        "totp_there": _("这个账号已经设置过验证码。换手机请联系安全管理员重置。"),
        "link_unknown": _("这个链接无效。请核对是否完整，或向发放人员领取新的链接。"),
        "link_used": _("这个链接已经用过。请直接登录；忘记密码请领取新的链接。"),
        "link_expired": _("这个链接已过期（14 天有效）。请向发放人员领取新的链接。"),
        "wrong_old": _("原密码不对，密码没有修改。"),
        "weak": _("密码不符合要求。"),
        "holds_login": _("密码里不能含有工号或手机号。"),
        "login_empty": _("请填写登录名。"),
        "login_taken": _("登录名“%(login)s”已被使用，请换一个。"),
        "own_account": _("不能对自己的账号做这项操作，请由另一位管理员办理。"),
        "two_admin_roles": _("系统、安全、审计三种管理员须由三个不同的账号担任，这个账号已有其中一种。"),
        "admin_with_content": _("管理员账号不能同时担任接触业务内容的职务，请用单独的账号。"),
        "own_role": _("不能给自己授予或收回角色，请由另一位安全管理员办理。"),
        "already_held": _("这个账号在该单位已经有这个角色。"),
        "organization_needed": _("请选择这个角色在哪个组织及其下级行使。"),
        "unknown_role": _("没有“%(role)s”这个角色。"),
        "date_before_start": _("日期早于现有记录的开始日期 %(start)s，请核对。"),
        "overlaps": _("与 %(start)s 开始的另一条记录时间重叠，请先结束那一条或改日期。"),
        "same_place": _("已经在这个组织，无需办理。"),
        "not_a_branch": _("“%(name)s”不是党支部或党小组，请选择具体的支部。"),
        "not_a_workplace": _("“%(name)s”不是工作单位，请选择学校或部门。"),
        "not_a_member": _("此人当天不是党员，没有组织关系可以办理。"),
        "no_home": _("此人当天没有组织关系所在支部，请先登记组织关系。"),
        "no_work": _("此人当天没有工作单位，请先登记工作单位。"),
        "office_taken": _("该单位的这一职务由 %(name)s 担任，请先结束其任职。"),
        "already_ended": _("这条记录已经结束。"),
        "under_age": _("未满 18 岁，不能登记为党员。"),
        "wrong_order": _("不能由“%(before)s”直接改为“%(after)s”。"),
        "ends_before_start": _("结束日期须晚于开始日期。"),
        "reason_needed": _("请写明原因：按一般规定，现居城市与支部所在城市相同的回原支部参加。"),
        "admin_account": _("此人的账号担任管理员，不能同时担任这一职务。"),
        "number_taken": _("工号“%(number)s”已被使用。"),
        "batch_state": _("这一批现在的状态是“%(state)s”，不能做这项操作。"),
        "batch_busy": _("这一批正在导入，请稍候。"),
        "too_old": _("导入已超过 30 天，不能撤销。请用新的名册更正。"),
        "depended_on": _(
            "这批导入之后，已有 %(count)s 条“%(what)s”以它为依据，撤销会使这些记录落空，所以不能撤销。请用新的名册更正。"
        ),
        "changed_since": _("这批导入的“%(what)s”中有 %(count)s 条后来又改过，所以不能撤销。请用新的名册更正。"),
        "unreadable": _("文件打不开：%(reason)s请改好后另存为 .xlsx 或 .csv 再试。"),
        "too_large": _("文件超过 %(limit)s MB，请分成几份导入。"),
    }


def _file_reasons() -> dict[str, str]:
    return {
        "empty": _("文件是空的。"),
        "too_big": _("文件超过 %(limit_mb)s MB。"),
        "unsupported": _("只能读 .xlsx、.xls 和 .csv 文件。"),
        "wrong_content": _("文件内容和扩展名不符。"),
        "damaged": _("文件已损坏。"),
        "encrypted": _("文件设了密码，请先去掉密码。"),
        "macro": _("文件带有宏，出于安全不能打开。"),
        "too_large_inside": _("文件展开后过大。"),
        "too_many_rows": _("行数过多。"),
        "too_many_columns": _("列数过多。"),
        "too_many_sheets": _("工作表过多。"),
        "unreadable_text": _("文字编码无法识别。"),
        "open_quote": _("从第 %(row)s 行起有一个引号没有写完。"),
        "no_rows": _("文件里没有内容。"),
    }


def _what(table: str) -> str:
    """The name of a table for people: of our own by its sheet, of other rooms by what it holds."""
    if table in words.TABLES_OF_PLAN:
        return words.table_name(table)
    return {
        "people.Account": _("账号"),
        "people.RoleGrant": _("角色"),
        "people.Employment": _("工作单位"),
        "people.Membership": _("党员"),
        "people.Affiliation": _("组织关系"),
        "people.Office": _("职务"),
        "people.OrganizationRelation": _("组织隶属"),
        "people.ContactAttempt": _("联系记录"),
        "campaigns.Campaign": _("活动"),
        "evidence.Fact": _("已提交的内容"),
    }.get(table, _("业务记录"))


def sentence(refused: Refused) -> str:
    """One sentence for a refusal; a code without a sentence says so rather than nothing."""
    text, params = _texts().get(refused.code), dict(refused.params)
    if refused.code == "unreadable":
        params["reason"] = _file_reasons().get(str(params.get("file_code")), _("内容无法识别。")) % params.get(
            "file_params", {}
        )
    if "table" in params:
        params["what"] = _what(str(params["table"]))
    if text is None:
        return _("这项操作没有办成（%(code)s）。") % {"code": refused.code}
    if refused.code == "weak" and refused.params.get("messages"):
        return " ".join(str(message) for message in refused.params["messages"])
    return text % params
