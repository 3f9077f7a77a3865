"""What everybody on the roll may read: the roll and the result."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from xianfeng.apps.ballots import queries, words
from xianfeng.apps.ballots.queries import PollRow
from xianfeng.apps.ballots.views.doors import form_of, may_read
from xianfeng.ui.downloads import download


@require_GET
def roll(request: HttpRequest, poll_id: int) -> HttpResponse:
    form_of(poll_id)
    poll = queries.get_poll(poll_id)
    may_read(request, poll)
    strata = poll.rules.strata
    columns = [{"label": _("姓名")}, {"label": _("序号")}, {"label": _("组织")}, {"label": _("类别")}]
    rows = [
        {"cells": [line.name, str(line.position), line.unit, strata.get(line.stratum) or _("合并统计")]}
        for line in queries.list_roll(poll_id)
    ]
    return render(request, "ballots/roll.html", {"poll": poll, "columns": columns, "rows": rows})


@require_GET
def roll_file(request: HttpRequest, poll_id: int) -> HttpResponse:
    """The roll as the very bytes whose SHA-256 is published."""
    form_of(poll_id)
    may_read(request, queries.get_poll(poll_id))
    return download(queries.get_roll_text(poll_id), f"roll-{poll_id}.txt")


@require_GET
def tally(request: HttpRequest, poll_id: int) -> HttpResponse:
    form_of(poll_id)
    poll = queries.get_poll(poll_id)
    may_read(request, poll)
    if poll.state != "closed":
        return redirect("ballots:start", poll_id)
    checks = {"is_as_counted": queries.is_as_counted(poll_id), "kept": queries.find_kept(poll_id)}
    context = {"poll": poll, **checks, **_tally_context(poll)}
    return render(request, "ballots/tally.html", context)


def _tally_context(poll: PollRow) -> dict[str, object]:
    published = queries.get_published(poll.id)
    codes = [code for code in poll.rules.row_codes() if code != "recused"]
    codes = [*poll.rules.choices, *(code for code in codes if code not in poll.rules.choices)]
    return {
        "papers": [
            {"label": _("发出"), "value": published.issued},
            {"label": pgettext("票数", "收回"), "value": published.returned},
            {"label": _("有效"), "value": published.valid},
            {"label": _("无效"), "value": published.invalid},
            {"label": _("弃权"), "value": published.blank},
        ],
        "grades": [words.choice_word(code, poll.rules.labels) for code in codes],
        "rows": [
            {
                "name": f"{row.candidate.name} · {poll.rules.items[row.item]}" if row.item else row.candidate.name,
                "cells": [row.cells[code] for code in codes],
            }
            for row in published.rows
        ],
        "base": published.valid,
        "least": published.smallest_cell,
    }
