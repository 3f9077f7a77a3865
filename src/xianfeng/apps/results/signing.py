"""What is typed where an organisation signs its decision: who met and when, and a word on every pattern pointed out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from xianfeng.apps.results.actions import ResultRefused
from xianfeng.ui import typed


@dataclass(frozen=True)
class Signing:
    """`form` is none before anything was typed. `findings`: the patterns as the page shows them, each with its remark."""

    form: QueryDict | None
    body: str
    meeting_on: date | None
    """None when what was typed is no day."""
    findings: tuple[dict[str, Any], ...]

    @property
    def signed(self) -> dict[str, Any]:
        """What the action that signs asks for. Raises ResultRefused `meeting_day` when that is no day."""
        if self.meeting_on is None:
            raise ResultRefused("meeting_day")
        remarks = {str(one["test"]): one["typed"] for one in self.findings}
        return {"body": self.body, "meeting_on": self.meeting_on, "remarks": remarks}

    @property
    def shown(self) -> dict[str, Any]:
        day = self.meeting_on.isoformat() if self.meeting_on is not None else ""
        return {"body": self.body, "meeting_on": day, "findings": self.findings}

    def text(self, name: str) -> str:
        return self.form.get(name, "")[:500] if self.form is not None else ""

    def texts(self, name: str) -> list[str] | None:
        """None before anything was typed: then what was computed stands in the form."""
        return self.form.getlist(name) if self.form is not None else None


def read_signing(request: HttpRequest, findings: Iterable[Mapping[str, Any]], on: date, *, body: str = "") -> Signing:
    """`body`: who decides by the plan; stands in the form until something else is typed."""
    form = request.POST if request.method == "POST" else None
    said = form or {}
    return Signing(
        form,
        said.get("body", "")[:120] or body or _("支部委员会"),
        on if form is None else typed.day(form.get("meeting_on")),
        tuple({**one, "typed": said.get(f"remark-{one['test']}", "")[:500]} for one in findings),
    )
