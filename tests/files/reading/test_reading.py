"""Documents to text: what is read, and what is turned away by name."""

import io
import struct
import zipfile
from email import encoders
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from pathlib import Path

import docx
import pytest

from xianfeng.files.reading import FileRefused, Limits, read_document
from xianfeng.files.reading.office import find_office

TEXT = "一、指导思想\n教育系统各支部要认真学习，三月十日前报送总结。\n"


def word(build) -> bytes:
    document = docx.Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def edited(data: bytes, part: str, change) -> bytes:
    """The same package with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            body = old.read(entry)
            new.writestr(entry.filename, change(body.decode()).encode() if entry.filename == part else body)
    return out.getvalue()


def refusal(name: str, data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(FileRefused) as caught:
        read_document(name, data, limits)
    return caught.value.code


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gbk", "gb18030"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_simplified_text_in_every_code(encoding: str, named: str) -> None:
    document = read_document("a.txt", TEXT.encode(encoding))
    assert (document.text, document.encoding) == (TEXT, named)


def test_traditional_text_in_big5() -> None:
    words = "教育局黨建工作安排意見，各級黨組織要認真組織學習。\n"
    document = read_document("a.txt", words.encode("big5"))
    assert (document.text, document.encoding) == (words, "big5")


def test_word_headings_tables_and_their_places() -> None:
    def build(document) -> None:
        document.add_heading("实施方案", 1)
        document.add_paragraph("一、时间安排")
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text, table.cell(0, 1).text = "准备阶段", "3月1日-3月10日"

    document = read_document("a.docx", word(build))
    assert document.text == "实施方案\n一、时间安排\n准备阶段\t3月1日-3月10日\n"
    assert [(b.shape, b.level, document.text[b.start : b.end]) for b in document.blocks] == [
        ("heading", 1, "实施方案"),
        ("paragraph", 0, "一、时间安排"),
        ("row", 0, "准备阶段\t3月1日-3月10日"),
    ]


def test_numbers_that_word_draws_become_characters() -> None:
    data = word(lambda d: [d.add_paragraph(t, style="List Number") for t in ("学习动员", "分析评议")])
    text = read_document("a.docx", data).text
    assert text == "1.学习动员\n2.分析评议\n"


def test_tracked_changes_are_read_as_accepted() -> None:
    data = word(lambda d: d.add_paragraph("名额三名"))
    changed = edited(
        data,
        "word/document.xml",
        lambda x: x.replace(
            "<w:r><w:t>名额三名</w:t></w:r>",
            '<w:r><w:t>名额</w:t></w:r><w:del w:id="1" w:author="a"><w:r><w:delText>三</w:delText></w:r></w:del>'
            '<w:ins w:id="2" w:author="a"><w:r><w:t>五</w:t></w:r></w:ins><w:r><w:t>名</w:t></w:r>',
        ),
    )
    document = read_document("a.docx", changed)
    assert document.text == "名额五名\n"
    assert {n.code for n in document.notes} == {"deletions_left_out", "insertions_taken"}


def test_text_boxes_are_read_once() -> None:
    box = (
        '<w:r xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent><mc:Choice Requires="wps">'
        "<w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback>"
        "<w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
    )
    data = edited(
        word(lambda d: d.add_paragraph("正文")),
        "word/document.xml",
        lambda x: x.replace("</w:t></w:r></w:p>", f"</w:t></w:r>{box}</w:p>", 1),
    )
    assert read_document("a.docx", data).text == "正文\n框内文字\n"


def test_saved_web_page() -> None:
    page = "<!DOCTYPE html><html><head><meta charset='gbk'><script>x</script></head><body><h1>方案</h1><p>第一段<br>第二段</p><table><tr><td>阶段</td><td>时间</td></tr></table></body></html>"
    document = read_document("a.html", page.encode("gbk"))
    assert document.text == "方案\n第一段\n第二段\n阶段\t时间\n"
    assert document.blocks[0].shape == "heading"


def web_archive(charset: str, encoding: str) -> bytes:
    """A page as browsers save it in one file, with a picture."""
    whole = MIMEMultipart("related")
    whole["Subject"] = "方案"
    page = MIMENonMultipart("text", "html", charset=charset)
    page.set_payload(
        "<html><body><h1>方案</h1><p>各校于4月20日前报送总结。</p></body></html>".encode(charset).decode("latin-1")
    )
    getattr(encoders, f"encode_{encoding}")(page)
    whole.attach(page)
    whole.attach(MIMEImage(b"\x89PNG", "png"))
    return whole.as_bytes()


@pytest.mark.parametrize("name", ["a.mht", "a.html", "a.doc"])
def test_web_page_saved_with_its_pictures(name: str) -> None:
    for charset, encoding in (("utf-8", "base64"), ("gb18030", "quopri")):
        document = read_document(name, web_archive(charset, encoding))
        assert (document.text, document.kind) == ("方案\n各校于4月20日前报送总结。\n", "html")


@pytest.mark.parametrize("charset", ["undefined", "idna", "punycode", "rot13", "no-such-code", "utf-16"])
def test_a_page_that_lies_about_its_code_is_read_all_the_same(charset: str) -> None:
    page = f"<html><meta charset='{charset}'><body><p>各校于4月20日前报送总结。</p></body></html>"
    assert read_document("a.html", page.encode("gb18030")).text == "各校于4月20日前报送总结。\n"


def test_a_page_nested_very_deep_does_no_harm() -> None:
    assert "深" in read_document("a.html", b"<html>" + b"<div>" * 5000 + "深".encode() + b"</div>" * 5000).text


def test_zip_bomb() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * 60_000_000)
    assert refusal("a.docx", out.getvalue()) == "too_large_inside"


def test_a_part_that_lies_about_its_size_is_read_no_further_than_the_limit() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * 3_000_000)
    raw = bytearray(out.getvalue())
    at = raw.rfind(b"PK\x01\x02") + 24
    raw[at : at + 4] = struct.pack("<I", 2_500_000)
    assert refusal("a.docx", bytes(raw), Limits(max_part=2_000_000)) == "too_large_inside"
    assert refusal("a.docx", bytes(raw), Limits(max_unpacked=2_000_000)) == "too_large_inside"


def test_macros() -> None:
    data = word(lambda d: d.add_paragraph("x"))
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/vbaProject.bin", b"x")
    assert refusal("a.docx", out.getvalue()) == "macro"
    assert refusal("a.docm", out.getvalue()) == "macro"


def test_entities_are_not_opened() -> None:
    data = edited(
        word(lambda d: d.add_paragraph("x")),
        "word/document.xml",
        lambda x: x.replace("?>", '?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>', 1),
    )
    assert refusal("a.docx", data) == "damaged"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"", "empty"),
        ("a.exe", b"MZ", "unknown_suffix"),
        ("a.docx", b"plain words", "wrong_content"),
        ("a.pdf", b"plain words", "wrong_content"),
        ("a.docx", b"PK\x03\x04broken", "damaged"),
        ("a.pdf", b"%PDF-1.4 broken", "damaged"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken", "damaged"),
        ("a.txt", b"\x00\x01\x02\x03" * 50, "not_text"),
        ("a.mht", b"Content-Type: multipart/related; boundary=x\r\n\r\n--x--", "damaged"),
        ("a.mht", b"plain words", "wrong_content"),
    ],
)
def test_broken_files_are_refused_by_name(name: str, data: bytes, code: str) -> None:
    assert refusal(name, data) == code


def test_an_installation_sets_its_own_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XF_READ_MB", "1")
    assert refusal("a.txt", b"x" * 1_000_001) == "too_large"
    monkeypatch.setenv("XF_READ_MB", "viel")
    assert Limits().max_bytes == 20_000_000


def locked_package() -> bytes:
    """What Word writes around a .docx with a password: an old-style file with the streams of the encryption, here empty."""
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<10I", 0, 1, 1, 0, 4096, end, 0, end, 0, 0) + struct.pack("<I", free) * 108
    table = struct.pack("<2I", 0xFFFFFFFD, end) + struct.pack("<I", free) * 126
    entries = b""
    for name, kind, left, child in (
        ("Root Entry", 5, free, 1), ("EncryptionInfo", 2, 2, free), ("EncryptedPackage", 2, free, free), ("", 0, free, free),
    ):  # fmt: skip
        words = name.encode("utf-16-le")
        size = len(words) + 2 if name else 0
        entries += words.ljust(64, b"\0") + struct.pack("<HBB3I", size, kind, 1, left, free, child) + bytes(36)
        entries += struct.pack("<3I", end, 0, 0)
    return head + table + entries


def test_a_password_on_a_new_word_file() -> None:
    assert refusal("a.docx", locked_package()) == "encrypted"


def test_limits_are_parameters() -> None:
    assert refusal("a.txt", TEXT.encode(), Limits(max_bytes=10)) == "too_large"
    cut = read_document("a.txt", TEXT.encode(), Limits(max_characters=8))
    assert (cut.text, cut.notes[-1].code) == ("一、指导思想\n教\n", "text_cut")


def test_old_word_needs_an_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.files.reading.office.find_office", lambda: None)
    assert refusal("a.doc", b"{\\rtf1 x}") == "needs_office"


def test_an_office_that_hangs_is_ended_with_all_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = tmp_path / "started"
    office = tmp_path / "soffice"
    office.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {started}\nwait\n")
    office.chmod(0o755)
    monkeypatch.setattr("xianfeng.files.reading.office.find_office", lambda: str(office))
    assert refusal("a.doc", b"{\\rtf1 x}", Limits(office_seconds=1)) == "took_too_long"
    ended = Path(f"/proc/{started.read_text().strip()}/stat")
    assert not ended.exists() or ended.read_text().split()[2] == "Z"


def test_an_office_that_makes_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = tmp_path / "soffice"
    office.write_text("#!/bin/sh\nexit 0\n")
    office.chmod(0o755)
    monkeypatch.setattr("xianfeng.files.reading.office.find_office", lambda: str(office))
    assert refusal("a.doc", b"{\\rtf1 x}") == "damaged"


@pytest.mark.slow
@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
def test_old_word_through_the_office(tmp_path: Path) -> None:
    assert "学习" in read_document("a.doc", b"{\\rtf1\\ansi\\uc1 \\u23398?\\u20064?}").text
