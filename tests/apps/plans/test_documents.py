"""The plan desk: a document in, corrections beside it, a plan out; three people; the revised document."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from tests import factories
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.plans import queries as plans
from xianfeng.apps.plans.actions import documents as actions
from xianfeng.apps.plans.actions.documents import DocumentRefused
from xianfeng.apps.plans.models import PlanCorrection, PlanDocument, PlanVersion
from xianfeng.apps.plans.queries import documents as queries
from xianfeng.files.reading import read_document

WHO = {"now": factories.NOW, "actor": factories.TEST_ACTOR}
TEXT = """示例区教育局关于开展“读书育人”活动的实施方案

为推动教师读书，现制定本方案。

一、组织领导
成立活动领导小组，组长由李明担任。

二、方法步骤
（一）动员部署阶段（2026年9月1日至9月20日）
各学校召开动员大会，传达本方案。
每位党员作出公开承诺，并在校内公示5个工作日。
（二）读书交流阶段（2026年9月21日至11月30日）
每位党员集中学习不少于20学时，撰写读书心得1篇。
各支部要把读书与教研结合起来抓实抓细。
（三）总结评比阶段（2026年12月1日至12月20日）
各支部开展民主评议，评选优秀党员，比例不超过20%。

三、工作要求
每天在群里打卡签到，学习时长纳入排名。
"""


@pytest.fixture
def district(db):
    return factories.District(members=3, staff=2)


@pytest.fixture
def client_of(district):
    def make(who) -> Client:
        client = Client()
        client.force_login(district.account_of(who))
        return client

    return make


def taken_in(district, text: str = TEXT, previous_id: int | None = None) -> int:
    return actions.take_in(
        **WHO, organization_id=district.committee.pk, file_name="方案.txt",
        read=read_document("方案.txt", text.encode()), previous_id=previous_id,
    )  # fmt: skip


def item(document: int, field: str, at: int = 0):
    return queries.get_corrected(document).draft.of(field)[at]


def note(document: int, verb: str, found, **values) -> None:
    actions.correct(
        **WHO, document_id=document, verb=verb, field=found.field, start=found.span.start, quote=found.quote,
        values=values,
    )  # fmt: skip


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(DocumentRefused) as refused:
        act(*args, **kwargs)
    return refused.value.code


def test_the_same_document_twice_is_once(district):
    assert taken_in(district) == taken_in(district)
    assert Entry.objects.filter(action="plan.document").count() == 1


def test_what_was_read_stands_in_the_original(district):
    document = taken_in(district)
    whole = queries.get_corrected(document)
    assert [one.values["name"] for one in whole.draft.of("phase")] == ["动员部署阶段", "读书交流阶段", "总结评比阶段"]
    assert all(whole.draft.text[one.span.start : one.span.end] == one.quote for one in whole.draft.items)


def test_a_correction_keeps_what_had_been_read(district):
    document = taken_in(district)
    before = item(document, "phase")
    note(document, "correct", before, name="启动阶段")
    assert item(document, "phase").values == {**before.values, "name": "启动阶段"}
    kept = PlanCorrection.objects.get()
    assert (kept.was["name"], kept.made_by_label, kept.made_at) == (
        before.values["name"],
        factories.TEST_ACTOR.label,
        factories.NOW,
    )
    assert PlanDocument.objects.get().text == read_document("x.txt", TEXT.encode()).text


def test_the_same_note_twice_is_one(district):
    document = taken_in(district)
    for _ in range(2):
        note(document, "accept", item(document, "phase"))
    assert PlanCorrection.objects.count() == 1


def test_rejected_readings_can_come_back(district):
    document = taken_in(district)
    first, second = item(document, "phase"), item(document, "phase", 1)
    steps = [one.values["phase"] for one in queries.get_corrected(document).draft.of("step")]
    note(document, "reject", first)
    whole = queries.get_corrected(document)
    assert (whole.draft.of("phase")[0].quote, [one.quote for one in whole.rejected]) == (second.quote, [first.quote])
    assert [one.values["phase"] for one in whole.draft.of("step")] == [
        None if at in (0, None) else at - 1 for at in steps
    ]
    note(document, "restore", first)
    assert item(document, "phase").quote == first.quote
    assert PlanCorrection.objects.count() == 2


def test_a_step_is_moved_and_split(district):
    document = taken_in(district)
    last = len(queries.get_corrected(document).draft.of("phase")) - 1
    step = item(document, "step")
    note(document, "move", step, phase_quote=item(document, "phase", last).quote)
    assert item(document, "step").values["phase"] == last
    words = step.quote[len(step.quote) // 2 :]
    count = len(queries.get_corrected(document).draft.of("step"))
    note(document, "split", step, words=words)
    halves = queries.get_corrected(document).draft.of("step")
    assert len(halves) == count + 1
    assert halves[0].quote + halves[1].quote == step.quote


def test_words_nobody_read_can_be_added(district):
    document = taken_in(district)
    words = "各支部要把读书与教研结合起来抓实抓细。"
    add = {**WHO, "document_id": document, "verb": "add", "field": "step", "start": 0}
    assert refusal(actions.correct, **add, quote="原文没有的话", values={"title": "教研"}) == "words_not_found"
    assert refusal(actions.correct, **add, quote=words, values={}) == "value_missing"
    actions.correct(**add, quote=words, values={"title": "读书与教研结合", "kind": "study"})
    added = [one for one in queries.get_corrected(document).draft.of("step") if one.rule == "person"]
    assert [(one.values["title"], one.quote) for one in added] == [("读书与教研结合", words)]


def test_a_revised_document_keeps_corrections_and_shows_the_difference(district):
    document = taken_in(district)
    kept, gone = item(document, "phase"), item(document, "phase", 2)
    note(document, "correct", kept, name="启动阶段")
    note(document, "correct", gone, name="收尾阶段")
    revised = TEXT.replace("（三）总结评比阶段（2026年12月1日至12月20日）", "（三）总结阶段（2026年12月5日至12月25日）")
    second = taken_in(district, revised, document)
    whole = queries.get_corrected(second)
    assert whole.draft.of("phase")[0].values["name"] == "启动阶段"
    assert [one.quote for one in whole.lost] == [gone.quote]
    changes = queries.list_changes(second)
    assert any("总结评比阶段" in one.old and "12月25日" in one.new for one in changes)
    assert queries.pack_code(second) == queries.pack_code(document) == f"document_{document}"


def test_a_plan_is_made_with_the_corrections_and_asks_the_rest(district):
    document = taken_in(district)
    note(document, "correct", item(document, "phase"), name="启动阶段")
    version = actions.adopt_document(**WHO, document_id=document)
    pack = plans.get_pack(version)
    assert pack.plan.phases[0].title == "启动阶段"
    assert plans.list_asks(version) != ()
    assert plans.get_version(version).title == "示例区教育局关于开展“读书育人”活动的实施方案"
    assert actions.adopt_document(**WHO, document_id=document) == version
    assert PlanVersion.objects.count() == 1


def upload(name: str = "方案.docx") -> SimpleUploadedFile:
    made, data = Document(), io.BytesIO()
    for line in TEXT.splitlines():
        made.add_paragraph(line)
    made.save(data)
    return SimpleUploadedFile(name, data.getvalue())


def test_the_officer_imports_a_word_file_and_opens_the_desk(district, client_of):
    officer = client_of(district.officer)
    answer = officer.post("/plans/desk/", {"file": upload()})
    document = PlanDocument.objects.get()
    assert answer.headers["Location"] == f"/plans/desk/{document.pk}/"
    text = officer.get(f"/plans/desk/{document.pk}/").content.decode()
    for one in queries.get_corrected(document.pk).draft.of("step"):
        assert text.count(f'id="r-{one.code}"') == text.count(f'id="o-{one.code}"') == 1
    assert 'id="u-1"' in text
    assert "国办函" in text
    assert "style=" not in text


def test_unreadable_files_are_refused_in_words(district, client_of):
    answer = client_of(district.officer).post(
        "/plans/desk/", {"file": SimpleUploadedFile("方案.docx", b"MZ\x00\x01 nothing")}
    )
    assert answer.status_code == 400
    assert "文件内容与扩展名不符" in answer.content.decode()
    assert not PlanDocument.objects.exists()


def at(document: int, place: str = "act/") -> str:
    return f"/plans/desk/{document}/{place}"


def touch(found, verb: str) -> dict[str, str]:
    return {"do": f"{verb}|{found.code}|{found.span.start}"}


def test_correcting_on_the_page(district, client_of):
    document = taken_in(district)
    officer = client_of(district.officer)
    phase = item(document, "phase")
    form = {"verb": "correct", "start": phase.span.start, "seen": 0}
    answer = officer.post(at(document, f"edit/{phase.code}/"), {**form, "name": "启动阶段"})
    assert answer.headers["Location"] == f"/plans/desk/{document}/#r-{phase.code}"
    assert item(document, "phase").values["name"] == "启动阶段"
    assert item(document, "phase").values["first"] == "2026-09-01"  # not asked, so not emptied
    page = officer.post(at(document, f"edit/{phase.code}/"), {**form, "name": "", "duration_days": "25"})
    assert page.status_code == 400
    assert 'value="25"' in page.content.decode()  # what was typed is still there
    assert "原读作：动员部署阶段" in officer.get(at(document, "")).content.decode()


def test_a_value_is_emptied_by_emptying_it(district, client_of):
    document = taken_in(district)
    phase = item(document, "phase")
    form = {"verb": "correct", "start": phase.span.start, "name": "启动阶段", "first": "2026-09-01", "last": ""}
    client_of(district.officer).post(at(document, f"edit/{phase.code}/"), form)
    values = item(document, "phase").values
    assert (values["first"], values["last"]) == ("2026-09-01", None)


def test_the_parameters_of_a_step_are_corrected_one_by_one(district, client_of):
    document = taken_in(district)
    officer = client_of(district.officer)
    step = next(one for one in queries.get_corrected(document).draft.of("step") if one.values["title"] == "公示")
    page = officer.get(at(document, f"edit/{step.code}/")).content.decode()
    assert f'data-item="{step.code}">读自原文：“并在校内公示5个工作日”' in page  # pointing at it lights the words
    assert "原文没有写明，建立方案后会问" in page  # who takes objections
    assert "按“步骤”的写法读出" in page
    form = {
        "verb": "params",
        "start": step.span.start,
        "seen": 0,
        "p_days": "90",
        "p_scope": "society",
        "p_pinned": "true",
    }
    wrong = officer.post(at(document, f"edit/{step.code}/"), form)
    assert wrong.status_code == 400
    assert 'value="90"' in wrong.content.decode()
    officer.post(at(document, f"edit/{step.code}/"), {**form, "p_days": "7"})
    kept = PlanCorrection.objects.get()
    assert kept.values == {"params": {"days": 7, "scope": "society", "pinned": True}}
    assert kept.was["params"] == {"days": 5, "scope": "school", "pinned": False}
    assert "改为：公示期天数 7；公开到什么范围 社会" in officer.get(at(document, "")).content.decode()

    # in the plan, after another correction and in a revised document; then taken back
    note(document, "correct", step, title="公示承诺", who="各部门")
    revised = taken_in(district, TEXT.replace("不少于20学时", "不少于30学时"), document)
    pack = plans.get_pack(actions.adopt_document(**WHO, document_id=revised))
    made = next(one for one in pack.plan.steps if one.title == "公示承诺")
    days = pack.find_parameter(made.params["days"]["param"])
    assert (days.value, days.local, days.stricter) == (7, "tighten", "higher")
    assert (made.params["scope"], made.params["pinned"], made.audience.who) == ("society", True, ("departments",))
    assert [ask.code for ask in plans.list_asks(plans_version(revised))].count("notice_days") == 0
    officer.post(at(document), {"do": f"restore|{step.code}|{step.span.start}"})
    assert "params" not in item(document, "step", 2).values


def plans_version(document: int) -> int:
    return PlanDocument.objects.get(pk=document).plan_version_id


def test_what_a_colleague_wrote_meanwhile_is_not_written_over_unseen(district, client_of):
    document = taken_in(district)
    officer, phase = client_of(district.officer), item(document, "phase")
    old = {"verb": "correct", "start": phase.span.start, "seen": 0}
    officer.post(at(document, f"edit/{phase.code}/"), {**old, "name": "启动阶段"})
    second = officer.post(at(document, f"edit/{phase.code}/"), {**old, "name": "发动阶段"})
    text = second.content.decode()
    assert second.status_code == 409
    assert "现在读作：启动阶段" in text
    assert 'value="发动阶段"' in text
    seen = PlanCorrection.objects.get().pk
    assert f'name="seen" value="{seen}"' in text
    officer.post(at(document, f"edit/{phase.code}/"), {**old, "seen": seen, "name": "发动阶段"})
    assert item(document, "phase").values["name"] == "发动阶段"


def test_a_reading_that_went_away_gives_the_typed_words_back(district, client_of):
    document = taken_in(district)
    officer, phase = client_of(district.officer), item(document, "phase")
    officer.post(at(document), touch(phase, "reject"))
    form = {"verb": "correct", "start": phase.span.start, "name": "启动阶段"}
    page = officer.post(at(document, f"edit/{phase.code}/"), form, follow=True).content.decode()
    assert "您刚才填写的是：启动阶段" in page
    assert officer.get(at(document, f"edit/{phase.code}/")).status_code == 404


def test_acts_are_taken_back_one_by_one_and_stay_on_record(district, client_of):
    document = taken_in(district)
    officer, phase = client_of(district.officer), item(document, "phase")
    for name in ("启动阶段", "发动阶段"):
        note(document, "correct", item(document, "phase"), name=name)
    officer.post(at(document), touch(phase, "reject"))

    def undo() -> str:
        newest = queries.newest_standing(queries.list_corrections(document))
        answer = officer.post(at(document), {"do": f"undo|{newest.id}"}, follow=True)
        again = officer.post(
            at(document), {"do": f"undo|{newest.id}"}, follow=True
        )  # a second click takes nothing more
        assert "没有可以撤销的了，或者已经撤销。" in again.content.decode()
        return answer.redirect_chain[0][0]

    assert undo().endswith(f"#r-{phase.code}")
    assert item(document, "phase").values["name"] == "发动阶段"
    undo()
    assert item(document, "phase").values["name"] == "启动阶段"
    undo()
    assert item(document, "phase").values["name"] == "动员部署阶段"
    assert queries.newest_standing(queries.list_corrections(document)) is None
    assert PlanCorrection.objects.count() == 6


def test_the_sure_readings_of_a_kind_are_accepted_at_once_and_taken_back_at_once(district, client_of):
    document = taken_in(district)
    officer = client_of(district.officer)
    steps = queries.get_corrected(document).draft.of("step")
    note(document, "correct", steps[0], title="成立小组")
    officer.post(at(document), {"do": "accept_group|step"})
    states = queries.get_corrected(document).states
    assert {states[one.code] for one in steps[1:] if one.confidence >= actions.SURE} == {"accepted"}
    assert states[steps[0].code] == "corrected"
    newest = queries.newest_standing(queries.list_corrections(document))
    officer.post(at(document), {"do": f"undo|{newest.id}"})
    assert set(queries.get_corrected(document).states.values()) == {"corrected"}


def test_unread_sentences_are_looked_at_one_by_one(district, client_of):
    document = taken_in(district)
    officer, unread = client_of(district.officer), queries.list_unread(document)
    answer = officer.post(at(document), {"do": "seen|1"})
    assert answer.headers["Location"].endswith("#u-2")
    assert f"未读句已看 1 / {len(unread)}" in officer.get(at(document, "")).content.decode()
    officer.post(at(document), {"do": "unseen|1"})
    assert queries.get_corrected(document).seen == frozenset()
    assert "请刷新页面" in officer.post(at(document), {"do": "seen|99"}, follow=True).content.decode()


def test_a_split_step_can_be_put_together_again_and_a_half_moved(district, client_of):
    document = taken_in(district)
    officer, step = client_of(district.officer), item(document, "step", 1)
    words = step.quote[len(step.quote) // 2 :]
    form = {"start": step.span.start}
    missing = officer.post(at(document, f"edit/{step.code}/"), {**form, "verb": "split", "words": "没有这几个字"})
    assert missing.status_code == 409
    assert "没有这几个字" in missing.content.decode()
    officer.post(at(document, f"edit/{step.code}/"), {**form, "verb": "split", "words": words})
    half = next(one for one in queries.get_corrected(document).draft.items if one.code == f"{step.code}b")
    last = item(document, "phase", 2)
    moved = {"verb": "move", "start": half.span.start, "phase_quote": last.quote.replace("\n", "\r\n")}
    officer.post(at(document, f"edit/{half.code}/"), moved)
    half = next(one for one in queries.get_corrected(document).draft.items if one.code == half.code)
    assert half.values["phase"] == 2
    officer.post(at(document), touch(half, "restore"))
    assert item(document, "step", 1).quote == step.quote


def test_an_added_step_goes_to_the_phase_it_stands_in(district, client_of):
    document = taken_in(district)
    officer, words = client_of(district.officer), "各支部要把读书与教研结合起来抓实抓细。"
    page = officer.get(at(document, "add/step/"), {"quote": words}).content.decode()
    second = item(document, "phase", 1)
    assert f'<option value="{second.quote}" selected>' in page
    form = {"quote": words, "title": "读书与教研结合", "kind": "study", "phase_quote": second.quote}
    wrong = officer.post(at(document, "add/step/"), {**form, "quote": "原文没有的话"})
    assert wrong.status_code == 409
    assert "读书与教研结合" in wrong.content.decode()
    officer.post(at(document, "add/step/"), form)
    added = next(one for one in queries.get_corrected(document).draft.of("step") if one.rule == "person")
    assert (added.values["title"], added.values["phase"]) == ("读书与教研结合", 1)


def test_one_of_several_documents_in_a_file_is_read_by_itself(district, client_of):
    other = TEXT.replace("读书育人", "结对帮扶").replace("2026年", "2027年")
    document = taken_in(district, f"篇一\n{TEXT}\n篇二\n{other}")
    officer = client_of(district.officer)
    assert len(queries.read_text(queries.find_document(document).text).parts) == 2
    assert officer.get(at(document, "")).content.decode().count("只读这一份") == 2
    officer.post(at(document, "part/2/"))
    made = queries.find_document(PlanDocument.objects.latest("pk").pk)
    assert "结对帮扶" in made.text
    assert "读书育人" not in made.text
    assert [one.values["first"] for one in item_list(made.id)] == ["2027-09-01", "2027-09-21", "2027-12-01"]
    assert all(made.text[start:end].strip() for start, end, _shape, _level in made.blocks)
    assert "没有这一份" in officer.post(at(document, "part/9/"), follow=True).content.decode()


def item_list(document: int):
    return queries.get_corrected(document).draft.of("phase")


def test_a_changed_sentence_stands_beside_the_earlier_one(district):
    document = taken_in(district)
    second = taken_in(district, TEXT.replace("抓实抓细", "抓出成效").replace("不少于20学时", "不少于30学时"), document)
    changes = queries.list_changes(second)
    assert {one.kind for one in changes} == {"changed"}
    assert ("unread", "各支部要把读书与教研结合起来抓实抓细", "各支部要把读书与教研结合起来抓出成效") in {
        (one.field, one.old.rstrip("。"), one.new.rstrip("。")) for one in changes
    }
    assert any("20学时" in one.old and "30学时" in one.new for one in changes)


def test_the_list_and_the_desk_cost_the_same_for_one_and_three(district, client_of):
    officer, counts = client_of(district.officer), []
    first = taken_in(district)
    for more in (0, 2):
        for number in range(more):
            taken_in(district, TEXT.replace("读书育人", f"读书{number}"))
            note(first, "accept", item(first, "step", number))
        counts.append([])
        for address in ("/plans/desk/", f"/plans/desk/{first}/"):
            officer.get(address)  # what was read is kept by the process
            with CaptureQueriesContext(connection) as captured:
                assert officer.get(address).status_code == 200
            counts[-1].append(len(captured))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 25


def test_only_the_bureau_sits_at_the_desk(district, client_of):
    document = taken_in(district)
    for who in (district.secretary, district.members[1], district.stranger):
        client = client_of(who)
        assert client.get("/plans/desk/").status_code == 403
        assert client.get(f"/plans/desk/{document}/").status_code == 403
        assert client.post(f"/plans/desk/{document}/act/", {}).status_code == 403
        assert client.get(f"/plans/desk/{document}/edit/phase_1/").status_code == 403
        assert client.post(f"/plans/desk/{document}/part/1/").status_code == 403
        assert client.post(f"/plans/desk/{document}/adopt/").status_code == 403
    assert not PlanCorrection.objects.exists()
