"""The form of one account: one field a criterion, facts and proofs side by side."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.people.choosing import Crowd, PersonField

DEEDS = 4


class Account(forms.Form):
    """Nothing is required here: what is lacking is said by the action, and what was typed stays."""

    person = PersonField(label=_("党员"))
    title = forms.CharField(label=_("一句话事迹"), max_length=60)
    story = forms.CharField(
        label=_("事迹介绍"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("写做了什么、效果怎样。不写电话、住址、健康、家庭困难，不写学生姓名。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args, crowd: Crowd, criteria: list[dict[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].crowd = crowd
        for item in criteria:
            self.fields[f"reason_{item['key']}"] = forms.CharField(
                label=_("怎样体现“%(criterion)s”") % {"criterion": item["title"]},
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        for number in range(1, DEEDS + 1):
            self.fields[f"what_{number}"] = forms.CharField(
                label=_("事实 %(n)s") % {"n": number}, max_length=500, required=number == 1
            )
            self.fields[f"proof_{number}"] = forms.CharField(
                label=_("事实 %(n)s 的依据") % {"n": number},
                max_length=300,
                required=number == 1,
                help_text=_("什么材料能证明、在哪里能看到；只供核实，不公开。") if number == 1 else "",
            )

    use_required_attribute = False

    def _clean_fields(self) -> None:
        """What is asked for is marked; what is lacking the action says in one sentence, and nothing typed is lost."""
        asked = [field for name, field in self.fields.items() if field.required and name != "person"]
        for field in asked:
            field.required = False
        super()._clean_fields()
        for field in asked:
            field.required = True

    @property
    def reasons(self) -> dict[str, str]:
        return {name[7:]: text for name, text in self.cleaned_data.items() if name.startswith("reason_")}

    @property
    def deeds(self) -> list[tuple[str, str]]:
        data = self.cleaned_data
        return [(data[f"what_{number}"], data[f"proof_{number}"]) for number in range(1, DEEDS + 1)]


class PracticeForm(forms.Form):
    """One practice: what the difficulty was, what was done, what came of it."""

    nonce = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("做法名称"), max_length=60)
    problem = forms.CharField(label=_("要解决的问题"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    method = forms.CharField(
        label=_("做法"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("别的单位照着能做。不写学生和困难群众的姓名。"),
    )
    result = forms.CharField(
        label=_("效果"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写能核对的事实和数字。"),
    )
    use_required_attribute = False


class Adopt(forms.Form):
    """在本单位采用."""

    organization = forms.TypedChoiceField(label=_("单位"), coerce=int)
    note = forms.CharField(label=_("怎样采用"), max_length=200, required=False, help_text=_("可以不填。"))
    use_required_attribute = False

    def __init__(self, *args, units: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].choices = units
        if len(units) == 1:
            self.fields["organization"].widget = forms.HiddenInput()
            self.fields["organization"].initial = units[0][0]
