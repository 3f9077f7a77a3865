"""Forms of the opinion box."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.people.choosing import Crowd, PersonField
from xianfeng.files.reading import FileRefused, Limits, read_document
from xianfeng.files.reading.command import SENTENCES as FILE_SENTENCES
from xianfeng.kinds.opinion.actions import MOST_TEXT
from xianfeng.kinds.opinion.hearings import MOST_HEARD
from xianfeng.kinds.opinion.models import Hearing, Opinion
from xianfeng.kinds.opinion.subjects import Subject

AREA = {"rows": 4}


class Write(forms.Form):
    """What a stranger fills in. `code` is the receipt, `website` a field only machines see."""

    about = forms.ChoiceField(label=_("对谁的意见"), required=False)
    text = forms.CharField(label=_("您的意见或建议"), widget=forms.Textarea(attrs={"rows": 7}), max_length=MOST_TEXT)
    category = forms.ChoiceField(label=_("属于哪方面"), required=False)
    about_leader = forms.BooleanField(
        label=_("涉及本单位负责人"), required=False, help_text=_("勾选后直接送上一级党组织，本单位看不到。")
    )
    source = forms.ChoiceField(
        label=_("您是"), choices=Opinion.Source.choices, required=False, widget=forms.RadioSelect
    )
    contact = forms.CharField(
        label=_("联系方式"), max_length=120, required=False, help_text=_("可以不填。不填也能凭回执码看到答复。")
    )
    seconders = forms.CharField(
        label=_("附议人"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    code = forms.CharField(widget=forms.HiddenInput)
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args,
        identity: str = "anonymous",
        seconders: int = 0,
        subjects: Sequence[Subject] = (),
        names_leaders: bool = False,
        categories: Mapping[str, str] | None = None,
        **kwargs,
    ) -> None:
        """A name is asked for only where the plan says that opinions are signed; seconders only where it wants some; about
        whom only where there is a choice."""
        super().__init__(*args, **kwargs)
        if len(subjects) > 1:
            self.fields["about"].choices = _grouped(subjects)
        else:
            del self.fields["about"]
        if categories:
            self.fields["category"].choices = [("", _("不选")), *categories.items()]
        else:
            del self.fields["category"]
        if names_leaders and len(subjects) > 1:
            del self.fields["about_leader"]
        if seconders:
            self.fields["seconders"].help_text = _("至少 %(n)s 人，每行一人；先征得本人同意。") % {"n": seconders}
        else:
            del self.fields["seconders"]
        if identity == "anonymous":
            return
        field = self.fields["contact"]
        if identity == "signed":
            field.label, field.required = _("姓名"), True
            field.help_text = _("须署名。只有上面写明的人能看到，不随答复公开。")
            field.error_messages["required"] = _("这次征求意见须署名，请写下姓名。")
        else:
            field.label = _("姓名或联系方式")
            field.help_text = _("可以不填。填了的，只有上面写明的人能看到，不随答复公开。")


def _grouped(subjects: Sequence[Subject]) -> list[tuple[str, Any]]:
    leaders = [(str(one.id), one.name) for one in subjects if one.is_leader]
    members = [(str(one.id), one.name) for one in subjects if one.id is not None and not one.is_leader]
    groups = [(_("领导干部"), leaders), (_("党员"), members)]
    return [("", _("党组织")), *((title, names) for title, names in groups if names)]


class Code(forms.Form):
    code = forms.CharField(label=_("回执码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class Further(forms.Form):
    code = forms.CharField(widget=forms.HiddenInput, max_length=40)
    text = forms.CharField(label=_("追问"), widget=forms.Textarea(attrs=AREA), max_length=MOST_TEXT)


class Satisfaction(forms.Form):
    """What the proposer says about the answer; not satisfied, it is handled once more."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=40)
    satisfaction = forms.ChoiceField(
        label=_("对答复是否满意"), choices=Opinion.Satisfaction.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("不满意的理由"),
        widget=forms.Textarea(attrs=AREA),
        max_length=MOST_TEXT,
        required=False,
        help_text=_("不满意的请写明，会再办一次。"),
    )


class Choose(forms.Form):
    """One of several: an entry to be handled with, a decision that used this one."""

    chosen = forms.ChoiceField()

    def __init__(self, *args, label: str, choices: Sequence[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].label = label
        self.fields["chosen"].choices = [("", _("请选择")), *choices]


class Adopt(forms.Form):
    what = forms.CharField(
        label=_("改什么"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        help_text=_("用自己的话概括，看不出是谁提的。"),
    )
    how = forms.CharField(label=_("怎么改"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000)
    goal = forms.CharField(label=_("达到什么目标"), max_length=300)
    due_on = forms.DateField(label=_("什么时候改完"), widget=forms.DateInput(attrs={"type": "date"}))
    owner = PersonField(label=_("责任人"), required=False, empty_label=_("以后再定"))
    reply = forms.CharField(label=_("答复"), widget=forms.Textarea(attrs=AREA), max_length=MOST_TEXT)

    def __init__(self, *args, crowd: Crowd, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].crowd = crowd


class Decline(forms.Form):
    reason = forms.CharField(label=_("不采纳的理由"), widget=forms.Textarea(attrs=AREA), max_length=MOST_TEXT)


class Reply(forms.Form):
    text = forms.CharField(label=_("答复"), widget=forms.Textarea(attrs=AREA), max_length=MOST_TEXT)


class Copy(forms.Form):
    text = forms.CharField(
        label=_("公开文字"),
        widget=forms.Textarea(attrs=AREA),
        max_length=MOST_TEXT,
        help_text=_("去掉能看出是谁写的内容。由另一个人核对后，才随答复公开。"),
    )


class Hide(forms.Form):
    ground = forms.CharField(label=_("隐藏的依据"), max_length=300)


class RouteUp(forms.Form):
    reason = forms.CharField(label=_("转交的理由"), max_length=300)


class Day(forms.DateInput):
    input_type = "date"


class Hear(forms.Form):
    """A channel that was used, and how many of each group were heard."""

    channel = forms.ChoiceField(label=_("渠道"))
    held_on = forms.DateField(label=_("日期"), widget=Day(format="%Y-%m-%d"))

    def __init__(self, *args, channels: Sequence[str], groups: Sequence[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(Hearing.Channel.choices)
        self.fields["channel"].choices = [(channel, labels[channel]) for channel in channels]
        self.groups = {f"heard_{n}": group for n, group in enumerate(groups)}
        for name, group in self.groups.items():
            self.fields[name] = forms.IntegerField(
                label=_("听取%(group)s几人") % {"group": group},
                required=False,
                min_value=0,
                max_value=MOST_HEARD,
                help_text=_("只记人数，不记姓名。没有的不填。"),
            )

    def heard(self) -> dict[str, int]:
        return {group: self.cleaned_data[name] or 0 for name, group in self.groups.items()}


class Digest(forms.Form):
    """The digest, typed or taken from a document (what was read stands in the field when it comes back), and under each
    source the lines it went into."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("归纳"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MOST_TEXT,
        required=False,
        help_text=_("每行写一条。换一种说法，不照抄原文，不写谁说的、哪天说的。已写成文件的，可以在下面选文件。"),
    )
    paper = forms.FileField(label=_("从文件读入"), required=False, help_text=_("Word、PDF 或文本文件。"))

    def __init__(self, *args, sources: Sequence[tuple[str, str]], **kwargs) -> None:
        """`sources`: (source, its words), in the order in which they are numbered."""
        super().__init__(*args, **kwargs)
        self.sources = sources
        for at, _source in enumerate(sources):
            self.fields[f"into{at}"] = forms.RegexField(
                r"^[0-9、,， ]*$",
                label=_("归入第几条"),
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages={"invalid": _("请填归纳的第几条，几条之间用顿号隔开，如 1、3。")},
            )

    @property
    def traced(self) -> list[tuple[str, Any]]:
        """Each source's words with its field, for the page."""
        return [(words, self[f"into{at}"]) for at, (_source, words) in enumerate(self.sources)]

    def goes_into(self) -> dict[str, list[int]]:
        return {
            source: [int(one) for one in re.findall(r"[0-9]+", self.cleaned_data[f"into{at}"])]
            for at, (source, _words) in enumerate(self.sources)
        }

    def clean(self) -> dict[str, Any]:
        data, given = self.cleaned_data, self.cleaned_data.get("paper")
        text = str(data.get("text") or "").strip()
        if given is not None and not text and "text" in data:
            try:
                text = _words_of(given)
            except FileRefused as refused:
                self.add_error("paper", FILE_SENTENCES.get(refused.code, _("文件不能读取。")).format(**refused.params))
                return data
            self.data = self.data.copy()
            self.data[self.add_prefix("text")] = text
            if len(text) > MOST_TEXT:
                too_long = _("文件里有 %(n)s 字，最多 %(most)s 字。已读入下面的框，请删减后再保存。")
                self.add_error("text", too_long % {"n": len(text), "most": MOST_TEXT})
        if not text and not self.errors:
            self.add_error("text", _("请写下归纳，或选一个文件。"))
        return {**data, "text": text}


def _words_of(given: UploadedFile) -> str:
    """The text of a document that was handed in. Raises `FileRefused`."""
    limits = Limits()
    if (given.size or 0) > limits.max_bytes:
        raise FileRefused("too_large", {"limit_mb": limits.max_bytes // 1_000_000})
    return read_document(given.name or "", given.read(), limits).text.strip()
