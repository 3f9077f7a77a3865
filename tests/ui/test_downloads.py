"""Files to keep carry their name in any script and stay out of every cache."""

from xianfeng.ui.downloads import download


def test_the_ending_says_what_it_is():
    file = download(b"x", "rating.xlsx")
    assert file["Content-Type"].endswith("spreadsheetml.sheet")
    assert file["Content-Disposition"] == 'attachment; filename="rating.xlsx"'
    assert file["Cache-Control"] == "no-store"


def test_a_chinese_name():
    assert download(b"x", "名册.docx")["Content-Disposition"] == "attachment; filename*=utf-8''%E5%90%8D%E5%86%8C.docx"
