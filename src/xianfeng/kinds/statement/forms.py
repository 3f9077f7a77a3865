"""The sections of a text as form fields, made from what the plan asks for."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.kinds.statement.actions import NewExample, NewPart
from xianfeng.kinds.statement.kind import Params
from xianfeng.kinds.statement.models import Project
from xianfeng.kinds.statement.queries import StatementRow

SPARE_EXAMPLES = 1


class Write(forms.Form):
    """One text. `ties`: what an example may be tied to, as (subject, words)."""

    use_required_attribute = False
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def __init__(
        self,
        *args: object,
        params: Params,
        sections: Sequence[tuple[str, str, bool]],
        ties: Sequence[tuple[str, str]],
        row: StatementRow | None,
        earlier: StatementRow | None = None,
        committee: Sequence[tuple[int, str]] = (),
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.params, self.sections, self.ties = params, list(sections), list(ties)
        if row is not None:
            self.fields["revision"].initial = row.revision
        source = row or earlier
        for number, (key, title, required) in enumerate(self.sections):
            self.fields[f"part{number}"] = forms.CharField(
                label=title,
                required=False,
                max_length=20000,
                widget=forms.Textarea(attrs={"rows": 4}),
                initial=source.text_of(key) if source else "",
                help_text="" if required else _("方案要求至少讲到其中一项。") if key.startswith("criterion:") else "",
            )
        self._add_adoption(row, committee)
        written = list(row.examples) if row else []
        self.example_count = 0
        if params.examples:
            self.example_count = max(params.examples, len(written)) + SPARE_EXAMPLES
        for number in range(self.example_count):
            one = written[number] if number < len(written) else None
            self.fields[f"example{number}"] = forms.CharField(
                label=_("具体事例（%(n)s）") % {"n": number + 1},
                required=False,
                max_length=5000,
                widget=forms.Textarea(attrs={"rows": 3}),
                initial=one.text if one else "",
                help_text=_("写清什么时候、做了什么、结果怎样。"),
            )
            if params.examples_tied_to:
                self.fields[f"tie{number}"] = forms.ChoiceField(
                    label=_("事例（%(n)s）对应哪条承诺或职责") % {"n": number + 1},
                    required=False,
                    choices=[("", _("请选择")), *self.ties],
                    initial=one.tied_to if one else "",
                )

    def _add_adoption(self, row: StatementRow | None, committee: Sequence[tuple[int, str]]) -> None:
        """The meeting of the committee that adopted the opinion, where the plan asks for it (S3-44)."""
        if not committee:
            return
        said = row.adopted if row else {}
        self.fields["adopted_on"] = forms.DateField(
            label=_("支委会讨论通过的日期"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            initial=said.get("on"),
        )
        names = [name for _number, name in committee]
        self.fields["present"] = forms.MultipleChoiceField(
            label=_("到会委员"),
            required=False,
            choices=[(name, name) for name in names],
            widget=forms.CheckboxSelectMultiple,
            initial=[name for name in said.get("present", ()) if name in names],
            help_text=_("应到会 %(n)s 人，须过半数到会；讨论本人的，本人回避。") % {"n": len(names)},
        )

    def adopted(self) -> dict[str, object]:
        day = self.cleaned_data.get("adopted_on")
        return {"on": day.isoformat(), "present": self.cleaned_data.get("present", [])} if day else {}

    def parts(self) -> list[NewPart]:
        return [
            NewPart(key, title, self.cleaned_data.get(f"part{number}", ""))
            for number, (key, title, _required) in enumerate(self.sections)
        ]

    def examples(self) -> list[NewExample]:
        words = dict(self.ties)
        found = []
        for number in range(self.example_count):
            tie = self.cleaned_data.get(f"tie{number}", "")
            found.append(NewExample(self.cleaned_data.get(f"example{number}", ""), tie, words.get(tie, "")))
        return found

    def name_required(self) -> None:
        """Say "必填" where handing in needs it; a draft is read before this, so it may still be incomplete."""
        needed = {f"part{number}" for number, (_key, _title, required) in enumerate(self.sections) if required}
        needed |= {f"{name}{number}" for number in range(self.params.examples) for name in ("example", "tie")}
        needed |= {"adopted_on", "present"}
        for name, field in self.fields.items():
            field.required = name in needed

    def name_lacks(self, names: Sequence[str]) -> None:
        """Put what is lacking at its field."""
        fields = {key: f"part{number}" for number, (key, _title, _required) in enumerate(self.sections)}
        for name in names:
            if name in fields:
                self.add_error(fields[name], _("请写这一部分。"))
            elif name == "items":
                first = next(place for key, place in fields.items() if key.startswith("criterion:"))
                self.add_error(first, _("请至少讲到其中一项。"))
            elif name == "examples":
                self.add_error("example0", _("请至少写 %(n)s 个具体事例。") % {"n": self.params.examples})
            elif name == "ties":
                place = "tie0" if "tie0" in self.fields else None
                self.add_error(place, _("请选择这个事例对应哪条承诺或职责。"))
            elif name == "too_long":
                self.add_error(None, _("全文超过 %(n)s 字，请写得更精炼。") % {"n": self.params.most_characters})


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ProjectForm(forms.Form):
    """What a branch tries, from when until when."""

    use_required_attribute = False
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    sort = forms.ChoiceField(label=_("类别"))
    title = forms.CharField(label=_("项目名称"), max_length=60)
    idea = forms.CharField(
        label=_("做法"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}), help_text=_("要试什么，怎么试。")
    )
    trial_from = forms.DateField(label=_("试行从哪天起"), widget=Day())
    trial_until = forms.DateField(label=_("试行到哪天"), widget=Day())

    def __init__(self, *args: object, sorts: Sequence[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sort"].choices = [("", _("请选择")), *((one, one) for one in sorts)]
        if not sorts:
            del self.fields["sort"]


class DecideProject(forms.Form):
    """What came of it."""

    use_required_attribute = False
    result = forms.CharField(label=_("试行结果"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    decision = forms.ChoiceField(label=_("结论"), choices=Project.Decision.choices, widget=forms.RadioSelect)
