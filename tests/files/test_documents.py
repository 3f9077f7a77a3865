"""Documents out: measured on the rendered page, opened by a word processor, and proof against what people type."""

import datetime as dt
import io
import itertools
import zipfile

import docx
import pdfplumber
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tests.files.conftest import converted
from tests.scanning import scan_pdf
from xianfeng.files.documents import (
    Heading,
    NoticeSheet,
    OfficialDocument,
    Paragraph,
    Slip,
    Table,
    TableColumn,
    TableDocument,
    missing_faces,
    notice_sheet,
    official_docx,
    official_pdf,
    slips,
    table_pdf,
)
from xianfeng.files.documents.model import chinese_number, numbered_blocks, official_date, with_colon

MM = 72 / 25.4
CHARACTER = 156 * MM / 28
DAY = dt.date(2026, 5, 8)
NASTY = '#panic("x") *粗* _斜_ $a$ `b` \\u{41} <w:p/> & “引” [x](y) @ref // 注'
DOCUMENT = OfficialDocument(
    title="关于开展公开承诺工作的\n通知",
    recipients="各学校党组织",
    blocks=[
        Heading("总体要求"),
        Paragraph("各学校要结合岗位实际，组织党员作出公开承诺。\n做到任务具体、标准明确、时限清楚。"),
        Heading("工作步骤"),
        Heading("提出承诺。", 2),
        Heading("逐人填写。", 3),
        Heading("写明时限。", 4),
        Heading("审定承诺。", 2),
        Table([TableColumn("学校", 2), TableColumn("党员人数", 1, "right")], [["临河实验中学", "60"]]),
    ],
    attachments=["学校名单", "承诺书样式"],
    issuer="中共临河区委教育工作委员会",
    date=DAY,
    number="临教党〔2026〕17号",
    notes="联系人：张宁",
    copy_to="各学校工会",
    printed_by="临河区教育局办公室",
    printed_on=DAY,
)


def pages(data):
    return pdfplumber.open(io.BytesIO(data)).pages


def text_of(page):
    return page.extract_text().replace(" ", "")


def lines_of(page):
    """Body characters of a page by line, top to bottom, without the page number."""
    rows = {}
    for char in page.chars:
        if char["top"] < (297 - 35) * MM and char["text"].strip():
            rows.setdefault(round(char["bottom"]), []).append(char)
    return [sorted(rows[key], key=lambda char: char["x0"]) for key in sorted(rows)]


@pytest.fixture(scope="module")
def full_pages():
    """Nothing but one character, so that every line and page is full."""
    return pages(official_pdf(OfficialDocument("标题", blocks=[Paragraph("字" * 28 * 70)])))


def test_a_full_page_has_22_lines_of_28_characters(full_pages):
    lines = lines_of(full_pages[1])
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


def test_the_type_area_is_where_the_standard_puts_it(full_pages):
    page = full_pages[1]
    assert (round(page.width / MM), round(page.height / MM)) == (210, 297)
    lines = lines_of(page)
    assert lines[0][0]["x0"] == pytest.approx(28 * MM, abs=1)
    assert lines[0][-1]["x1"] == pytest.approx(184 * MM, abs=1)
    pitch = [later[0]["bottom"] - earlier[0]["bottom"] for earlier, later in itertools.pairwise(lines)]
    assert pitch == pytest.approx([225 * MM / 22] * 21, abs=0.05)
    assert lines[0][0]["size"] == pytest.approx(16)


def test_first_lines_stand_in_two_characters(full_pages):
    first = next(line for line in lines_of(full_pages[0]) if line[0]["text"] == "字")
    assert first[0]["x0"] == pytest.approx(28 * MM + 2 * CHARACTER, abs=1)


def test_page_numbers_stand_outside_right_and_left(full_pages):
    for page, side in zip(full_pages[:2], ("right", "left"), strict=True):
        number = [char for char in page.chars if char["top"] > (297 - 35) * MM]
        assert "".join(char["text"] for char in number).replace(" ", "") == f"—{page.page_number}—"
        assert number[0]["size"] == pytest.approx(14)
        left, right = number[0]["x0"], max(char["x1"] for char in number if char["text"].strip())
        place = right if side == "right" else left
        assert place == pytest.approx(184 * MM - 14 if side == "right" else 28 * MM + 14, abs=2)


def test_the_parts_come_in_order():
    text = "".join(text_of(page) for page in pages(official_pdf(DOCUMENT)))
    parts = [
        "关于开展公开承诺工作的",
        "通知",
        "临教党〔2026〕17号",
        "各学校党组织：",
        "一、总体要求",
        "各学校要结合",
        "做到任务具体",
    ]
    parts += [
        "二、工作步骤",
        "（一）提出承诺。",
        "1.逐人填写。",
        "（1）写明时限。",
        "（二）审定承诺。",
        "党员人数",
        "临河实验中学",
    ]
    parts += [
        "附件：1.学校名单",
        "2.承诺书样式",
        "中共临河区委教育工作委员会",
        "2026年5月8日",
        "（联系人：张宁）",
        "抄送：各学校工会",
    ]
    parts += ["临河区教育局办公室", "2026年5月8日印发"]
    places = [text.find(part) for part in parts]
    assert -1 not in places, dict(zip(parts, places, strict=True))
    assert places == sorted(places)


def test_with_a_seal_the_date_stands_four_characters_in_and_the_name_over_it():
    page = pages(official_pdf(OfficialDocument("题", issuer="临河小学", date=DAY)))[0]
    words = {word["text"]: word for word in page.extract_words()}
    name, date = words["临河小学"], words["2026年5月8日"]
    assert date["x1"] == pytest.approx(184 * MM - 4 * CHARACTER, abs=2)
    assert (name["x0"] + name["x1"]) / 2 == pytest.approx((date["x0"] + date["x1"]) / 2, abs=1)


def test_without_a_seal_the_name_stands_two_characters_in():
    page = pages(official_pdf(OfficialDocument("题", issuer="中共临河实验中学支部委员会", date=DAY, seal="none")))[0]
    words = {word["text"]: word for word in page.extract_words()}
    name, date = words["中共临河实验中学支部委员会"], words["2026年5月8日"]
    assert name["x1"] == pytest.approx(184 * MM - 2 * CHARACTER, abs=2)
    assert date["x0"] - name["x0"] == pytest.approx(2 * CHARACTER, abs=1)


@pytest.mark.parametrize(("seal", "labels"), [("circle", 1), ("space", 0), ("none", 0)])
def test_only_room_for_a_seal_is_made(seal, labels):
    data = official_pdf(OfficialDocument("题", issuer="甲校", date=DAY, seal=seal))
    assert text_of(pages(data)[0]).count("盖章处") == labels
    assert pages(data)[0].images == []


def test_a_paper_that_nobody_issues_has_no_room_for_a_seal():
    assert "盖章处" not in text_of(pages(official_pdf(OfficialDocument("本人记录", date=DAY)))[0])


def test_what_people_type_is_shown_and_never_obeyed():
    document = OfficialDocument(
        NASTY,
        NASTY,
        [Heading(NASTY), Paragraph(NASTY), Table([TableColumn(NASTY)], [[NASTY]], NASTY)],
        [NASTY],
        NASTY,
        DAY,
        NASTY,
        NASTY,
        NASTY,
        NASTY,
        NASTY,
        DAY,
    )
    shown = "".join(text_of(page) for page in pages(official_pdf(document)))
    assert '#panic("x")*粗*_斜_$a$`b`\\u{41}<w:p/>&“引”[x](y)@ref' in shown
    opened = docx.Document(io.BytesIO(official_docx(document)))
    assert sum(NASTY in paragraph.text for paragraph in opened.paragraphs) >= 6


def test_control_characters_do_no_harm():
    document = OfficialDocument("题\x00目", blocks=[Paragraph("甲\x0b乙\x1f丙")])
    assert "题目" in text_of(pages(official_pdf(document))[0])
    assert "甲乙丙" in "".join(p.text for p in docx.Document(io.BytesIO(official_docx(document))).paragraphs)


def test_an_empty_document_is_still_a_page():
    assert len(pages(official_pdf(OfficialDocument("")))) == 1
    assert official_docx(OfficialDocument(""))


@pytest.fixture(scope="module")
def word():
    return official_docx(DOCUMENT)


def test_word_has_the_page_of_the_standard(word):
    section = docx.Document(io.BytesIO(word)).sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    sizes += (section.left_margin, section.right_margin)
    assert [round(size / Mm(1)) for size in sizes] == [210, 297, 37, 35, 28, 26]


def test_word_names_the_official_faces(word):
    document = docx.Document(io.BytesIO(word))
    named = {}
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            named[run.text] = run._r.rPr.rFonts.get(qn("w:eastAsia"))
    assert named["通知"] == "方正小标宋简体"
    assert named["一、总体要求"] == "黑体"
    assert named["（一）提出承诺。"] == "楷体_GB2312"
    assert named["1. 逐人填写。"] == "仿宋_GB2312"
    assert named["各学校党组织："] == "仿宋_GB2312"


def test_word_fixes_its_lines_and_numbers_its_pages(word):
    document = docx.Document(io.BytesIO(word))
    form = document.styles["Normal"].paragraph_format
    assert form.line_spacing == Pt(28.9)
    assert document.settings.odd_and_even_pages_header_footer
    for footer in (document.sections[0].footer, document.sections[0].even_page_footer):
        assert "PAGE" in footer.paragraphs[0]._p.xml
        assert footer.paragraphs[0].text == "—  —"


def test_word_has_an_outline_to_walk_by(word):
    styles = [p.style.name for p in docx.Document(io.BytesIO(word)).paragraphs if "级标题" in p.style.name]
    assert styles == ["公文一级标题", "公文一级标题", "公文二级标题", "公文三级标题", "公文四级标题", "公文二级标题"]


def test_word_carries_no_picture_and_ends_with_a_paragraph(word):
    assert [name for name in zipfile.ZipFile(io.BytesIO(word)).namelist() if "media" in name] == []
    body = docx.Document(io.BytesIO(word)).element.body
    assert body[-2].tag == qn("w:p")


def test_a_word_processor_opens_it_and_sees_the_same(word):
    text = converted(word, ".docx", "txt:Text (encoded):UTF8").decode("utf-8-sig")
    for part in ("关于开展公开承诺工作的", "（二）审定承诺。", "附件：1. 学校名单", "2026年5月8日", "抄送：各学校工会"):
        assert part in text


NOTICE = NoticeSheet(
    title="关于拟推荐人选的公示",
    paragraphs=["经支部委员会研究，现将拟推荐人选公示如下（以姓氏笔画为序）："],
    columns=[TableColumn("姓名", 1, "center"), TableColumn("职务", 2)],
    rows=[["张　宁", "物理组组长"], ["李明远", "年级主任"]],
    period="公示期5个工作日，从2026年5月9日至2026年5月15日。",
    objections=["对公示对象有异议的，可以来信、来电、来访或在网页反映。"],
    contacts=[("联系电话", "000-0000000")],
    issuer="中共临河实验中学支部委员会",
    date=DAY,
)


def test_a_notice_is_one_sheet_with_room_for_the_seal():
    (page,) = pages(notice_sheet(NOTICE))
    text = text_of(page)
    for part in ("关于拟推荐人选的公示", "张宁", "2026年5月15日", "联系电话：000-0000000", "（盖章处）"):
        assert part in text
    assert text.index("李明远") < text.index("公示期5个工作日") < text.index("中共临河实验中学")


def test_a_notice_in_word_keeps_its_table():
    document = docx.Document(io.BytesIO(notice_sheet(NOTICE, "docx")))
    assert [cell.text for cell in document.tables[0].rows[1].cells] == ["张　宁", "物理组组长"]


def test_slips_begin_a_page_for_every_school():
    people = [
        Slip("甲校", f"教师{n}", f"{n:05d}", f"http://127.0.0.1:8000/f/{n:032x}", "2026年9月30日") for n in range(9)
    ]
    people.append(Slip("乙校", "欧阳文静", "00100", "http://127.0.0.1:8000/f/last", "2026年9月30日"))
    texts = [text_of(page) for page in pages(slips(people))]
    assert [text.count("账号：") for text in texts] == [8, 1, 1]
    assert "甲校" in texts[1] and "欧阳文静" in texts[2] and "乙校" in texts[2]
    assert "有效期至2026年9月30日" in texts[2]
    assert "http://127.0.0.1:8000/f/last" in texts[2].replace("\u200b", "")


def test_the_printed_codes_are_scanned_as_their_links():
    links = [f"http://127.0.0.1:8000/people/first/{n:032x}" for n in range(8)]
    printed = slips([Slip("甲校", f"教师{n}", f"{n:05d}", link, "2026年9月30日") for n, link in enumerate(links)])
    assert scan_pdf(printed) == links


def test_a_table_repeats_its_head_and_numbers_its_pages():
    table = TableDocument(
        "汇总表",
        [TableColumn("序号"), TableColumn("学校", 3), TableColumn("人数", 1, "right")],
        [[str(n), f"第{n}小学", "30"] for n in range(1, 61)],
        form_lines=[("填报单位（盖章）", "临河区教育局"), ("填报人", "")],
        sign_lines=[("审核人", ""), ("主要负责人", "")],
        total=["合计", "", "1800"],
        notes=["注：人数以在册为准。"],
    )
    sheets = pages(table_pdf(table))
    assert all(sheet.width > sheet.height for sheet in sheets)
    texts = [text_of(sheet) for sheet in sheets]
    assert all(text.count("序号") == 1 for text in texts)
    assert f"第2页共{len(sheets)}页" in texts[1]
    assert "填报单位（盖章）：临河区教育局" in texts[0]
    assert texts[-1].index("合计") < texts[-1].index("注：人数") < texts[-1].index("主要负责人")


def test_rows_of_the_wrong_length_are_made_to_fit():
    text = text_of(
        pages(table_pdf(TableDocument("表", [TableColumn("甲"), TableColumn("乙")], [["1"], ["2", "3", "4"]])))[0]
    )
    assert "4" not in text.replace("第1页共1页", "")


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")]
)
def test_chinese_numbers(number, words):
    assert chinese_number(number) == words


def test_numbering_starts_anew_below_each_heading():
    blocks = [
        Heading("甲"),
        Heading("乙", 2),
        Heading("丙", 2),
        Heading("丁"),
        Heading("戊", 2),
        Heading("己", 1, numbered=False),
    ]
    assert [block.text for block in numbered_blocks(blocks)] == [
        "一、甲",
        "（一）乙",
        "（二）丙",
        "二、丁",
        "（一）戊",
        "己",
    ]


@pytest.mark.parametrize(
    ("typed", "shown"), [("各学校", "各学校："), ("各学校：", "各学校："), ("各学校:", "各学校："), ("", "")]
)
def test_recipients_end_with_one_colon(typed, shown):
    assert with_colon(typed) == shown


def test_official_dates_have_no_leading_zeros():
    assert official_date(DAY) == "2026年5月8日"


def test_stand_ins_are_owned_up_to(tmp_path):
    every = ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体")
    assert missing_faces(installed=False) == missing_faces(tmp_path, installed=False) == every


@pytest.mark.parametrize("char", "堃喆垚龑赟䶮㛃𬍛𫖮①℃→Ⅲ〔〕")
def test_characters_of_names_are_in_the_free_faces(char):
    page = pages(official_pdf(OfficialDocument("题", blocks=[Paragraph(f"甲{char}乙")])))[0]
    assert char in page.extract_text()
