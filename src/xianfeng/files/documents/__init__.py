"""Documents out: official documents, public notices, summary tables and first-login slips as PDF and Word.

The layout follows GB/T 9704-2012 (CONVENTIONS 3.1). Word files name the official faces, which every office has; PDFs are set
in free faces unless the site provides a folder with its own (see :func:`missing_faces`). No seal is ever drawn, only its room.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from xianfeng.files.documents.model import (
    Block,
    Heading,
    NoticeSheet,
    OfficialDocument,
    Paragraph,
    SealRoom,
    Slip,
    Table,
    TableColumn,
    TableDocument,
)

if TYPE_CHECKING:
    from xianfeng.files.documents.faces import missing_faces
    from xianfeng.files.documents.notice import notice_document, notice_sheet
    from xianfeng.files.documents.pdf import official_pdf, slips, table_pdf
    from xianfeng.files.documents.word import official_docx

# Typst and python-docx take a second to load and most requests print nothing: they come when first asked for.
_LATER = {
    "missing_faces": "faces",
    "notice_document": "notice",
    "notice_sheet": "notice",
    "official_docx": "word",
    "official_pdf": "pdf",
    "slips": "pdf",
    "table_pdf": "pdf",
}

__all__ = [
    "Block",
    "Heading",
    "NoticeSheet",
    "OfficialDocument",
    "Paragraph",
    "SealRoom",
    "Slip",
    "Table",
    "TableColumn",
    "TableDocument",
    "missing_faces",
    "notice_document",
    "notice_sheet",
    "official_docx",
    "official_pdf",
    "slips",
    "table_pdf",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
