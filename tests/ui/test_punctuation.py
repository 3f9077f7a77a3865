"""No Chinese punctuation stands bare between translated pieces: `{% sign "：" %}` writes it by the language of the page."""

import re
from pathlib import Path

import pytest
from django.template.base import tag_re

import xianfeng
from xianfeng.ui.templatetags.xianfeng_ui import SIGNS

ROOT = Path(xianfeng.__file__).parent
ROOMS = ("desk", "ui", "config", "apps/people", "apps/journal", "apps/progress")
TEMPLATES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.html"))
WITHIN = ("blocktranslate", "comment", "verbatim")


def bare_marks(source: str) -> list[str]:
    """Pieces of plain text, outside tags and translated blocks, that hold a mark."""
    found, depth = [], 0
    for piece in tag_re.split(source):
        if piece.startswith("{%"):
            word = piece[2:-2].split()[0]
            depth += (word in WITHIN) - (word.removeprefix("end") in WITHIN and word.startswith("end"))
        elif not piece.startswith(("{{", "{#")) and not depth and re.search(f"[{''.join(SIGNS)}]", piece):
            found.append(piece.strip()[:60])
    return found


def test_the_check_finds_what_it_looks_for():
    assert bare_marks("{{ a }}：{% translate '乙、丙' %}{% blocktranslate %}丁。{% endblocktranslate %}") == ["："]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_punctuation_is_written_by_the_language(path):
    assert bare_marks(path.read_text(encoding="utf-8")) == []
