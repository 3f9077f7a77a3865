"""The parameters of a step's kind as a form: built from the kind itself, each with the words for it and where its value is from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from xianfeng.compiler.pack.origins import Origin
from xianfeng.core.kind.contract import StepKind, params_faults
from xianfeng.core.plan.param_words import param_choices, param_shape, param_title
from xianfeng.core.plan.values import read_share

PREFIX = "p_"


class StepParams(forms.Form):
    """What a person may set of one step. What is left as it stands is no correction; what is emptied is the kind's default. `whole`: every
    field of the form came in, a list without a tick is empty."""

    def __init__(
        self, *args, kind: StepKind, origins: Mapping[str, Origin], read: Mapping[str, Origin], **kwargs
    ) -> None:
        self.kind, self.origins, self.read = kind, origins, read
        self.shapes = {
            name: shape for name, info in kind.Params.model_fields.items() if (shape := param_shape(info)) is not None
        }
        super().__init__(*args, **kwargs)
        for name, shape in self.shapes.items():
            field = self.fields[PREFIX + name] = self._field(name, shape)
            field.label, field.required = param_title(kind, name), False
            field.initial = _shown(shape, origins[name].value)

    def _field(self, name: str, shape: str) -> forms.Field:
        words = param_choices(self.kind, name)
        if shape == "choices":
            return forms.MultipleChoiceField(choices=list(words.items()), widget=forms.CheckboxSelectMultiple)
        if shape == "choice":
            open_words = [] if self.origins[name].value else [("", _("未定"))]
            return forms.ChoiceField(choices=[*open_words, *words.items()])
        if shape == "switch":
            return forms.ChoiceField(choices=[("true", _("是")), ("false", _("否"))])
        if shape == "number":
            return forms.IntegerField()
        if shape == "lines":
            return forms.CharField(max_length=2000, help_text=_("一行一项"), widget=forms.Textarea(attrs={"rows": 3}))
        return forms.CharField(max_length=200, help_text=_("例如：1/3、15%") if shape == "share" else "")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name, value in self.values().items():
            if value is not None and any(one.path[:1] == (name,) for one in params_faults(self.kind, {name: value})):
                self.add_error(PREFIX + name, _("这一项不能这样填，请核对数值的范围和写法。"))
        return data

    def values(self) -> dict[str, Any]:
        """What differs from what stands in the draft without a person's word, by name; None: back to the kind's default."""
        found = {}
        for name, shape in self.shapes.items():
            field, origin = PREFIX + name, self.origins[name]
            if field in self.cleaned_data and (field in self.data or "whole" in self.data):
                given, stood = _plain(shape, self.cleaned_data[field]), self.read[name].value
                if not _same(shape, given, stood):
                    found[name] = given
            elif origin.state == "person":
                found[name] = origin.value
        return found

    def groups(self) -> Iterator[tuple[bool, list[dict[str, Any]]]]:
        """The fields as rows: first what was read, set or is asked, then (True) what stands at the kind's default."""
        rows = [self._row(name) for name in self.shapes]
        yield False, [row for row in rows if not row["is_default"]]
        yield True, [row for row in rows if row["is_default"]]

    def _row(self, name: str) -> dict[str, Any]:
        origin = self.origins[name]
        was = told_value(self.kind, name, self.read[name].value)
        said = {
            "read": _("读自原文"), "person": _("由人更正，原为：%(was)s") % {"was": was}, "asked": _("原文没有写明，建立方案后会问"), "default": _("未写明，按惯例"),
        }  # fmt: skip
        return {
            "field": self[PREFIX + name],
            "is_default": origin.state == "default" and not self[PREFIX + name].errors,
            "said": said[origin.state],
            "state": origin.state,
            "span": origin.span,
        }


def told_param(kind: StepKind, name: str, value: Any) -> str:
    """A value as people read it, with its name: 公示期天数 7."""
    title = param_title(kind, name).partition("；")[0].partition("：")[0]
    return f"{title} {told_value(kind, name, value)}"


def told_value(kind: StepKind, name: str, value: Any) -> str:
    """A value as people read it: 教代会代表、家长; 是; 不写."""
    words = param_choices(kind, name)
    if value is None or value == []:
        return str(_("不写"))
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(value, list):
        return "、".join(words.get(str(one), str(one)) for one in value)
    return words.get(str(value), str(value))


def _shown(shape: str, value: Any) -> Any:
    if shape == "switch":
        return "true" if value else "false"
    if shape == "lines":
        return "\n".join(value or ())
    return "" if value is None else value


def _plain(shape: str, given: Any) -> Any:
    """An answer as a plan keeps it."""
    if shape == "switch":
        return given == "true"
    if shape == "lines":
        return [line.strip() for line in str(given or "").splitlines() if line.strip()]
    if shape == "choices":
        return list(given)
    return None if given in (None, "") else given.strip() if isinstance(given, str) else given


def _same(shape: str, given: Any, stood: Any) -> bool:
    if shape == "share" and given is not None and stood is not None:
        try:
            return read_share(given) == read_share(stood)
        except (ValueError, ArithmeticError):
            return False
    if shape in ("choices", "lines"):
        return list(given or ()) == list(stood or ())
    return bool(given == stood)
