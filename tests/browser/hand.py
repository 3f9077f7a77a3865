"""A hand at every width a visitor looks at: what is touched at one can be reached at the others."""

from __future__ import annotations

from playwright.sync_api import Locator

from tests.browser.conftest import SIZES, Visitor


def press(visitor: Visitor, one: Locator) -> None:
    """Press it, or tick it, at the visitor's own width; at the others it lies open to the hand too."""
    one.wait_for()
    for size in visitor.also:
        visitor.page.set_viewport_size(SIZES[size])
        one.click(trial=True)
    visitor.page.set_viewport_size(SIZES[visitor.size])
    one.click()
