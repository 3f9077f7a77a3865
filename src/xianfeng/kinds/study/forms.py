"""What is typed about readings and sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.kinds.study.actions import Line
from xianfeng.kinds.study.models import Attendance, Mark, Session
from xianfeng.ui import typed

STATES = list(Attendance.State.choices)


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Issue(forms.Form):
    """A text for everybody to read. The file, when there is one, is read into the text."""

    use_required_attribute = False
    issuer = forms.CharField(label=_("发文单位"), max_length=100)
    number = forms.CharField(label=_("文号"), max_length=60, required=False)
    issued_on = forms.DateField(label=_("发文日期"), required=False, widget=Day())
    text = forms.CharField(
        label=_("正文"),
        required=False,
        max_length=300_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("粘贴正文，或在下面选择文件，由系统读出文字。"),
    )
    file = forms.FileField(
        label=_("文件"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.doc,.pdf,.txt,.md,.html"}),
        help_text=_(".docx、.pdf、.txt 等。请勿上传涉密和工作秘密材料。"),
    )
    change_note = forms.CharField(label=_("与上一版的不同"), required=False, max_length=500)

    def __init__(self, *args: object, is_first: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["change_note"]


class SessionForm(forms.Form):
    """One session; who was there is read by `read_lines`."""

    use_required_attribute = False
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    held_on = forms.DateField(label=_("日期"), widget=Day())
    form = forms.ChoiceField(label=_("形式"))
    topic = forms.CharField(label=_("学习内容"), max_length=200)
    minutes = forms.IntegerField(label=_("时长（分钟）"), min_value=1, max_value=720)
    place = forms.CharField(label=_("地点"), required=False, max_length=100)
    led_by = forms.CharField(label=_("主持或主讲"), required=False, max_length=60)

    def __init__(
        self,
        *args: object,
        asked_forms: Sequence[str],
        trainings: Sequence[str] = (),
        topics: Sequence[str] = (),
        every_topic: bool = False,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        if len(topics) > 1:
            self.fields["topics"] = forms.MultipleChoiceField(
                label=_("学了方案中的哪些专题"),
                choices=[(one, one) for one in topics],
                required=every_topic,
                widget=forms.CheckboxSelectMultiple,
            )
            self.order_fields(["nonce", "held_on", "form", "topics", "topic"])
        if every_topic and len(topics) > 1:
            self.initial["topic"] = ""
            self.fields["topic"].required = False
            self.fields["topic"].help_text = _("不写就用所选的专题。")
        if trainings:
            self.fields["form"] = forms.CharField(widget=forms.HiddenInput, initial=Session.Form.TRAINING)
            kinds = [("", _("请选择")), *((title, title) for title in trainings)]
            self.fields["training"] = forms.ChoiceField(label=_("培训类别"), choices=kinds)
            self.order_fields(["nonce", "held_on", "training"])
            return
        words = dict(Session.Form.choices)
        rest = [code for code in words if code not in (*asked_forms, Session.Form.TRAINING)]
        self.fields["form"].choices = [(code, words[code]) for code in (*asked_forms, *rest)]

    def clean(self) -> dict[str, object]:
        data = super().clean()
        data["topic"] = data.get("topic") or "、".join(data.get("topics", ()))[:200]
        return data


def session_initial(topics: Sequence[str], on: date) -> dict[str, object]:
    return {"nonce": uuid4(), "held_on": on, "topic": "、".join(topics)[:200], "minutes": 60}


def read_line(data: Mapping[str, str], person_id: int, name: str) -> Line:
    """One person's line as typed; an unknown state is none."""
    state = data.get(f"s{person_id}", "")
    return Line(
        person_id,
        state if state in Attendance.State.values else "",
        name,
        data.get(f"g{person_id}", "").strip()[:200],
        typed.day(data.get(f"d{person_id}")),
    )


def read_lines(data: Mapping[str, str], names: Mapping[int, str]) -> list[Line]:
    """Lines of those who have one; the others were not there."""
    return [line for person, name in names.items() if (line := read_line(data, person, name)).state]


class MarkForm(forms.Form):
    """The reviewer has seen notes or an essay."""

    use_required_attribute = False
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    person = forms.TypedChoiceField(label=_("姓名"), coerce=int)
    what = forms.ChoiceField(label=_("看过什么"), choices=Mark.What.choices)
    title = forms.CharField(label=_("题目"), required=False, max_length=100)

    def __init__(self, *args: object, people: Sequence[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people


class EssayForm(forms.Form):
    """What the author hands in."""

    use_required_attribute = False
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("题目"), max_length=100)
    text = forms.CharField(
        label=_("正文"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("结合自己的思想和工作实际写。书记审阅以前可以修改。"),
    )
    is_shared = forms.BooleanField(
        label=_("愿意给本支部的同志看"), required=False, help_text=_("由本人决定，以后随时可以改。")
    )
