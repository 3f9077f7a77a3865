"""Essays: hand one in, read one, share the own one, say that it was read."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xianfeng.apps.journal.telling import explaining, telling
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.apps.progress.visiting import Visit, visit
from xianfeng.kinds.study import actions, essays, forms
from xianfeng.kinds.study.kind import KEPT_DAYS
from xianfeng.kinds.study.words import sentence


def may_write(at: Visit) -> bool:
    return bool(at.params.essays) and at.is_concerned and at.is_writable


def write(request: HttpRequest, campaign_id: int, step_code: str, essay_id: int | None = None) -> HttpResponse:
    """Hand in an essay; the author may put other words in place of it until it was read."""
    row = essays.get_essay(essay_id) if essay_id is not None else None
    at = visit(
        request, campaign_id, step_code, kind="study", organization_id=row.organization_id if row is not None else None
    )
    require(may_write(at))
    if row is not None:
        require(at.viewer.is_person(row.person_id))
        if row.read_on or (row.campaign_id, row.step_code) != (campaign_id, step_code):
            return redirect(row.url)
    initial = {"nonce": uuid4()}
    if row is not None:
        initial |= {"title": row.title, "text": row.text, "is_shared": row.is_shared}
    bound = request.POST if request.method == "POST" else None
    form = forms.EssayForm(bound, initial=initial)
    if bound is not None and form.is_valid():
        with explaining(form, sentence):
            made = actions.write_essay(
                **stamp_of(request),
                campaign_id=campaign_id,
                step_code=step_code,
                organization_id=at.branch.id,
                essay_id=essay_id,
                **form.cleaned_data,
            )
            messages.success(request, _("已提交，等待审阅。"))
            return redirect("study:essay", made)
    return render(
        request,
        "study/write_essay.html",
        {"at": at, "trail": at.trail(_("心得体会")), "form": form, "kept_days": KEPT_DAYS},
        status=422 if bound is not None else 200,
    )


def essay(request: HttpRequest, essay_id: int) -> HttpResponse:
    """One essay; for the reviewer with the passages that others have as well."""
    row = essays.get_essay(essay_id)
    viewer = viewer_of(request)
    require(essays.may_read(viewer, row))
    at = visit(request, row.campaign_id, row.step_code, kind="study", organization_id=row.organization_id)
    is_author = viewer.is_person(row.person_id)
    reviews = at.may_run and not is_author
    if request.method == "POST":
        return _act(request, row, is_author=is_author, reviews=reviews and at.campaign.is_open)
    alike = essays.list_alike(row) if reviews else []
    return render(
        request,
        "study/essay.html",
        {
            "at": at,
            "trail": at.trail(row.title),
            "row": row,
            "kept_days": KEPT_DAYS,
            "is_author": is_author,
            "may_edit": is_author and not row.read_on and may_write(at),
            "may_mark": reviews and not row.read_on and at.campaign.is_open,
            "alike": [(one, essays.may_read(viewer, one.other)) for one in alike],
        },
    )


def _act(request: HttpRequest, row: essays.EssayRow, *, is_author: bool, reviews: bool) -> HttpResponse:
    act, stamp = request.POST.get("act", ""), stamp_of(request)
    if act in ("share", "keep"):
        require(is_author)
        done = _("本支部的同志现在可以看到。") if act == "share" else _("已改为只给审阅的人看。")
        with telling(request, sentence, done):
            actions.share_essay(**stamp, essay_id=row.id, is_shared=act == "share")
    elif act == "read":
        require(reviews)
        with telling(request, sentence, _("已记下。")):
            actions.mark_seen(
                **stamp,
                nonce=uuid4(),
                campaign_id=row.campaign_id,
                step_code=row.step_code,
                organization_id=row.organization_id,
                person_id=row.person_id,
                what="essay",
                title=row.title,
                essay_id=row.id,
            )
    else:
        raise Http404
    return redirect(row.url)
