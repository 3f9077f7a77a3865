"""A hand at every width a visitor looks at: what is touched at one can be reached at the others."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Locator

from tests.browser.conftest import SIZES, Visitor


def on_both(visitor: Visitor) -> Visitor:
    """Each page is looked at on the other screen too."""
    visitor.also = tuple(size for size in SIZES if size != visitor.size)
    return visitor


def each_width(visitor: Visitor) -> Iterator[str]:
    """The page at each width that is looked at, the visitor's own last."""
    for size in (*visitor.also, visitor.size):
        visitor.page.set_viewport_size(SIZES[size])
        yield size


def press(visitor: Visitor, one: Locator) -> None:
    """Press it, or tick it, at the visitor's own width; at the others it lies open to the hand too."""
    one.wait_for()
    for size in each_width(visitor):
        one.click(trial=size != visitor.size)
