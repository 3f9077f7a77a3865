"""The catalogues: what is extracted, what a translation must keep, and which language a page comes in."""

from __future__ import annotations

import gettext
import re
import string

import pytest
from django.urls import reverse

from xianfeng.config import messages

PLACEHOLDER = re.compile(r"%(?:(?:\((?P<name>\w+)\))?[-+#0]*\d*(?:\.\d+)?(?P<form>[a-zA-Z])|%)")
CHINESE = re.compile(r"[\u2e80-\u303f\u3105-\u312f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
HAN_NAMES = messages.OWN_NAMES | {"先锋"}
"""What stays in Chinese characters in English: the names of languages and of the program."""
TAG = re.compile(r"</?\w+[^<>]*>")


def _forms(value: str | tuple[str, ...]) -> list[str]:
    return list(value) if isinstance(value, tuple | list) else [value]


def _translated(locale: str) -> list[tuple[str | tuple[str, ...], list[str]]]:
    """Source and forms of every entry that is translated at all."""
    entries = [(entry.id, _forms(entry.string)) for entry in messages._read(locale) if entry.id]
    return [(source, forms) for source, forms in entries if any(forms)]


def _placeholders(text: str) -> set[tuple[str | None, str | None]]:
    percent = {(found["name"], found["form"]) for found in PLACEHOLDER.finditer(text)}
    braces = {("{}", name) for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    return percent | braces


def _without_names(text: str) -> str:
    return re.sub("|".join(HAN_NAMES), "", text)


@pytest.mark.parametrize("locale", messages.TARGETS)
def test_every_placeholder_of_a_source_stands_in_its_translation(locale):
    wrong = [
        (source, form)
        for source, forms in _translated(locale)
        for form in forms
        if not any(_placeholders(form) == _placeholders(one) for one in _forms(source))
    ]
    assert len(_translated(locale)) > 1500
    assert not wrong


@pytest.mark.parametrize("locale", messages.TARGETS)
def test_markup_inside_a_string_is_kept(locale):
    pairs = [(source, form) for source, forms in _translated(locale) for form in forms if TAG.search(_forms(source)[0])]
    assert pairs
    assert not [pair for pair in pairs if sorted(TAG.findall(_forms(pair[0])[0])) != sorted(TAG.findall(pair[1]))]


@pytest.mark.parametrize("locale", messages.TARGETS)
def test_no_form_of_a_translated_string_is_empty(locale):
    count = messages._read(locale).num_plurals
    for source, forms in _translated(locale):
        assert all(form.strip() for form in forms), source
        assert len(forms) == (count if isinstance(source, tuple) else 1), source


def test_english_is_written_in_latin_letters_and_punctuation():
    written = [form for _, forms in _translated("en") for form in forms]
    assert not [form for form in written if CHINESE.search(_without_names(form))]
    assert not [form for form in written if "!" in form or "  " in form]


def test_english_ends_where_the_source_ends():
    """A sentence stays a sentence, a label a label: the full stop is there exactly when the source has one."""
    bare = {"。涉及本单位负责人的，只有上一级党组织读到。"}
    for source, forms in _translated("en"):
        text = _forms(source)[0]
        if text in bare:
            continue
        for form in forms:
            assert form.rstrip().endswith(("?", ":")) == text.endswith(("？", "：", "?", ":")), (text, form)
            assert form.endswith(".") == (text.endswith("。") or form == "No."), (text, form)


def test_english_uses_the_words_of_the_glossary():
    table = {entry.id: entry.string for entry in messages._read("en") if entry.id and not entry.context}
    for source, word in {
        "党支部": "Party branch",
        "公示": "Public notices",
        "公示期": "Notice period",
        "点评": "Comment",
        "讲述材料": "Narration",
        "承诺": "Pledge",
        "优秀": "Outstanding",
        "暂算": "Provisional",
        "回头看": "Look-back review",
    }.items():
        assert table[source] == word
    assert not [
        form
        for form in map(str, table.values())
        if re.search(r"\b(commitment|activity|publicity)\b(?! commissioner)", form)
    ]


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("这里、名册里、从哪里来", "這裡、名冊裡、從哪裡來"),
        ("归档后不能再改", "歸檔後不能再改"),
        ("干部管理", "幹部管理"),
        ("公开范围", "公開範圍"),
        ("名单（以姓氏笔画为序）", "名單（以姓氏筆畫為序）"),
        ("计划张贴日期", "計劃張貼日期"),
        ("整改台账", "整改台帳"),
        ("账号已建立，请先征求意见并发布", "帳號已建立，請先徵求意見並發布"),
        ("公布答复，复核，重复，恢复", "公布答覆，複核，重複，恢復"),
        ("党员、群众", "黨員、群眾"),
        ("联系人、组织关系、系统", "聯繫人、組織關係、系統"),
        ("方案写明了开展依据", "方案寫明了開展依據"),
        ("核对后才能办理", "核對後才能辦理"),
        ("公示“%(subject)s”还没有结束", "公示「%(subject)s」還沒有結束"),
        ("简体中文", "简体中文"),
    ],
)
def test_traditional_characters(simplified, traditional):
    assert messages.to_traditional(simplified) == traditional


def test_traditional_catalogue_is_the_derived_one():
    for source, forms in _translated("zh_Hant"):
        assert forms == [messages.to_traditional(_forms(source)[-1])]


def test_python_calls_of_every_kind_are_found():
    source = """
A = _("一")
B = gettext_lazy("二" "续")
C = ngettext("%(n)d 张", "%(n)d 张票", n)
D = pgettext("按钮", "三")
E = npgettext_lazy("表头", "个", "几个", n)
F = _(variable)
G = [("a", _("四")), ("b", gettext_noop("五"))]
H = not_marked("六")
I = ngettext_lazy("七", "八", "n")
"""
    assert [(context, text) for _, context, text in messages.extract_text(source)] == [
        (None, "一"),
        (None, "二续"),
        (None, ("%(n)d 张", "%(n)d 张票")),
        ("按钮", "三"),
        ("表头", ("个", "几个")),
        (None, "四"),
        (None, "五"),
        (None, ("七", "八")),
    ]


def test_template_tags_of_every_kind_are_found():
    source = """{% load i18n %}{# translate "注释" #}
<p title="{% translate '一' %}">{% translate "二" context "按钮" %}{{ value|default:_("三") }}</p>
  {% blocktranslate trimmed with name=row.name|upper %}
    四{{ name }}
    续
  {% endblocktranslate %}
{% blocktranslate count n=total %}{{ n }} 张{% plural %}{{ n }} 张票{% endblocktranslate %}
{% blocktranslate asvar heading %}五{% endblocktranslate %}{% translate "六" as label %}
{% include "x.html" with text=_("七") %}{% blocktranslate %}完成 {{ p }}%{% endblocktranslate %}
{% blocktranslate context "表头" count n=total %}项{% plural %}几项{% endblocktranslate %}
"""
    assert [(context, text) for _, context, text in messages.extract_text(source, template=True)] == [
        (None, "一"),
        ("按钮", "二"),
        (None, "三"),
        (None, "四%(name)s 续"),
        (None, ("%(n)s 张", "%(n)s 张票")),
        (None, "五"),
        (None, "六"),
        (None, "七"),
        (None, "完成 %(p)s%%"),
        ("表头", ("项", "几项")),
    ]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("locale")
    messages.compile_all(folder)
    return folder


@pytest.mark.parametrize("locale", messages.TARGETS)
def test_a_catalogue_compiles_and_answers(compiled, locale):
    with (compiled / locale / "LC_MESSAGES" / "django.mo").open("rb") as handle:
        catalogue = gettext.GNUTranslations(handle)
    singular = [entry for entry in messages._read(locale) if entry.string and isinstance(entry.id, str) and entry.id]
    assert len(singular) > 1500
    for entry in singular:
        if entry.context:
            assert catalogue.pgettext(entry.context, entry.id) == entry.string
        else:
            assert catalogue.gettext(entry.id) == entry.string


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["cookie", "header"])
@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "Staff number or mobile number"), ("zh-hant", "工號或手機號"), ("zh-hans", "工号或手机号")],
)
def test_the_login_page_comes_in_the_language_asked_for(client, settings, compiled, language, shown, by):
    settings.LOCALE_PATHS = [compiled]
    headers = {}
    if by == "cookie":
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    else:
        headers = {"accept-language": language}
    page = client.get(reverse("people:login"), headers=headers).content.decode()
    assert f'lang="{language}"' in page
    assert shown in page
    if language == "en":
        text = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)
        assert not CHINESE.findall(_without_names(text))
