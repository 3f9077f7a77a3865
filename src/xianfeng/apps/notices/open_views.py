"""Pages for people without an account: a notice in its period, an objection, and what became of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.notices import actions, forms, queries
from xianfeng.apps.notices.models import KEPT_DAYS
from xianfeng.apps.notices.printing import tally_words
from xianfeng.apps.notices.queries import NoticeRow
from xianfeng.apps.notices.reading import is_inside
from xianfeng.apps.notices.refusals import sentence
from xianfeng.apps.notices.views.sheets import period_context, sheet_facts
from xianfeng.apps.notices.words import SCOPE_WORDS
from xianfeng.apps.people.access import open_to_all, require, viewer_of
from xianfeng.apps.people.strangers import Door, new_receipt, no_store, read_receipt, signed_receipt

DOOR = Door()


def _show(request: HttpRequest, notice: NoticeRow, object_url: str) -> HttpResponse:
    return render(
        request,
        "notices/public.html",
        {
            "notice": notice,
            "names": queries.list_names(notice.id),
            "facts": sheet_facts(notice),
            "period": period_context(notice),
            "tally_words": tally_words(notice),
            "scope_word": SCOPE_WORDS[notice.scope],
            "object_name": object_url,
        },
    )


def _public(notice_id: int) -> NoticeRow:
    notice = queries.find_notice(notice_id)
    if notice is None or not queries.is_public(notice, timezone.localdate()):
        raise Http404
    return notice


def _by_token(token: str) -> NoticeRow:
    notice = queries.find_by_token(token)
    if notice is None or notice.scope not in ("school", "society") or not notice.is_running(timezone.localdate()):
        raise Http404
    return notice


@open_to_all
def public(request: HttpRequest, notice_id: int) -> HttpResponse:
    """A notice opened to society, in its period only; afterwards there is no such page."""
    return _show(request, _public(notice_id), "public")


@open_to_all
def token(request: HttpRequest, token: str) -> HttpResponse:
    """The same sheet by the code printed on it: for staff and students without an account."""
    return _show(request, _by_token(token), "token")


def _object(request: HttpRequest, notice: NoticeRow) -> HttpResponse:
    """Take in an objection; the receipt is shown at once and never again."""
    bound = request.POST if request.method == "POST" else None
    form = forms.Object(bound, initial={"code": signed_receipt()})
    if bound is not None and form.is_valid():
        data = form.cleaned_data
        code = read_receipt(data["code"])
        if data["website"]:  # a field nobody sees: only machines fill it
            return no_store(render(request, "notices/receipt_given.html", {"notice": notice, "code": new_receipt()}))
        if not code:
            form.add_error(None, _("页面打开太久，请刷新后再提交。"))
        elif DOOR.is_crowded(request):
            form.add_error(None, sentence(Refused("too_often")))
        else:
            try:
                actions.object(
                    now=timezone.now(),
                    actor=None,
                    notice_id=notice.id,
                    text=data["text"],
                    sender=data["sender"],
                    contact=data["contact"],
                    code=code,
                )
                return no_store(render(request, "notices/receipt_given.html", {"notice": notice, "code": code}))
            except Refused as refused:
                form.add_error(None, sentence(refused))
    return no_store(render(request, "notices/object.html", {"notice": notice, "form": form, "kept_days": KEPT_DAYS}))


@open_to_all
def public_object(request: HttpRequest, notice_id: int) -> HttpResponse:
    return _object(request, _public(notice_id))


@open_to_all
def token_object(request: HttpRequest, token: str) -> HttpResponse:
    return _object(request, _by_token(token))


def inside_object(request: HttpRequest, notice_id: int) -> HttpResponse:
    """For signed-in staff and members where it hangs. The account is not kept with the objection."""
    notice = queries.find_notice(notice_id)
    if notice is None or not notice.is_running(timezone.localdate()):
        raise Http404
    require(is_inside(viewer_of(request), notice))
    return _object(request, notice)


@open_to_all
def receipt(request: HttpRequest) -> HttpResponse:
    """What became of an objection, by its receipt code."""
    form, found, asked = forms.Receipt(request.POST or None), None, False
    if request.method == "POST" and form.is_valid():
        if DOOR.is_guessed(request):
            form.add_error(None, sentence(Refused("too_often")))
        else:
            asked = True
            found = queries.find_objection_by_receipt(form.cleaned_data["code"])
            if found is None:
                DOOR.note_wrong(request)
                form.add_error("code", _("没有找到这个回执码，请核对后重新输入。"))
    return no_store(render(request, "notices/receipt.html", {"form": form, "objection": found, "asked": asked}))
