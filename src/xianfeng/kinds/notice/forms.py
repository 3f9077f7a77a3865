"""The sheet as it is proposed. What the plan has fixed (period, scope) is shown, not asked."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.notices.actions import Named

MOST_NAMES = 500


class Propose(forms.Form):
    """Parts of a sheet (CONVENTIONS 3.2). `nonce` makes the same form count once."""

    title = forms.CharField(label=_("标题"), max_length=120)
    basis = forms.CharField(
        label=_("依据"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("写明文件或会议，例如“根据《实施方案》，经 9 月 10 日支部党员大会评选”。"),
    )
    what = forms.CharField(label=_("公示内容"), widget=forms.Textarea(attrs={"rows": 4}))
    names = forms.CharField(
        label=_("名单"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "一行一人：姓名，空一格，写职务或结果。公示时自动按姓氏笔画排列。不写证件号、电话、出生日期和住址。"
        ),
    )
    days = forms.IntegerField(label=_("公示期"), min_value=1, max_value=60, required=False)
    planned_on = forms.DateField(
        label=_("计划张贴日期"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    place = forms.CharField(label=_("张贴地点"), max_length=200, help_text=_("最显要的位置，例如“校门口公示栏”。"))
    contact_unit = forms.CharField(label=_("受理单位"), max_length=120)
    contact_person = forms.CharField(label=_("联系人"), max_length=60)
    contact_phone = forms.CharField(label=_("办公电话"), max_length=40)
    contact_address = forms.CharField(label=_("来信来访地址"), max_length=200, required=False)
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args, fixed_days: int | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if fixed_days is not None:
            del self.fields["days"]
        else:
            self.fields["days"].required = True

    def named(self, known: dict[str, int]) -> tuple[Named, ...]:
        """The people of the list; `known` gives the file of a name that belongs to exactly one person of the unit."""
        lines = [line.split(None, 1) for line in self.cleaned_data["names"].splitlines() if line.strip()]
        return tuple(
            Named(parts[0], parts[1].strip() if len(parts) > 1 else "", known.get(parts[0])) for parts in lines
        )

    def clean_names(self) -> str:
        text = self.cleaned_data["names"]
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_NAMES:
            raise forms.ValidationError(_("名单最多 %(most)s 人。") % {"most": MOST_NAMES})
        for line in lines:
            if len(line.split(None, 1)[0]) > 60:
                raise forms.ValidationError(_("姓名后请空一格再写说明：“%(line)s…”。") % {"line": line[:20]})
        return text


class Confirm(forms.Form):
    outcome = forms.CharField(
        label=_("公示结果"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("可以不填。异议的件数和结论由系统写入上报材料。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
