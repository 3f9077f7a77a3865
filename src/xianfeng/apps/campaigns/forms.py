"""Forms of the campaign pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.campaigns.models import SchoolHoliday
from xianfeng.apps.people.choosing import Crowd, PersonField


class Prepare(forms.Form):
    """A new campaign on a published plan."""

    version = forms.ChoiceField(label=_("依据哪个方案"))
    title = forms.CharField(label=_("活动名称"), max_length=200, required=False, help_text=_("不填则用方案名称。"))
    starts_on = forms.DateField(label=_("开始日期"), widget=forms.DateInput(attrs={"type": "date"}))
    predecessor = forms.ChoiceField(
        label=_("上一轮活动"),
        required=False,
        help_text=_("选定后，未兑现的承诺和未完成的事项自动转入，并据此开展“回头看”。"),
    )

    def __init__(self, *args, versions: list[tuple[int, str]], predecessors: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].choices = versions
        self.fields["predecessor"].choices = [("", _("没有")), *predecessors]


class Move(forms.Form):
    """A new window for one step."""

    opens_on = forms.DateField(label=_("开始日期"), widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label=_("截止日期"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("调整理由"), max_length=300)

    def clean(self):
        data = super().clean()
        if data.get("opens_on") and data.get("last_day") and data["last_day"] < data["opens_on"]:
            self.add_error("last_day", _("截止日期早于开始日期，请改正。"))
        return data


class ExcusePerson(forms.Form):
    """A recorded reason why somebody is not counted as missing."""

    person = PersonField(label=_("姓名"))
    reason = forms.CharField(
        label=_("事由"), max_length=300, help_text=_("例如产假、外出支教、病休。只有支部和本人能看到。")
    )
    make_up_on = forms.DateField(label=_("补办日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, crowd: Crowd, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].crowd = crowd


class Group(forms.Form):
    """A leading group as the paper that set it up says."""

    name = forms.CharField(label=_("名称"), max_length=100, help_text=_("例如创先争优活动领导小组、大会主席团。"))
    document = forms.CharField(
        label=_("成立依据"), max_length=200, help_text=_("文件名和文号，或决定成立的会议和日期。")
    )
    founded_on = forms.DateField(label=_("成立日期"), widget=forms.DateInput(attrs={"type": "date"}))
    head = forms.CharField(label=_("组长（主席）"), max_length=60)
    deputy = forms.CharField(label=_("副组长（副主席）"), max_length=300, required=False)
    member = forms.CharField(
        label=_("成员"), max_length=2000, required=False, help_text=_("姓名之间用顿号隔开。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    office = forms.CharField(label=_("下设办公室"), max_length=200, required=False, help_text=_("设在哪里，谁负责。"))
    office_member = forms.CharField(
        label=_("办公室成员"), max_length=2000, required=False, help_text=_("不在领导小组里的人；姓名之间用顿号隔开。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    contact = forms.CharField(
        label=_("办公室联系方式"), max_length=100, required=False, help_text=_("写办公电话或信箱，不写个人的。")
    )
    duties = forms.CharField(
        label=_("办公室任务"), max_length=2000, required=False, help_text=_("一行写一项。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class Document(forms.Form):
    """An issued document and whom it goes to."""

    nonce = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("标题"), max_length=200)
    number = forms.CharField(label=_("文号"), max_length=60, required=False)
    issued_on = forms.DateField(label=_("印发日期"), widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(
        label=_("正文或要点"), max_length=20000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    recipients = forms.TypedMultipleChoiceField(
        label=_("发给"), coerce=int, required=False, help_text=_("不选就是发给所属全部支部。"),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    use_required_attribute = False

    def __init__(self, *args, units: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipients"].choices = units


class YearPair(forms.Form):
    """What was done in the last period, and what the branch sets out to do in the next."""

    review = forms.CharField(
        label=_("上一段总结"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("数字取自上一轮的记录，请在此基础上写成绩、不足和原因。"),
    )
    focus = forms.CharField(
        label=_("新一年的切入点和着力点"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("结合本支部实际写，不照抄上级方案。"),
    )
    goal = forms.CharField(
        label=_("服务学校哪一项发展目标"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    action = forms.CharField(label=_("具体做什么"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    use_required_attribute = False

    def _clean_fields(self) -> None:
        """A draft may be kept half written; what is asked for is marked all the same, and the action says what is lacking."""
        asked = [field for field in self.fields.values() if field.required and field.label]
        for field in asked:
            field.required = False
        super()._clean_fields()
        for field in asked:
            field.required = True

    def mark_faults(self, faults: dict[str, str]) -> None:
        """Say beside each field why the pair goes back."""
        for name, why in faults.items():
            told = _("与上级的文字相同，请写本支部自己的。") if why == "copied" else _("请填写这一项。")
            self.add_error(name, told)


class SchoolDays(forms.Form):
    """A stretch of the school's calendar."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("哪一种"), choices=SchoolHoliday.Kind.choices, initial="exam")
    title = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如中考、期末考试。"))
    first = forms.DateField(label=_("第一天"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(label=_("最后一天"), widget=forms.DateInput(attrs={"type": "date"}))
    refuses = forms.BooleanField(
        label=_("这些天不得安排会议"), required=False, help_text=_("不勾选时，安排会议会先提示，确认后仍可安排。")
    )
