"""考察材料: results of the work and recognition by the people, side by side for each candidate (注重工作实绩和社会公认度, S1-37).

Both columns are always there; what is missing is said. Figures are those that may be shown of a poll, never the exact ones.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from xianfeng.apps.ballots import queries as ballots
from xianfeng.apps.results.queries import ResultRow
from xianfeng.kinds.selection import queries
from xianfeng.kinds.selection.counting import FOR
from xianfeng.kinds.selection.models import Nomination
from xianfeng.kinds.selection.queries import RECOMMENDATION, RoundRow

RECOMMEND = "recommend"


@dataclass(frozen=True)
class Dossier:
    """`works`: what was done; `recognition`: what others say of it. Empty: nothing is there, and the page says so."""

    works: tuple[str, ...]
    recognition: tuple[str, ...]


def lay_out(at: RoundRow, result: ResultRow) -> dict[str, Dossier]:
    """Code of the result -> dossier."""
    field = "person_id" if at.params["subjects"] == "persons" else "organization_id"
    reasons: dict[int, list[str]] = {}
    for subject, reason in Nomination.objects.filter(round_id=at.id).order_by("pk").values_list(field, "reason"):
        reasons.setdefault(subject, []).append(reason)
    records, heard = queries.list_year_records(at), _recognition(at)
    found = {}
    for code, who in result.subjects.items():
        subject = who.get("person" if field == "person_id" else "organization") or 0
        counted = [_("%(what)s %(n)s 项") % {"what": what, "n": n} for what, n in records.get(subject, ())]
        works = (*dict.fromkeys(reasons.get(subject, ())), *counted)
        found[code] = Dossier(works, tuple(heard.get(subject, ())))
    return found


def _recognition(at: RoundRow) -> dict[int, list[str]]:
    """Subject -> what the masses and the members said in the closed polls of the round, oldest first.

    A figure that may not be shown is not called small: it may be hidden because another one could be worked out from it.
    """
    found: dict[int, list[str]] = {}
    recommended = queries.list_recommended(at)
    for poll in queries.list_polls(at):
        if poll.state != "closed":
            continue
        is_mass = poll.purpose == RECOMMENDATION
        shown = ballots.get_published(poll.id)
        for row in shown.rows:
            subject = row.candidate.person_id or row.candidate.organization_id or 0
            n = row.cells.get(RECOMMEND if is_mass else FOR)
            said = _("%(n)s 票") % {"n": n}
            if n is None:
                said = _("获推荐，票数不单列") if is_mass and subject in recommended else _("票数不单列")
            title = _("群众推荐") if is_mass else _("投票赞成")
            valid = _("有效 %(n)s 张") % {"n": shown.valid}
            found.setdefault(subject, []).append(f"{title}：{said}（{valid}）")
    return found
