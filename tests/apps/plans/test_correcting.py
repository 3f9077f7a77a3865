"""Corrections on a revised document: moved, renamed, touched and deleted words. No database."""

from __future__ import annotations

from xianfeng.apps.plans.correcting import Corrected, Correction, carried, corrected
from xianfeng.compiler.draft import make_draft
from xianfeng.compiler.revision import compare_drafts

OLD = """读书活动实施方案
一、方法步骤
（一）动员部署阶段（2026年9月1日至9月20日）
1.各学校召开动员大会。
2.评选结果在校内公示5个工作日。
（二）读书交流阶段（2026年9月21日至11月30日）
1.每位党员撰写读书心得1篇。
2.各支部组织专题讨论。
"""


def revised(old: str, new: str, *notes: Correction) -> Corrected:
    """The new text with the notes made on the old one; `was` of each is what the old text was read as."""
    before, after = make_draft(old), make_draft(new)
    changes = compare_drafts(before, after)
    was = {(item.field, item.quote): item.values for item in before.items}
    return corrected(after, [carried(note, was.get((note.field, note.quote), {}), changes) for note in notes])


def on(field: str, words: str, verb: str, **values: object) -> Correction:
    item = next(one for one in make_draft(OLD).of(field) if words in one.quote)
    return Correction(verb, field, item.quote, item.span.start, values)


def titles(whole: Corrected) -> list[tuple[str, int | None]]:
    return [(item.values["title"], item.values["phase"]) for item in whole.draft.of("step")]


def test_a_sentence_that_moved_takes_its_correction_along() -> None:
    line = "2.各支部组织专题讨论。\n"
    new = OLD.replace(line, "").replace("1.各学校", line.replace("2", "1") + "2.各学校")
    whole = revised(OLD, new, on("step", "专题讨论", "correct", title="读书讨论"))
    assert ("读书讨论", 0) in titles(whole)
    assert whole.lost == ()


def test_of_two_equal_sentences_each_keeps_its_own() -> None:
    twice = OLD + "3.评选结果在校内公示5个工作日。\n"
    second = make_draft(twice).of("number")[-1]
    note = Correction("correct", "number", second.quote, second.span.start, {"value": 7})
    new = twice.replace("一、方法步骤\n", "一、目的意义\n" + "为推动教师读书，提高教师素质。" * 12 + "\n二、方法步骤\n")
    days = [item.values["value"] for item in revised(twice, new, note).draft.of("number") if "公示" in item.quote]
    assert days == [5, 7]


def test_a_renamed_stage_keeps_what_was_said_of_it_and_of_its_steps() -> None:
    new = OLD.replace("动员部署阶段", "动员准备阶段")
    read = make_draft(OLD).of("phase")
    whole = revised(
        OLD,
        new,
        on("phase", "动员部署", "correct", name=read[0].values["name"], first="2026-09-01", last="2026-09-25"),
        on("step", "专题讨论", "move", phase_quote=read[0].quote),
    )
    phase = whole.draft.of("phase")[0]
    assert (phase.values["name"], phase.values["last"]) == (
        "动员准备阶段",
        "2026-09-25",
    )  # the new name, the corrected day
    assert titles(whole)[-1][1] == 0
    assert whole.lost == ()


def test_what_the_revised_text_says_anew_is_not_written_over() -> None:
    new = OLD.replace("9月20日", "9月28日")
    whole = revised(OLD, new, on("phase", "动员部署", "correct", last="2026-09-25"))
    assert whole.draft.of("phase")[0].values["last"] == "2026-09-28"
    assert [note.verb for note in whole.lost] == ["correct"]


def test_deleted_words_and_a_deleted_stage_are_told_and_nothing_else_is_touched() -> None:
    gone = OLD[: OLD.index("（二）")]
    stage = make_draft(OLD).of("phase")[1].quote
    whole = revised(
        OLD,
        gone,
        on("step", "读书心得", "correct", title="写心得"),
        on("step", "动员大会", "move", phase_quote=stage),
        on("step", "专题讨论", "reject"),
        Correction("add", "step", "各支部组织专题讨论", OLD.index("各支部组织"), {"title": "讨论"}),
    )
    assert titles(whole) == [("动员大会", 0), ("公示", 0)]
    assert [note.verb for note in whole.lost] == ["correct", "move", "reject", "add"]


def test_a_touched_sentence_keeps_the_parameters_set_for_its_step() -> None:
    new = OLD.replace("在校内公示5个工作日", "在校园网公示5个工作日")
    whole = revised(OLD, new, on("step", "公示", "correct", params={"scope": "society"}))
    assert [item.values.get("params") for item in whole.draft.of("step") if item.values["title"] == "公示"] == [
        {"scope": "society"}
    ]
