"""Credits of trainings on the page of a step: the own account with its contest, everybody's for who sees the unit (S4-17)."""

from __future__ import annotations

from typing import Any

from xianfeng.apps.people import record_notes
from xianfeng.apps.progress.visiting import Visit
from xianfeng.kinds.study import own, queries
from xianfeng.kinds.study.kind import Credit, credits_of
from xianfeng.kinds.study.views.roll import names_of


def of_visit(at: Visit) -> dict[str, Any]:
    """`own_credits` for whoever is concerned, `credit_rows` in the order of the roster: an account, never a ranking."""
    names = names_of(at) if at.may_see else {}
    mine = at.viewer.person_id if at.is_concerned else None
    found = queries.credits_of_people(
        at.campaign.id, at.step.code, [*names, *([mine] if mine is not None else [])], at.params
    )
    context: dict[str, Any] = {
        "credit_rows": [{"name": name, **_account(at, found.get(person))} for person, name in names.items()]
    }
    if mine is not None:
        account = found.get(mine) or credits_of(at.params.trainings, {})
        line = own.credit_line(at.step, at.params, account, at.on)
        entry = record_notes.signed_entry(line.subject, f"{line.on:%Y-%m-%d} {line.what} {line.title}", line.by)
        context["own_credits"] = {
            **_account(at, account),
            "entry": entry,
            "notes": [note for note in record_notes.list_notes(mine) if note.subject == line.subject],
        }
    return context


def _account(at: Visit, lines: list[Credit] | None) -> dict[str, Any]:
    total = sum(one.credits for one in lines or ())
    owed = at.params.credits_a_year
    return {"lines": lines or [], "total": total, "owed": owed, "left": max(owed - total, 0)}
