"""Statements and requests beside one's own record: by whom, about what, answered by whom, until when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests import factories
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people import queries, record_notes
from xianfeng.apps.people.actions.record_notes import NoteRefused, answer_note, attach_note
from xianfeng.apps.people.models import RecordNote

TODAY = factories.NOW.date()


@pytest.fixture
def district(db):
    return factories.District(members=3, staff=2)


def asked(person, kind: str = "correction", text: str = "学时少记一次", by: str = "") -> int:
    return attach_note(
        now=factories.NOW, actor=factories.actor_of(person), person_id=person.pk,
        entry=record_notes.signed_entry("evaluation:1", "2026-09-01 评议 等次", by), kind=kind, text=text,
    )  # fmt: skip


def viewer(district, who):
    return queries.get_viewer(district.account_of(who).pk, on=TODAY)


def answered(district, who, note: int) -> None:
    seen = viewer(district, who)
    answer_note(now=factories.NOW, actor=seen.actor, viewer=seen, note_id=note, upheld=True, answer="已补记")


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(NoteRefused) as refused:
        act(*args, **kwargs)
    return refused.value.code


def test_a_statement_needs_no_answer_and_a_request_has_a_term(district):
    member = district.members[1]
    asked(member, "statement")
    asked(member, "review")
    assert [(n.kind, n.outcome, n.due_on) for n in record_notes.list_notes(member.pk)] == [
        ("statement", "", None),
        ("review", "open", TODAY + timedelta(days=15)),
    ]
    assert Entry.objects.filter(action__in=("record.statement", "record.review"), person_id=member.pk).count() == 2


def test_twice_is_once_and_one_request_at_a_time(district):
    member = district.members[1]
    assert asked(member) == asked(member)
    assert refusal(asked, member, text="另一个说法") == "already_asked"
    assert RecordNote.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [({"entry": "forged"}, "entry_unknown"), ({"kind": "like"}, "kind_unknown"), ({"text": " "}, "text_missing")],
)
def test_what_is_refused(district, change, code):
    member = district.members[1]
    note = {
        "now": factories.NOW, "actor": factories.actor_of(member), "person_id": member.pk,
        "entry": record_notes.signed_entry("evaluation:1", "等次", ""), "kind": "statement", "text": "说明", **change,
    }  # fmt: skip
    assert refusal(attach_note, **note) == code
    assert refusal(attach_note, **{**note, "actor": factories.TEST_ACTOR}) == "entry_unknown"


def test_the_secretary_answers_once_and_nobody_from_elsewhere(district):
    member = district.members[1]
    note = asked(member)
    for who in (district.stranger, member, district.members[2]):
        assert refusal(answered, district, who, note) == "not_yours_to_answer"
    answered(district, district.secretary, note)
    row = record_notes.find_note(note)
    assert (row.outcome, row.answer, row.answered_by) == (
        "upheld",
        "已补记",
        viewer(district, district.secretary).label,
    )
    assert refusal(answered, district, district.secretary, note) == "not_open"


def test_nobody_answers_the_own_request_or_about_the_own_words(district):
    own = asked(district.secretary)
    assert refusal(answered, district, district.secretary, own) == "not_yours_to_answer"
    written = asked(district.members[1], by=viewer(district, district.secretary).label)
    assert refusal(answered, district, district.secretary, written) == "not_yours_to_answer"
    for note in (own, written):
        answered(district, district.officer, note)


def todos(district, who, on=TODAY) -> list[tuple[str, str]]:
    return [(todo.what, todo.state) for todo in queries.list_todos(viewer(district, who), on)]


def test_open_requests_are_to_dos_of_the_right_people(district):
    member = district.members[1]
    asked(member)
    line = f"答复{member.name}的申请更正"
    assert todos(district, district.secretary) == [(line, "open")]
    assert todos(district, district.officer) == todos(district, district.stranger) == todos(district, member) == []
    late = TODAY + timedelta(days=16)
    assert todos(district, district.officer, late) == [(line, "late")]


def test_staff_outside_the_party_are_answered_too(district):
    person = district.staff[0]
    note = asked(person)
    assert todos(district, district.secretary) == [(f"答复{person.name}的申请更正", "open")]
    answered(district, district.secretary, note)


def test_a_secretarys_request_goes_to_the_bureau(district):
    asked(district.secretary)
    assert todos(district, district.secretary) == []
    assert todos(district, district.officer) == [(f"答复{district.secretary.name}的申请更正", "open")]


def test_the_answer_stands_on_the_record_page(district):
    member = district.members[1]
    note = asked(member)
    client = Client()
    client.force_login(district.account_of(district.secretary))
    client.post(f"/people/notes/{note}/", {"upheld": "no", "answer": "签到表中没有这一次"})
    client.force_login(district.account_of(member))
    page = client.get("/record/").content.decode()
    assert "不同意" in page
    assert "签到表中没有这一次" in page
    assert client.get(f"/people/notes/{note}/").status_code == 403
