"""What is typed about a stage."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.people.choosing import Crowd, PersonField


class Record(forms.Form):
    """Who, which stage, when, which paper."""

    use_required_attribute = False
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    person_id = PersonField(label=_("谁"))
    stage = forms.ChoiceField(label=_("到了哪一环节"))
    reached_on = forms.DateField(
        label=_("日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("积极分子、预备党员、正式党员的日期以名册为准。"),
    )
    paper = forms.CharField(label=_("材料"), required=False, max_length=120, help_text=_("写名称和存放处，不写内容。"))

    def __init__(
        self,
        *args: object,
        crowd: Crowd,
        stages: Sequence[tuple[str, str]],
        about: str = "applicants",
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_id"].crowd = crowd
        self.fields["stage"].choices = [("", _("请选择")), *stages]
        if about == "cadres":
            self.fields["reached_on"].help_text = ""
            self.fields["paper"].label = _("培养方向、培训和起止")
            self.fields["paper"].help_text = _("例如“教学管理，2026 年 9 月至 12 月校长后备班”。不写评语。")
