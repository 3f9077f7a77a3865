"""Files to keep carry their name in any script and stay out of every cache."""

from urllib.parse import unquote

from xianfeng.ui.downloads import download


def test_the_ending_says_what_it_is():
    file = download(b"x", "rating.xlsx")
    assert file["Content-Type"].endswith("spreadsheetml.sheet")
    assert file["Content-Disposition"] == 'attachment; filename="rating.xlsx"'
    assert file["Cache-Control"] == "no-store"


def test_a_chinese_name():
    assert download(b"x", "名册.docx")["Content-Disposition"] == "attachment; filename*=utf-8''%E5%90%8D%E5%86%8C.docx"


def test_signs_that_no_file_name_may_hold_are_left_out():
    name = download(b"x", "点评/评选 2026:第一次\r\n.xlsx")["Content-Disposition"]
    assert unquote(name) == "attachment; filename*=utf-8''点评 评选 2026 第一次 .xlsx"
