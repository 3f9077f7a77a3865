"""The part of the step's page where it is registered which channels were used and who was heard."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from xianfeng.apps.journal.telling import explaining, telling
from xianfeng.apps.people.access import stamp_of
from xianfeng.kinds.opinion import forms, hearings
from xianfeng.kinds.opinion.kind import Params
from xianfeng.kinds.opinion.queries import Place
from xianfeng.kinds.opinion.refusals import sentence
from xianfeng.ui import typed

ACTS = ("hear", "take_back")


class Registering:
    """One visit: its forms, bound to what was typed, and what is on record."""

    def __init__(self, request: HttpRequest, place: Place, params: Params, today: date) -> None:
        self.request, self.place, self.params = request, place, params
        self.act = request.POST.get("act", "") if request.method == "POST" else ""
        self.hear = forms.Hear(
            self._typed("hear"),
            initial={"held_on": today},
            channels=params.channels,
            groups=params.must_hear,
            prefix="hear",
        )

    def _typed(self, act: str) -> Any:
        return self.request.POST if self.act == act else None

    def is_done(self) -> bool:
        """Carry out what was asked for; false when the form has to be shown again with what was typed."""
        if self.act == "take_back":
            with telling(self.request, sentence, _("已撤回，理由留在记录里。")):
                hearings.take_back(
                    **stamp_of(self.request),
                    place=self.place,
                    hearing_id=typed.number(self.request.POST.get("hearing")),
                    reason=self.request.POST.get("reason", ""),
                )
            return True
        form = self.hear
        if not form.is_valid():
            return False
        with explaining(form, sentence):
            hearings.hear(
                **stamp_of(self.request),
                place=self.place,
                held_on=form.cleaned_data["held_on"],
                channel=form.cleaned_data["channel"],
                heard=form.heard(),
            )
        if not form.is_valid():
            return False
        messages.success(self.request, _("已登记。"))
        return True

    def context(self, *, runs: bool, sees: bool) -> dict[str, Any]:
        """What the template shows; nothing where the plan asks for nothing of the kind."""
        if not hearings.is_asked(self.params):
            return {}
        standing = hearings.standing_of(self.place, self.params)
        return {
            "standing": standing,
            "runs": runs,
            "sees": sees,
            "hear": self.hear,
            "open_act": self.act,
        }
