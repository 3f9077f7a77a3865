"""Pages saved from the web: the text of the article with its paragraphs, lists and tables; scripts and menus left out."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import MessageError

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from xianfeng.files.reading.model import Limits, Note, ReadDocument, Writer
from xianfeng.files.reading.plain import decode
from xianfeng.files.refusal import FileRefused

_BLOCKS = {
    "p",
    "div",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "table",
    "ul",
    "ol",
    "dd",
    "dt",
    "blockquote",
    "pre",
    "td",
    "th",
    "center",
    "figure",
    "main",
    "body",
}
_GONE = ("script", "style", "noscript", "template", "iframe", "svg", "form", "nav", "button", "select", "head")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


def page_inside(data: bytes) -> bytes:
    """The page of a web archive (.mht: one file with pictures and all, as browsers save it). Refuses ``damaged``."""
    try:
        whole = message_from_bytes(data)
        page = next(part for part in whole.walk() if part.get_content_type() == "text/html")
        body = page.get_payload(decode=True)
    except (StopIteration, ValueError, LookupError, RecursionError, MessageError) as error:
        raise FileRefused("damaged") from error
    if not isinstance(body, bytes) or not body.strip():
        raise FileRefused("damaged")
    charset = page.get_content_charset()
    return f"<meta charset='{charset}'>".encode() + body if charset and not _CHARSET.search(body[:4096]) else body


def read_web(data: bytes, limits: Limits) -> ReadDocument:
    """The text of an HTML page; its own word on its encoding counts when the bytes agree."""
    declared = _CHARSET.search(data[:4096])
    encoding = declared.group(1).decode("ascii").lower() if declared else ""
    text = ""
    if encoding:
        encoding = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(encoding, encoding)
        try:
            text = data.decode(encoding)
        except (LookupError, ValueError):
            text = ""
    if not text:
        text, encoding = decode(data)
    soup = BeautifulSoup(text, "lxml")
    for tag in soup.find_all(_GONE):
        tag.decompose()
    writer = Writer(limits.max_characters)
    _walk(soup.body or soup, writer)
    return writer.done("html", [Note("encoding", {"name": encoding})], encoding)


def _walk(root: Tag, writer: Writer) -> None:
    """Block elements one by one, without recursion, so that a page nested a thousand deep does no harm."""
    line: list[str] = []

    def flush(level: int = 0) -> None:
        words = re.sub(r"[ \t\xa0]+", " ", "".join(line)).strip()
        line.clear()
        if words:
            writer.add(words, "heading" if level else "paragraph", level)

    stack: list[tuple[str, object]] = [("open", child) for child in reversed(list(root.children))]
    while stack:
        state, node = stack.pop()
        if state == "close":
            assert isinstance(node, Tag)
            flush(int(node.name[1]) if re.fullmatch(r"h[1-6]", node.name) else 0)
            continue
        if isinstance(node, NavigableString):
            if type(node) is NavigableString:
                line.append(re.sub(r"\s*\n\s*", "", str(node)))
            continue
        if not isinstance(node, Tag):
            continue
        if node.name == "br":
            flush()
            continue
        if node.name == "tr":
            cells = [
                re.sub(r"\s+", " ", cell.get_text(" ", strip=True))
                for cell in node.find_all(["td", "th"], recursive=False)
            ]
            if cells and sum(len(c) for c in cells) <= 90 and node.find("table") is None:
                flush()
                writer.add("\t".join(c for c in cells if c), "row")
                continue
        if node.name in _BLOCKS:
            flush()
            stack.append(("close", node))
        stack.extend(("open", child) for child in reversed(list(node.children)))
    flush()
