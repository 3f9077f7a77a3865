"""Pages of the digests: whose is where, rewording with every source in sight, the second person's check, the person's copy."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.telling import explaining, telling
from xianfeng.apps.people import queries as people
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.kinds.opinion import actions, digests, forms, hearings, queries, standings
from xianfeng.kinds.opinion.kind import Params, kind
from xianfeng.kinds.opinion.queries import Place
from xianfeng.kinds.opinion.refusals import sentence
from xianfeng.kinds.opinion.standings import Standing
from xianfeng.ui import typed

STATES = {
    "none": ("no_data", gettext_lazy("没有收到")),
    "waiting": ("open", gettext_lazy("待归纳")),
    "draft": ("draft", gettext_lazy("归纳中")),
    "submitted": ("in_review", gettext_lazy("待另一人核对")),
    "returned": ("returned", gettext_lazy("核对退回")),
    "sent": ("waiting", gettext_lazy("待本人确认")),
    "received": ("done", gettext_lazy("已确认收到")),
}
"""State of a digest -> (badge, words)."""


def panel_of(request: HttpRequest, place: Place, params: Params, on: date) -> dict[str, Any]:
    """What the page of the step shows of the digests; nothing where the plan wants none."""
    if not params.fed_back:
        return {}
    viewer = viewer_of(request)
    found = standings.list_standings(place, params, on)
    mine = next((one for one in found if viewer.is_person(one.subject.id)), None)
    shown = {
        "unit": [digest for one in found if one.subject.id is None for digest in one.digests if digest.is_fed_back],
        "mine": [digest for digest in mine.digests if digest.is_fed_back] if mine else [],
        "rows": [],
    }
    reads = queries.may_read(viewer, params, place.organization_id)
    if not (reads or viewer.may_see(place.organization_id)):
        return shown
    for one in found:
        badge, word = STATES[one.state]
        collates = one.state not in ("none", "sent", "received") and standings.may_collate(
            viewer, params, place.organization_id, one
        )
        shown["rows"].append(
            {"name": one.subject.name, "badge": badge, "word": word, "url": _url(place, one) if collates else ""}
        )
    return shown


def _url(place: Place, one: Standing) -> str:
    return reverse("opinion:digest", args=[*vars(place).values(), one.subject.id or 0])


def _back(place: Place) -> str:
    return reverse("opinion:step", args=[place.campaign_id, place.step_code]) + f"?organization={place.organization_id}"


def _words(one: Standing, place: Place, params: Params) -> list[tuple[str, str]]:
    """(source, its words) of what is not yet fed back, in the order of its numbers."""
    numbers = set(standings.opinions_among(one.sources))
    said = {
        f"opinion:{row.id}": row.text
        for row in queries.list_opinions(organization_ids=[place.organization_id], campaign_id=place.campaign_id)
        if row.id in numbers
    }
    heard = {
        f"hearing:{row.id}": _("%(day)s %(title)s %(numbers)s")
        % {"day": row.held_on.strftime("%m-%d"), "title": row.title, "numbers": row.numbers}
        for row in hearings.standing_of(place, params).rows
    }
    return [(source, (said | heard)[source]) for source in one.sources]


def work(request: HttpRequest, campaign_id: int, step_code: str, organization_id: int, person_id: int) -> HttpResponse:
    """One subject: the sources, the digest made of them, and the second person's verdict."""
    place, today = Place(campaign_id, step_code, organization_id), timezone.localdate()
    step = campaigns.get_step(campaign_id, step_code, organization_id)
    if step.kind != kind.code:
        raise Http404
    params, viewer = queries.params_of(step), viewer_of(request)
    found = standings.list_standings(place, params, today) if params.fed_back else []
    one = next((row for row in found if row.subject.id == (person_id or None)), None)
    if one is None:
        raise Http404
    require(standings.may_collate(viewer, params, organization_id, one))
    sources = _words(one, place, params)
    digest = one.open_digest
    act = request.POST.get("act", "") if request.method == "POST" else ""
    initial = {"version": digest.version if digest else 0}
    if digest:
        initial["text"] = "\n".join(line.text for line in digest.lines)
        for at, (source, _said) in enumerate(sources):
            into = [n for n, line in enumerate(digest.lines, start=1) if source in line.sources]
            initial[f"into{at}"] = "、".join(map(str, into))
    is_typed = act in ("save", "submit")
    form = forms.Digest(
        request.POST if is_typed else None, request.FILES if is_typed else None, initial=initial, sources=sources
    )
    if act in ("check", "send_back") and digest is not None:
        stamp = {**stamp_of(request), "digest_id": digest.id}
        if act == "check":
            with telling(request, sentence, _("已核对，可以反馈了。")):
                digests.check(**stamp, version=typed.number(request.POST.get("version")))
        else:
            with telling(request, sentence, _("已退回，归纳的人看得到理由。")):
                digests.send_back(**stamp, reason=request.POST.get("reason", ""))
        return redirect(_back(place))
    if is_typed and form.is_valid():
        with explaining(form, sentence):
            digests.write_digest(
                **stamp_of(request),
                place=place,
                about_id=one.subject.id,
                version=form.cleaned_data["version"],
                lines=form.cleaned_data["text"].splitlines(),
                goes_into=form.goes_into(),
                submit=act == "submit",
            )
        if form.is_valid():
            messages.success(request, _("已提交，由另一个人逐条核对。") if act == "submit" else _("已保存。"))
            return redirect(_back(place) if act == "submit" else request.path)
    actions.record_reading(**stamp_of(request), opinion_ids=standings.opinions_among(one.sources))
    with_checker = digest is not None and digest.state == "submitted"
    context = {
        "step": step,
        "trail": [{"label": step.title, "url": _back(place)}, {"label": one.subject.name or _("党组织")}],
        "name": one.subject.name or people.get_organization(organization_id).label,
        "one": one,
        "digest": digest,
        "form": form,
        "traced": _traced(digest, sources) if digest is not None and with_checker else [],
        "with_checker": with_checker,
        "checks": with_checker and digest is not None and viewer.person_id not in (None, digest.by),
        "badge": STATES[one.state],
    }
    return render(request, "opinion/digest.html", context)


def _traced(digest: standings.DigestRow, sources: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Each line with the words it comes from; last, without a line, what came in since it was handed in."""
    found = [
        {"text": line.text, "from": [words for source, words in sources if source in line.sources]}
        for line in digest.lines
    ]
    placed = {source for line in digest.lines for source in line.sources}
    left = [words for source, words in sources if source not in placed]
    return [*found, {"text": "", "from": left}] if left else found


def fed_back(request: HttpRequest, digest_id: int) -> HttpResponse:
    """The digest as it is handed over: to the person alone, or to everybody of the organisation; confirmed once."""
    digest = standings.get_digest(digest_id)
    viewer = viewer_of(request)
    place = Place(digest.campaign_id, digest.step_code, digest.organization_id)
    step = campaigns.get_step(*vars(place).values())
    if digest.about_id is not None:
        confirms = sees = viewer.is_person(digest.about_id)
    else:
        confirms = viewer.may_run(place.organization_id)
        sees = confirms or viewer.may_see(place.organization_id) or viewer.belongs_to(place.organization_id)
    params, today = queries.params_of(step), timezone.localdate()
    one = next(
        (row for row in standings.list_standings(place, params, today) if row.subject.id == digest.about_id), None
    )
    hands_over = one is not None and standings.may_collate(viewer, params, place.organization_id, one)
    require(digest.is_fed_back and (sees or hands_over))
    if request.method == "POST":
        require(confirms or hands_over)
        with telling(request, sentence, _("已确认收到。")):
            digests.receive(**stamp_of(request), digest_id=digest_id)
        return redirect(request.path)
    context = {
        "step": step,
        "digest": digest,
        "trail": [{"label": step.title, "url": _back(place)}, {"label": _("意见归纳")}],
        "confirms": confirms,
        "hands_over": hands_over and not confirms,
    }
    return render(request, "opinion/fed_back.html", context)
