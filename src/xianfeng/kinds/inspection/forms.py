"""What is typed on a look-back and on a check."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.kinds.inspection import checks, queries


class Check(forms.Form):
    verdict = forms.ChoiceField(label=_("结论"), choices=queries.verdict_options, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("说明"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("“已落实”以外的结论必须写明；缺项的说明就是要整改的内容。"),
    )
    due_on = forms.DateField(
        label=_("整改期限"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("部分落实、未落实的必须写，自动列入本轮整改。"),
    )


class Plan(forms.Form):
    form = forms.ChoiceField(label=_("什么形式"), widget=forms.RadioSelect)
    planned_on = forms.DateField(label=_("哪天去"), widget=forms.DateInput(attrs={"type": "date"}))
    unannounced = forms.BooleanField(
        label=_("不事先告知"),
        required=False,
        help_text=_("只用于明查暗访。暗访：检查前被查单位看不到；检查后必须把情况交给对方答复。"),
    )

    def __init__(self, *args, may_hide: bool, choices: Sequence[tuple[str, str]] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = choices
        if not choices:
            del self.fields["form"]
        if not may_hide:
            del self.fields["unannounced"]


class Finding(forms.Form):
    verdict = forms.ChoiceField(label=_("结论"), choices=checks.Verdict.choices, widget=forms.RadioSelect)
    finding = forms.CharField(
        label=_("所见"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("“有问题”的必须写，交被查单位后列入整改。"),
    )
    evidence_seen = forms.CharField(
        label=_("凭什么"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("看了哪份记录、和谁谈、在哪里看到。不必另做台账，也不要求照片。"),
    )
    due_on = forms.DateField(label=_("整改期限"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class Guidance(forms.Form):
    """成绩, 问题, 方向 (S2-34)."""

    achievements = forms.CharField(label=_("成绩"), max_length=1500, widget=forms.Textarea(attrs={"rows": 2}))
    problems = forms.CharField(label=_("问题"), max_length=1500, widget=forms.Textarea(attrs={"rows": 2}))
    direction = forms.CharField(label=_("努力方向"), max_length=1500, widget=forms.Textarea(attrs={"rows": 2}))
    reply_by = forms.DateField(
        label=_("请在哪天前答复"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填则按方案规定的工作日计算，方案没有规定的为十个工作日。"),
    )


class Answer(forms.Form):
    text = forms.CharField(
        label=_("本单位的答复"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("对检查情况有不同意见也写在这里，会与检查情况一起留存。"),
    )
