"""What people type into pledges. A draft may be incomplete; what is lacking shows at its field when it is handed in."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.kinds.pledge.actions import Content


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Write(forms.Form):
    """One wording. `cites` are the things it may answer: (subject, words)."""

    use_required_attribute = False
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    cites = forms.MultipleChoiceField(label=_("对照"), required=False, widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(
        label=_("承诺内容"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写具体的事：做什么、做多少。"),
    )
    baseline = forms.DecimalField(label=_("现在是多少（基数）"), required=False, max_digits=14, decimal_places=2)
    target = forms.DecimalField(label=_("要达到多少（指标）"), required=False, max_digits=14, decimal_places=2)
    unit = forms.CharField(label=_("单位"), required=False, max_length=20, help_text=_("如：节、篇、人次、%"))
    result = forms.CharField(
        label=_("做到什么样算兑现"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    beneficiary = forms.CharField(
        label=_("谁受益"), required=False, max_length=100, help_text=_("如：本班学生、教研组同事")
    )
    due_on = forms.DateField(label=_("完成日期"), required=False, widget=Day())

    def __init__(
        self,
        *args: object,
        choices: Sequence[tuple[str, str]],
        label: str,
        needs_target: bool,
        longest: int | None,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choices = list(choices)
        if self.choices:
            self.fields["cites"].choices = self.choices
            self.fields["cites"].label = label
        else:
            del self.fields["cites"]
        if not needs_target:
            for name in ("baseline", "target", "unit"):
                del self.fields[name]
        if longest:
            self.fields["text"].help_text = _("写具体的事：做什么、做多少。最多 %(n)s 字。") % {"n": longest}

    def content(self) -> Content:
        """As typed, whatever could be read; a date or number that could not be read is empty."""
        data = self.cleaned_data
        words = dict(self.choices)
        return Content(
            data.get("text", ""),
            data.get("result", ""),
            data.get("beneficiary", ""),
            data.get("due_on"),
            data.get("unit", ""),
            data.get("baseline"),
            data.get("target"),
            [(subject, words[subject]) for subject in data.get("cites", ())],
        )

    def name_required(self, tied: bool) -> None:
        """Say "必填" where handing in needs it; a draft is read before this, so it may still be incomplete."""
        for name, field in self.fields.items():
            field.required = name not in ("revision", "nonce") and (name != "cites" or tied)

    def name_lacks(self, names: Sequence[str]) -> None:
        """Put "please fill in" at the fields that are lacking."""
        words = {
            "cites": _("请至少选一项，写明这条承诺答的是什么。"),
            "text": _("请写承诺内容。"),
            "result": _("请写明做到什么样算兑现。"),
            "beneficiary": _("请写明谁受益。"),
            "due_on": _("请填完成日期。"),
            "unit": _("请填单位。"),
            "baseline": _("请填现在的数。"),
            "target": _("请填要达到的数。"),
        }
        for name in names:
            self.add_error(name if name in self.fields else None, words[name])


class Advance(forms.Form):
    """How far it has come."""

    nonce = forms.CharField(widget=forms.HiddenInput, max_length=40)
    on = forms.DateField(label=_("日期"), widget=Day())
    value = forms.DecimalField(label=_("现在是多少"), required=False, max_digits=14, decimal_places=2)
    note = forms.CharField(label=_("说明"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: object, with_value: bool, unit: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if with_value:
            self.fields["value"].label = _("现在是多少（%(unit)s）") % {"unit": unit}
        else:
            del self.fields["value"]
