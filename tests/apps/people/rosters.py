"""Rosters as bytes for tests: sheets given as lists of rows, the first being the header."""

from __future__ import annotations

import io

from openpyxl import Workbook

ORGANIZATIONS = [
    ["组织编码", "组织名称", "类型", "行政上级编码", "上级党组织编码", "覆盖单位编码", "成立日期"],
    ["JYJ", "示例区教育局", "教育局", None, None, None, "2000-01-01"],
    ["DW", "中共示例区教育局委员会", "党委", None, None, "JYJ", "2000-01-01"],
    ["XX01", "示例第一小学", "学校", "JYJ", None, None, "2000-01-01"],
    ["XX02", "示例第二小学", "学校", "JYJ", None, None, "2000-01-01"],
    ["ZB01", "示例第一小学党支部", "党支部", None, "DW", "XX01", "2000-01-01"],
    ["ZB02", "示例第二小学党支部", "党支部", None, "DW", "XX02", "2000-01-01"],
]
SCHOOLS = [["学校编码", "学校类型", "所在地"], ["XX01", "小学", "城区"], ["XX02", "小学", "乡村"]]
PEOPLE = [
    ["工号", "姓名", "性别", "出生年月", "手机号", "参加工作时间"],
    ["T1", "示例甲", "女", "1985-06", "13900000011", "2007-07"],
    ["T2", "示例乙", "男", "1990-02", None, "2012-09-01"],
    ["T3", "示例丙", "女", "1979-11", None, "2001-08-01"],
]
EMPLOYMENTS = [
    ["工号", "单位编码", "方式", "开始日期"],
    ["T1", "XX01", "在职", "2019-09-01"],
    ["T2", "XX01", None, "2012-09-01"],
    ["T3", "XX02", "在职", "2001-09-01"],
]
MEMBERS = [
    ["工号", "政治面貌", "开始日期"],
    ["T1", "正式党员", "2010-06-21"],
    ["T2", "预备党员", "2025-12-20"],
    ["T3", "群众", "2001-09-01"],
]
AFFILIATIONS = [
    ["工号", "党支部编码", "开始日期"],
    ["T1", "ZB01", "2019-09-01"],
    ["T2", "ZB01", "2025-12-20"],
]
OFFICES = [
    ["工号", "组织编码", "职务名称", "岗位", "开始日期"],
    ["T1", "ZB01", "党支部书记", "书记", "2022-03-01"],
    ["T1", "XX01", "副校长", "副校长", "2021-09-01"],
    ["T3", "XX02", "语文教师", "教师", "2001-09-01"],
]


def whole() -> dict[str, list[list]]:
    """A small district, fresh each time so that a test may change it."""
    sheets = {
        "组织机构": ORGANIZATIONS,
        "学校": SCHOOLS,
        "人员": PEOPLE,
        "工作单位": EMPLOYMENTS,
        "党员": MEMBERS,
        "组织关系": AFFILIATIONS,
        "职务": OFFICES,
    }
    return {name: [list(row) for row in rows] for name, rows in sheets.items()}


def xlsx(sheets: dict[str, list[list]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
            for cell in page[page.max_row]:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(rows: list[list], encoding: str) -> bytes:
    return "\r\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows).encode(encoding)
