"""Rosters: what they write, what they refuse, twice the same, taken back, killed half way."""

from datetime import date, timedelta

import pytest

from tests import factories
from tests.apps.people import rosters
from xianfeng.apps.journal.models import Entry
from xianfeng.apps.people import actions, jobs
from xianfeng.apps.people.actions.imports import ImportRefused, faults_of
from xianfeng.apps.people.importing import applying
from xianfeng.apps.people.importing.words import fault_sentence
from xianfeng.apps.people.models import (
    Affiliation,
    Employment,
    ImportBatch,
    Membership,
    Office,
    Organization,
    OrganizationClosure,
    OrganizationRelation,
    Person,
    School,
)

pytestmark = pytest.mark.django_db
NOW = factories.NOW
ACTOR = factories.TEST_ACTOR
TABLES = (Organization, School, OrganizationRelation, Person, Employment, Membership, Affiliation, Office)


def upload(sheets, name="roster.xlsx", now=NOW) -> ImportBatch:
    content = rosters.xlsx(sheets) if isinstance(sheets, dict) else sheets
    batch_id = actions.upload_roster(now=now, actor=ACTOR, file_name=name, content=content)
    return ImportBatch.objects.get(pk=batch_id)


def bring_in(sheets, name="roster.xlsx", now=NOW) -> ImportBatch:
    batch = upload(sheets, name, now)
    assert sentences(batch) == []
    actions.start_import(now=now, actor=ACTOR, batch_id=batch.pk)
    assert jobs.run_import(batch.pk, now)
    batch.refresh_from_db()
    return batch


def sentences(batch) -> list[str]:
    return [fault_sentence(fault) for fault in faults_of(batch.report)]


def everything() -> dict:
    return {model.__name__: sorted(map(str, model.objects.values())) for model in (*TABLES, OrganizationClosure)}


def content() -> dict:
    """All rows without their ids (the closure is rebuilt and gets new ones)."""
    return {
        model.__name__: sorted(str({k: v for k, v in row.items() if k != "id"}) for row in model.objects.values())
        for model in (*TABLES, OrganizationClosure)
    }


def test_a_whole_district_comes_in():
    batch = bring_in(rosters.whole())
    assert [model.objects.count() for model in TABLES] == [6, 2, 7, 3, 3, 3, 2, 3]
    assert batch.state == "applied"
    member = Membership.objects.get(person__number="T1")
    probationer = Membership.objects.get(person__number="T2")
    assert (member.may_vote, member.may_be_elected) == (True, True)
    assert (probationer.may_speak, probationer.may_vote, probationer.may_elect) == (True, False, False)
    assert Person.objects.get(number="T1").birth_month == date(1985, 6, 1)
    closure = OrganizationClosure.objects.filter(relation="covers", ancestor__code="DW")
    assert closure.filter(descendant__code="XX01").count() == 1


def test_looking_changes_nothing():
    before = everything()
    batch = upload(rosters.whole())
    assert everything() == before
    assert batch.report["counts"]["person"] == {"new": 3, "changed": 0, "unchanged": 0, "ended": 0}
    assert batch.report["preview"]["person"]["rows"][0][:3] == [2, "T1", "示例甲"]


def test_the_same_file_twice_changes_nothing():
    bring_in(rosters.whole())
    before = everything()
    batch = bring_in(rosters.whole(), now=NOW + timedelta(days=3))
    assert {(c["new"], c["changed"], c["ended"]) for c in batch.report["counts"].values()} == {(0, 0, 0)}
    after = everything()
    del before["OrganizationClosure"], after["OrganizationClosure"]
    assert after == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_csv_in_each_coding(encoding):
    bring_in(rosters.whole())
    more = [["工号", "姓名", "性别"], ["T9", "新来的", "女"]]
    bring_in(rosters.csv(more, encoding), "人员.csv")
    assert Person.objects.get(number="T9").name == "新来的"


def test_csv_is_known_by_its_columns_when_its_name_says_nothing():
    bring_in(rosters.csv([["工号", "姓名"], ["T9", "新来的"]], "gbk"), "export-2026.csv")
    assert Person.objects.filter(number="T9").exists()


def test_titles_above_the_header_and_moved_columns():
    sheets = {
        "人员名册": [["示例区教职工名册"], [None], ["姓名", "教工号", "出生日期"], ["示例甲", "T1", "1985年6月3日"]]
    }
    bring_in(sheets)
    assert Person.objects.get().birth_month == date(1985, 6, 1)


def test_numbers_typed_as_numbers():
    bring_in({"人员": [["工号", "姓名", "手机号", "出生年月"], [1001, "示例甲", 13900000012, 1985.06]]})
    person = Person.objects.get()
    assert (person.number, person.phone, person.birth_month) == ("1001", "13900000012", date(1985, 6, 1))


CELL_FAULTS = [
    ("人员", 1, 3, "85年6", "人员表 第 2 行 出生年月：看不懂“85年6”，请写成 2023-09-01 或 2023-09 这样。"),
    ("人员", 1, 3, 1985.1, "人员表 第 2 行 出生年月：“1985.1”分不清是 1 月还是 10 月，请写成 1985-01 或 1985-10。"),
    ("人员", 2, 2, "未知", "人员表 第 3 行 性别：“未知”不在可选内容里，请从这些里选：女、男。"),
    ("人员", 2, 1, None, "人员表 第 3 行 姓名：没有填写。这一列必填。"),
    ("人员", 2, 4, "123", "人员表 第 3 行 手机号：“123”不是 11 位手机号，请核对；没有可以不填。"),
    ("人员", 2, 4, "13900000011", "人员表 第 3 行 手机号：这个手机号已登记在工号“T1”名下，一个号码只能登记一人。"),
    ("人员", 2, 0, "T1", "人员表 第 3 行 工号：与第 2 行重复，请删去一行。"),
    ("人员", 1, 1, "11010519491231002X", "人员表 第 2 行 姓名：像是身份证号。本系统不收身份证号，请改填工号或删去。"),
    ("人员", 1, 3, "2099-01", "人员表 第 2 行 出生年月：日期还没有到，请核对。"),
    ("工作单位", 1, 0, "T77", "工作单位表 第 2 行 工号：没有工号为“T77”的人。请核对工号，或在人员表中加上他（她）。"),
    (
        "工作单位",
        1,
        1,
        "XX99",
        "工作单位表 第 2 行 单位编码：没有编码为“XX99”的组织。请核对编码，或在组织机构表中加上它。",
    ),
    ("工作单位", 1, 3, "2019-02-30", "工作单位表 第 2 行 开始日期：“2019-02-30”没有这一天，请核对。"),
    ("党员", 1, 2, "2001-01-01", "党员表 第 2 行 开始日期：出生年月是 1985-06，入党时不满 18 岁，请核对这两项。"),
    ("组织关系", 2, 1, "DW", "组织关系表 第 3 行 党支部编码：“DW”不是党支部或党小组，组织关系要落在具体的支部。"),
    (
        "组织关系",
        2,
        0,
        "T3",
        "组织关系表 第 3 行 工号：示例丙 不是党员、预备党员或入党积极分子，没有组织关系。请先在党员表中登记。",
    ),
    ("职务", 2, 1, "ZB01", "职务表 第 3 行 组织编码：行政职务应填学校或部门的编码，“ZB01”是党组织。"),
    ("组织机构", 1, 3, "XX01", "组织机构表 第 2 行 行政上级编码：“XX01”的类型不能作为它的上级，请核对两者的类型。"),
    (
        "组织机构",
        5,
        2,
        "联合党支部",
        "组织机构表 第 6 行 覆盖单位编码：联合党支部至少覆盖两个单位，请在这一列列出它们的编码，用顿号分开。",
    ),
]


@pytest.mark.parametrize(("sheet", "row", "column", "value", "sentence"), CELL_FAULTS)
def test_each_fault_says_where_and_what_to_do(sheet, row, column, value, sentence):
    sheets = rosters.whole()
    sheets[sheet][row][column] = value
    batch = upload(sheets)
    assert (batch.state, sentence in sentences(batch)) == ("faulty", True), sentences(batch)
    with pytest.raises(ImportRefused):
        actions.start_import(now=NOW, actor=ACTOR, batch_id=batch.pk)
    assert Person.objects.count() == 0


def test_several_faults_are_all_named_in_order_of_the_file():
    sheets = rosters.whole()
    sheets["人员"][3][3] = "不详"
    sheets["人员"][1][2] = "?"
    sheets["职务"][1][0] = "T88"
    assert [line.split("：")[0] for line in sentences(upload(sheets))] == [
        "人员表 第 2 行 性别",
        "人员表 第 4 行 出生年月",
        "职务表 第 2 行 工号",
    ]


def test_a_circle_of_superiors_is_named():
    sheets = rosters.whole()
    sheets["组织机构"] += [
        ["BM1", "教务处", "部门", "BM2", None, None, None],
        ["BM2", "德育处", "部门", "BM1", None, None, None],
    ]
    assert sentences(upload(sheets)) == [
        "组织机构表 第 8 行 行政上级编码：上下级绕成了圈：BM1 → BM2 → BM1。请改正其中一个上级。"
    ]


def test_two_home_branches_are_refused():
    sheets = rosters.whole()
    sheets["组织关系"].append(["T1", "ZB02", "2020-09-01"])
    assert sentences(upload(sheets)) == [
        "组织关系表 第 4 行 党支部编码：组织关系只能在一个支部，第 2 行已列在“ZB01”。请留一行，或给先前的一行填结束日期。"
    ]


def test_a_second_secretary_is_refused_until_the_first_ends():
    bring_in(rosters.whole())
    header = [*rosters.OFFICES[0], "结束日期"]
    new = ["T2", "ZB01", "党支部书记", "书记", "2026-09-01", None]
    batch = upload({"职务": [header, new]})
    assert sentences(batch) == [
        "职务表 第 2 行 岗位：同一时间这一职务已由 示例甲 担任。请在同一张表中给其任职填上结束日期。"
    ]
    bring_in({"职务": [header, new, ["T1", "ZB01", "党支部书记", "书记", "2022-03-01", "2026-09-01"]]})
    assert list(
        Office.objects.filter(role="branch_secretary").order_by("from_date").values_list("person__number", "until_date")
    ) == [("T1", date(2026, 9, 1)), ("T2", None)]


def test_a_move_ends_the_old_row_on_the_day_of_the_new():
    bring_in(rosters.whole())
    batch = bring_in({"工作单位": [rosters.EMPLOYMENTS[0], ["T1", "XX02", "在职", "2026-09-01"]]})
    rows = Employment.objects.filter(person__number="T1").order_by("from_date")
    assert list(rows.values_list("organization__code", "from_date", "until_date")) == [
        ("XX01", date(2019, 9, 1), date(2026, 9, 1)),
        ("XX02", date(2026, 9, 1), None),
    ]
    assert batch.report["counts"]["employment"] == {"new": 1, "changed": 0, "unchanged": 0, "ended": 1}


def test_a_probationer_becomes_a_full_member_with_history():
    bring_in(rosters.whole())
    bring_in({"党员": [rosters.MEMBERS[0], ["T2", "正式党员", "2026-12-20"]]})
    assert list(
        Membership.objects.filter(person__number="T2")
        .order_by("from_date")
        .values_list("status", "until_date", "may_vote")
    ) == [("probationary_member", date(2026, 12, 20), False), ("full_member", None, True)]


def test_joint_posts_stay_and_one_family_of_posts_replaces_itself():
    bring_in(rosters.whole())
    bring_in({"职务": [rosters.OFFICES[0], ["T1", "XX01", "校长", "校长", "2026-09-01"]]})
    rows = Office.objects.filter(person__number="T1", until_date__isnull=True).order_by("role")
    assert list(rows.values_list("role", flat=True)) == ["branch_secretary", "principal"]


def test_people_not_listed_and_empty_cells_stay_as_they_are():
    bring_in(rosters.whole())
    bring_in({"人员": [rosters.PEOPLE[0], ["T1", "示例甲", None, None, "清空", None]]})
    person = Person.objects.get(number="T1")
    assert (Person.objects.count(), person.gender, person.phone) == (3, "female", "")


def test_a_new_superior_ends_the_old_relation():
    bring_in(rosters.whole())
    sheets = {
        "组织机构": [
            ["组织编码", "组织名称", "类型", "上级党组织编码", "隶属生效日期"],
            ["ZZ", "示例总支", "党总支", "DW", "2026-09-01"],
            ["ZB01", "示例第一小学党支部", "党支部", "ZZ", "2026-09-01"],
        ]
    }
    bring_in(sheets)
    rows = OrganizationRelation.objects.filter(lower__code="ZB01", relation="party").order_by("from_date")
    assert list(rows.values_list("upper__code", "until_date")) == [("DW", date(2026, 9, 1)), ("ZZ", None)]


def test_unwanted_columns_are_refused_and_unknown_ones_named():
    batch = upload({"人员": [["工号", "姓名", "身份证号", "备注"], ["T1", "示例甲", "x", "y"]]})
    assert sentences(batch) == ["人员表 第 1 行 身份证号：本系统不收集“身份证号”，请删除整列后再导入。"]
    assert [fault_sentence(note) for note in faults_of(batch.report, "notes")] == [
        "人员表 第 1 行 备注：不认识这一列，没有读取。"
    ]


def test_a_file_without_a_known_sheet():
    batch = upload({"Sheet1": [["a", "b"], [1, 2]]})
    assert batch.state == "faulty"


def test_a_broken_file_is_refused():
    with pytest.raises(ImportRefused) as caught:
        actions.upload_roster(now=NOW, actor=ACTOR, file_name="x.xlsx", content=b"PK\x03\x04 not a workbook")
    assert caught.value.code == "unreadable"
    assert ImportBatch.objects.count() == 0


def test_formulas_stay_text_both_ways():
    bring_in({"人员": [["工号", "姓名"], ["T1", '=HYPERLINK("http://x","y")']]})
    assert Person.objects.get().name == '=HYPERLINK("http://x","y")'


# taking back


def test_taking_back_restores_everything():
    bring_in(rosters.whole())
    before = content()
    sheets = rosters.whole()
    sheets["人员"] += [["T4", "示例丁", None, None, None, None]]
    sheets["人员"][1][1] = "示例甲改"
    sheets["工作单位"] += [["T4", "XX02", None, "2026-09-01"], ["T1", "XX02", None, "2026-09-01"]]
    del sheets["工作单位"][1]
    sheets["组织机构"] += [["BM1", "教务处", "部门", "XX01", None, None, None]]
    batch = bring_in(sheets)
    assert content() != before
    actions.undo_import(now=NOW, actor=ACTOR, batch_id=batch.pk)
    assert content() == before
    batch.refresh_from_db()
    assert batch.state == "undone"


def test_taking_back_is_refused_when_later_work_rests_on_it():
    batch = bring_in(rosters.whole())
    factories.account(Person.objects.get(number="T1"))
    before = everything()
    with pytest.raises(ImportRefused) as caught:
        actions.undo_import(now=NOW, actor=ACTOR, batch_id=batch.pk)
    assert (caught.value.code, caught.value.params["count"]) == ("depended_on", 1)
    assert everything() == before


def test_taking_back_is_refused_when_a_row_has_changed_since():
    batch = bring_in(rosters.whole())
    bring_in({"人员": [["工号", "姓名"], ["T1", "改了名"]]})
    with pytest.raises(ImportRefused) as caught:
        actions.undo_import(now=NOW, actor=ACTOR, batch_id=batch.pk)
    assert caught.value.code == "changed_since"


def test_taking_back_is_refused_after_thirty_days_and_twice():
    batch = bring_in(rosters.whole())
    with pytest.raises(ImportRefused) as caught:
        actions.undo_import(now=NOW + timedelta(days=30, seconds=1), actor=ACTOR, batch_id=batch.pk)
    assert caught.value.code == "too_old"
    actions.undo_import(now=NOW + timedelta(days=30), actor=ACTOR, batch_id=batch.pk)
    with pytest.raises(ImportRefused) as again:
        actions.undo_import(now=NOW, actor=ACTOR, batch_id=batch.pk)
    assert again.value.code == "batch_state"


def test_two_batches_are_taken_back_in_turn():
    first = bring_in(rosters.whole())
    second = bring_in({"人员": [["工号", "姓名"], ["T1", "改了名"]]})
    actions.undo_import(now=NOW, actor=ACTOR, batch_id=second.pk)
    actions.undo_import(now=NOW, actor=ACTOR, batch_id=first.pk)
    assert [model.objects.count() for model in TABLES] == [0] * 8


# killed half way


def test_an_error_half_way_writes_nothing_and_can_be_started_again(monkeypatch):
    batch = upload(rosters.whole())
    actions.start_import(now=NOW, actor=ACTOR, batch_id=batch.pk)
    before = everything()
    real = applying._write_changes

    def broken(table, changes):
        if table == "membership":
            raise RuntimeError("power cut")
        return real(table, changes)

    monkeypatch.setattr(applying, "_write_changes", broken)
    assert jobs.run_import(batch.pk, NOW) is False
    assert everything() == before
    batch.refresh_from_db()
    assert batch.state == "failed"
    monkeypatch.setattr(applying, "_write_changes", real)
    actions.start_import(now=NOW, actor=ACTOR, batch_id=batch.pk)
    assert jobs.run_waiting_imports(NOW) == 1
    assert Person.objects.count() == 3


def test_confirming_and_running_twice_does_it_once():
    batch = upload(rosters.whole())
    for _n in range(2):
        actions.start_import(now=NOW, actor=ACTOR, batch_id=batch.pk)
    assert [jobs.run_import(batch.pk, NOW) for _n in range(2)] == [True, False]
    assert Entry.objects.filter(action="import.applied").count() == 1


def test_a_roster_that_became_faulty_after_checking_is_not_written():
    batch = upload(rosters.whole())
    Person.objects.create(number="T50", name="别人", phone="13900000011")
    actions.start_import(now=NOW, actor=ACTOR, batch_id=batch.pk)
    assert jobs.run_import(batch.pk, NOW) is False
    batch.refresh_from_db()
    assert (batch.state, Person.objects.count()) == ("faulty", 1)


def test_what_is_written_is_what_was_confirmed():
    """Somebody else changed the same people between the check and the confirmation: the preview is shown again."""
    batch = upload(rosters.whole())
    Person.objects.create(number="T1", name="示例甲", phone="")
    actions.start_import(now=NOW, actor=ACTOR, batch_id=batch.pk)
    assert jobs.run_import(batch.pk, NOW) is False
    batch.refresh_from_db()
    assert (batch.state, batch.report["counts"]["person"]["new"]) == ("checked", 2)
    assert [note["code"] for note in batch.report["notes"]] == ["changed_meanwhile"]
    actions.start_import(now=NOW, actor=ACTOR, batch_id=batch.pk)
    assert jobs.run_import(batch.pk, NOW) is True
