"""Forms of the plan pages: answers to open questions, consultation dates, comments, readings of a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.plans.correcting import BLANK
from xianfeng.apps.plans.words import UNITS, typed_day
from xianfeng.compiler.draft import Item
from xianfeng.compiler.report import KIND_NAMES, WHAT_NAMES
from xianfeng.core.plan.resolved import Ask


class Basis(forms.Form):
    value = forms.CharField(
        label=_("开展依据"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明文件名称和文号，或上级党组织的决定。没有依据的活动不能开始。"),
    )


NONE_OF_IT = "无"
"""The answer that leaves a blank place of the plan empty for good."""


class Answers(forms.Form):
    """The questions of a plan on one sheet. Nothing is required at once: what is left empty is asked again. A
    suggestion is offered, never filled in silently."""

    approval_basis = Basis.base_fields["value"]

    def __init__(self, *args, asks: Sequence[Ask], settings: Mapping[str, Any], **kwargs) -> None:
        shown = {key: str(value).lower() if isinstance(value, bool) else value for key, value in settings.items()}
        super().__init__(*args, initial=shown, **kwargs)
        self.may_drop = {ask.code for ask in asks if ask.may_drop}
        self.days = {ask.code for ask in asks if ask.type == "month_day"}
        self.usual = {
            ask.code: ask.suggestion for ask in asks if ask.suggestion is not None and settings.get(ask.code) is None
        }
        """Suggestions for what nobody has answered."""
        often, met = Counter(ask.question for ask in asks), Counter[str]()
        for ask in asks:
            if ask.code != "approval_basis":
                self.fields[ask.code] = _answer_field(ask)
                met[ask.question] += 1
                if often[ask.question] > 1:  # the blank places of one set, told apart by their number
                    place = _("第 %(n)s 项") % {"n": met[ask.question]}
                    self.fields[ask.code].label = f"{self.fields[ask.code].label} · {place}"
            if ask.may_drop and settings.get(ask.code) == "":
                self.initial[ask.code] = NONE_OF_IT

    def full_clean(self) -> None:
        """All of it must be answered some day and is marked so; for now what is there is enough."""
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for field in self.fields.values():
            field.required = True

    def answers(self) -> dict[str, Any]:
        """What was answered, as settings: a place that may stay empty is "" where somebody wrote 无. Who asks for it (`usual`)
        takes the suggestions for what is left empty."""
        found: dict[str, Any] = {}
        if "usual" in self.data:
            found |= {name: value for name, value in self.usual.items() if name not in self.errors}
        for name, given in self.cleaned_data.items():
            if given in (None, ""):
                continue
            value = {"true": True, "false": False}.get(given, given) if isinstance(given, str) else given
            value = value.isoformat() if hasattr(value, "isoformat") else value
            value = typed_day(value) if name in self.days else value
            found[name] = "" if name in self.may_drop and value == NONE_OF_IT else value
        return found


def _answer_field(ask: Ask) -> forms.Field:
    """The input that follows the type of the parameter."""
    if ask.choices:
        titles = dict(ask.choice_titles)
        field: forms.Field = forms.ChoiceField(
            choices=[("", "—"), *((one, titles.get(one, one)) for one in ask.choices)]
        )
    elif ask.type == "boolean":
        field = forms.ChoiceField(choices=[("", "—"), ("true", _("是")), ("false", _("否"))])
    elif ask.type == "date":
        field = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    elif ask.type == "integer":
        field = forms.IntegerField()
    else:
        field = forms.CharField(max_length=500)
    unit = UNITS.get(ask.unit or "", "") if ask.unit != "item" else ""
    field.label = f"{ask.question}（{unit}）" if unit and str(unit) not in ask.question else ask.question
    if ask.may_drop:
        field.help_text = _("不设这一项的，填“无”。")
    if ask.type == "month_day":
        field.help_text = _("例如：7月1日")
    if ask.suggestion is not None:
        shown = dict(ask.choice_titles).get(str(ask.suggestion), ask.suggestion)
        if ask.type == "month_day":
            shown = _("%(month)s月%(day)s日") % dict(
                zip(("month", "day"), map(int, str(shown).split("-")), strict=True)
            )
        field.help_text = _("建议：%(value)s") % {"value": shown}
        because = ask.suggestion_source.default if ask.suggestion_source else None
        if because:
            field.help_text = _("建议：%(value)s。%(because)s") % {
                "value": shown,
                "because": f"{because.rstrip('。')}。",
            }
    return field


class Consultation(forms.Form):
    from_date = forms.DateField(label=_("开始日期"), widget=forms.DateInput(attrs={"type": "date"}))
    until_date = forms.DateField(
        label=_("截止日期"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("截止日当天仍可提意见。"),
    )

    def clean(self):
        data = super().clean()
        first, last = data.get("from_date"), data.get("until_date")
        if first and last and last < first:
            self.add_error("until_date", _("截止日期早于开始日期，请改为开始日期当天或之后。"))
        return data


class Comment(forms.Form):
    step_code = forms.ChoiceField(label=_("针对哪一部分"), required=False)
    text = forms.CharField(
        label=_("意见建议"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("不记录提出人和时间，只记录您是以党员还是教职工的身份提出。每条意见都会得到答复。"),
    )  # fmt: skip

    def __init__(self, *args, steps: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step_code"].choices = [("", _("整个方案")), *steps]


class OpenComment(Comment):
    """What somebody without an account fills in. `code` is the receipt, `website` a field only machines see."""

    code = forms.CharField(widget=forms.HiddenInput)
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("不写姓名也可以。内容本身可能看出是谁写的，请自行斟酌。")


class Code(forms.Form):
    code = forms.CharField(label=_("征求意见码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class Receipt(forms.Form):
    code = forms.CharField(label=_("回执码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class Door(forms.Form):
    group = forms.CharField(
        label=_("给谁用"), max_length=40,
        help_text=_("例如：示例第一小学家长代表、学生代表。同一群人共用一个码，不分人发码。"),
    )  # fmt: skip


class Reply(forms.Form):
    adopted = forms.TypedChoiceField(
        label=_("是否采纳"), choices=[("yes", _("采纳")), ("no", _("未采纳"))], widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )  # fmt: skip
    answer = forms.CharField(label=_("答复"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


READING_FIELDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "heading": (("title", "text", _("标题")),),
    "phase": (
        ("name", "text", _("阶段名称")), ("first", "date", _("开始日期")), ("last", "date", _("结束日期")),
        ("duration_days", "number", _("天数")),
    ),
    "step": (
        ("title", "text", _("步骤名称")), ("kind", "kind", _("步骤类型")),
        ("who", "text", _("由谁办理，例如全体党员、各支部、全体教职工")),
    ),
    "number": (
        ("applies_to", "text", _("说的是什么")), ("what", "what", _("哪一类数字")), ("value", "decimal", _("数值")),
        ("unit", "text", _("单位")),
    ),
    "scoring_party": (("party", "party", _("谁评")), ("weight", "decimal", _("权重（%）"))),
    "criteria_set": (("name", "text", _("标准名称")), ("items", "lines", _("各项，一行一项"))),
    "veto": (("condition", "text", _("情形")), ("effect", "text", _("后果"))),
    "role": (("role", "text", _("职务或责任")), ("holder", "text", _("由谁担任"))),
    "duty": (("receiver", "text", _("报给谁")), ("day", "number", _("每期哪一日"))),
    "hearing": (("group", "text", _("须听取谁的意见")),),
}  # fmt: skip
"""What a person may write about each kind of reading: key, input, label."""

_PARTIES = (
    ("self", _("本人")), ("peer", _("同级")), ("mass", _("群众")), ("org", _("组织")), ("leader", _("领导")),
    ("superior", _("上级")),
)  # fmt: skip


class Reading(forms.Form):
    """The values of one reading; nothing is required but the first."""

    def __init__(self, *args, field: str, phases: list[tuple[str, str]] | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        inputs: dict[str, Callable[[], forms.Field]] = {
            "text": lambda: forms.CharField(max_length=200),
            "lines": lambda: forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4})),
            "date": lambda: forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")),
            "number": lambda: forms.IntegerField(min_value=0, max_value=5000),
            "decimal": lambda: forms.DecimalField(max_digits=12, decimal_places=4),
            "kind": lambda: forms.ChoiceField(choices=list(KIND_NAMES.items())),
            "what": lambda: forms.ChoiceField(choices=list(WHAT_NAMES.items())),
            "party": lambda: forms.ChoiceField(choices=list(_PARTIES)),
        }
        for place, (key, kind, label) in enumerate(READING_FIELDS.get(field, ())):
            self.fields[key] = inputs[kind]()
            self.fields[key].label, self.fields[key].required = label, place == 0
        if phases is not None and field == "step":
            self.fields["phase_quote"] = forms.ChoiceField(
                label=_("在哪个阶段"), required=False, choices=[("", _("不属于哪个阶段")), *phases]
            )


def reading_initial(item: Item) -> dict[str, object]:
    """What stands in the form: the values as read; a month alone is no date and stays with the original words."""
    known = dict(item.values)
    if "items" in known:
        known["items"] = "\n".join(known["items"])
    return {key: value if value is not None else "" for key, value in known.items()}


def reading_values(field: str, data: dict[str, Any], given: Container[str]) -> dict[str, Any]:
    """The form's answers as values of a reading. What was emptied is empty, if a reading may be without it; what the
    form did not ask (`given`: the names that came in) stays as it was."""
    values: dict[str, Any] = {}
    for key, kind, _label in READING_FIELDS[field]:
        answer = data.get(key)
        if answer in (None, ""):
            if key in given and BLANK.get(field, {}).get(key, 0) in (None, ""):
                values[key] = BLANK[field][key]
        elif kind == "lines":
            values[key] = [line.strip() for line in str(answer).splitlines() if line.strip()]
        elif kind == "date":
            values[key] = answer.isoformat()
        elif kind == "decimal":
            values[key] = int(answer) if answer == answer.to_integral_value() else float(answer)
        else:
            values[key] = answer
    if "phase_quote" in given:
        values["phase_quote"] = data.get("phase_quote", "")
    return values
