"""A form asks for a person: from a list where it is short, by staff number or name where nobody would scroll it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.people import queries
from xianfeng.apps.people.queries import PersonRow

MOST_IN_A_LIST = 300
"""Persons that can be chosen from a list; of more, the staff number or the name is typed."""
MOST_TYPED = 60
"""Letters of a name; a staff number is shorter."""


@dataclass(frozen=True)
class Crowd:
    """Whom a form may name. `people`: (id, what a list says), of a long crowd only the first; `look_up` asks all of it."""

    people: Sequence[tuple[int, str]]
    look_up: Callable[..., list[PersonRow]]

    @property
    def is_long(self) -> bool:
        return len(self.people) > MOST_IN_A_LIST

    def find(self, text: str) -> list[int]:
        """Everybody of the crowd with this staff number, or else of this very name."""
        found = self.look_up(known_as=text)
        return [one.id for one in found if one.number == text] or [one.id for one in found]

    def number_of(self, person_id: int) -> str:
        return next((one.number for one in self.look_up(among=[person_id])), "")


def everybody_of(unit_id: int, *, on: date) -> Crowd:
    """Members and staff of a unit on a day: at most one more is read than a list holds."""
    look_up = partial(queries.list_choosable, unit_id, on=on)
    found = look_up(most=MOST_IN_A_LIST + 1)
    numbers = {one.id: one.number for one in found}
    return Crowd(_told_apart([(one.id, one.name) for one in found], numbers), look_up)


def these(people: Sequence[tuple[int, str]]) -> Crowd:
    """Persons worked out beforehand, such as those called to a meeting: (id, what a list says)."""
    once = dict(people)
    ids = once.keys()
    return Crowd(
        _told_apart(list(once.items())),
        lambda known_as="", among=ids: queries.list_persons(ids & set(among), known_as=known_as),
    )


def _told_apart(people: Sequence[tuple[int, str]], numbers: dict[int, str] | None = None) -> list[tuple[int, str]]:
    """Who would look alike in a list is told with the staff number."""
    times = Counter(label for _id, label in people)
    alike = [person for person, label in people if times[label] > 1]
    if alike and numbers is None:
        numbers = queries.list_numbers(alike)
    return [(person, f"{label}（{numbers[person]}）" if times[label] > 1 else label) for person, label in people]


class PersonField(forms.Field):
    """Gives the person's id, or none. The form that has it says whom it may name: `form.fields[…].crowd = …`."""

    default_error_messages = {"not_listed": gettext_lazy("请从名单中选择。")}

    def __init__(self, *, empty_label: str = gettext_lazy("请选择"), **options: object) -> None:
        super().__init__(widget=forms.Select, **options)
        self.empty_label = empty_label

    @property
    def crowd(self) -> Crowd:
        return self._crowd

    @crowd.setter
    def crowd(self, crowd: Crowd) -> None:
        self._crowd = crowd
        if crowd.is_long:
            self.widget = forms.TextInput(attrs={"autocomplete": "off", "maxlength": MOST_TYPED})
            said = {"help": self.help_text or ""}
            self.help_text = (_("%(help)s写工号；没有同名的也可以写姓名。") % said).strip()
        else:
            self.widget = forms.Select(choices=[("", self.empty_label), *crowd.people])
        self.widget.is_required = self.required

    def prepare_value(self, value: object) -> object:
        """Somebody set beforehand is shown as one would type them; what was typed stays as it is."""
        return self.crowd.number_of(value) if self.crowd.is_long and isinstance(value, int) else value

    def to_python(self, value: str | None) -> int | None:
        text = (value or "").strip()
        if not text:
            return None
        if not self.crowd.is_long:
            return self._chosen(text)
        found = self.crowd.find(text) if len(text) <= MOST_TYPED and text.isprintable() else []
        if len(found) == 1:
            return found[0]
        said = {"text": text[:MOST_TYPED], "n": len(found)}
        if found:
            raise forms.ValidationError(_("可选的人中有 %(n)s 位“%(text)s”，请写工号。") % said, code="several")
        raise forms.ValidationError(_("可选的人中没有工号或姓名是“%(text)s”的，请核对。") % said, code="nobody")

    def _chosen(self, text: str) -> int:
        for person, _label in self.crowd.people:
            if str(person) == text:
                return person
        raise forms.ValidationError(self.error_messages["not_listed"], code="not_listed")
