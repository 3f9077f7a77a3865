"""An act at a page ends in one sentence, whether it was done or refused; anything else still breaks."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import explaining, refusal_sentence, telling


class Note(forms.Form):
    text = forms.CharField()


@pytest.fixture
def request_(rf):
    request = rf.post("/")
    request._messages = CookieStorage(request)
    return request


def said(request):
    return [(one.level_tag, one.message) for one in get_messages(request)]


def test_done(request_):
    with telling(request_, str, "已保存。"):
        pass
    assert said(request_) == [("success", "已保存。")]


def test_refused(request_):
    with telling(request_, lambda refused: f"不行：{refused.code}", "已保存。"):
        raise Refused("closed")
    assert said(request_) == [("error", "不行：closed")]


def test_a_fault_is_not_hidden(request_):
    with pytest.raises(ZeroDivisionError), telling(request_, str):
        raise ZeroDivisionError


def test_a_form_keeps_what_was_typed():
    form = Note({"text": "内容"})
    with explaining(form, lambda refused: "太晚了"):
        raise Refused("late")
    assert (form.is_valid(), form.non_field_errors(), form["text"].value()) == (False, ["太晚了"], "内容")


def test_words_of_the_room_go_first():
    words = {"names_missing": "还缺：%(names)s。"}
    assert refusal_sentence(Refused("names_missing", names=["甲", "乙"]), words) == "还缺：甲、乙。"
    assert refusal_sentence(Refused("reason_missing"), words) == "请写明理由。"
    assert refusal_sentence(Refused("reason_missing"), {"reason_missing": "请说为什么。"}) == "请说为什么。"
    assert refusal_sentence(Refused("unheard_of"), words) == "没有办成，请刷新页面后再试。"
