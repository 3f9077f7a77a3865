"""What is typed about pairs."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.people.choosing import Crowd, PersonField
from xianfeng.kinds.pairing.kind import Params


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Propose(forms.Form):
    """A pair: which relation, who, with whom; the fields a plan does not need are left away."""

    use_required_attribute = False
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    relation = forms.ChoiceField(label=_("哪一种"))
    left = PersonField(label=_("谁"), required=False)
    right = PersonField(label=_("和谁"), required=False)
    right_unit = forms.TypedChoiceField(label=_("哪个单位"), coerce=int, required=False, empty_value=None)
    right_name = forms.CharField(label=_("对方"), required=False, max_length=60)
    goal = forms.CharField(label=_("目标"), required=False, max_length=200)
    from_date = forms.DateField(label=_("从哪天起"), required=False, widget=Day())
    until_date = forms.DateField(
        label=_("到哪天止"), required=False, widget=Day(), help_text=_("这一天不算在内；没有期限的不填。")
    )
    mentor = forms.CharField(label=_("指导人"), required=False, max_length=60, help_text=_("接收单位谁来带。"))

    def __init__(
        self,
        *args: object,
        params: Params,
        crowd: Crowd,
        units: Sequence[tuple[int, str]],
        names_left: bool,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = {params.other(one) for one in params.relations}
        self.fields["relation"].choices = [(one.code, one.title) for one in params.relations]
        if len(params.relations) == 1:
            self.fields["relation"].initial = params.relations[0].code
        for name in ("left", "right"):
            self.fields[name].crowd = crowd
        self.fields["right_unit"].choices = [("", _("请选择")), *units]
        if params.coded:
            self.fields["right_name"].label = _("学生校内编号")
            self.fields["right_name"].help_text = _("只写校内编号，不写姓名。")
        elif params.one_at_a_time and len(kinds) > 1:
            self.fields["right_name"].label = _("外地单位")
            self.fields["right_name"].help_text = _("到外地的，写单位名称，不用选上面的单位。")
        gone = {
            "right": "person" not in kinds,
            "right_unit": "organization" not in kinds,
            "right_name": "outside" not in kinds,
            "left": not names_left,
            "mentor": not params.one_at_a_time,
        }
        if not params.needs_consent:
            gone |= {"goal": True, "from_date": True, "until_date": True}
        for name, is_gone in gone.items():
            if is_gone:
                del self.fields[name]


class Log(forms.Form):
    """One contact."""

    use_required_attribute = False
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    held_on = forms.DateField(label=_("日期"), widget=Day())
    agreed = forms.CharField(
        label=_("商定的事"), required=False, max_length=300, help_text=_("只有你们双方能看到。不写谈话内容。")
    )

    next_on = forms.DateField(
        label=_("下次联系"), required=False, widget=Day(), help_text=_("可以不填；填了到时会提醒。")
    )
    taking_part = forms.IntegerField(
        label=_("参加人数"), required=False, min_value=1, max_value=100000, help_text=_("只写人数，不写姓名。")
    )

    def __init__(self, *args: object, params: Params, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not params.content_kept:
            del self.fields["agreed"]
        elif params.form == "care":
            self.fields["agreed"].label = _("关心帮助的办法")
            self.fields["agreed"].help_text = _("例如慰问、鼓励、帮助解决困难。只有你们双方能看到。")
        if not params.plans_ahead:
            del self.fields["next_on"]
        if not params.of_bodies:
            del self.fields["taking_part"]
        elif "agreed" in self.fields:
            self.fields["agreed"].label, self.fields["agreed"].help_text = _("什么活动"), ""


class Report(forms.Form):
    """Of somebody sent elsewhere, or of the host."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("哪一种"))
    text = forms.CharField(label=_("内容"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: object, choices: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices
        if any(code == "final" for code, _label in choices):
            self.fields["text"].help_text = _("期满总结里值得学的，派出单位可以转写成经验做法，不写你的姓名。")


class Put(forms.Form):
    """Something to be put right that came up in a talk."""

    use_required_attribute = False
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=40)
    what = forms.CharField(label=_("双方商定要解决的问题"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    due_on = forms.DateField(label=_("完成日期"), widget=Day())
