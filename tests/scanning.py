"""Scan what is printed, as a phone would: an independent reader finds the QR codes in a picture of the page."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2
import typst
import zxingcpp


def scan_picture(image: Any) -> list[str]:
    """What the codes in a picture say, from the top."""
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in sorted(found, key=lambda code: (code.position.top_left.y, code.position.top_left.x))]


def scan_pdf(data: bytes, number: int = 0) -> list[str]:
    """What the codes on a page say, printed at 150 dots to the inch."""
    return scan_picture(pypdfium2.PdfDocument(data)[number].render(scale=150 / 72, grayscale=True).to_pil())


def scan_markup(page: str) -> list[str]:
    """What the codes of a web page say, each drawn 30 mm wide on white paper."""
    found = []
    for svg in re.findall(r"<svg(?=[^>]*viewBox)[^>]*>.*?</svg>", page, flags=re.DOTALL):
        if 'stroke="#000"' not in svg:
            continue  # an icon
        if 'xmlns="' not in svg:
            svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
        told = svg.replace("\\", "\\\\").replace('"', '\\"')
        sheet = typst.compile(
            f'#set page(width: 40mm, height: 40mm, margin: 5mm)\n#image(bytes("{told}"), width: 30mm)'.encode()
        )
        found += scan_pdf(sheet)
    return found
