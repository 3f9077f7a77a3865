"""Forms of the notice pages. What was typed stays when something has to be corrected."""

from __future__ import annotations

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.notices import models
from xianfeng.apps.notices.actions import MOST_TEXT
from xianfeng.apps.notices.models import Objection

DATE = {"type": "date"}


class Remark(forms.Form):
    """A reason: for sending back or withdrawing."""

    remark = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)


class Review(forms.Form):
    secrecy_checked = forms.BooleanField(
        label=_("已作保密审查：不含涉密和工作秘密内容，不含证件号、电话、出生日期和住址")
    )


class BoardDay(forms.Form):
    board_posted_on = forms.DateField(
        label=_("纸质公示的张贴日期"),
        widget=forms.DateInput(attrs=DATE),
        help_text=_("晚于网上公示的，公示期从张贴当天重新计算。"),
    )


class Gap(forms.Form):
    from_date = forms.DateField(label=_("从哪天起没有张贴"), widget=forms.DateInput(attrs=DATE))
    until_date = forms.DateField(label=_("哪天恢复"), widget=forms.DateInput(attrs=DATE))
    reason = forms.CharField(label=_("原因"), max_length=200)


class Object(forms.Form):
    """An objection over the web. `code` is the receipt: the same form sent twice is one objection."""

    text = forms.CharField(
        label=_("您的异议"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MOST_TEXT,
        help_text=_("请写清对哪一项、什么事实有异议。"),
    )
    sender = forms.CharField(label=_("姓名"), max_length=60, required=False, help_text=_("可以不填。不填就是匿名。"))
    contact = forms.CharField(
        label=_("联系方式"), max_length=120, required=False, help_text=_("可以不填。填了，核查时可以找您了解情况。")
    )
    code = forms.CharField(widget=forms.HiddenInput)
    website = forms.CharField(required=False, widget=forms.HiddenInput)


class Record(forms.Form):
    """A letter, call or visit written down by somebody of the unit. `code` as above."""

    channel = forms.ChoiceField(
        label=_("怎样收到的"),
        choices=[(value, label) for value, label in Objection.Channel.choices if value != Objection.Channel.WEB],
        widget=forms.RadioSelect,
    )
    received_on = forms.DateField(label=_("收到日期"), widget=forms.DateInput(attrs=DATE))
    text = forms.CharField(
        label=_("异议内容"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MOST_TEXT,
        help_text=format_lazy(_("照原话登记，登记后不能修改；办结并且公示结束以后 {n} 天销毁。"), n=models.KEPT_DAYS),
    )
    sender = forms.CharField(label=_("提出人"), max_length=60, required=False, help_text=_("匿名的不填。"))
    contact = forms.CharField(label=_("联系方式"), max_length=120, required=False)
    code = forms.CharField(widget=forms.HiddenInput)


class Redact(forms.Form):
    redacted_text = forms.CharField(
        label=_("摘要"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MOST_TEXT,
        help_text=_("去掉能看出是谁提出的内容。由另一个人核对后，被公示单位和上级看到的是摘要。"),
    )


class Decide(forms.Form):
    finding = forms.ChoiceField(label=_("核查结论"), choices=Objection.Finding.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("理由和依据"), widget=forms.Textarea(attrs={"rows": 5}), max_length=2000)
    result_changes = forms.BooleanField(label=_("结果因此改变，需要重新公示"), required=False)


class Receipt(forms.Form):
    code = forms.CharField(label=_("回执码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class Release(forms.Form):
    """A text for one place of publicity."""

    use_required_attribute = False
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=40)
    organization_id = forms.TypedChoiceField(label=_("哪个单位"), coerce=int)
    place = forms.ChoiceField(label=_("用在哪里"), choices=models.Release.Place.choices)
    outlet = forms.CharField(
        label=_("媒体名称"), required=False, max_length=80, help_text=_("发到校外的写明报刊、电台或网站。")
    )
    title = forms.CharField(label=_("标题"), max_length=120)
    text = forms.CharField(label=_("内容"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 8}))
    planned_on = forms.DateField(label=_("打算哪天用"), widget=forms.DateInput(attrs=DATE))

    def __init__(self, *args: object, units: list[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization_id"].choices = units


class Released(forms.Form):
    use_required_attribute = False
    released_on = forms.DateField(label=_("哪天登出或播出"), widget=forms.DateInput(attrs=DATE))
    link = forms.CharField(label=_("在哪里能看到"), required=False, max_length=300, help_text=_("期号版面或网址。"))
