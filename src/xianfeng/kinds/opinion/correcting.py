"""What an item is about, corrected after its opinion was adopted, by the organisers of the unit that puts it right (S3-64, S4-11).

What is of a restricted category, or about a leader, is corrected on the page of the opinion, by those who read it.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns import queries as campaigns
from xianfeng.apps.journal.telling import explaining
from xianfeng.apps.people.access import require, stamp_of, viewer_of
from xianfeng.apps.tracking import queries as tracking
from xianfeng.apps.tracking.queries import ItemRow
from xianfeng.apps.tracking.reading import may_run
from xianfeng.kinds.opinion import actions, categories, forms, queries
from xianfeng.kinds.opinion.queries import OpinionRow
from xianfeng.kinds.opinion.refusals import sentence


def _behind(item: ItemRow) -> OpinionRow:
    """The opinion that an item comes from, also by way of an earlier programme; 404 when it comes from none."""
    while item.predecessor_id is not None:
        item = tracking.get_item(item.predecessor_id)
    model, _sign, number = item.origin_ref.partition(":")
    if model != "opinion.opinion":
        raise Http404
    return queries.get_opinion(int(number.partition(":")[0]))


def correct(request: HttpRequest, item_id: int) -> HttpResponse:
    """Choose among the categories that the plan has where the opinion came in."""
    item = tracking.get_item(item_id)
    require(may_run(viewer_of(request), item) and not item.restricted)
    opinion = _behind(item)
    step = campaigns.get_step(opinion.campaign_id, opinion.step_code, opinion.organization_id)
    titles = categories.titles_of(queries.params_of(step), opinion.campaign_id, opinion.organization_id)
    bound = request.POST if request.method == "POST" else None
    choices, initial = list(titles.items()), {"chosen": opinion.category}
    form = forms.Choose(bound, label=_("属于哪方面"), choices=choices, initial=initial)
    if bound is not None and form.is_valid():
        with explaining(form, sentence):
            actions.categorise(**stamp_of(request), opinion_id=opinion.id, category=form.cleaned_data["chosen"])
            messages.success(request, _("类别已更正。"))
            return redirect("tracking:detail", item_id)
    return render(request, "opinion/correct.html", {"item": item, "form": form}, status=422 if form.errors else 200)
