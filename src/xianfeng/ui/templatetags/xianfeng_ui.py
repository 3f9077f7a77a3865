"""How dates, counts, names and states are written on every page."""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import segno
from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from xianfeng.ui.words import state_word

register = template.Library()

WEEKDAYS = [
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
]
WEEKDAYS += [gettext_lazy("周六"), gettext_lazy("周日")]
LARGE_TEXT_COOKIE = "xf_text"
FULL_WIDTH_SPACE = "\u3000"


@register.filter
def cn_date(value: dt.date | dt.datetime | str | None, today: dt.date | None = None) -> str:
    """``9月28日(周一)``, with the year when it is not the year of ``today`` (default: the present day); none gives ''.

    A snapshot keeps its days as text (``2026-09-28``): they are told the same way, other text as it is.
    """
    if not value:
        return ""
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    parts = {"year": value.year, "month": value.month, "day": value.day, "weekday": WEEKDAYS[value.weekday()]}
    if value.year == (today or timezone.localdate()).year:
        return _("%(month)d月%(day)d日(%(weekday)s)") % parts
    return _("%(year)d年%(month)d月%(day)d日(%(weekday)s)") % parts


SOON = 7
"""Up to how many days ahead a day is also told by how far off it is."""


@register.filter
def days_left(day: dt.date | None, today: dt.date | None = None) -> str:
    """How far off a near day is, to stand beside it: ``今天``, ``还有 3 天``, ``已过 2 天``; '' for a day further ahead."""
    if not day:
        return ""
    left = (day - (today or timezone.localdate())).days
    if left < 0:
        return _("已过 %(n)s 天") % {"n": -left}
    if left > SOON:
        return ""
    return (_("今天"), _("明天"))[left] if left < 2 else _("还有 %(n)s 天") % {"n": left}


@register.filter
def cn_datetime(value: dt.datetime | None, today: dt.date | None = None) -> str:
    """``9月28日(周一) 10:32``; a date without a time is written as a date."""
    if not value:
        return ""
    if not isinstance(value, dt.datetime):
        return cn_date(value, today)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{cn_date(local.date(), today)} {local:%H:%M}"


@register.filter
def cn_day(value: dt.date | None) -> str:
    """``2026年5月8日``: the form on documents, always with the year and without leading zeros."""
    if not value:
        return ""
    return _("%(year)d年%(month)d月%(day)d日") % {"year": value.year, "month": value.month, "day": value.day}


@register.filter
def stretch(value: str) -> SafeString:
    """``9月20日(周日) — 10月3日(周六)`` as two pieces: a line breaks between the dates, never inside one."""
    first, dash, last = str(value).partition(" — ")
    if not dash:
        return conditional_escape(first)
    return format_html('<span class="nowrap">{} —</span> <span class="nowrap">{}</span>', first, last)


def _number(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def percent_text(part: Any, total: Any, places: int = 1) -> str:
    """``93.3``: half up to ``places`` decimals; '' where there is no part, or no total to divide by."""
    part_number, total_number = _number(part), _number(total)
    if part_number is None or not total_number:
        return ""
    step = Decimal(1).scaleb(-places)
    return str((part_number * 100 / total_number).quantize(step, rounding=ROUND_HALF_UP))


@register.simple_tag
def of_total(part: Any, total: Any, unit: str | None = None) -> str:
    """``28/30 人 (93.3%)``; ``unit`` replaces 人. Without data the words say so; a total of nought has no percentage."""
    if _number(part) is None or _number(total) is None:
        return _("暂无数据")
    figure = f"{part}/{total} {unit or _('人')}"
    percent = percent_text(part, total)
    return f"{figure} ({percent}%)" if percent else figure


@register.simple_tag
def percent(part: Any, total: Any, places: int = 1) -> str:
    """``93.3%`` or the words for no data."""
    text = percent_text(part, total, places)
    return f"{text}%" if text else _("暂无数据")


@register.simple_tag
def bar_width(part: Any, total: Any) -> str:
    """The width of a bar in a hundred units, kept between 0 and 100."""
    text = percent_text(part, total, 2)
    return str(min(max(Decimal(text), Decimal(0)), Decimal(100))) if text else "0"


@register.filter
def or_no_data(value: Any) -> Any:
    """The value itself, nought included; the words for no data when there is none."""
    return _("暂无数据") if value is None or value == "" else value


@register.filter
def padded_name(value: str | None) -> str:
    """``张三`` becomes ``张　三``, so that names of two and three characters end in line; others stay."""
    name = (value or "").strip()
    if len(name) == 2 and all("\u3400" <= char <= "\u9fff" or char >= "\U00020000" for char in name):
        return name[0] + FULL_WIDTH_SPACE + name[1]
    return name


@lru_cache(maxsize=512)
def _state_badge(code: str, word: str, language: str | None) -> SafeString:
    known = state_word(code)
    return render_to_string(
        "components/state.html", {"word": word or known.word, "icon": known.icon, "tone": known.tone}
    )


@register.simple_tag
def state(code: str, word: str = "") -> SafeString:
    """A badge with icon and word for a state code; ``word`` replaces the usual word, never the icon.

    A board shows thousands of them, so each is rendered once for a language.
    """
    return _state_badge(str(code), str(word), get_language())


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon from ``ui/icons.svg``; the words beside it carry the meaning."""
    return _icon(str(name))


@lru_cache(maxsize=128)
def _icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false" width="20" height="20"><use href="{}#{}"></use></svg>',
        static("ui/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def query_replace(context: template.Context, **changes: Any) -> str:
    """``?page=2&state=late``: the present query with some values replaced; none or '' removes one."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is None:
        from django.http import QueryDict

        query = QueryDict(mutable=True)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.filter
def with_columns(cells: list[Any], columns: list[Any]) -> list[tuple[Any, Any]]:
    """Pairs of (column, cell), so that a cell on a phone can name its column."""
    return list(zip(columns, cells, strict=False))


def _part(value: Any, name: str) -> Any:
    """A named part of a mapping or of an object, as templates look it up."""
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


WHOLE = re.compile(r"(\d{4}年)?\d{1,2}月\d{1,2}日\(\w+\)( \d{2}:\d{2})?|\d{4}-\d{2}-\d{2}( [\d:]+)?|\d{4,9}")
"""A date as it is written in lists, a stamp of a log, a number: never broken over two lines."""


def _cell(cell: Any) -> str:
    if not isinstance(cell, dict):
        text = conditional_escape(cell)
        return f'<span class="nowrap">{text}</span>' if WHOLE.fullmatch(str(cell)) else text
    text = conditional_escape("" if cell.get("text") is None else cell["text"])
    if cell.get("state"):
        badge = state(cell["state"], cell.get("word") or "")
        text = f"{text} {badge}" if text else badge
    if cell.get("url"):
        text = f'<a href="{conditional_escape(cell["url"])}">{text}</a>'
    if cell.get("note") and cell["note"] not in (cell.get("text"), str(state_word(cell.get("state") or "").word)):
        text = f'{text} <small class="muted">{conditional_escape(cell["note"])}</small>'
    return (
        f'<span class="nowrap">{text}</span>'
        if WHOLE.fullmatch(str(cell.get("text") or ""))
        else f"<span>{text}</span>"
    )


@register.filter
def table_row(cells: list[Any], columns: list[Any]) -> SafeString:
    """The cells of a row of the table component: text, or {text, url?, state?, word? (instead of the state's own), note?}; the first is the row's head.

    Plain Python, each value escaped by itself: a board has thousands of cells, and a template takes ten times as long.
    """
    first, *rest = cells or [""]
    across = f' colspan="{len(columns)}"' if not rest and len(columns) > 1 else ""
    parts = [f'<th scope="row" role="rowheader"{across}>{_cell(first)}</th>']
    for column, cell in zip(columns[1:], rest, strict=False):
        names = " ".join(
            name
            for name, is_so in (
                ("is-number", _part(column, "number")),
                ("is-whole", _part(column, "whole")),
                ("is-empty", cell == ""),
            )
            if is_so
        )
        kind = f' class="{names}"' if names else ""
        parts.append(
            f'<td role="cell" data-label="{conditional_escape(_part(column, "label"))}"{kind}>{_cell(cell)}</td>'
        )
    return mark_safe("".join(parts))  # noqa: S308 - every value above is escaped


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """``mapping[key]`` or none."""
    try:
        return mapping[key]
    except (KeyError, IndexError, TypeError):
        return None


@register.simple_tag
def qr(text: str) -> SafeString:
    """A QR code as plain SVG without style attributes."""
    code = segno.make(str(text), error="m", micro=False)
    svg = code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(svg)  # noqa: S308 - drawn by segno from modules, no text of the caller in it


@register.simple_tag(takes_context=True)
def large_text(context: template.Context) -> bool:
    """True when the reader has chosen large text."""
    request = context.get("request")
    return bool(request and request.COOKIES.get(LARGE_TEXT_COOKIE) == "large")


MESSAGE_TONES = {"success": ("done", "check"), "warning": ("late", "alert"), "error": ("wrong", "alert")}


@register.filter
def message_tone(message: Any) -> str:
    """The note style of a Django message."""
    return MESSAGE_TONES.get(message.level_tag, ("info", "info"))[0]


@register.filter
def message_icon(message: Any) -> str:
    """The icon of a Django message."""
    return MESSAGE_TONES.get(message.level_tag, ("info", "info"))[1]


@register.filter
def widget_kind(field: Any) -> str:
    """How a bound form field is laid out: ``hidden``, ``single`` (one tick box), ``choices`` or ``plain``."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "")
    if widget.is_hidden:
        return "hidden"
    if kind == "checkbox" and not hasattr(widget, "choices"):
        return "single"
    return "choices" if kind in {"radio", "checkbox"} else "plain"


TEXT_TAGS = {"h2", "h3", "h4", "h5", "h6", "p", "br", "ol", "ul", "li", "strong", "em", "blockquote"}


@register.filter
@lru_cache(maxsize=128)
def plan_text(value: str) -> SafeString:
    """A text of a plan (Markdown) as headings, paragraphs and lists, one level down: below the page's own headings."""
    import nh3  # here: both are slow to load, and few pages show a plan's text
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True})
    tokens = markdown.parse(str(value or ""))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    html = markdown.renderer.render(tokens, markdown.options, {})
    return mark_safe(nh3.clean(html, tags=TEXT_TAGS, attributes={"ol": {"start"}}))  # noqa: S308  (cleaned just now)


SIGNS = {"：": ": ", "、": ", ", "，": ", ", "；": "; ", "。": ". ", "（": " (", "）": ")"}
"""Chinese punctuation between translated pieces -> how a language with Latin letters writes it."""


@register.simple_tag
def sign(mark: str) -> str:
    """A mark of punctuation as the language of the page writes it."""
    return mark if (get_language() or "zh").startswith("zh") else SIGNS.get(mark, mark)
