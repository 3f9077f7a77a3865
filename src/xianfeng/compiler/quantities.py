"""Every quantity in a text, with its unit and the words around it; what it means is for the rules to say.

``不少于40个小时``, ``前三``, ``三分之二以上``, ``20﹪``, ``两年``, ``半数``. Names that only contain a numeral
(三个代表, 十九大, 一等奖, 第五届, 2014级) are none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xianfeng.compiler.numerals import HAN_NUMERAL, number, plain

_UNIT = (
    r"个百分点|学分|工作日|自然日|个工作日|个自然日|个小时|个学时|个课时|个月|课时|学时|小时|分钟|周年|周岁|学期|学年|人次|"
    r"百分点|个|名|人|位|篇|份|次|条|项|分|天|日|周|年|岁|字|票|颗|星|度|倍|元|届|轮|场|期|件|节|本|部|户|所|对|级|月|门|张|枚|种|面(?!向|对|积|临|八方)"
)
_ARABIC = re.compile(
    rf"(?<![\d.第〔\[-])(?P<a>\d+(?:\.\d+)?)(?:\s*(?P<x>[分名人个天岁])?\s*(?:-|至|到)+\s*(?P<b>\d+(?:\.\d+)?)(?(x)(?=\s*(?P=x))))?\s*(?P<w>万)?(?P<u>%|‰|{_UNIT})?"
)
_RANGE_PERCENT = re.compile(r"(?P<a>\d+(?:\.\d+)?)\s*%?\s*[-至到]+\s*(?P<b>\d+(?:\.\d+)?)\s*%")
_HAN = re.compile(
    rf"(?<![第〇零一二两三四五六七八九十百千\d])(?P<a>{HAN_NUMERAL})\s*(?:至(?P<b>{HAN_NUMERAL}))?\s*(?P<u>{_UNIT})"
)
_FRACTION = re.compile(
    rf"(?P<n>{HAN_NUMERAL}|\d+)分之(?P<m>{HAN_NUMERAL}|\d+(?:\.\d+)?)|(?P<s>(?<!\d)[1-4]/[2-5](?!\d))|(?<=[占达近约过于为])(?P<t>[一二三四五六七八九])成(?=[的，。；、）\n以左]|$)|(?P<h>半数|(?<=[的过达于足到])一半(?!时间|是|由)|(?<=[得赞票数]过)半(?!数|年|天|月|小时|个|学期)|(?<=[得赞票数]超过)半(?!数|年|天|月|小时|个|学期)|(?<=票过)半(?!数|年|天))"
)
_RANKED = re.compile(
    r"(?:位列|评?选出|评出|排名|名列|位居|列|居|进入|为|取)[\u4e00-\u9fff]{0,8}?前\s*(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,2})(?P<u>%|名|位)?(?![\u4e00-\u9fff]?[个月年天日周提述])"
)
_RANKED_IN = re.compile(
    r"(?:在|位于|处于|排|年级|班级|专业|同级|全[班校院系]|成绩|测评|综测)[\u4e00-\u9fff]{0,8}?前\s*(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,2})(?P<u>%|名|位)(?!校长|老师|同志)"
)  # 成绩位于班级前30%, 得分在前三名
_REVISED = re.compile(rf"(?<![\d.第])(?P<a>\d+)\s*（(?:改为|更正为|现为|调整为)(?P<b>\d+)）\s*(?P<u>{_UNIT})")
_SERIAL = re.compile(r"(?:第|〔\d{2,4}〕|\[\d{4}\]|No\.?|编号|电话|邮编|QQ)\s*[：]?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Quantity:
    """``value`` (and ``upper`` of a range) with ``unit`` as written; fractions have unit ``fraction``."""

    start: int
    end: int
    value: float
    unit: str
    upper: float | None = None
    han: bool = False
    ranked: bool = False


def find_quantities(folded: str) -> list[Quantity]:
    """Quantities in order of appearance, without overlaps; the longest reading of a place wins."""
    found: list[Quantity] = []
    taken = bytearray(len(folded) + 1)

    def keep(quantity: Quantity) -> None:
        if not any(taken[quantity.start : quantity.end]):
            taken[quantity.start : quantity.end] = b"\x01" * (quantity.end - quantity.start)
            found.append(quantity)

    for m in _FRACTION.finditer(folded):
        if m["h"]:
            keep(Quantity(m.start(), m.end(), 0.5, "fraction", han=True))
        elif m["t"]:
            keep(Quantity(m.start(), m.end(), plain((number(m["t"]) or 0) * 10), "%", han=True))
        elif m["s"]:
            top, bottom = m["s"].split("/")
            keep(Quantity(m.start(), m.end(), plain(int(top) / int(bottom)), "fraction"))
        else:
            bottom_value, top_value = number(m["n"]), number(m["m"])
            if bottom_value and top_value is not None:
                if bottom_value == 100:
                    keep(Quantity(m.start(), m.end(), plain(top_value), "%", han=True))
                else:
                    keep(Quantity(m.start(), m.end(), plain(top_value / bottom_value), "fraction", han=True))
    for m in _RANGE_PERCENT.finditer(folded):
        keep(Quantity(m.start(), m.end(), plain(float(m["a"])), "%", plain(float(m["b"]))))
    for m in (*_RANKED.finditer(folded), *_RANKED_IN.finditer(folded)):
        value = number(m["n"])
        if value is not None:
            keep(Quantity(m.start("n") - 1, m.end(), plain(value), m["u"] or "名", han=True, ranked=True))
    for m in _REVISED.finditer(folded):
        keep(Quantity(m.start(), m.end("a"), plain(float(m["a"])), m["u"]))
        keep(Quantity(m.start("b"), m.end("b"), plain(float(m["b"])), m["u"]))
    for m in _ARABIC.finditer(folded):
        unit = m["u"] or ""
        if unit and unit not in "%元字分" and re.fullmatch(r"(?:19|20)\d\d", m["a"]):
            continue  # a year put in the place of a lost number
        if _SERIAL.search(folded[max(0, m.start() - 8) : m.start()]) or len(m["a"]) > 9:
            continue
        if m.start() and (folded[m.start() - 1].isascii() and folded[m.start() - 1].isalnum()):
            continue
        if re.match(r"[A-Za-z@_/]", folded[m.end() : m.end() + 1]) and not unit:
            continue
        times = 10_000 if m["w"] else 1
        upper = plain(float(m["b"]) * times) if m["b"] else None
        keep(Quantity(m.start(), m.end(), plain(float(m["a"]) * times), unit, upper))
    for m in _HAN.finditer(folded):
        value = number(m["a"])
        if value is not None:
            second = number(m["b"]) if m["b"] else None
            keep(Quantity(m.start(), m.end(), plain(value), m["u"], second, han=True))
    return sorted(found, key=lambda q: q.start)
