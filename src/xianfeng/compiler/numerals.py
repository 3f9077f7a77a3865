"""Numbers as official prose writes them: 15, 十五, 两, 二〇二一, 百分之五, 三分之二, 半数."""

from __future__ import annotations

_DIGITS = {
    "〇": 0,
    "零": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000, "拾": 10}
NUMERAL = r"(?:\d+(?:\.\d+)?|[〇零○一二两三四五六七八九十百千万壹贰叁肆伍拾]+)"
HAN_NUMERAL = r"[〇零○一二两三四五六七八九十百千]+"


def number(words: str) -> float | None:
    """The value of a numeral, or None when it is none. ``十五`` 15, ``二〇二一`` 2021, ``3.5`` 3.5."""
    words = words.strip()
    if not words:
        return None
    try:
        return float(words)
    except ValueError:
        pass
    if all(c in _DIGITS for c in words):
        value = 0
        for c in words:
            value = value * 10 + _DIGITS[c]
        return float(value)
    total = section = digit = 0
    for c in words:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c == "万":
            total += (section + digit) * 10000
            section = digit = 0
        elif c in _UNITS:
            section += (digit or 1) * _UNITS[c]
            digit = 0
        else:
            return None
    return float(total + section + digit)


def whole(words: str) -> int | None:
    """The numeral as a whole number, or None."""
    value = number(words)
    return int(value) if value is not None and value == int(value) else None


def plain(value: float) -> int | float:
    """An int where the value is whole, else rounded to four places (三分之二 is 0.6667)."""
    return int(value) if value == int(value) else round(value, 4)
