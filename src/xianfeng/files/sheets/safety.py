"""Keep a text a text: in a spreadsheet, a cell beginning with one of these signs may be taken for a formula.

Before: ``=HYPERLINK("http://…")`` typed as somebody's name. After: ``'=HYPERLINK("http://…")``, which no program computes.
CONVENTIONS 3.15. What we disarm on the way out is restored on the way in, so that a round trip changes nothing.
"""

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def disarmed(text: str) -> str:
    """``text`` with an apostrophe before it when it could be taken for a formula."""
    if text.startswith(SIGNS) or (text.startswith("'") and text[1:].startswith((*SIGNS, "'"))):
        return "'" + text
    return text


def rearmed(text: str) -> str:
    """The text as it was before :func:`disarmed`."""
    if text.startswith("'") and text[1:].startswith((*SIGNS, "'")):
        return text[1:]
    return text
