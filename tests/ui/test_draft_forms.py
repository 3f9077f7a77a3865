"""Drafts of one form go out one after the other: one cut off on its way may have been kept all the same, and the next would
then carry a revision that is no longer the last."""

import re
from pathlib import Path

import xianfeng

DRAFTS = re.compile(r"<form[^>]*data-draft-line[^>]*>")


def test_a_draft_waits_for_the_one_on_its_way():
    pages = Path(xianfeng.__file__).parent.rglob("*.html")
    forms = [form for page in pages for form in DRAFTS.findall(page.read_text(encoding="utf-8")) if "hx-post" in form]
    assert len(forms) >= 5
    assert all('hx-sync="this:queue last"' in form for form in forms)
