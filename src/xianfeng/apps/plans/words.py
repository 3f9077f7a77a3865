"""Words for what plans name by code: who is responsible, units of numbers, values as people read them."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from xianfeng.core.plan.parameters import Parameter
from xianfeng.core.plan.values import read_share

HOLDERS = {
    "branch_secretary": _("支部书记"),
    "principal": _("校长"),
    "leader_in_charge": _("分管领导"),
    "programme_office": _("活动办公室"),
    "superior": _("上级党组织"),
    "superior_head": _("上级党组织负责人"),
    "supervision_group": _("督导组"),
    "department_head": _("部门负责人"),
    "organization_commissioner": _("组织委员"),
    "discipline_commissioner": _("纪检委员"),
    "committee": _("支部委员会"),
    "leading_group": _("领导小组"),
    "congress_presidium": _("大会主席团"),
    "union": _("工会"),
    "proposals_committee": _("提案委员会"),
    "the_person": _("本人"),
    "everyone": _("所有人"),
}
WHO = {
    "members": _("党员"),
    "full_members": _("正式党员"),
    "activists": _("入党积极分子"),
    "leaders": _("干部"),
    "leading_team": _("班子成员"),
    "secretaries": _("支部书记"),
    "party_workers": _("党务工作者"),
    "staff": _("教职工"),
    "non_members": _("党外教职工"),
    "mobile_members": _("流动党员"),
    "retired_members": _("离退休党员"),
}
"""People whom a step may concern, as far as a roster here counts them."""
UNITS = {
    "day": _("天"), "working_day": _("个工作日"), "week": _("周"), "month": _("个月"), "year": _("年"), "hour": _("小时"),
    "minute": _("分钟"), "character": _("字"), "person": _("人"), "organization": _("个单位"), "item": _("项"),
    "round": _("轮"), "star": _("颗星"), "point": _("分"), "time": _("次"), "credit": _("学时"),
}  # fmt: skip


def holder_word(holder: str) -> str:
    return str(HOLDERS.get(holder, holder))


def typed_day(given: str) -> str:
    """A day of the year as it was typed (7月1日), as it is kept (07-01); anything else as it came."""
    found = re.fullmatch(r"\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?\s*", given)
    return f"{int(found[1]):02d}-{int(found[2]):02d}" if found else given


def who_word(word: str) -> str:
    return str(WHO.get(word, word))


def told_value(parameter: Parameter, value: object) -> str:
    """A value as people read it: 5 个工作日, 三分之一 as 1/3, 是 or 否, 7月1日."""
    if value is None:
        return str(_("待定"))
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if parameter.type == "choice":
        return str(parameter.choice_titles.get(str(value), value))
    if parameter.type == "share":
        share = read_share(value)
        return f"{share.numerator * 100 // share.denominator}%" if (share * 100).denominator == 1 else f"{share}"
    if parameter.type == "month_day":
        month, day = str(value).split("-")
        return str(_("%(month)s月%(day)s日")) % {"month": int(month), "day": int(day)}
    unit = UNITS.get(parameter.unit or "", "")
    return f"{value} {unit}".strip()
