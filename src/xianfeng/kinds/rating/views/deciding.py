"""The page on which the organisation signs the marks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.people.access import stamp_of
from xianfeng.apps.results import patterns
from xianfeng.apps.results import queries as results
from xianfeng.apps.results.actions import Difference
from xianfeng.apps.results.signing import Signing, read_signing
from xianfeng.kinds.rating import actions, explaining, fairness, queries, words
from xianfeng.kinds.rating.views.doors import back, refused_of, round_to_run, trail_of
from xianfeng.kinds.rating.weighing import only_counted


@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, round_id: int) -> HttpResponse:
    """The organisation's decision beside what was computed, each difference with its reason, patterns to look at first."""
    at, on = round_to_run(request, round_id), timezone.localdate()
    stage = queries.stage_of(at)
    if stage.code != "deciding" or stage.result is None:
        return back(at)
    result, fault = stage.result, ""
    signing = read_signing(request, patterns.lines(patterns.plain(fairness.panel(at, result, on=on))), on)
    if signing.form is not None:
        try:
            actions.sign(
                **stamp_of(request),
                **signing.signed,
                round_id=round_id,
                differences=_typed_differences(result, signing.form),
                on=on,
            )
        except Refused as refused:
            fault = words.sentence(refused)
        else:
            messages.success(request, _("已签署，本人现在可以看到自己的结果和依据。"))
            return back(at)
    marks = explaining.explain_all(at, result, at.rated)
    context = {
        **signing.shown,
        "round": at,
        "result": result,
        "fault": fault,
        "marks": [
            {"mark": mark, "id": one.id, **_typed_mark(mark, result, signing)}
            for mark, one in zip(marks, at.rated, strict=True)
        ],
        "bands": result.rules.get("bands", ()),
        "refused": refused_of(at, stage),
        "counted_only": only_counted(at.params),
        "trail": trail_of(at, at.organization_id, _("组织的决定")),
    }
    return render(request, "rating/decision.html", context, status=422 if fault else 200)


def _typed_mark(mark: explaining.Mark, result: results.ResultRow, signing: Signing) -> dict[str, object]:
    """As typed; before that, as computed."""
    code, stars = mark.code, signing.texts(f"star-{mark.code}")
    outcome = results.outcome_of(result, code)
    starred = [
        {"code": item.code, "title": item.title, "checked": bool(item.star) if stars is None else item.code in stars}
        for item in mark.items
    ]
    return {
        "stars": starred if outcome["stars"] is not None else [],
        "band": signing.text(f"band-{code}") or outcome["band"] or "",
        "reason": signing.text(f"reason-{code}"),
    }


def _typed_differences(result: results.ResultRow, form: QueryDict) -> list[Difference]:
    """What the committee decided otherwise than computed, from the form; a subject without a result has no fields."""
    found = []
    for one in result.outcome["subjects"]:
        code = one["code"]
        reason = form.get(f"reason-{code}", "")[:500]
        if one["refusals"]:
            continue
        if one["stars"] is not None and form.get(f"stars-shown-{code}"):
            found.append(Difference(code, "stars", form.getlist(f"star-{code}"), reason))
        band = form.get(f"band-{code}", "")
        if one["band"] is not None and band:
            found.append(Difference(code, "band", band, reason))
    return found
