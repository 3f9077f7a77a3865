"""Each kind of fault is named, with the file and the line it stands in."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from xianfeng.core.plan.checking import check_pack
from xianfeng.core.plan.command import check_command
from xianfeng.core.plan.faults import PackFaulty
from xianfeng.core.plan.loading import load_pack
from xianfeng.core.plan.sentences import known_faults, sentence

META = """\
format: 1
code: small
title: 小方案
version: '1.0'
language: zh-Hans
summary: 试验用
issuer:
  level: school
  title: 某校党支部
  addressed_to: branch
  source: {seed: 'x1', quote: 某校党支部}
approval_basis:
  required: true
  ask: 依据哪份文件
  kinds: [document]
  covers_honours: false
  source: {default: 须有依据}
originals:
  - seed: 'x1'
    title: 某校通知
    file: original.md
"""
PLAN = """\
parameters:
  - code: study_days
    title: 学习几天
    type: integer
    unit: day
    value: 10
    source: {seed: 'x1', quote: 学习十天}
  - code: least
    title: 至少几条
    type: integer
    unit: item
    ask: 至少几条
    suggestion: {value: 1, source: {default: 一条即可}}
    local: tighten
    stricter: higher
    source: {default: 原文没有写}
criteria:
  - code: goods
    title: 两个好
    subject: person
    stated_count: 2
    source: {seed: 'x1', quote: 两个好}
    items:
      - {key: one, title: 学习好, source: {seed: 'x1', quote: 学习好}}
      - {key: two, title: 工作好, source: {seed: 'x1', quote: 工作好}}
phases:
  - code: study
    title: 学习
    lasts: {days: study_days}
    source: {seed: 'x1', quote: 学习十天}
steps:
  - code: pledge
    title: 承诺
    kind: pledge
    phases: [study]
    per: person
    audience: {who: [members]}
    responsible: branch_secretary
    criteria: [goods]
    params:
      measure: party_requirement
      requirements: goods
      at_least: {param: least}
    source: {seed: 'x1', quote: 人人承诺}
"""
ORIGINAL = "---\nseed: 'x1'\n---\n某校党支部通知：学习十天，做到两个好：学习好、工作好，人人承诺。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    where = tmp_path / "small"
    where.mkdir()
    (where / "pack.yaml").write_text(META, encoding="utf-8")
    (where / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (where / "original.md").write_text(ORIGINAL, encoding="utf-8")
    return where


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_a_sound_pack_has_no_fault_and_loads(folder: Path) -> None:
    assert check_pack(folder) == []
    assert load_pack(folder).find_parameter("study_days").value == 10  # type: ignore[union-attr]


ASKS = "conditions:\n      - {{rule: {}, met_by: committee, source: {{default: 先后有序}}}}"
CHANGES = [
    # code of the fault, text replaced, by what, text on the line that must be named
    ("quote_not_found", "quote: 学习十天}\n  - code: least", "quote: 学习二十天}\n  - code: least", "学习二十天"),
    ("seed_unknown", "{seed: 'x1', quote: 人人承诺}", "{seed: 'x2', quote: 人人承诺}", "'x2'"),
    ("source_needs_quote_or_default", "{seed: 'x1', quote: 人人承诺}", "{seed: 'x1'}", "source: {seed: 'x1'}"),
    ("parameter_needs_value_or_ask", "    value: 10\n", "    value: 10\n    ask: 几天\n", "code: study_days"),
    ("value_type", "value: 10\n", "value: 十\n", "value: 十"),
    ("float_refused", "value: 10\n", "value: 1.5\n", "value: 1.5"),
    ("name_unknown", "unit: day", "units: day", "units: day"),
    ("word_unknown", "unit: day", "unit: fortnight", "fortnight"),
    ("name_twice", "title: 学习几天", "title: 学习几天\n    title: 学习几日", "学习几日"),
    ("alias_refused", "[members]}", "&w [members]}\n    asks: *w", "[members]"),
    ("tighten_needs_direction", "    stricter: higher\n", "", "code: least"),
    ("item_twice", "title: 工作好", "title: 学习 好", "学习 好"),
    ("set_count_differs", "stated_count: 2", "stated_count: 3", "stated_count: 3"),
    ("phase_unknown", "phases: [study]", "phases: [work]", "[work]"),
    ("parameter_unknown", "{days: study_days}", "{days: no_days}", "no_days"),
    ("parameter_is_no_length", "{days: study_days}", "{weeks: study_days}", "weeks"),
    ("parameter_unknown", "{param: least}", "{param: lest}", "lest}"),
    ("number_without_source", "{param: least}", "2", "at_least: 2"),
    ("param_unknown", "measure: party_requirement", "measure: party_requirement\n      colour: red", "colour"),
    ("param_missing", "      measure: party_requirement\n", "", "params:"),
    ("param_choice", "measure: party_requirement", "measure: mood", "mood"),
    ("param_invalid", "requirements: goods", "requirements: [goods]", "requirements: [goods]"),
    ("criteria_unknown", "requirements: goods", "requirements: bads", "bads"),
    ("criteria_unknown", "criteria: [goods]", "criteria: [bads]", "[bads]"),
    ("subject_unfit", "per: person", "per: campaign", "per: campaign"),
    ("step_waits_for_itself", "criteria: [goods]", "after: [pledge]", "after: [pledge]"),
    ("gate_shuts_itself", "criteria: [goods]", ASKS.format("step_done, step: pledge"), "rule: step_done"),
    ("gate_hears_nobody", "criteria: [goods]", ASKS.format("masses_heard"), "rule: masses_heard"),
    ("phase_without_length", "value: 10\n", "value: 0\n", "code: study\n"),
    ("yaml_unreadable", "  - code: study_days", "  - code: [study_days", "source: {seed: 'x1', quote: 学习十天}"),
    ("code_twice", "code: least", "code: study_days", "value: 1"),
    ("duration_needs_one_unit", "{days: study_days}", "{}", "lasts: {}"),
    ("text_form", "code: goods", "code: 两好", "两好"),
]


@pytest.mark.parametrize(("code", "old", "new", "at"), CHANGES, ids=[f"{c[0]}-{n}" for n, c in enumerate(CHANGES)])
def test_a_fault_is_named_with_its_line(folder: Path, code: str, old: str, new: str, at: str) -> None:
    assert PLAN.count(old) >= 1
    changed = PLAN.replace(old, new, 1)
    (folder / "plan.yaml").write_text(changed, encoding="utf-8")
    faults = [fault for fault in check_pack(folder) if fault.code == code]
    assert faults, [fault.code for fault in check_pack(folder)]
    assert faults[0].file == folder / "plan.yaml"
    if code not in {"yaml_unreadable", "code_twice", "phase_without_length"}:
        assert faults[0].line == line_of(changed, at)
    else:
        assert faults[0].line > 0


def test_a_look_back_that_ends_before_it_begins_is_named(folder: Path) -> None:
    back = "look_back:\n  covers: [pledge]\n  verdicts: [好, 差]\n  responsible: branch_secretary\n  opens: {campaign: true, edge: end, plus: {days: study_days}}\n"
    back += "  closes: {campaign: true, edge: start}\n  source: {default: 下一轮之前}\n"
    (folder / "plan.yaml").write_text(PLAN + back, encoding="utf-8")
    assert [(fault.code, fault.line) for fault in check_pack(folder)] == [
        ("look_back_without_length", line_of(PLAN + back, "closes:"))
    ]


def test_a_step_kind_that_is_not_known_is_named_yet_the_pack_still_loads_to_read(folder: Path) -> None:
    (folder / "plan.yaml").write_text(PLAN.replace("kind: pledge", "kind: parade"), encoding="utf-8")
    faults = check_pack(folder)
    assert [(fault.code, fault.is_error) for fault in faults] == [("kind_unknown", True)]
    assert "parade" in sentence(faults[0])
    assert "pledge" in sentence(faults[0])
    assert load_pack(folder).find_step("pledge").kind == "parade"  # type: ignore[union-attr]


def test_a_stated_count_that_differs_is_a_warning(folder: Path) -> None:
    said = "stated_counts:\n  - {phrase: 两个好, count: 3, of: items, where: [goods], source: {seed: 'x1', quote: 两个好}}\n"
    (folder / "plan.yaml").write_text(PLAN + said, encoding="utf-8")
    assert [(fault.code, fault.is_error) for fault in check_pack(folder)] == [("stated_count_differs", False)]


def test_files_that_are_missing_or_not_a_pack(folder: Path, tmp_path: Path) -> None:
    (folder / "original.md").unlink()
    assert [fault.code for fault in check_pack(folder)] == ["file_missing"]
    (folder / "plan.yaml").unlink()
    assert [(fault.code, fault.values["file"]) for fault in check_pack(folder)] == [("file_missing", "plan.yaml")]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert [fault.code for fault in check_pack(empty)] == ["no_pack_here"]


@pytest.mark.parametrize(
    ("content", "code", "line", "says"),
    [
        (b"", "file_empty", 1, "空的"),
        (b"- a\n", "not_a_mapping", 1, "最外层"),
        ("a: b\n题".encode("gbk"), "not_utf8", 2, "UTF-8"),
        (b"\xef\xbb\xbf- a\n", "not_a_mapping", 1, "最外层"),
        (b"a: b\nc: \x00\n", "yaml_unreadable", 2, "看不见"),
        (b"a:\n\t- b\n", "yaml_unreadable", 2, "制表符"),
        (b"a: b\n---\nc: d\n", "yaml_unreadable", 2, "只能有一份内容"),
        (b"a: b: c\n", "yaml_unreadable", 1, "冒号"),
        (b"a: b\nc: " + b"[" * 9000 + b"]" * 9000, "nested_too_deep", 2, "太深"),
        (b"a: b\nc: " + b"9" * 9000, "number_too_long", 2, "太长"),
        (b"a: b\n? [c, d]\n: e\n", "name_no_text", 2, "应是文字"),
    ],
)
def test_a_file_of_another_shape(folder: Path, content: bytes, code: str, line: int, says: str) -> None:
    (folder / "plan.yaml").write_bytes(content)
    first = next(fault for fault in check_pack(folder) if fault.code == code)
    assert first.line == line
    assert says in sentence(first)
    assert sentence(first).isascii() is False


def test_a_folder_with_a_plan_alone_among_packs_is_not_passed_over(folder: Path) -> None:
    (folder / "pack.yaml").unlink()
    found = [(fault.code, fault.values["file"]) for fault in check_pack(folder.parent)]
    assert found == [("file_missing", "pack.yaml")]


def test_another_format_is_refused_by_name(folder: Path) -> None:
    (folder / "pack.yaml").write_text(META.replace("format: 1", "format: 9"), encoding="utf-8")
    with pytest.raises(PackFaulty) as caught:
        load_pack(folder)
    assert [(fault.code, fault.line, fault.values) for fault in caught.value.faults] == [
        ("format_unknown", 1, {"format": "9"})
    ]


def test_an_approval_basis_cannot_be_switched_off(folder: Path) -> None:
    (folder / "pack.yaml").write_text(META.replace("required: true", "required: false"), encoding="utf-8")
    assert [fault.code for fault in check_pack(folder)] == ["word_unknown"]


def run(*argv: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    code = check_command(argv, out, err)
    return code, out.getvalue(), err.getvalue()


def test_the_command_says_file_line_and_sentence(folder: Path) -> None:
    changed = PLAN.replace("quote: 人人承诺", "quote: 个个承诺")
    (folder / "plan.yaml").write_text(changed, encoding="utf-8")
    code, out, err = run(str(folder))
    line = line_of(changed, "个个承诺")
    assert code == 2
    assert out == ""
    assert err == f"{folder / 'plan.yaml'}:{line}: 原文 x1 里没有这一句：“个个承诺”\n共 1 处错误\n"


def test_the_command_checks_one_pack_a_folder_of_packs_or_the_built_in_ones(folder: Path) -> None:
    assert run(str(folder)) == (0, "已检查 1 个方案包，没有错误\n", "")
    assert run(str(folder.parent)) == (0, "已检查 1 个方案包，没有错误\n", "")
    code, out, err = run()
    assert (code, err) == (0, "")
    assert out.endswith("已检查 8 个方案包，没有错误\n")


@pytest.mark.parametrize("argv", [["a", "b"], ["--nothing"], ["/no/such/folder"]])
def test_wrong_usage_is_one_sentence_and_code_two(argv: list[str]) -> None:
    code, out, err = run(*argv)
    assert (code, out, len(err.splitlines())) == (2, "", 1)


def test_every_fault_of_the_checks_has_a_sentence() -> None:
    room = Path(__file__).parents[3] / "src" / "xianfeng"
    text = "".join(path.read_text(encoding="utf-8") for path in (room / "core" / "plan").glob("*.py"))
    text += "".join(path.read_text(encoding="utf-8") for path in (room / "kinds").glob("*/kind.py"))
    import re

    used = set(
        re.findall(r'(?:Fault|\.fault|\.fault_with|\.refuse|ParamFault|ValueRefused|ValueError)\(\s*"([a-z_]+)"', text)
    )
    assert len(used) > 40
    assert used - known_faults() == set()


def test_an_unknown_code_is_told_as_it_is() -> None:
    from xianfeng.core.plan.faults import Fault

    assert sentence(Fault("something_new", Path("plan.yaml"))) == "something_new"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "measure: party_requirement",
            "measure: mood",
            "不能写“mood”，可写：party_requirement、post_duty、work_target、topic、free",
        ),
        ("requirements: goods", "requirements: [goods]", "不能写“['goods']”，应为文字"),
        ("unit: day", "unit: fortnight", "不能写“fortnight”，可写：day、working_day、week"),
        ("phases: [study]", "phases: study", "不能写“study”，应为列表"),
        ("phases: [study]", "phases: []", "至少要有 1 项"),
        ("title: 承诺", "title: ''", "不能空着"),
    ],
)
def test_the_sentence_says_what_would_be_right(folder: Path, old: str, new: str, told: str) -> None:
    (folder / "plan.yaml").write_text(PLAN.replace(old, new, 1), encoding="utf-8")
    assert told in sentence(check_pack(folder)[0])


def test_a_case_that_does_not_hold_is_a_fault_at_its_line(folder: Path) -> None:
    (folder / "cases").mkdir()
    file = folder / "cases" / "calendar.yaml"
    file.write_text(
        "cases:\n"
        "  - title: 对的\n    given: {start_date: 2026-03-02}\n    expect: {phases: {study: [2026-03-02, 2026-03-11]}}\n"
        "  - title: 错的\n    given: {start_date: 2026-03-02}\n    expect: {phases: {study: [2026-03-02, 2026-03-12]}}\n",
        encoding="utf-8",
    )
    assert [(fault.code, fault.file, fault.line) for fault in check_pack(folder)] == [("case_fails", file, 5)]
    file.write_text("cases:\n  - title: 对的\n    expects: {}\n", encoding="utf-8")
    assert {(fault.code, fault.line) for fault in check_pack(folder)} == {("name_missing", 2), ("name_unknown", 3)}
