"""What is typed about a round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Open(forms.Form):
    """Begin a round: until when, and for representatives who."""

    use_required_attribute = False
    last_day = forms.DateField(label=_("最后一天"), widget=Day(), help_text=_("当天结束时截止，之后才有结果。"))
    chosen = forms.TypedMultipleChoiceField(
        label=_("代表"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: object, people: Sequence[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if people:
            self.fields["chosen"].choices = people
        else:
            del self.fields["chosen"]


def end_of(day: date) -> datetime:
    """The end of a day, local time."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


class MakeUp(forms.Form):
    use_required_attribute = False
    text = forms.CharField(
        label=_("补课做什么"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明重做哪些事、由谁负责。"),
    )
    by = forms.DateField(label=_("完成日期"), widget=Day())


class NewProblem(forms.Form):
    use_required_attribute = False
    text = forms.CharField(
        label=_("存在的主要问题"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写事，不点名。"),
    )
    source = forms.CharField(label=_("来源"), max_length=200, help_text=_("如：九月问卷、座谈、查阅记录。"))
