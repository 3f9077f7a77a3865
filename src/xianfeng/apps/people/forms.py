"""What the pages of this room ask for. Labels name the field as people say it; nothing is asked that is not kept."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class LoginForm(forms.Form):
    login = forms.CharField(
        label=_("工号或手机号"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("验证码"),
        help_text=_("手机验证器上显示的 6 位数字，每组只能用一次。"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


PASSWORD_HELP = _("至少 10 个字符，不能全是数字，不能与工号相近，也不能是常见密码。可以用几个词连起来。")


class TwicePasswordForm(forms.Form):
    new = forms.CharField(
        label=_("新密码"),
        help_text=PASSWORD_HELP,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一次新密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", _("两次输入的密码不一样。"))
        return data


class ChangePasswordForm(TwicePasswordForm):
    old = forms.CharField(
        label=_("原密码"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    field_order = ["old", "new", "again"]


class _MovementForm(forms.Form):
    """One movement. `choices_of` names the fields filled from the viewer's organisations."""

    choices_of: dict[str, str] = {}

    def __init__(self, *args, choices: dict[str, list[tuple[int, str]]] | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, source in self.choices_of.items():
            offered = list((choices or {}).get(source, []))
            blank = [] if self.fields[name].required else [("", _("不在本系统内"))]
            self.fields[name].choices = [*blank, *offered] if not self.fields[name].required else [("", "—"), *offered]


def _day(label, *, required: bool = True, help_text="") -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DateInput(), help_text=help_text)


def _place(label, **kwargs) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, **kwargs)


class TransferForm(_MovementForm):
    choices_of = {"organization_id": "units"}
    organization_id = _place(_("新的工作单位"))
    from_date = _day(_("从哪天起"), help_text=_("原单位自这一天结束，历史保留。"))


class TransferAffiliationForm(_MovementForm):
    choices_of = {"organization_id": "branches"}
    organization_id = _place(_("新的支部"))
    from_date = _day(_("从哪天起"))


class JointForm(_MovementForm):
    choices_of = {"organization_id": "units"}
    organization_id = _place(_("另一单位"))
    seconded = forms.TypedChoiceField(
        label=_("方式"),
        choices=[("", _("兼职")), ("1", _("借调、挂职、支教"))],
        coerce=bool,
        empty_value=False,
        required=False,
    )
    from_date = _day(_("从哪天起"))
    until_date = _day(_("到哪天止"), required=False, help_text=_("不再如此的第一天；没有定可以不填。"))


class LeaveForm(_MovementForm):
    from_date = _day(_("从哪天起"), help_text=_("本系统不记录休假原因。"))
    until_date = _day(_("哪天回来"), required=False, help_text=_("填了这一天，到时自动回到原单位。"))


class DayForm(_MovementForm):
    from_date = _day(_("从哪天起"))


class GuestForm(_MovementForm):
    choices_of = {"host_id": "all_branches"}
    city = forms.CharField(label=_("现居城市"), max_length=40)
    host_id = _place(_("就近参加的支部"), required=False)
    from_date = _day(_("从哪天起"))
    until_date = _day(_("到哪天止"), required=False)
    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        required=False,
        help_text=_("与原支部同城的，一般回原支部参加；确需就近参加的写明原因。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EndGuestForm(_MovementForm):
    until_date = _day(_("从哪天起回原支部"))


class ReportForm(_MovementForm):
    reported_on = _day(_("哪天向原支部报告的"))


class ContactForm(_MovementForm):
    on_date = _day(_("哪天联系的"))
    outcome = forms.ChoiceField(
        label=_("结果"), choices=[("reached", _("已联系上")), ("no_answer", _("未联系上"))], widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("情况"), max_length=200, required=False, help_text=_("只写用什么方式联系、结果如何，不写私人情况。")
    )


class StatusForm(_MovementForm):
    status = forms.ChoiceField(
        label=_("政治面貌"),
        choices=[
            ("full_member", _("正式党员")),
            ("probationary_member", _("预备党员")),
            ("activist", _("入党积极分子")),
            ("non_member", _("群众")),
        ],
    )
    from_date = _day(_("从哪天起"))
    rights = forms.ChoiceField(
        label=_("权利"),
        choices=[("usual", _("按一般规定")), ("stated", _("以下面勾选的为准"))],
        widget=forms.RadioSelect,
        initial="usual",
    )
    held = forms.MultipleChoiceField(
        label=_("有哪些权利"),
        required=False,
        choices=[
            ("may_speak", _("发言权")),
            ("may_vote", _("表决权")),
            ("may_elect", _("选举权")),
            ("may_be_elected", _("被选举权")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict:
        data = super().clean()
        held = data.pop("held", [])
        if data.pop("rights", "usual") == "stated":
            data["rights"] = {name: name in held for name, _label in self.fields["held"].choices}
        return data


class AppointForm(_MovementForm):
    choices_of = {"organization_id": "organizations"}
    organization_id = _place(_("在哪个组织"))
    role = forms.ChoiceField(label=_("岗位"))
    title = forms.CharField(label=_("职务名称"), max_length=60, required=False, help_text=_("不填时用岗位名称。"))
    from_date = _day(_("从哪天起"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = (kwargs.get("choices") or {}).get("roles", [])


class EndOfficeForm(_MovementForm):
    until_date = _day(_("从哪天起不再担任"))


class RosterForm(forms.Form):
    roster = forms.FileField(label=_("名册"))


class NewAccountForm(forms.Form):
    login = forms.CharField(
        label=_("登录名"), max_length=40, help_text=_("给管理员和不在名册里的人用；名册里的人用下面的“按单位建立”。")
    )


class PlaceForm(forms.Form):
    organization_id = forms.TypedChoiceField(label=_("单位"), coerce=int)

    def __init__(self, *args, places: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization_id"].choices = places


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("原因"), max_length=200)


class GrantForm(forms.Form):
    role = forms.ChoiceField(
        label=_("角色"),
        choices=[
            ("bureau_officer", _("局机关经办人")),
            ("inspector", _("督导员")),
            ("system_admin", _("系统管理员")),
            ("security_admin", _("安全管理员")),
            ("audit_admin", _("审计管理员")),
        ],
    )
    organization_id = forms.TypedChoiceField(
        label=_("在哪个组织及其下级"), coerce=int, empty_value=None, required=False, help_text=_("三种管理员不用选。")
    )

    def __init__(self, *args, places: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization_id"].choices = [("", "—"), *places]


class NoteAnswer(forms.Form):
    """The answer to a request about somebody's own record."""

    upheld = forms.ChoiceField(
        label=_("是否同意"), choices=[("yes", _("同意")), ("no", _("不同意"))], widget=forms.RadioSelect
    )
    answer = forms.CharField(label=_("答复和理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
