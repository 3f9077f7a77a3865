"""What shuts somebody out of a page, as axe-core finds it in the browser.

Contrast is most of the work: axe looks behind every piece of text. The same element in the same place of the tree has
the same colours, so contrast is checked where an element has not stood on a page before; all other rules on every page.
"""

from __future__ import annotations

import json
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AT_HAND = "globalThis.loadAxe = () => {" + Axe().axe_script + "}"
"""For the start of every page: axe as a function, so that a page that needs it does not wait for half a megabyte to be
handed over, and one that does not need it only skims it."""
MARK = """(seen) => {
  const spoken = /^(class|role|type|hidden|disabled|aria-(hidden|current|expanded|invalid|live|sort)|lang)$/;
  const known = new Set(JSON.parse(seen)), fresh = new Set(), places = new Map();
  for (const one of document.querySelectorAll("*")) {
    let place = places.get(one.parentElement) ?? 7;
    const kind = one.localName + [...one.attributes].filter(({name}) => name !== "data-fresh").map(({name, value}) =>
      " " + name + (spoken.test(name) ? "=" + value.replace(/\\d+/g, "") : "")).join("")
      + ([...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) ? " text" : "");
    for (let at = 0; at < kind.length; at++) place = (place * 31 + kind.charCodeAt(at)) % 281474976710597;
    places.set(one, place);
    one.toggleAttribute("data-fresh", !known.has(place));
    if (!known.has(place)) fresh.add(place);
  }
  return JSON.stringify([...fresh]);
}"""
"""The places of a page that are new, each a number made of its element and all above it, without words and numbers;
the elements there are marked."""
FIND = """async () => {
  if (!("axe" in window)) loadAxe();
  const resultTypes = ["violations"];
  const found = (await axe.run(document, {resultTypes, rules: {"color-contrast": {enabled: false}}})).violations;
  if (document.querySelector("[data-fresh]"))
    found.push(...(await axe.run({include: [["[data-fresh]"]]}, {resultTypes, runOnly: ["color-contrast"]})).violations);
  return found.flatMap((one) => one.nodes.map((node) => `${one.id}: ${one.help}: ${node.html.slice(0, 200)}`));
}"""
"""What axe finds: contrast on the marked elements, all other rules on the whole page."""


class Barriers:
    """What was seen at one width, and what stands in the way on a page.

    `shared`: a file of the run through which its workers tell each other what they have looked at.
    """

    def __init__(self, shared: Path | None = None) -> None:
        self.seen: set[int] = set()
        self.shared, self.read = shared, 0

    def has_news(self, page: Page) -> bool:
        """Whether something stands on this page where nothing like it stood before; it is marked and then known."""
        self._listen()
        seen = json.dumps(list(self.seen))  # as one text: thousands of numbers go slowly
        fresh = json.loads(page.evaluate(MARK, seen))
        self.seen.update(fresh)
        if self.shared and fresh:
            with self.shared.open("a") as file:
                file.write("".join(f"{one}\n" for one in fresh))
        return bool(fresh)

    def _listen(self) -> None:
        """What the others have seen since; a line that is still being written waits."""
        if self.shared and self.shared.exists():
            with self.shared.open("rb") as file:
                file.seek(self.read)
                whole = file.read().rpartition(b"\n")[0]
            self.seen.update(map(int, whole.split()))
            self.read += len(whole)

    def find(self, page: Page) -> list[str]:
        """A sentence for each barrier on a page whose news were marked."""
        return page.evaluate(FIND)
