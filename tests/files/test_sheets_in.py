"""Spreadsheets in: what is read, with its place, and what is refused, with its reason."""

import datetime as dt
import io
import struct
import zipfile

import openpyxl
import pytest

from tests.files.conftest import HEAD, SAMPLE, converted, workbook_bytes
from xianfeng.files.sheets import CellError, FileRefused, Limits, column_letters, read_sheets, write_marked_errors
from xianfeng.files.sheets.marking import KEEP_LOOKS_CELLS
from xianfeng.files.sheets.model import ERROR_SHEET


def refused(data, name, limits=None):
    with pytest.raises(FileRefused) as caught:
        read_sheets(data, name, *([limits] if limits else []))
    return caught.value.code


def test_xlsx(xlsx):
    (sheet,) = read_sheets(xlsx, "名册.xlsx")
    assert sheet.name == "名册"
    assert [row.number for row in sheet.rows] == [1, 2, 3]
    assert sheet.rows[1].cells == ("00017", "张三", "1985.06", "正式党员", 12, "2009-07-01")
    assert sheet.rows[2].cells == ("00018", "欧阳文静", "1990.11", "群众", 0, None)


def test_places_survive_empty_rows_and_columns():
    book = openpyxl.Workbook()
    page = book.active
    page["C5"], page["E9"] = "甲", 3
    out = io.BytesIO()
    book.save(out)
    (sheet,) = read_sheets(out.getvalue(), "a.xlsx")
    assert [(row.number, row.cells) for row in sheet] == [(5, (None, None, "甲", None, None)), (9, (None,) * 4 + (3,))]
    assert sheet.rows[1].cell(5) == 3
    assert sheet.rows[1].cell(99) is None


def test_values_keep_their_kind():
    rows = [[dt.date(2026, 5, 8), dt.datetime(2026, 5, 8, 10, 32), 1.5, 12345678901, True, "　 李明远\u200b "]]
    (sheet,) = read_sheets(workbook_bytes(rows), "a.xlsx")
    assert sheet.rows[0].cells == (
        dt.date(2026, 5, 8),
        dt.datetime(2026, 5, 8, 10, 32),
        1.5,
        12345678901,
        True,
        "李明远",
    )
    assert type(sheet.rows[0].cells[3]) is int


def test_old_excel(xlsx):
    (sheet,) = read_sheets(converted(xlsx, ".xlsx", "xls"), "名册.xls")
    assert sheet.rows[1].cells[:5] == ("00017", "张三", "1985.06", "正式党员", 12)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_in_every_coding(coding, delimiter):
    text = "\r\n".join(delimiter.join("" if cell is None else str(cell) for cell in row) for row in [HEAD, *SAMPLE])
    (sheet,) = read_sheets(text.encode(coding), "名册.csv")
    assert sheet.name == "名册"
    assert sheet.rows[0].cells == tuple(HEAD)
    assert sheet.rows[2].cells == ("00018", "欧阳文静", "1990.11", "群众", "0", None)


def test_rare_characters_of_names_in_gb18030():
    (sheet,) = read_sheets("姓名\n𠮷䶮".encode("gb18030"), "a.txt")
    assert sheet.rows[1].cells == ("𠮷䶮",)


def test_cells_joined_downwards_say_the_same_on_each_row():
    book = openpyxl.Workbook()
    page = book.active
    for row in (["单位", "姓名", "备注"], ["一小", "张三", "甲"], [None, "李四", None], ["二小", "王五", None]):
        page.append(row)
    page.merge_cells("A2:A3")
    page.merge_cells("C2:D3")
    out = io.BytesIO()
    book.save(out)
    (sheet,) = read_sheets(out.getvalue(), "a.xlsx")
    assert [row.cells[:3] for row in sheet][1:] == [
        ("一小", "张三", "甲"),
        ("一小", "李四", None),
        ("二小", "王五", None),
    ]


def test_an_open_quotation_mark_does_not_swallow_the_rest():
    with pytest.raises(FileRefused) as caught:
        read_sheets('工号,姓名\nT1,张三\nT2,"李四\nT3,王五\n'.encode(), "a.csv")
    assert (caught.value.code, caught.value.params) == ("open_quote", {"row": 3})
    (sheet,) = read_sheets('姓名,说明\n张三,"甲"乙\n'.encode(), "a.csv")
    assert sheet.rows[1].cells == ("张三", "甲乙")


def test_a_line_break_inside_a_cell_is_one_row():
    (sheet,) = read_sheets('姓名,说明\n张三,"第一行\n第二行"\n李四,无'.encode(), "a.csv")
    assert [(row.number, row.cells) for row in sheet][1:] == [(2, ("张三", "第一行\n第二行")), (3, ("李四", "无"))]


def test_hidden_sheets_are_not_read():
    book = openpyxl.Workbook()
    book.active["A1"] = "看得见"
    book.create_sheet("可选值")["A1"] = "藏起来"
    book["可选值"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert [sheet.rows[0].cells for sheet in read_sheets(out.getvalue(), "a.xlsx")] == [("看得见",)]


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.xlsx", "empty"),
        (b"hello", "a.xlsx", "wrong_content"),
        (b"<html><table>", "a.xls", "wrong_content"),
        (b"PK\x03\x04broken", "a.xlsx", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken", "a.xls", "damaged"),
        (b"x", "a.xlsm", "macro"),
        (b"x", "a.pdf", "unsupported"),
        (b"x", "名册", "unsupported"),
        (b"PK\x03\x04", "a.csv", "wrong_content"),
        (b"a\x00b", "a.csv", "wrong_content"),
        (b"\xff\xff\x80\x81", "a.csv", "unreadable_text"),
        (b"\n\n,,,\n", "a.csv", "no_rows"),
    ],
)
def test_refusals(data, name, code):
    assert refused(data, name) == code


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(size=100), "too_big"),
        (Limits(rows=2), "too_many_rows"),
        (Limits(columns=3), "too_many_columns"),
        (Limits(sheets=0), "too_many_sheets"),
        (Limits(unpacked=500), "too_large_inside"),
    ],
)
def test_limits(xlsx, limits, code):
    assert refused(xlsx, "a.xlsx", limits) == code


def rezipped(data, changes):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()} | changes
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def sheet_xml(cell):
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cell}</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"xl/vbaProject.bin": b"x"}, "macro"),
        ({SHEET: b" " * 30_000_000}, "too_large_inside"),
        ({SHEET: sheet_xml('<row><c r="XFD1"><v>1</v></c></row>')}, "too_many_columns"),
        ({SHEET: sheet_xml('<row><c r="A1048576"><v>1</v></c></row>')}, "too_many_rows"),
        ({SHEET: sheet_xml('<row><c r="A9&#57;99999"><v>1</v></c></row>')}, "too_many_rows"),
        ({SHEET: sheet_xml("<row><c r" + " " * 3_000_000 + "='XFD1'><v>1</v></c></row>")}, "too_many_columns"),
        ({SHEET: sheet_xml('<row><c r="XFD1"><v>1</v></c></row>').encode("utf-16")}, "too_many_columns"),
        ({SHEET: sheet_xml('<row><c r="ZZZZZZZZZ1"><v>1</v></c></row>')}, "damaged"),
        ({SHEET: '<!DOCTYPE a [<!ENTITY b "c">]>' + sheet_xml("")}, "damaged"),
        ({SHEET: "<worksheet><sheetData>"}, "damaged"),
    ],
    ids=[
        "macro",
        "bomb",
        "far column",
        "far row",
        "far row written with an entity",
        "far column after spaces",
        "far column in UTF-16",
        "no such place",
        "doctype",
        "cut",
    ],
)
def test_traps_inside_the_zip(xlsx, changes, code):
    assert refused(rezipped(xlsx, changes), "a.xlsx") == code


def test_a_password_is_named_as_such():
    """An encrypted .xlsx is an OLE container with the stream EncryptedPackage; the smallest one is made here by hand."""
    assert refused(_ole_with(["EncryptionInfo", "EncryptedPackage"]), "a.xlsx") == "encrypted"


def test_old_macros_are_named_as_such():
    assert refused(_ole_with(["Workbook", "_VBA_PROJECT_CUR"]), "a.xls") == "macro"


def test_an_ole_file_that_is_no_workbook():
    assert refused(_ole_with(["WordDocument"]), "a.xls") == "wrong_content"


def _ole_with(streams):
    """A compound file with empty streams of these names: header, one FAT sector, one or more directory sectors."""
    entries = [_ole_entry("Root Entry", 5, child=1)]
    for index, name in enumerate(streams, 1):
        entries.append(_ole_entry(name, 2, right=index + 1 if index < len(streams) else 0xFFFFFFFF))
    while len(entries) % 4:
        entries.append(b"\0" * 64 + struct.pack("<HBB", 0, 0, 1) + b"\xff" * 12 + b"\0" * 48)
    sectors = len(entries) // 4
    fat = [0xFFFFFFFD] + [i + 2 for i in range(sectors - 1)] + [0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * 4 * 108
    return header + struct.pack("<128I", *fat) + b"".join(entries)


def _ole_entry(name, kind, child=0xFFFFFFFF, right=0xFFFFFFFF):
    raw = name.encode("utf-16-le") + b"\0\0"
    entry = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
    entry += struct.pack("<III", 0xFFFFFFFF, right, child) + b"\0" * 36 + struct.pack("<IQ", 0xFFFFFFFE, 0)
    return entry


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_column_letters(number, letters):
    assert column_letters(number) == letters


def test_marked_errors_come_back_in_place(xlsx):
    errors = [
        CellError("名册", 3, 3, "无法识别的出生年月“1990.11”"),
        CellError("名册", 3, 3, "不能晚于入党日期"),
        CellError("名册", 2, None, "这一行的工号与第 9 行相同"),
        CellError("没有这张表", 2, 1, "缺少工作表"),
    ]
    marked = write_marked_errors(xlsx, errors)
    book = openpyxl.load_workbook(io.BytesIO(marked))
    page = book["名册"]
    assert page["C3"].fill.start_color.rgb == "FFFFC7CE"
    assert page["C3"].comment.text == "无法识别的出生年月“1990.11”\n不能晚于入党日期"
    assert page["A2"].comment.text == "这一行的工号与第 9 行相同"
    assert page["B2"].comment is None
    listed = [[cell.value for cell in row] for row in book[ERROR_SHEET].iter_rows(min_row=2)]
    assert listed[0] == ["名册", 3, "C", "无法识别的出生年月“1990.11”"]
    assert listed[2][2] == "整行"
    assert [sheet.name for sheet in read_sheets(marked, "a.xlsx")] == ["名册"]


def test_marks_of_the_last_round_are_taken_off(xlsx):
    once = write_marked_errors(xlsx, [CellError("名册", 3, 3, "错")])
    twice = openpyxl.load_workbook(io.BytesIO(write_marked_errors(once, [CellError("名册", 2, 2, "错")])))
    assert twice["名册"]["C3"].comment is None
    assert twice["名册"]["C3"].fill.fill_type is None
    assert twice["名册"]["B2"].comment.text == "错"
    assert twice.sheetnames.count(ERROR_SHEET) == 1


def test_text_files_come_back_as_a_workbook_without_formulas():
    data = "姓名,备注\n张三,=1+1\n".encode("gbk")
    book = openpyxl.load_workbook(
        io.BytesIO(write_marked_errors(data, [CellError("名[册]", 2, 2, "不能填公式")], "名[册].csv"))
    )
    cell = book.worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == ("'=1+1", "s")
    assert cell.comment.text == "不能填公式"


def test_a_large_workbook_comes_back_marked_without_its_looks():
    count = KEEP_LOOKS_CELLS // 13 + 1  # the fewest rows of thirteen cells that are too many
    rows = [[f"{n:05d}", *["文字"] * 12] for n in range(count)]
    marked = write_marked_errors(workbook_bytes(rows), [CellError("名册", 4000, 2, "错")])
    page = openpyxl.load_workbook(io.BytesIO(marked))["名册"]
    assert page["B4000"].fill.start_color.rgb == "FFFFC7CE"
    assert page["B4000"].comment.text == "错"
    assert page[f"A{count}"].value == f"{count - 1:05d}"
