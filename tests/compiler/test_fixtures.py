"""The examples of tests/compiler/fixtures, one test each; the README there tells how to add one."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from xianfeng.compiler import read_facts
from xianfeng.compiler.diagnose.burden import BANS
from xianfeng.compiler.draft import make_draft
from xianfeng.compiler.facts import FIELDS
from xianfeng.compiler.reader import understand

FOLDER = Path(__file__).parent / "fixtures"


def load() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for number, example in enumerate(yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader), start=1):
            found.append(pytest.param(example, id=f"{path.stem}-{number}-{example['about']}"))
    return found


def shown(value: Any) -> str:
    """A value as the example writes it: numbers, dates and nothing as words."""
    if value is None:
        return "null"
    return f"{value:g}" if isinstance(value, float) else str(value)


def test_there_are_enough_examples() -> None:
    assert len(load()) >= 150


@pytest.mark.parametrize("example", load())
def test_example(example: dict[str, Any]) -> None:
    text = example["text"]
    facts = read_facts(text)
    for name in FIELDS:
        if name not in example:
            continue
        found = facts[name]
        expected = example[name]
        assert len(found) == len(expected), (name, found)
        for fact, wanted in zip(found, expected, strict=True):
            for key, value in wanted.items():
                if key == "holds":
                    assert value in fact["quote"], fact
                elif isinstance(value, list):
                    assert fact[key] == value
                else:
                    assert shown(fact.get(key)) == value, fact
    if "hears" in example or "comes_back" in example:
        read = understand(text)
        assert [hearing.group for hearing in read.hearings] == example.get("hears", [])
        assert [f"{duty.rhythm} {shown(duty.day)}" for duty in read.duties] == example.get("comes_back", [])
    draft = make_draft(text)
    codes = {d.code for d in draft.diagnostics}
    assert set(example.get("says", [])) <= codes
    assert not set(example.get("hushes", [])) & codes
    assert set(example.get("asks", [])) <= {a.code for a in draft.asks}
    if "burdens" in example:
        assert codes & {ban.code for ban in BANS} == set(example["burdens"])
