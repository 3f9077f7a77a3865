"""A revised document is set beside the first: items find their partners."""

import json

from xianfeng.compiler.draft import Draft, make_draft
from xianfeng.compiler.revision import compare_drafts

OLD = "一、方法步骤\n第一阶段：学习动员（2019年3月1日—3月20日）。各校召开动员会。\n二、有关要求\n各校于6月10日前将总结报送局党办。\n结果公示5个工作日。\n"
NEW = "一、方法步骤\n第一阶段：学习动员（2019年3月1日—3月31日）。各校召开动员会。\n二、有关要求\n各校于6月20日前将总结报送局党办。\n督查组对各校进行督查。\n"


def kinds(old: str, new: str) -> dict[str, list[tuple[str, str | None, str | None]]]:
    found: dict[str, list[tuple[str, str | None, str | None]]] = {}
    for change in compare_drafts(make_draft(old), make_draft(new)):
        item = change.new or change.old
        assert item is not None
        found.setdefault(item.field, []).append(
            (change.kind, change.old and change.old.quote, change.new and change.new.quote)
        )
    return found


def test_changed_words_keep_their_partner() -> None:
    found = kinds(OLD, NEW)
    assert [kind for kind, _, _ in found["heading"]] == ["kept", "kept"]
    assert [kind for kind, _, _ in found["phase"]] == ["changed"]
    assert [kind for kind, _, _ in found["step"]] == ["kept", "changed", "added", "removed"]
    assert [kind for kind, _, _ in found["number"]] == ["changed", "removed"]


def test_the_same_document_changes_nothing() -> None:
    assert {kind for changes in kinds(OLD, OLD).values() for kind, _, _ in changes} == {"kept"}


def test_every_item_stands_once() -> None:
    old, new = make_draft(OLD), make_draft(NEW)
    changes = compare_drafts(old, new)
    assert sorted(c.old.code for c in changes if c.old) == sorted(i.code for i in old.items)
    assert sorted(c.new.code for c in changes if c.new) == sorted(i.code for i in new.items)


def test_a_draft_survives_being_stored() -> None:
    draft = make_draft(OLD)
    stored = json.loads(json.dumps(draft.as_json(), ensure_ascii=False))
    again = Draft.from_json(stored, OLD)
    assert json.loads(json.dumps(again.as_json(), ensure_ascii=False)) == stored
    assert compare_drafts(again, draft)[0].kind == "kept"
