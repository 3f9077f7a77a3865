"""An act at a page: carried out, and the visitor told that it is done or, in one sentence, why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused

Sentence = Callable[[Refused], str]


@contextmanager
def telling(request: HttpRequest, sentence: Sentence, done: object = "") -> Iterator[None]:
    """What happens inside is one act. A refusal ends it there; either way the visitor reads on the next page how it went."""
    try:
        yield
    except Refused as refused:
        messages.error(request, sentence(refused))
    else:
        if done:
            messages.success(request, str(done))


@contextmanager
def explaining(form: BaseForm, sentence: Sentence, field: str | None = None) -> Iterator[None]:
    """What happens inside is asked for by this form. A refusal stands above its fields (or at `field`), and nothing typed
    is lost: go on only while `form.is_valid()`."""
    try:
        yield
    except Refused as refused:
        form.add_error(field, sentence(refused))


def refusal_sentence(refused: Refused, words: Mapping[str, str], otherwise: Sentence | None = None) -> str:
    """The room's own words for its codes, else those for what every act may meet, else what another room says.

    Several names become one list.
    """
    common = {
        "campaign_not_open": _("活动还没有开始或已经结束，现在不能办理。"),
        "year_plan_missing": _("本支部的上一段总结和新一年打算还没有经上级同意，新一轮活动暂时不能办理。"),
        "step_blocked": _("“%(step)s”现在还不能办理：%(unmet)s。"),
        "reason_missing": _("请写明理由。"),
        "person_elsewhere": _("这里选的人不在本单位，请核对后另选。"),
    }
    text = words.get(refused.code) or common.get(refused.code)
    if text is None:
        return otherwise(refused) if otherwise else _("没有办成，请刷新页面后再试。")
    return text % {
        key: "、".join(map(str, value)) if isinstance(value, list | tuple) else value
        for key, value in refused.params.items()
    }
