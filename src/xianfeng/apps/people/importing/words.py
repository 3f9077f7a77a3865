"""The sentence behind every fault of a roster: where, what, and what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xianfeng.apps.people.importing.columns import BY_CODE, ColumnSpec
from xianfeng.apps.people.importing.reading import Fault

TABLES_OF_PLAN = ("organization", "school", "relation", *list(BY_CODE)[2:])
"""In the order they are shown."""


def _texts() -> dict[str, str]:
    return {
        # cells
        "required": _("没有填写。这一列必填。"),
        "too_long": _("有 %(length)s 个字，最多 %(longest)s 个字，请缩短。"),
        "identity_number": _("像是身份证号。本系统不收身份证号，请改填工号或删去。"),
        "number_broken": _("“%(value)s”被当成了小数，请把这一列设为文本格式后重新填写。"),
        "not_a_phone": _("“%(value)s”不是 11 位手机号，请核对；没有可以不填。"),
        "not_a_date": _("看不懂“%(value)s”，请写成 2023-09-01 或 2023-09 这样。"),
        "no_such_day": _("“%(value)s”没有这一天，请核对。"),
        "year_unlikely": _("%(year)s 年不合理，请核对。"),
        "month_unclear": _("“%(value)s”分不清是 1 月还是 10 月，请写成 %(first)s 或 %(second)s。"),
        "not_offered": _("“%(value)s”不在可选内容里，请从这些里选：%(offered)s。"),
        # sheets
        "sheet_unknown": _("这张表不是名册中的表，没有读取。"),
        "column_unknown": _("不认识这一列，没有读取。"),
        "unwanted_column": _("本系统不收集“%(title)s”，请删除整列后再导入。"),
        "column_twice": _("“%(title)s”出现了两次，请删去一列。"),
        "columns_missing": _("缺少这些必填的列：%(titles)s。请下载模板对照。"),
        "no_header": _("没有找到表头。表头至少要有：%(titles)s。"),
        "nothing_known": _("文件里没有可以导入的表。表名应为：%(names)s。请下载模板填写。"),
        "changed_meanwhile": _("检查之后系统里的记录又有变化，下面是按现在的记录重新核对的结果，请再确认一次。"),
        "listed_twice": _("与第 %(row)s 行重复，请删去一行。"),
        # organisations
        "organization_unknown": _("没有编码为“%(code)s”的组织。请核对编码，或在组织机构表中加上它。"),
        "own_superior": _("上级不能是自己。"),
        "superior_type": _("“%(code)s”的类型不能作为它的上级，请核对两者的类型。"),
        "circle": _("上下级绕成了圈：%(way)s。请改正其中一个上级。"),
        "joint_covers_few": _("联合党支部至少覆盖两个单位，请在这一列列出它们的编码，用顿号分开。"),
        "covers_by_unit": _("只有党组织填写覆盖单位，这一行请留空。"),
        "not_a_school": _("“%(code)s”在组织机构表中的类型不是学校，请核对。"),
        "not_a_workplace": _("“%(code)s”是党组织，不是工作单位。请填学校或部门的编码；党支部请填在组织关系表。"),
        "not_a_branch": _("“%(code)s”不是党支部或党小组，组织关系要落在具体的支部。"),
        "outside_scope": _("它不在您负责的范围内，请由上级单位导入，或删去这一行。"),
        "outside_scope_root": _("您负责的组织都有上级，请填写上级编码。"),
        # people
        "person_outside_scope": _("这个人目前不在您负责的单位，请由其所在单位或上级导入，或删去这一行。"),
        "person_unknown": _("没有工号为“%(number)s”的人。请核对工号，或在人员表中加上他（她）。"),
        "in_future": _("日期还没有到，请核对。"),
        "worked_as_child": _("按出生年月推算，参加工作时不满 14 岁，请核对这两项。"),
        "phone_taken": _("这个手机号已登记在工号“%(number)s”名下，一个号码只能登记一人。"),
        "under_age": _("出生年月是 %(birth)s，入党时不满 18 岁，请核对这两项。"),
        "not_a_member": _("%(name)s 不是党员、预备党员或入党积极分子，没有组织关系。请先在党员表中登记。"),
        "two_homes": _("组织关系只能在一个支部，第 %(row)s 行已列在“%(other)s”。请留一行，或给先前的一行填结束日期。"),
        "party_post_in_unit": _("党内职务应填党组织的编码，“%(code)s”是行政单位。"),
        "post_elsewhere": _("行政职务应填学校或部门的编码，“%(code)s”是党组织。"),
        "post_taken": _("同一时间这一职务已由 %(name)s 担任。请在同一张表中给其任职填上结束日期。"),
        # periods
        "ends_before_start": _("结束日期须晚于开始日期。"),
        "overlaps": _("与 %(start)s 开始的另一条时间重叠，请填结束日期或改开始日期。"),
    }


def fault_message(fault: Fault) -> str:
    """What is wrong, without the place (for a mark in the cell itself)."""
    text = _texts().get(fault.code)
    return text % fault.params if text else fault.code


def fault_sentence(fault: Fault) -> str:
    """`人员表 第 17 行 出生年月：看不懂“85年6”……`"""
    sheet = fault.sheet if fault.sheet.endswith("表") or not fault.sheet else _("%(name)s表") % {"name": fault.sheet}
    place = [sheet] if sheet else []
    if fault.row:
        place.append(_("第 %(row)s 行") % {"row": fault.row})
    if fault.title:
        place.append(fault.title)
    message = fault_message(fault)
    return _("%(place)s：%(message)s") % {"place": " ".join(place), "message": message} if place else message


def understood(column: ColumnSpec, value: object) -> str:
    """A value of the preview as people write it; a month of birth without its day."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    label = next((text for text, stored in column.choices.items() if stored == value), None)
    return label or (str(value)[:7] if column.kind == "month" else str(value))


def table_name(code: str) -> str:
    """The sheet's name for a table of the plan."""
    return _("组织隶属") if code == "relation" else BY_CODE[code].name
