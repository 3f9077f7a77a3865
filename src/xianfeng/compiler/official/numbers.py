"""One rule of a plan as a sentence with its figure, made from the parameter's own title.

Titles of parameters are questions (``心得体会至少几篇``); the sentence answers them in the words official documents use for
bounds. Before: ``公示期几个工作日``, 5, where more is stricter. After: ``公示期不少于5个工作日``.
"""

from __future__ import annotations

import re
from fractions import Fraction

from xianfeng.compiler.official.model import OfficialNumber
from xianfeng.compiler.official.words import UNITS
from xianfeng.compiler.quantities import find_quantities
from xianfeng.core.plan.parameters import Parameter

_ASKED = re.compile(
    r"几(?P<unit>个工作日|个月|个小时|小时|分钟|个字|颗星|颗|天|日|周|年|个|次|人|名|份|张|篇|项|条|种|轮|分|字|星)?"
    r"|多少|几分之几|何时|此日"
)
_LEAST, _MOST = re.compile(r"至少|最少"), re.compile(r"最多|至多|最长")
_BOUNDED = re.compile(r"(?:超过|少于|多于|低于|高于|不足|达到|满)$")
_SOFT_BEHIND = ("左右", "上下", "前后")
_WITHIN = re.compile(r"^几(?P<unit>天|个工作日|周|个月)内(?P<what>.+)$")
_EVERY = re.compile(r"^隔几(?P<unit>天|周|个月)(?P<what>.+?)一?次(?P<rest>.*)$")


def number_of(parameter: Parameter, *, own_words: bool = False) -> OfficialNumber | None:
    """The sentence of a set parameter; None for what is open, a switch, a choice or a text. ``own_words``: the plan was
    read from a document, and a figure nobody has changed since is told in the words it was read from."""
    value = parameter.value
    if value is None or isinstance(value, bool) or parameter.type in ("boolean", "text", "choice"):
        return None
    title = parameter.title.strip("。")
    soft = parameter.soft.word if parameter.soft else ""
    quote = " ".join((parameter.source.quote or "").split()).strip("，；。、：:;, ")
    if own_words and quote and _stands_in(parameter, quote):
        day = tuple(int(piece) for piece in str(value).split("-")[-2:]) if "-" in str(value) else None
        return OfficialNumber(quote, 0, parameter.unit or "", (day[0], day[1]) if day else None)
    if parameter.type in ("date", "month_day"):
        return _day(title, str(value), soft)
    if parameter.type == "share":
        share = Fraction(str(value).removesuffix("%")) / (100 if str(value).endswith("%") else 1)
        percent = share * 100
        if percent.denominator == 1:
            return _amount(parameter, title, f"{percent}%", float(percent), "%", soft)
        told = f"{han(share.denominator)}分之{han(share.numerator)}"
        return _amount(parameter, title, told, round(float(share), 4), "fraction", soft)
    number = int(value) if str(value).isdigit() else float(str(value))
    every = _EVERY.match(title)
    if every:
        told = f"{number}{every['unit']}"
        return OfficialNumber(f"{every['what']}{every['rest']}的间隔不超过{told}", number, every["unit"])
    asked = _ASKED.search(title)
    unit = (asked["unit"] if asked else "") or UNITS.get(parameter.unit or "", "")
    unit = "字" if unit == "个字" else unit
    return _amount(parameter, title, f"{number}{unit}", number, unit, soft) if number else None


def _stands_in(parameter: Parameter, quote: str) -> bool:
    """Whether the words still give the value: a person may have corrected it, or a superior tightened it."""
    written = str(parameter.value).removesuffix("%")
    figures = {f"{quantity.value:g}" for quantity in find_quantities(quote)}
    if parameter.type in ("date", "month_day"):
        month, day = written.split("-")[-2:]
        return f"{int(month)}月{int(day)}日" in quote
    share = str(round(float(Fraction(written)), 4)) if "/" in written else written
    return share in figures


def _amount(
    parameter: Parameter, title: str, told: str, value: int | float, unit: str, soft: str
) -> OfficialNumber | None:
    """``title`` with its question answered by ``told``, and the bound in front of the figure."""
    within = _WITHIN.match(title)
    if within:
        return OfficialNumber(f"{within['what']}的时间不超过{told}", value, unit)
    bound = _bound(parameter, title)
    title = _LEAST.sub("", _MOST.sub("", title))
    asked = _ASKED.search(title)
    before, after = (title[: asked.start()], title[asked.end() :]) if asked else (title, "")
    if _BOUNDED.search(before) or after.startswith(("以上", "以下", "以内")):
        return OfficialNumber(f"{before}{_softened(told, soft)}{after}", value, unit)
    if after.startswith("内"):
        return OfficialNumber(f"{before}{told}以内{after[1:]}", value, unit)
    if after.startswith("后"):
        return OfficialNumber(f"{before}满{told}{after}", value, unit)
    if before.endswith(("须", "需")):
        bound = bound or "不少于"
    if before.endswith("占"):
        before = f"{before[:-1]}所占比例"
    if "可以" in before and not bound:
        return OfficialNumber(f"{before}，但不超过{told}{after}", value, unit)
    if not bound and asked and unit in ("天", "周", "个月") and not after:
        return OfficialNumber(f"{re.sub('(?:安排|用)$', '', before)}为期{_softened(told, soft)}", value, unit)
    if not asked:
        bound = bound or "为"
    if soft in _SOFT_BEHIND:
        return OfficialNumber(f"{before}{bound}{told}{soft}{after}", value, unit)
    return OfficialNumber(f"{before}{soft}{bound}{told}{after}", value, unit)


def _day(title: str, value: str, soft: str) -> OfficialNumber:
    *year, month, day = (int(piece) for piece in value.split("-"))
    told = f"{year[0]}年{month}月{day}日" if year else f"{month}月{day}日"
    asked = _ASKED.search(title)
    if asked:
        before, after = title[: asked.start()], title[asked.end() :]
        at = "" if before.endswith(("在", "于")) else "于"
        words = f"{before}{at}{told}{soft}{after}"
    else:
        words = f"{re.sub('的?(?:日子|日期)$', '', title)}定于{_softened(told, soft)}"
    return OfficialNumber(words, day, "日", (month, day))


def _bound(parameter: Parameter, title: str) -> str:
    """不少于 or 不超过, as the title says it, or by which way is the stricter one."""
    if _LEAST.search(title) or (parameter.stricter == "higher" and not _MOST.search(title)):
        return "不低于" if parameter.type == "share" else "不少于"
    return "不超过" if _MOST.search(title) or parameter.stricter == "lower" else ""


def _softened(told: str, soft: str) -> str:
    return f"{told}{soft}" if soft in _SOFT_BEHIND else f"{soft}{told}"


def han(number: int) -> str:
    """A small number in Chinese figures: 3 is 三, 12 is 十二."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十"
    return head + (digits[ones] if ones or not head else "")
