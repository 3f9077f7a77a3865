"""A window without a screen: pages are opened, and their forms sent, as a browser without scripts does it."""

from __future__ import annotations

from urllib.parse import urljoin

import lxml.html

from tests.browser.programme.stage import client_of


class PlainWindow:
    """Of one person. `page` is the page as it stands."""

    def __init__(self, number: str) -> None:
        self.client = client_of(number)

    def go(self, path: str) -> None:
        self._stand_at(self.client.get(path, follow=True))

    def follow(self, name: str) -> None:
        self.go(urljoin(self.address, next(one for one in self.page.iter("a") if self._is(one, name)).get("href")))

    def asks(self, prefix: str) -> list[str]:
        """The names of all fields on the page that begin so."""
        return [one.name for form in self.page.forms for one in form.inputs if (one.name or "").startswith(prefix)]

    def press(self, name: str, **typed: str | list[str]) -> None:
        """The button, with what is typed into its form; a field that the form does not have is an error."""
        button = next(one for one in self.page.iter("button") if self._is(one, name))
        form = next(button.iterancestors("form"))
        for field, value in typed.items():
            form.fields[field] = value
        pairs = form.form_values()
        if button.get("name"):
            pairs.append((button.get("name"), button.get("value")))
        sent: dict[str, list[str]] = {}
        for field, value in pairs:
            sent.setdefault(field, []).append(value)
        self._stand_at(self.client.post(urljoin(self.address, form.action or ""), sent, follow=True))

    @staticmethod
    def _is(one, name: str) -> bool:
        return one.text_content().strip() == name

    def _stand_at(self, answer) -> None:
        assert answer.status_code == 200, (answer.request["PATH_INFO"], answer.status_code)
        self.address = answer.request["PATH_INFO"] + (f"?{query}" if (query := answer.request["QUERY_STRING"]) else "")
        self.page = lxml.html.fromstring(answer.content)
