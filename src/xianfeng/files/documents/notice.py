"""A public notice as an official document: announcement, list, period, how to object, room for the seal."""

from pathlib import Path
from typing import Literal

from xianfeng.files.documents.model import Block, NoticeSheet, OfficialDocument, Paragraph, Table
from xianfeng.files.documents.pdf import official_pdf
from xianfeng.files.documents.word import official_docx


def notice_document(notice: NoticeSheet) -> OfficialDocument:
    """The notice in the order people know from paper ones (CONVENTIONS 3.2)."""
    blocks: list[Block] = [Paragraph(text) for text in notice.paragraphs]
    if notice.columns:
        blocks.append(Table(notice.columns, notice.rows))
    if notice.period:
        blocks.append(Paragraph(notice.period))
    blocks += [Paragraph(text) for text in notice.objections]
    blocks += [Paragraph(f"{label}：{value}") for label, value in notice.contacts]
    return OfficialDocument(title=notice.title, blocks=blocks, issuer=notice.issuer, date=notice.date, seal=notice.seal)


def notice_sheet(notice: NoticeSheet, form: Literal["pdf", "docx"] = "pdf", fonts: Path | None = None) -> bytes:
    """The sheet to print and post, as PDF or as a Word file to be finished by hand."""
    document = notice_document(notice)
    return official_docx(document) if form == "docx" else official_pdf(document, fonts)
