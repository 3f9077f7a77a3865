"""How dates, counts, names and states are written."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from tests.scanning import scan_markup
from xianfeng.ui.templatetags import xianfeng_ui as tags
from xianfeng.ui.words import STATES, state_word

TODAY = dt.date(2026, 9, 1)


@pytest.fixture(autouse=True)
def simplified_chinese():
    with translation.override("zh-hans"):
        yield


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (dt.date(2026, 9, 28), "9月28日(周一)"),
        (dt.date(2026, 10, 4), "10月4日(周日)"),
        (dt.date(2025, 12, 31), "2025年12月31日(周三)"),
        (dt.date(2027, 1, 1), "2027年1月1日(周五)"),
        (dt.datetime(2026, 9, 27, 17, 0, tzinfo=dt.UTC), "9月28日(周一)"),
        ("2026-09-28", "9月28日(周一)"),
        ("待定", "待定"),
        (None, ""),
        ("", ""),
    ],
)
def test_cn_date(value, expected):
    assert tags.cn_date(value, TODAY) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (dt.datetime(2026, 9, 28, 2, 32, tzinfo=dt.UTC), "9月28日(周一) 10:32"),
        (dt.datetime(2025, 9, 28, 16, 5, tzinfo=dt.UTC), "2025年9月29日(周一) 00:05"),
        (dt.datetime(2026, 9, 28, 8, 1), "9月28日(周一) 08:01"),
        (dt.date(2026, 9, 28), "9月28日(周一)"),
        (None, ""),
    ],
)
def test_cn_datetime(value, expected):
    assert tags.cn_datetime(value, TODAY) == expected


@pytest.mark.parametrize(
    ("days", "expected"), [(-2, "已过 2 天"), (0, "今天"), (1, "明天"), (7, "还有 7 天"), (8, ""), (None, "")]
)
def test_days_left(days, expected):
    assert tags.days_left(None if days is None else TODAY + dt.timedelta(days=days), TODAY) == expected


def test_cn_day_has_no_leading_zeros():
    assert tags.cn_day(dt.date(2026, 5, 8)) == "2026年5月8日"


@pytest.mark.parametrize(
    ("part", "total", "unit", "expected"),
    [
        (28, 30, None, "28/30 人 (93.3%)"),
        (0, 30, None, "0/30 人 (0.0%)"),
        (30, 30, "所", "30/30 所 (100.0%)"),
        (1, 3, "", "1/3 人 (33.3%)"),
        (Decimal("1"), Decimal("8"), None, "1/8 人 (12.5%)"),
        (1, 2000, None, "1/2000 人 (0.1%)"),
        (0, 0, None, "0/0 人"),
        (None, 30, None, "暂无数据"),
        (28, None, None, "暂无数据"),
        ("", "", None, "暂无数据"),
    ],
)
def test_of_total(part, total, unit, expected):
    assert tags.of_total(part, total, unit) == expected


@pytest.mark.parametrize(
    ("part", "total", "expected"), [(1, 8, "12.5%"), (2, 3, "66.7%"), (None, 3, "暂无数据"), (0, 0, "暂无数据")]
)
def test_percent(part, total, expected):
    assert tags.percent(part, total) == expected


@pytest.mark.parametrize(
    ("part", "total", "expected"), [(1, 4, "25.00"), (5, 4, "100"), (-1, 4, "0"), (None, 4, "0"), (1, 0, "0")]
)
def test_bar_width_stays_inside(part, total, expected):
    assert tags.bar_width(part, total) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("张三", "张\u3000三"),
        ("李明远", "李明远"),
        ("欧阳文静", "欧阳文静"),
        ("Li", "Li"),
        ("张", "张"),
        (" 张三 ", "张\u3000三"),
        ("", ""),
        (None, ""),
    ],
)
def test_padded_name(name, expected):
    assert tags.padded_name(name) == expected


@pytest.mark.parametrize(("value", "expected"), [(0, 0), (None, "暂无数据"), ("", "暂无数据"), ("甲", "甲")])
def test_nothing_is_not_nought(value, expected):
    assert tags.or_no_data(value) == expected


@pytest.mark.parametrize("code", list(STATES))
def test_a_state_has_a_word_and_an_icon(code):
    html = Template("{% load xianfeng_ui %}{% state code %}").render(Context({"code": code}))
    assert str(STATES[code].word) in html
    assert f"#{STATES[code].icon}" in html


def test_a_new_state_shows_its_code_and_never_breaks():
    assert state_word("resting") == ("resting", "circle", "neutral")


def test_words_of_a_caller_are_escaped():
    html = Template("{% load xianfeng_ui %}{% state code %}").render(Context({"code": "<b>x</b>"}))
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


@pytest.mark.parametrize(
    ("query", "tag", "expected"),
    [
        ("state=late&page=3", "{% query_replace page=4 %}", "?state=late&amp;page=4"),
        ("state=late&page=3", "{% query_replace state=None %}", "?page=3"),
        ("", "{% query_replace page=2 %}", "?page=2"),
        ("page=2", "{% query_replace page='' %}", "?"),
        ("q=%E5%BC%A0", "{% query_replace page=2 %}", "?q=%E5%BC%A0&amp;page=2"),
    ],
)
def test_query_replace(query, tag, expected):
    request = RequestFactory().get(f"/?{query}")
    assert Template("{% load xianfeng_ui %}" + tag).render(Context({"request": request})) == expected


def test_qr_has_neither_style_nor_script():
    svg = tags.qr("http://127.0.0.1/first/AB12")
    assert svg.startswith("<svg") and "style=" not in svg and "script" not in svg
    assert scan_markup(svg) == ["http://127.0.0.1/first/AB12"]


def test_columns_name_their_cells():
    assert tags.with_columns([1, 2], ["a", "b"]) == [("a", 1), ("b", 2)]


def test_a_row_of_a_table_escapes_every_value():
    nasty = '"><script>x</script>'
    columns = [{"label": "名"}, {"label": nasty, "number": True}, {"label": "空"}]
    html = tags.table_row(
        [{"text": nasty, "url": nasty, "note": nasty + "!"}, {"text": 0, "state": nasty}, ""], columns
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 5
    assert 'class="is-number"' in html and 'class="is-empty"' in html


def test_a_single_cell_heads_its_group():
    assert (
        tags.table_row(["小学"], [{"label": "甲"}, {"label": "乙"}])
        == '<th scope="row" role="rowheader" colspan="2">小学</th>'
    )


def test_nought_is_a_figure_in_a_cell():
    assert ">0<" in tags.table_row(["甲", {"text": 0}], [{"label": "名"}, {"label": "数"}])


def test_a_note_that_repeats_the_state_is_left_out():
    html = tags.table_row(
        ["甲", {"state": "overdue", "note": "已逾期"}, {"state": "overdue", "note": "3 天"}], [{"label": "名"}] * 3
    )
    assert html.count("已逾期") == 2
    assert '<small class="muted">3 天</small>' in html


def test_a_cell_may_word_its_state_in_its_own_way():
    html = tags.table_row(["甲", {"state": "in_review", "word": "待审批"}], [{"label": "名"}] * 2)
    assert "待审批" in html and "审核中" not in html


def test_a_text_of_a_plan_is_shown_as_it_is_meant():
    text = "# 讲述提纲\n\n以事例说话。\n\n1. **具体事例**：至少一个。\n2. 不足<script>alert(1)</script>\n"
    assert tags.plan_text(text) == (
        "<h2>讲述提纲</h2>\n<p>以事例说话。</p>\n<ol>\n<li><strong>具体事例</strong>：至少一个。</li>\n"
        "<li>不足&lt;script&gt;alert(1)&lt;/script&gt;</li>\n</ol>\n"
    )
    assert (
        tags.plan_text("[x](javascript:alert(1)) ![y](http://z.example/a.png)") == "<p>[x](javascript:alert(1)) </p>\n"
    )
    assert tags.plan_text("") == ""


def test_punctuation_follows_the_language_of_the_page():
    marks = "：、（）。"
    assert "".join(tags.sign(mark) for mark in marks) == marks
    with translation.override("zh-hant"):
        assert tags.sign("：") == "："
    with translation.override("en"):
        assert [tags.sign(mark) for mark in marks] == [": ", ", ", " (", ")", ". "]


def test_a_stretch_of_days_breaks_between_its_dates_only():
    assert tags.stretch("9月20日(周日) — 10月3日(周六)") == (
        '<span class="nowrap">9月20日(周日) —</span> <span class="nowrap">10月3日(周六)</span>'
    )
    assert tags.stretch("随时 <b>") == "随时 &lt;b&gt;"


def test_a_date_in_a_list_stays_on_one_line():
    row = tags.table_row(["甲", {"text": "12月24日(周四)"}, {"text": "12月24日(周四)前完成"}], ["", "", ""])
    assert row.count('class="nowrap"') == 1
    row = tags.table_row([17444, "2026-11-21 20:57:40", "第17444号"], ["", "", ""])
    assert row.count('class="nowrap"') == 2
