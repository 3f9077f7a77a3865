"""The form of a unit's own plan: why, values of its own, steps of its own, steps it leaves out; and the pack format of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.people.queries import OrganizationRow
from xianfeng.apps.plans.words import told_value, typed_day
from xianfeng.core.plan.local_plan import EVIDENCE
from xianfeng.core.plan.model import Pack
from xianfeng.core.plan.parameters import Parameter

MOST_STEPS = 12
LOCAL_KINDS = {
    "meeting": ("organization", ("branches",), lambda title: {"form": "forum"}),
    "study": ("person", ("members",), lambda title: {"topics": [title]}),
    "pledge": ("person", ("members",), lambda title: {"measure": "free", "scope": "unit"}),
    "statement": ("person", ("members",), lambda title: {"form": "essay"}),
    "pairing": (
        "person",
        ("members",),
        lambda title: {
            "form": "help",
            "relations": [{"code": "helped", "title": title, "target": "per_person", "owed_by": "paired"}],
        },
    ),
    "opinion": ("organization", ("branches",), lambda title: {"about": "open", "read_by": ["branch_secretary"]}),
    "notice": (
        "organization",
        ("branches",),
        lambda title: {"what": "bulletin", "objections": False, "scope": "unit"},
    ),
}
"""What a unit may add by the form: kind -> who it is done by, whom it concerns, its parameters from its title.

Kinds whose other parameters have defaults that hold anywhere. Nothing that judges people (ratings, selections, inspections)
and nothing handed up: these are the superior's to order."""
KIND_WORDS = {
    "meeting": _("会议、座谈"), "study": _("学习"), "pledge": _("公开承诺"), "statement": _("写心得体会"),
    "pairing": _("结对帮扶"), "opinion": _("听取意见"), "notice": _("公布情况"),
}  # fmt: skip


class LocalPlan(forms.Form):
    """Why, and stricter values. The input follows the type of the value."""

    reason = forms.CharField(
        label=_("本单位实际"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一两句话说明为什么作这些补充。"),
    )  # fmt: skip

    def __init__(self, *args, parameters: Iterable[Parameter], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for parameter in parameters:
            field = _value_field(parameter)
            field.label, field.required = parameter.title, False
            field.help_text = _bound_words(parameter) % {"value": told_value(parameter, parameter.value)}
            self.fields[f"value_{parameter.code}"] = field

    def values(self) -> dict[str, Any]:
        """Parameter code -> the value given."""
        given = ((name, value) for name, value in self.cleaned_data.items() if name.startswith("value_"))
        return {name.removeprefix("value_"): _plain(value) for name, value in given if value not in (None, "")}


def _value_field(parameter: Parameter) -> forms.Field:
    if parameter.type == "integer":
        return forms.IntegerField()
    if parameter.type == "date":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    if parameter.type == "choice":
        return forms.ChoiceField(choices=[("", _("照上级规定")), *parameter.choice_titles.items()])
    if parameter.type == "boolean":
        return forms.ChoiceField(choices=[("", _("照上级规定")), ("true", _("是")), ("false", _("否"))])
    return forms.CharField(max_length=100)


def _bound_words(parameter: Parameter) -> str:
    if parameter.local != "tighten":
        return _("上级规定：%(value)s。留空即照上级规定，可以按本单位情况改。")
    if parameter.type in ("date", "month_day"):
        return (
            _("上级规定：%(value)s。留空即照上级规定，只能提前。")
            if parameter.stricter == "lower"
            else _("上级规定：%(value)s。留空即照上级规定，只能推后。")
        )
    if parameter.type in ("boolean", "choice"):
        return _("上级规定：%(value)s。留空即照上级规定，只能从严。")
    return (
        _("上级规定：%(value)s。留空即照上级规定，只能从严：不能多于这个数。")
        if parameter.stricter == "lower"
        else _("上级规定：%(value)s。留空即照上级规定，只能从严：不能少于这个数。")
    )


def _plain(value: Any) -> Any:
    """A form's answer as the pack writes it: dates and days of the year in figures, yes and no as such."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if not isinstance(value, str):
        return value
    return {"true": True, "false": False}.get(value.strip(), typed_day(value.strip()))


class LocalStep(forms.Form):
    """One step of the unit's own. Without a name it is left out."""

    code = forms.CharField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("自选动作名称"), required=False, max_length=40)
    kind = forms.ChoiceField(label=_("形式"), choices=list(KIND_WORDS.items()), required=False)
    phase = forms.ChoiceField(label=_("在哪个阶段"), required=False)
    asks = forms.CharField(label=_("要求"), required=False, max_length=200)

    def __init__(self, *args, phases: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phase"].choices = phases

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("asks") and not data.get("title"):
            self.add_error("title", _("写了要求，还没有写名称。"))
        return data


class LocalSteps(forms.BaseFormSet):
    """All of them: what is there, and one place more than is filled."""


def steps_form(pack: Pack, data: Any = None, *, given: Iterable[dict[str, Any]] = (), more: bool = False) -> LocalSteps:
    """The rows for the steps of `given` (the pack format) or those that came in; `more`: one empty row in addition."""
    shown = [
        {"code": one["code"], "title": one["title"], "kind": one["kind"], "phase": one["phases"][0],
         "asks": one.get("asks") or ""}
        for one in given
    ]  # fmt: skip
    if data is not None and more:
        data = data.copy()
        data["steps-TOTAL_FORMS"] = str(min(int(data.get("steps-TOTAL_FORMS") or 0) + 1, MOST_STEPS))
    made = forms.formset_factory(
        LocalStep, formset=LocalSteps, extra=1, max_num=MOST_STEPS, absolute_max=MOST_STEPS, validate_max=True
    )
    phases = [(phase.code, phase.title) for phase in pack.plan.phases]
    return made(data, initial=shown, prefix="steps", form_kwargs={"phases": phases})


MOST_POINTS = 40


class LocalPoint(forms.Form):
    """One concrete point under a general criterion (S2-11). Without words it is left out."""

    item = forms.ChoiceField(label=_("哪一项标准"), required=False)
    text = forms.CharField(label=_("本单位的具体条件"), required=False, max_length=120)
    evidence = forms.ChoiceField(label=_("凭什么看出做到了"), required=False)

    def __init__(self, *args, items: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", _("请选择")), *items]
        self.fields["evidence"].choices = [("", _("请选择")), *EVIDENCE.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (data.get("text") or "").strip():
            for name, words in (
                ("item", _("请选择是哪一项标准。")),
                ("evidence", _("请选择凭什么看出做到了；看不出来的条件不写。")),
            ):
                if not data.get(name):
                    self.add_error(name, words)
        return data


def points_form(pack: Pack, data: Any = None, *, given: Iterable[dict[str, Any]] = ()) -> forms.BaseFormSet:
    """The concrete points of `given` (`add_items` of the pack format) or those that came in, and two empty rows."""
    items = [
        (f"{group.code}.{item.key}", f"{group.title} · {item.title}")
        for group in pack.plan.criteria
        if group.use == "rating"
        for item in group.items
    ]
    shown = [
        {"item": f"{one['criteria']}.{one['key']}", **point}
        for one in given
        if one.get("key")
        for point in one["points"]
    ]
    made = forms.formset_factory(LocalPoint, extra=2, max_num=MOST_POINTS, absolute_max=MOST_POINTS, validate_max=True)
    return made(data, initial=shown, prefix="points", form_kwargs={"items": items})


def overlay_content(
    pack: Pack, organization: OrganizationRow, reason: str, values: dict[str, Any], steps: Iterable[dict[str, Any]],
    drop: Iterable[str], kept_codes: Iterable[str], points: Iterable[dict[str, Any]] = (),
) -> dict[str, Any]:  # fmt: skip
    """The local plan in the pack format. A step that was there keeps its code, so that what was done for it counts on."""
    reason = reason.strip()
    kept, used = set(kept_codes), set()
    rows = [one for one in steps if str(one.get("title") or "").strip()]
    used = {one["code"] for one in rows if one.get("code") in kept}
    added = []
    for one in rows:
        code = one["code"] if one.get("code") in kept else _free_code(organization.id, used | kept)
        used.add(code)
        title, kind = one["title"].strip(), one.get("kind") or "meeting"
        per, who, params = LOCAL_KINDS[kind]
        added.append(
            {
                "code": code,
                "title": title,
                "kind": kind,
                "phases": [one.get("phase") or pack.plan.phases[0].code],
                "per": per,
                "audience": {"who": list(who)},
                "params": params(title),
                "responsible": "branch_secretary",
                "core": False,
                "asks": (one.get("asks") or "").strip() or None,
                "source": {"default": reason},
            }
        )
    return {
        "format": 1,
        "base": pack.code,
        "base_version": pack.meta.version,
        "code": f"local_{organization.id}",
        "title": f"{organization.label}",
        "reason": reason,
        "parameters": [{"code": code, "value": value, "reason": reason} for code, value in values.items()],
        "add_steps": added,
        "add_items": _under_items(points),
        "drop_steps": list(drop),
    }


def _under_items(points: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Points by the item they stand under, in the order given."""
    found: dict[str, list[dict[str, str]]] = {}
    for one in points:
        text = str(one.get("text") or "").strip()
        if text:
            found.setdefault(one["item"], []).append({"text": text, "evidence": one["evidence"]})
    return [
        {"criteria": code.partition(".")[0], "key": code.partition(".")[2], "points": under}
        for code, under in found.items()
    ]


def _free_code(organization_id: int, taken: set[str]) -> str:
    codes = [f"local_{organization_id}", *(f"local_{organization_id}_{n}" for n in range(2, 3 * MOST_STEPS))]
    return next(code for code in codes if code not in taken)
