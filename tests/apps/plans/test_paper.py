"""The plan on paper says what the plan says: stages with days, steps with who answers, figures, blank criteria as answered."""

from __future__ import annotations

from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from docx import Document

from tests import factories
from tests.apps.plans.settling import BASIS, PACK, adopted, published
from tests.apps.plans.test_documents import TEXT
from tests.apps.plans.test_from_paper_to_todo import original
from tests.compiler.answering import suggested_answers
from xianfeng.apps.plans import queries
from xianfeng.apps.plans.actions import documents
from xianfeng.apps.plans.paper import plan_document, plan_lines
from xianfeng.apps.plans.queries.documents import read_text
from xianfeng.compiler.official import of_pack, said, said_by
from xianfeng.core.plan.loading import built_in_codes, load_built_in
from xianfeng.core.plan.resolving import resolve
from xianfeng.core.plan.settling import settled
from xianfeng.files.documents import official_docx
from xianfeng.files.reading import read_document


def words(version: int, start: date | None = None) -> list[str]:
    plan = queries.get_resolved(version, start) if start else None
    document = plan_document(
        queries.get_version(version), queries.get_settled(version), queries.get_settings(version), plan
    )
    return [line["text"] for line in plan_lines(document)]


def test_everything_decided_stands_in_it_and_stages_carry_their_days(db):
    version = published(factories.District(members=2, staff=1))
    text = words(version, date(2026, 10, 12))
    pack = queries.get_pack(version)
    whole = "\n".join(text)
    assert BASIS in whole
    assert all(step.title in whole for step in pack.plan.steps)
    assert any(line.startswith("第一阶段：设岗定责（2026年10月12日至") for line in text)
    assert any("公示期" in line and "个工作日" in line for line in text)
    assert [line[:2] for line in text if line[1:2] == "、"] == ["一、", "二、", "三、", "四、", "五、", "六、", "七、"]
    blanks = [value for key, value in queries.get_settings(version).items() if key.startswith("criteria.")]
    assert blanks
    assert all(str(value) in whole for value in blanks)


def test_a_draft_says_so_and_the_word_file_holds_the_same_words(db, client):
    district = factories.District(members=2, staff=1)
    version = adopted(district, PACK)
    client.force_login(district.officer_account)
    page = client.get(f"/plans/{version}/paper/").content.decode()
    assert "（草稿）" in page
    assert "盖章处" not in page
    answer = client.get(f"/plans/{version}/plan.docx?start=2026-10-12")
    told = "\n".join(paragraph.text for paragraph in Document(BytesIO(answer.content)).paragraphs)
    assert all(step.title in told for step in queries.get_pack(version).plan.steps)
    client.force_login(district.account_of(district.members[1]))
    assert client.get(f"/plans/{version}/plan.docx").status_code == 403


def read_back(version: int):
    """The Word file of a version as the compiler reads it."""
    made = plan_document(
        queries.get_version(version), queries.get_settled(version), queries.get_settings(version), None
    )
    return read_text(read_document("方案.docx", official_docx(made)).text)


@pytest.mark.parametrize("text", [TEXT, original()], ids=["short", "seed_003"])
def test_a_plan_made_from_a_document_survives_its_own_word_file(db, text):
    district, who = factories.District(members=2, staff=1), {"now": factories.NOW, "actor": factories.TEST_ACTOR}
    document = documents.take_in(
        **who,
        organization_id=district.committee.pk,
        file_name="方案.txt",
        read=read_document("方案.txt", text.encode()),
    )
    first, again = read_text(text), read_back(documents.adopt_document(**who, document_id=document))
    times = ("name", "duration_days", "first", "last")
    assert [[one.values[key] for key in times] for one in again.of("phase")] == [
        [one.values[key] for key in times] for one in first.of("phase")
    ]
    assert [one.values["fuzzy"] for one in again.of("phase")] == [one.values["fuzzy"] for one in first.of("phase")]
    kinds, found = (Counter(one.values["kind"] for one in draft.of("step")) for draft in (first, again))
    assert not kinds - found  # every step is there with its kind
    assert (found - kinds).total() <= max(1, kinds.total() // 10)
    said = {(one.values["what"], one.values["value"]) for one in again.of("number")}
    assert ("study_hours_min", 20 if text == TEXT else 40) in said


@pytest.mark.parametrize("code", built_in_codes())
def test_every_built_in_plan_is_read_back_from_its_word_file_as_it_is(code):
    pack = load_built_in(code)
    answers = suggested_answers(pack)
    plan = resolve(pack, answers, date(2026, 3, 2))
    row = queries.VersionRow(
        id=1, pack_code=code, version=1, title=pack.meta.title, organization_id=1, organization_name="示例区教育局党委",
        state="published", state_label="", approval_basis=BASIS, consultation_from=None, consultation_until=None,
        published_at=factories.NOW, sha256="",
    )  # fmt: skip
    made = plan_document(row, settled(pack, answers), answers, plan)
    days = {phase.code: (phase.starts, phase.last_day) for phase in plan.phases}
    written = of_pack(settled(pack, answers), answers=answers, days=days)
    assert said_by(read_text(read_document("方案.docx", official_docx(made)).text)) == said(written)
