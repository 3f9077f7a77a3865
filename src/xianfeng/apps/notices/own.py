"""What notices ask of one person, where a person was named by one, and what of them is open to society."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from xianfeng.apps.campaigns.gates import Question
from xianfeng.apps.evidence.reach import PublicCard, RecordLine, Todo
from xianfeng.apps.notices import queries
from xianfeng.apps.notices.models import NamedPerson, Notice
from xianfeng.apps.people.access import Viewer
from xianfeng.apps.results import queries as results
from xianfeng.core.gates import Finding
from xianfeng.core.schedule import Term

NEAR = ("branch_secretary", "deputy_secretary")
COMMISSIONERS = ("organization_commissioner", "publicity_commissioner", "discipline_commissioner")


def _act(viewer: Viewer, notice: queries.NoticeRow, on: date, named: set[int]) -> str:
    """Code of what this viewer has to do with the notice now, or "". A second person reviews, approves and decides."""
    unit, state = notice.organization_id, notice.state_on(on)
    runs_here = unit in viewer.heads(*NEAR)
    works_here = runs_here or unit in viewer.heads(*COMMISSIONERS)
    over = unit in viewer.over.get("bureau_officer", frozenset())
    other = viewer.person_id != notice.proposed_by
    aside = viewer.person_id not in notice.authors and viewer.person_id not in named
    wanted = {
        "proposed": ("review", other and (works_here or over)),
        "reviewed": ("approve", other and (runs_here or over)),
        "approved": ("post", works_here),
        "objection": ("object", bool(notice.open_objections) and aside and (works_here or over)),
        "ended": ("confirm", works_here),
    }
    code, is_theirs = wanted.get(state, ("", False))
    return code if is_theirs else ""


def _sentence(code: str, n: int, title: str) -> str:
    one = {
        "review": _("审核公示：%(title)s"),
        "approve": _("审批公示：%(title)s"),
        "post": _("张贴公示：%(title)s"),
        "object": _("办理异议：%(title)s"),
        "confirm": _("期满确认公示：%(title)s"),
    }
    many = {
        "review": _("审核公示（%(n)s 份）"),
        "approve": _("审批公示（%(n)s 份）"),
        "post": _("张贴公示（%(n)s 份）"),
        "object": _("办理公示异议（%(n)s 份）"),
        "confirm": _("期满确认公示（%(n)s 份）"),
    }
    return one[code] % {"title": title} if n == 1 else many[code] % {"n": n}


def list_todos(viewer: Viewer, on: date) -> list[Todo]:
    """One line for each kind of act, whatever the number of notices."""
    units = viewer.heads(*NEAR, *COMMISSIONERS) | viewer.over.get("bureau_officer", frozenset())
    if not units or viewer.person_id is None:
        return []
    alive = (*queries.IN_WORK, Notice.State.POSTED)
    rows = [row for row in queries.list_notices(organization_ids=units) if row.state in alive]
    named: dict[int, set[int]] = {}
    for notice, person in NamedPerson.objects.filter(
        notice_id__in=[row.id for row in rows if row.open_objections], person__isnull=False
    ).values_list("notice_id", "person_id"):
        named.setdefault(notice, set()).add(person)
    found: dict[str, list[queries.NoticeRow]] = {}
    for row in rows:
        if code := _act(viewer, row, on, named.get(row.id, set())):
            found.setdefault(code, []).append(row)
    todos = []
    for code, waiting in found.items():
        days = [row.planned_on if code in ("review", "approve", "post") else row.ends_on for row in waiting]
        due = min((day for day in days if day is not None), default=None)
        late = "late" if due is not None and on > due and code != "confirm" else "open"
        first = waiting[0]
        page = ("notices:detail", (first.id,)) if len(waiting) == 1 else ("notices:list", ())
        todos.append(Todo(_sentence(code, len(waiting), first.title), due, *page, 5, "", late))
    return todos


def list_record(person_id: int) -> list[RecordLine]:
    """Every notice that named the person and hung, with the line printed beside the name."""
    found = NamedPerson.objects.filter(person_id=person_id, notice__posted_on__isnull=False)
    return [
        RecordLine(
            name.notice.posted_on,
            _("公示"),
            name.notice.title,
            name.line,
            name.notice.posted_label,
            name.notice.state,
            f"notices.notice:{name.notice_id}",
        )
        for name in found.select_related("notice").order_by("notice_id", "position")
    ]


def list_public_cards(on: date) -> list[PublicCard]:
    """Notices opened to society, in their period only (S0-19)."""
    return [
        PublicCard("notice", row.title, row.organization_name, reverse("notices:public", args=[row.id]), row.ends_on)
        for row in queries.list_public(on)
    ]


def judge_condition(question: Question) -> list[Finding]:
    """`no_open_objection`: nobody's objection to a notice of these steps (or of the whole campaign) waits for an answer."""
    if question.rule != "no_open_objection":
        return []
    codes = {step.code for step in question.steps}
    open_ones = [
        notice
        for notice in queries.list_notices(organization_ids=question.unit_ids, campaign_id=question.campaign.id)
        if (not codes or notice.step_code in codes) and notice.open_objections
    ]
    units = sorted({notice.organization_name for notice in open_ones})
    return [Finding(not open_ones, {"open": sum(notice.open_objections for notice in open_ones), "units": units})]


def list_contest_terms(campaign_id: int, step_code: str, organization_id: int, days: int) -> list[Term]:
    """The period of every notice of what this round decided; open while it is not up yet or an objection waits."""
    signed = results.list_signed_days(campaign_id, step_code, organization_id)
    found = Notice.objects.filter(campaign_id=campaign_id, subject__in=[f"decision:{number}" for number in signed])
    terms = []
    for notice in queries.list_by_ids(list(found.values_list("pk", flat=True))):
        number = int(notice.subject.removeprefix("decision:"))
        waits = notice.state in queries.IN_WORK or (
            notice.state == Notice.State.POSTED
            and bool(notice.open_objections or notice.needs_new_notice or notice.provisional)
        )
        terms.append(Term(notice.ends_on or signed[number], is_open=waits))
    return terms
