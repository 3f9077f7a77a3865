"""The plan on paper says what the plan says: stages with days, steps with who answers, figures, blank criteria as answered."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from docx import Document

from tests import factories
from tests.apps.plans.settling import BASIS, PACK, adopted, published
from xianfeng.apps.plans import queries
from xianfeng.apps.plans.paper import plan_document, plan_lines


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
    assert any(line.startswith("（一）设岗定责（2026年10月12日至") for line in text)
    assert any("公示期" in line and "个工作日" in line for line in text)
    assert [line[:2] for line in text if line[1:2] == "、"] == ["一、", "二、", "三、", "四、", "五、"]
    blanks = [value for key, value in queries.get_settings(version).items() if key.startswith("criteria.")]
    assert blanks
    assert all(str(value) in whole for value in blanks)


def test_a_draft_says_so_and_the_word_file_holds_the_same_words(db, client):
    district = factories.District(members=2, staff=1)
    version = adopted(district, PACK)
    client.force_login(district.officer_account)
    page = client.get(f"/plans/{version}/paper/").content.decode()
    assert "草稿，尚未发布" in page
    assert "盖章处" not in page
    answer = client.get(f"/plans/{version}/plan.docx?start=2026-10-12")
    told = "\n".join(paragraph.text for paragraph in Document(BytesIO(answer.content)).paragraphs)
    assert all(step.title in told for step in queries.get_pack(version).plan.steps)
    client.force_login(district.account_of(district.members[1]))
    assert client.get(f"/plans/{version}/plan.docx").status_code == 403
