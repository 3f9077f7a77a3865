"""My record: everything kept about me in order of time, why each field is kept, and who opened my file."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from xianfeng.apps.evidence import reach
from xianfeng.apps.journal import queries as journal
from xianfeng.apps.journal.words import action_name
from xianfeng.apps.people import own_data, record_notes
from xianfeng.apps.people.access import viewer_of
from xianfeng.files import documents
from xianfeng.ui.downloads import download
from xianfeng.ui.templatetags.xianfeng_ui import cn_day

MOST_ACTS = 5000
"""More than a working life brings together; a bound all the same."""


@dataclass(frozen=True)
class Act:
    """One line of the journal that concerns the person, in words."""

    at: datetime
    actor: str
    what: str


def _gather(person_id: int, today) -> dict[str, object]:
    told = sorted(reach.each_room("list_record", person_id=person_id), key=lambda line: line.on, reverse=True)
    seen = journal.list_of_person(person_id, limit=MOST_ACTS)
    return {
        "fields": own_data.list_fields(person_id),
        "periods": own_data.list_periods(person_id),
        "lines": told,
        "opened": [line for line in seen if line.action == "record.opened"],
        "acts": [Act(line.at, line.actor, action_name(line.action)) for line in seen if line.action != "record.opened"],
        "notes": record_notes.list_notes(person_id),
    }


def record(request: HttpRequest) -> HttpResponse:
    """The page. It writes nothing: looking at one's own record leaves no trace."""
    viewer = viewer_of(request)
    if viewer.person_id is None:
        raise Http404
    gathered = _gather(viewer.person_id, timezone.localdate())
    beside = defaultdict(list)
    for note in gathered["notes"]:
        beside[note.subject].append(note)
    entries = [_entry(line, beside.pop(line.subject, []) if line.subject else []) for line in gathered["lines"]]
    left = [note for notes in beside.values() for note in notes]
    return render(request, "record/record.html", {**gathered, "entries": entries, "left": left, "kinds": KINDS})


KINDS = (("statement", _lazy("附说明")), ("correction", _lazy("申请更正")), ("review", _lazy("申请复核")))
"""What a person may do beside each entry."""


def _entry(line: reach.RecordLine, notes: list[record_notes.NoteRow]) -> dict[str, object]:
    """One entry with what was said to it; `sealed` lets a note be about this entry and nothing else."""
    about = f"{line.on:%Y-%m-%d} {line.what} {line.title}"
    sealed = record_notes.signed_entry(line.subject, about, line.by) if line.subject else ""
    return {"line": line, "notes": notes, "sealed": sealed}


def export_json(request: HttpRequest) -> HttpResponse:
    """All of it as JSON, for the person alone (PIPL art. 45)."""
    viewer = viewer_of(request)
    if viewer.person_id is None:
        raise Http404
    gathered = _gather(viewer.person_id, timezone.localdate())
    plain = {name: [asdict(item) for item in items] for name, items in gathered.items()}
    text = json.dumps(plain, ensure_ascii=False, indent=1, default=str)
    return download(text, _("本人记录.json"))


def export_pdf(request: HttpRequest) -> HttpResponse:
    """The same as a document to print."""
    viewer = viewer_of(request)
    if viewer.person_id is None:
        raise Http404
    gathered = _gather(viewer.person_id, timezone.localdate())
    blocks: list[object] = [documents.Heading(_("基本信息"), 1)]
    blocks += [documents.Paragraph(f"{field.label}：{field.value or _('未填')}") for field in gathered["fields"]]
    blocks.append(documents.Heading(_("任职与组织关系"), 1))
    blocks += [documents.Paragraph(f"{period.what}：{period.text}") for period in gathered["periods"]]
    blocks.append(documents.Heading(_("活动记录"), 1))
    blocks += [
        documents.Paragraph(f"{cn_day(line.on)} {line.what} {line.title}。{line.text}") for line in gathered["lines"]
    ]
    blocks.append(documents.Heading(_("说明和申请"), 1))
    blocks += [
        documents.Paragraph(f"{note.about} {note.kind_label}：{note.text} {note.outcome_label} {note.answer}".strip())
        for note in gathered["notes"]
    ]
    blocks.append(documents.Heading(_("谁查看过"), 1))
    blocks += [
        documents.Paragraph(f"{cn_day(timezone.localtime(line.at))} {timezone.localtime(line.at):%H:%M} {line.actor}")
        for line in gathered["opened"]
    ]
    document = documents.OfficialDocument(title=_("本人记录"), blocks=tuple(blocks), date=timezone.localdate())
    return download(documents.official_pdf(document), _("本人记录.pdf"))
