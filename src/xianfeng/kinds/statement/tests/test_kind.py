"""What keeps a text from being handed in."""

import pytest

from xianfeng.kinds.statement.changes import changes
from xianfeng.kinds.statement.kind import characters, kind, lacks, required_parts

CRITERIA = {
    "four_deeds": [
        {"key": "a", "title": "做表率", "key_item": True},
        {"key": "b", "title": "做贡献", "key_item": False},
    ]
}


def read(**raw):
    return kind.read_params(
        {"form": "narration", "parts": ["完成情况"], "examples": 1, "examples_tied_to": ["pledge"], **raw}
    )


@pytest.mark.parametrize(
    ("parts", "examples", "expected"),
    [
        ({"part:完成情况": "都做到了"}, [("上公开课", "pledge:1")], []),
        ({"part:完成情况": " "}, [("上公开课", "pledge:1")], ["part:完成情况"]),
        ({"part:完成情况": "都做到了"}, [], ["examples"]),
        ({"part:完成情况": "都做到了"}, [("  ", "pledge:1")], ["examples"]),
        ({"part:完成情况": "都做到了"}, [("上公开课", "")], ["ties"]),
        ({"part:完成情况": "都做到了"}, [("上公开课", "duty:1")], ["ties"]),
    ],
)
def test_parts_and_examples(parts, examples, expected):
    params = read()
    assert lacks(params, required_parts(params, {}), parts, examples) == expected


def test_length_counts_letters_without_spaces():
    params = read(most_characters=100)
    sections = required_parts(params, {})
    assert characters(["做 到\n了"]) == 3
    fits = {"part:完成情况": "好" * 96 + " " * 50}
    assert lacks(params, sections, fits, [("上公开课", "pledge:1")]) == []
    assert lacks(params, sections, {"part:完成情况": "好" * 97}, [("上公开课", "pledge:1")]) == ["too_long"]


def test_at_least_one_item_of_the_criteria_and_every_key_one():
    params = read(items_of=["four_deeds"], examples=0)
    sections = required_parts(params, CRITERIA)
    base = {"part:完成情况": "都做到了"}
    assert lacks(params, sections, base, []) == ["items"]
    assert lacks(params, sections, base | {"criterion:four_deeds.b": "带徒弟"}, []) == []
    strict = read(items_of=["four_deeds"], examples=0, every_key_item=True)
    assert lacks(strict, required_parts(strict, CRITERIA), base | {"criterion:four_deeds.b": "带徒弟"}, []) == [
        "criterion:four_deeds.a"
    ]


def test_a_set_without_items_asks_for_nothing():
    params = read(items_of=["four_deeds"], examples=0)
    assert lacks(params, required_parts(params, {}), {"part:完成情况": "都做到了"}, []) == []


def test_a_comment_is_written_by_somebody_else():
    assert kind.doer(kind.read_params({"form": "comment", "author": "branch_secretary"})) == "branch_secretary"
    assert kind.doer(kind.read_params({"form": "narration"})) == "subject"
    read_by = kind.read_params({"form": "self_analysis", "readers": ["branch_secretary"]})
    assert [need.fact for need in kind.own_part(read_by)] == ["statement_submitted"]


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("学习不够。作风还好。", "学习不够，听课少。作风还好。", ["changed", "same"]),
        ("甲。", "甲。\n乙。", ["same", "added"]),
        ("甲。乙。", "甲。", ["same", "removed"]),
        ("", "甲", ["added"]),
    ],
)
def test_what_changed_is_shown_by_sentence(before, after, kinds):
    assert [row["kind"] for row in changes(before, after)] == kinds
