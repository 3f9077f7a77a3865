"""What is typed about a meeting; the minutes are read field by field, one row a person and one an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.people.choosing import Crowd, PersonField
from xianfeng.kinds.meeting.actions import AgendaLine, Line, Written
from xianfeng.kinds.meeting.kind import Params, Vote
from xianfeng.kinds.meeting.models import Missing
from xianfeng.kinds.meeting.queries import Called, MeetingRow
from xianfeng.ui import typed

MOST_TEXT = 5000
NEW_ITEMS = 2
"""Empty rows for what was put on the agenda at the meeting."""


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Time(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class Convene(forms.Form):
    """Day, place, who chairs, who takes the minutes, what is on the agenda."""

    use_required_attribute = False
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    held_on = forms.DateField(label=_("日期"), widget=Day())
    place = forms.CharField(label=_("地点"), required=False, max_length=100)
    venue = forms.TypedChoiceField(label=_("订用活动室"), coerce=int, required=False, empty_value=None)
    starts_at = forms.TimeField(label=_("从几点"), required=False, widget=Time(), help_text=_("订活动室时填写。"))
    ends_at = forms.TimeField(label=_("到几点"), required=False, widget=Time())
    chair = PersonField(label=_("主持人"), help_text=_("会后由主持人签认记录。"))
    recorder = PersonField(label=_("记录人"), help_text=_("记录人写会议记录，与主持人不是同一人。"))
    agenda = forms.CharField(
        label=_("议程"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("每行一项。"),
    )

    in_spite = forms.BooleanField(
        label=_("仍在这一天开"),
        required=False,
        help_text=_("这一天在学校日历上有考试、假期或其他重要工作时才需要勾选。"),
    )

    def __init__(
        self,
        *args: object,
        crowd: Crowd,
        venues: Sequence[tuple[int, str]] = (),
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in ("chair", "recorder"):
            self.fields[name].crowd = crowd
        self.fields["venue"].choices = [("", _("不订")), *venues]
        if not venues:
            for name in ("venue", "starts_at", "ends_at"):
                del self.fields[name]


class NewVenue(forms.Form):
    """A room for the register."""

    use_required_attribute = False
    name = forms.CharField(label=_("名称"), max_length=100, help_text=_("如：党员活动室。"))
    capacity = forms.IntegerField(label=_("可坐几人"), min_value=1, max_value=10000)
    keeper = PersonField(label=_("保管人"))

    def __init__(self, *args: object, crowd: Crowd, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keeper"].crowd = crowd


class PassOn(forms.Form):
    """One person's own short meeting."""

    use_required_attribute = False
    nonce = forms.UUIDField(widget=forms.HiddenInput)
    held_on = forms.DateField(label=_("日期"), widget=Day())
    present = forms.IntegerField(label=_("到会人数"), min_value=1, max_value=100000)
    points = forms.CharField(
        label=_("传达要点"), required=False, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )


class Follow(forms.Form):
    """Who carries a decision out, and by when."""

    use_required_attribute = False
    owner = PersonField(label=_("责任人"), required=False, empty_label=_("暂不确定"))
    due_on = forms.DateField(label=_("完成日期"), widget=Day())

    def __init__(self, *args: object, crowd: Crowd, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].crowd = crowd


def _number(raw: str) -> int | None:
    raw = raw.strip()
    return int(raw) if raw.isdecimal() and len(raw) <= 6 else None


def _text(data: Mapping[str, str], name: str, most: int = MOST_TEXT) -> str:
    return data.get(name, "").strip()[:most]


def written_of(row: MeetingRow) -> Written:
    """What the record says now, as the form shows it."""
    return Written(
        held_on=row.held_on,
        place=row.place,
        agenda=[
            AgendaLine(
                one.id,
                one.title,
                one.papers_on,
                one.notes,
                Vote(one.in_favour, one.against, one.abstained),
                one.decision,
            )
            for one in row.agenda
        ],
        lines=[Line(one.person_id, one.state, one.name, one.ground, one.make_up_by) for one in row.missing],
        expected=row.expected,
        present=row.present,
        also_present=row.also_present,
        heard=row.heard,
        preconditions=row.preconditions,
        head_spoke=row.head_spoke,
        head_reason=row.head_reason,
        points=row.points,
        output=row.output,
    )


def read_written(data: Mapping[str, str], row: MeetingRow, called: Sequence[Called], params: Params) -> Written:
    """The minutes as typed. A number left empty is none."""
    agenda = [_agenda_line(data, str(one.id), one.id, one.title, one.papers_on) for one in row.agenda]
    for n in range(1, NEW_ITEMS + 1):
        title = _text(data, f"new{n}", 200)
        if title:
            agenda.append(_agenda_line(data, f"n{n}", None, title, None))
    lines = [
        Line(
            one.id,
            data.get(f"s{one.id}", ""),
            one.name,
            _text(data, f"g{one.id}", 200),
            typed.day(data.get(f"d{one.id}")),
        )
        for one in called
        if data.get(f"s{one.id}", "") in Missing.State.values
    ]
    spoke = {"yes": True, "no": False}.get(data.get("head_spoke", ""))
    return Written(
        held_on=typed.day(data.get("held_on")) or row.held_on,
        place=_text(data, "place", 100),
        agenda=agenda,
        lines=lines,
        expected=_number(data.get("expected", "")),
        present=_number(data.get("present", "")),
        also_present=_numbers(data, "also", params.also_attend),
        heard=_numbers(data, "heard", params.must_hear),
        preconditions=[one for n, one in enumerate(params.preconditions) if data.get(f"ready{n}")],
        head_spoke=spoke,
        head_reason=_text(data, "head_reason", 500),
        points=_text(data, "points"),
        output=_text(data, "output"),
    )


def _agenda_line(data: Mapping[str, str], key: str, number: int | None, title: str, papers: date | None) -> AgendaLine:
    vote = Vote(*(_number(data.get(f"{mark}{key}", "")) for mark in ("yes", "no", "not")))
    return AgendaLine(
        number,
        title,
        typed.day(data.get(f"papers{key}")) or papers,
        _text(data, f"notes{key}"),
        vote,
        _text(data, f"decision{key}"),
    )


def _numbers(data: Mapping[str, str], prefix: str, groups: Sequence[str]) -> dict[str, int]:
    typed = {group: _number(data.get(f"{prefix}{n}", "")) for n, group in enumerate(groups)}
    return {group: number for group, number in typed.items() if number is not None}
