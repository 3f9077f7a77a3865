"""The authoring guide cannot fall behind: generated parts are current, its example is a pack that passes the check."""

from __future__ import annotations

import re
from pathlib import Path

from xianfeng.core.plan import apply_overlay, check_pack, load_pack, read_overlay
from xianfeng.core.plan.guide import main, refreshed, undescribed

DOCS = Path(__file__).parents[3] / "docs" / "packs"
GUIDE = (DOCS / "authoring.md").read_text(encoding="utf-8")


def blocks() -> list[str]:
    return re.findall(r"```(?:yaml)?\n(.*?)```", GUIDE.split("## 一个完整的小例子")[1], re.DOTALL)


def write_example(folder: Path) -> Path:
    where = folder / "small_plan"
    (where / "cases").mkdir(parents=True)
    names = ("pack.yaml", "plan.yaml", "original.md", "cases/calendar.yaml")
    for name, body in zip(names, blocks(), strict=False):
        (where / name).write_text(body, encoding="utf-8")
    return where


def test_generated_parts_are_current() -> None:
    assert refreshed(GUIDE) == GUIDE, "run: python -m xianfeng.core.plan.guide"


def test_every_field_and_word_has_a_meaning() -> None:
    assert undescribed() == []


def test_the_example_passes_the_check(tmp_path: Path) -> None:
    assert check_pack(write_example(tmp_path)) == []


def test_the_example_of_a_local_plan_is_accepted(tmp_path: Path) -> None:
    overlay, faults = read_overlay(blocks()[4], tmp_path / "overlay.yaml")
    assert faults == []
    assert overlay is not None
    merged, refused = apply_overlay(load_pack(write_example(tmp_path)), overlay)
    assert refused == []
    assert merged.find_parameter("pledges_each").value == 2  # type: ignore[union-attr]


def test_refreshing_writes_both_files_and_changes_nothing_twice(tmp_path: Path) -> None:
    (tmp_path / "authoring.md").write_text(GUIDE.replace("| `code` |", "| `colour` |"), encoding="utf-8")
    main(tmp_path)
    assert (tmp_path / "authoring.md").read_text(encoding="utf-8") == GUIDE
    assert (tmp_path / "schema.json").read_text(encoding="utf-8") == (DOCS / "schema.json").read_text(encoding="utf-8")
