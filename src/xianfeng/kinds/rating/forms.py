"""What is typed before a round."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Entry(forms.Form):
    """One everyday entry. `subjects` and `items`: (value, label); of a branch's own round there is one subject."""

    use_required_attribute = False
    nonce = forms.UUIDField(widget=forms.HiddenInput, required=False)
    subject = forms.TypedChoiceField(label=_("记谁的"), coerce=int)
    occurred_on = forms.DateField(label=_("哪一天"), widget=Day())
    item = forms.ChoiceField(label=_("说明哪一项"), required=False)
    text = forms.CharField(
        label=_("什么事"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写看到的事实，不写印象。本人马上就能看到。"),
    )
    source = forms.CharField(label=_("从哪里得知"), max_length=200, help_text=_("如：九月教研活动记录、家长来信。"))

    def __init__(
        self,
        *args: object,
        subjects: Sequence[tuple[int, str]],
        items: Sequence[tuple[str, str]],
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [*([("", _("请选择"))] if len(subjects) > 1 else []), *subjects]
        self.fields["item"].choices = [("", _("不限")), *items]
