"""Workbooks out: opened again by three programs, and no text ever becomes a formula."""

import datetime as dt
import io
import time
import tracemalloc
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.files.conftest import converted
from xianfeng.files.sheets import Column, SheetOut, disarmed, read_sheets, rearmed, write_workbook

COLUMNS = [
    Column("工号", required=True),
    Column("姓名"),
    Column("政治面貌", choices=("正式党员", "预备党员", "群众"), note="按组织关系填写"),
    Column("得分", "number"),
    Column("满意率", "percent"),
    Column("日期", "date"),
]
ROWS = [
    ["00017", "张三", "正式党员", Decimal("92.50"), 0.933, dt.date(2026, 5, 8)],
    ["00018", "欧阳文静", None, None, None, None],
]


def sample(**changes):
    given_ = {
        "name": "汇总/表",
        "columns": COLUMNS,
        "rows": ROWS,
        "title": "民主评议情况汇总表",
        "form_lines": [("填报单位（盖章）", "临河实验中学"), ("填报人", ""), ("填报日期", "")],
        "sign_lines": [("审核人", ""), ("主要负责人", "")],
        "total": ["合计", None, None, Decimal("92.50"), None, None],
    }
    return SheetOut(**(given_ | changes))


def test_rows_come_back_as_they_went():
    (sheet,) = read_sheets(write_workbook([sample()]), "a.xlsx")
    assert sheet.name == "汇总_表"
    assert [row.number for row in sheet] == [1, 2, 3, 4, 5, 6, 8]
    assert sheet.rows[0].cells[0] == "民主评议情况汇总表"
    assert (
        sheet.rows[1].cells[0]
        == "填报单位（盖章）：临河实验中学　　填报人：＿＿＿＿＿＿＿＿　　填报日期：＿＿＿＿＿＿＿＿"
    )
    assert sheet.rows[2].cells == ("工号", "姓名", "政治面貌", "得分", "满意率", "日期")
    assert sheet.rows[3].cells == ("00017", "张三", "正式党员", 92.5, 0.933, dt.date(2026, 5, 8))
    assert sheet.rows[4].cells == ("00018", "欧阳文静", None, None, None, None)
    assert sheet.rows[6].cells[0] == "审核人：＿＿＿＿＿＿＿＿　　主要负责人：＿＿＿＿＿＿＿＿"


def test_page_setup_is_for_paper():
    page = openpyxl.load_workbook(io.BytesIO(write_workbook([sample()])))["汇总_表"]
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToHeight == 0
    assert page.print_title_rows == "$3:$3"
    assert page.freeze_panes == "B4"
    assert page["A4"].number_format == "@"


def test_choices_become_lists_short_and_long():
    long = tuple(f"第{n}党支部" for n in range(1, 60))
    columns = [
        Column("面貌", choices=("群众", "党员")),
        Column("支部", choices=long),
        Column("含逗号", choices=("甲,乙", "丙")),
    ]
    book = openpyxl.load_workbook(io.BytesIO(write_workbook([SheetOut("表", columns)])))
    rules = {str(rule.sqref): rule.formula1 for rule in book["表"].data_validations.dataValidation}
    assert rules == {"A2:A2001": '"群众,党员"', "B2:B2001": "'可选值'!$A$1:$A$59", "C2:C2001": "'可选值'!$B$1:$B$2"}
    assert book["可选值"].sheet_state == "hidden"
    assert book["可选值"]["B1"].value == "甲,乙"


def test_notes_and_doubled_names():
    book = openpyxl.load_workbook(io.BytesIO(write_workbook([sample(), sample()], notes=["红字为必填。"])))
    assert book.sheetnames == ["汇总_表", "汇总_表（2）", "填写说明"]
    assert book["填写说明"]["A1"].value == "红字为必填。"


@pytest.mark.parametrize(
    "text", ["=1+1", "+8613800000000", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x","y")', "＝1+1"]
)
def test_no_text_becomes_a_formula(text):
    columns = [Column("甲"), Column("乙", "number")]
    data = write_workbook(
        [SheetOut("表", columns, [[text, text]], title=text, form_lines=[(text, text)])], notes=[text]
    )
    for page in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.value is not None:
                    assert cell.data_type == "s"
                    assert not str(cell.value).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text(max_size=12))
def test_disarming_is_undone_by_reading(text):
    assert rearmed(disarmed(text)) == text


@given(
    st.lists(
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Cf", "Cn", "Zl", "Zp"]), min_size=1
        ),
        min_size=20,
        max_size=40,
    )
)
@settings(deadline=None, max_examples=20)  # a workbook costs the same whether it holds two texts or forty
@example(["_x0041_", "'", "''=", "=1"])
def test_any_text_survives_the_round_trip(texts):
    data = write_workbook([SheetOut("表", [Column("列")], [[text] for text in texts])])
    (sheet,) = read_sheets(data, "a.xlsx")
    assert [row.cells[0] for row in sheet][1:] == texts


def test_libreoffice_opens_it_and_sees_the_same():
    text = converted(write_workbook([sample()]), ".xlsx", "csv:Text - txt - csv (StarCalc):44,34,76").decode(
        "utf-8-sig"
    )
    assert text.splitlines()[3].startswith("00017,张三,正式党员,92.50,93.3%,2026-05-08")


def test_twenty_thousand_rows_are_streamed():
    """Watching memory makes writing five times as slow, so it is watched over 4,000 rows only: streamed they hold 0.7 MB at
    once, hardly less than 20,000 do; only a list of them held beside that is 1.2 MB more, an unstreamed sheet 4 MB.
    """

    def written(count):
        rows = ([f"{n:05d}", f"教师{n}", "群众", n, 0.5, dt.date(2026, 5, 8)] for n in range(count))
        return write_workbook([sample(rows=rows, total=None)])

    tracemalloc.start()
    written(4_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_500_000, f"{peak / 1e6:.1f} MB held at once"
    data = written(20_000)
    began = time.perf_counter()
    (sheet,) = read_sheets(data, "a.xlsx")
    assert len(sheet) == 20_000 + 4
    assert time.perf_counter() - began < 30
