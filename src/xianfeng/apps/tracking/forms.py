"""Forms of the item pages."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.people.choosing import Crowd, PersonField
from xianfeng.apps.tracking.models import Item, ItemPublication, ItemVerdict, Mechanism

DATE = {"type": "date"}
ROWS = {"rows": 3}


class Open(forms.Form):
    """A new item. The due date is mandatory."""

    what = forms.CharField(label=_("改什么"), widget=forms.Textarea(attrs=ROWS), max_length=1000)
    how = forms.CharField(label=_("怎么改"), widget=forms.Textarea(attrs=ROWS), max_length=1000)
    goal = forms.CharField(label=_("达到什么目标"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)
    due_on = forms.DateField(label=_("什么时候改完"), widget=forms.DateInput(attrs=DATE))
    owner = PersonField(label=_("责任人"), required=False, empty_label=_("以后再定"))
    origin = forms.ChoiceField(label=_("从哪里来"))
    level = forms.ChoiceField(label=_("谁的整改"), choices=Item.Level.choices)
    difficulty = forms.ChoiceField(label=_("难度"), choices=Item.Difficulty.choices, widget=forms.RadioSelect)
    restricted = forms.BooleanField(label=_("不公开（矛盾排查、涉及个人的事项）"), required=False)
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args, crowd: Crowd, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].crowd = crowd
        self.fields["origin"].choices = [
            (value, label)
            for value, label in Item.Origin.choices
            if value not in (Item.Origin.PREDECESSOR, Item.Origin.CONSEQUENCE, Item.Origin.STRENGTHENING)
        ]


class Describe(forms.Form):
    how = forms.CharField(label=_("怎么改"), widget=forms.Textarea(attrs=ROWS), max_length=1000)
    goal = forms.CharField(label=_("达到什么目标"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)
    difficulty = forms.ChoiceField(label=_("难度"), choices=Item.Difficulty.choices, widget=forms.RadioSelect)


class GatherForce(forms.Form):
    """Who works on a hard one, and by when what is reached: one milestone a line, the day first."""

    task_force = forms.CharField(label=_("专班（牵头人和成员）"), max_length=300)
    milestones = forms.CharField(
        label=_("节点"),
        widget=forms.Textarea(attrs=ROWS),
        max_length=1000,
        help_text=_("每行一个，先写日期，如：2026-10-15 完成调研。"),
    )

    def clean_milestones(self) -> list[tuple[date, str]]:
        lines = [line.strip() for line in self.cleaned_data["milestones"].splitlines() if line.strip()]
        found = []
        for line in lines:
            day, _space, what = line.replace("：", " ").replace(":", " ").partition(" ")
            try:
                found.append((date.fromisoformat(day), what.strip()))
            except ValueError:
                what = ""
            if not what.strip():
                raise forms.ValidationError(_("“%(line)s”没有写对，请先写日期，再写完成什么。"), params={"line": line})
        return found


class HandOver(forms.Form):
    owner_id = PersonField(label=_("新的责任人"))

    def __init__(self, *args, crowd: Crowd, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_id"].crowd = crowd


class Extend(forms.Form):
    due_on = forms.DateField(label=_("新的期限"), widget=forms.DateInput(attrs=DATE))
    reason = forms.CharField(label=_("延期理由"), max_length=300)


class Evidence(forms.Form):
    text = forms.CharField(label=_("完成情况"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    occurred_on = forms.DateField(
        label=_("发生日期"),
        widget=forms.DateInput(attrs=DATE),
        help_text=_("事后补写的照实填，系统会标明补录。"),
    )
    finished = forms.BooleanField(label=_("已经完成，请核查"), required=False, initial=True)


class Decide(forms.Form):
    verdict = forms.ChoiceField(label=_("核查结论"), choices=ItemVerdict.Verdict.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("理由"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        help_text=_("“已完成”以外的结论必须写明。"),
    )


class Explain(forms.Form):
    explanation = forms.CharField(label=_("向师生员工的说明"), widget=forms.Textarea(attrs=ROWS), max_length=1000)
    place = forms.CharField(label=_("在哪里公布"), max_length=120)
    review_on = forms.DateField(label=_("什么时候再研究"), widget=forms.DateInput(attrs=DATE))


class Publish(forms.Form):
    part = forms.ChoiceField(
        label=_("公布什么"),
        choices=[
            (value, label) for value, label in ItemPublication.Part.choices if value != ItemPublication.Part.EXPLANATION
        ],
    )
    place = forms.CharField(label=_("在哪里公布"), max_length=120, help_text=_("公开栏、会议等。"))


class Redo(forms.Form):
    due_on = forms.DateField(label=_("重新整改的期限"), widget=forms.DateInput(attrs=DATE))
    reason = forms.CharField(
        label=_("理由"),
        max_length=300,
        help_text=_("写明不满意的份数和有效答卷数，例如“不满意 31 份，有效答卷 52 份”。"),
    )
    supervisor_label = forms.CharField(label=_("上级督办人"), max_length=60)


class Upload(forms.Form):
    file = forms.FileField(label=_("整改事项表"))


class CarryOver(forms.Form):
    due_on = forms.DateField(
        label=_("转入后的期限"), widget=forms.DateInput(attrs=DATE), help_text=_("转入后可以逐项调整。")
    )


class AddMechanism(forms.Form):
    title = forms.CharField(label=_("制度名称"), max_length=200)
    owner_name = forms.CharField(label=_("负责人"), max_length=60)
    in_force_from = forms.DateField(label=_("从哪天起执行"), widget=forms.DateInput(attrs=DATE))
    check_on = forms.DateField(label=_("下次检查日期"), widget=forms.DateInput(attrs=DATE))


class CheckMechanism(forms.Form):
    working = forms.ChoiceField(
        label=_("落实情况"),
        choices=[(v, label) for v, label in Mechanism.Working.choices if v != Mechanism.Working.UNCHECKED],
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(label=_("说明"), required=False, max_length=500)
    check_on = forms.DateField(label=_("下次检查日期"), widget=forms.DateInput(attrs=DATE))


class Strengthen(forms.Form):
    """A unit below that needs strengthening: five questions, all answered."""

    organization_id = forms.TypedChoiceField(label=_("哪个单位"), coerce=int)
    why = forms.CharField(label=_("主要问题"), widget=forms.Textarea(attrs=ROWS), max_length=1000)
    measures = forms.CharField(label=_("整顿措施"), widget=forms.Textarea(attrs=ROWS), max_length=1000)
    helper_id = PersonField(label=_("谁来联系帮助"))
    review_on = forms.DateField(
        label=_("什么时候复查"),
        widget=forms.DateInput(attrs=DATE),
        help_text=_("到期先作一次督导检查，再决定是否解除。"),
    )
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args, units: list[tuple[str, str]], crowd: Crowd, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization_id"].choices = units
        self.fields["helper_id"].crowd = crowd
