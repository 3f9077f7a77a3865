"""The page that sets the built-in packs beside the compiler's reading is current."""

from pathlib import Path

from xianfeng.compiler.comparison import comparison_page

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "seeds-compiled.md"


def test_page_is_current() -> None:
    """If this fails: python -m xianfeng.compiler.comparison > docs/algorithms/seeds-compiled.md"""
    assert PAGE.read_text(encoding="utf-8") == comparison_page()
