"""Made-up sample data for the gallery: one entry for every component, in the order of the style sheet."""

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xianfeng.ui.words import STATES


class SampleForm(forms.Form):
    """One field of each layout."""

    title = forms.CharField(label=_("承诺事项"), max_length=40, help_text=_("一句话写清做什么，不超过 40 字。"))
    detail = forms.CharField(
        label=_("具体做法"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("写明数量、标准和完成时间。")
    )
    due = forms.DateField(label=_("完成日期"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(
        label=_("承诺类别"),
        choices=[("duty", _("岗位职责")), ("service", _("服务群众")), ("target", _("工作目标"))],
        widget=forms.RadioSelect,
    )
    readers = forms.MultipleChoiceField(
        label=_("公开范围"),
        required=False,
        choices=[("branch", _("本支部")), ("school", _("全校教职工")), ("public", _("社会"))],
        widget=forms.CheckboxSelectMultiple,
    )
    branch = forms.ChoiceField(label=_("所在支部"), choices=[("1", "第一党支部"), ("2", "第二党支部")])
    agreed = forms.BooleanField(label=_("以上内容由本人填写"))


class GradeForm(forms.Form):
    """Grade buttons side by side."""

    grade = forms.ChoiceField(
        label="李明远",
        choices=[("a", _("优秀")), ("b", _("合格")), ("c", _("基本合格")), ("d", _("不合格"))],
        widget=forms.RadioSelect,
    )


class ExtendForm(forms.Form):
    """What one act asks for."""

    until = forms.DateField(label=_("新的期限"), widget=forms.DateInput(attrs={"type": "date"}))


def gallery_context() -> dict[str, Any]:
    """Sample rows; names, schools and figures are invented."""
    today = timezone.localdate()
    now = timezone.now().replace(second=0, microsecond=0)
    day = dt.timedelta(days=1)
    typed = {"title": "每周开放一次实验室", "detail": "周三下午开放物理实验室，由本人值守。", "due": "", "kind": ""}
    wrong = SampleForm({f"wrong-{name}": value for name, value in typed.items()}, prefix="wrong")
    wrong.is_valid()
    return {
        "today": today,
        "now": now,
        "campaign_choices": [
            {"label": "一讲二评三公示 2026", "url": "#", "current": True},
            {"label": "教职工代表大会 2026", "url": "#"},
        ],
        "navigation": [
            {"label": _("我的待办"), "url": "#", "current": True},
            {"label": _("支部"), "url": "#"},
            {"label": _("学校"), "url": "#"},
            {"label": _("我的记录"), "url": "#"},
        ],
        "complaint_url": "#complaint",
        "form": SampleForm(initial={"title": "每周开放一次实验室"}),
        "wrong_form": wrong,
        "grade_form": GradeForm(initial={"grade": "a"}),
        "extend_form": ExtendForm(),
        "states": list(STATES),
        "ribbon": [
            {"title": "设岗定责", "dates": "9月1日 — 9月20日", "state": "done", "url": "#"},
            {"title": "公开承诺", "dates": "9月21日 — 10月9日", "state": "open", "url": "#", "current": True},
            {
                "title": "讲述",
                "dates": "10月10日 — 11月6日",
                "state": "blocked",
                "url": "#",
                "unmet": {"text": "还有 2 份承诺未审定", "url": "#", "who": "支部书记"},
            },
            {"title": "点评评选", "dates": "11月9日 — 11月20日", "state": "not_started"},
            {"title": "结果公示", "dates": "11月23日 — 11月30日", "state": "not_started"},
        ],
        "todos": [
            {"what": "写目标承诺", "due": today + 3 * day, "minutes": 5, "url": "#", "first": True},
            {"what": "补交讲述材料", "due": today - 2 * day, "minutes": 10, "url": "#", "late": True, "state": "late"},
            {"what": "给 3 位党员写点评", "due": today + 30 * day, "minutes": 20, "url": "#"},
        ],
        "missing": [{"name": "张宁", "url": "#"}, {"name": "欧阳文静"}],
        "excused": [{"name": "王岚", "reason": "产假"}],
        "columns": [
            {"label": "学校", "sort_url": "?sort=name", "sorted": "up"},
            {"label": "阶段"},
            {"label": "已提交", "number": True, "sort_url": "?sort=done"},
            {"label": "截止"},
        ],
        "rows": [
            {"cells": [{"text": "青杨路小学", "url": "#"}, {"state": "done"}, "12/12 人 (100.0%)", "10月9日(周五)"]},
            {"cells": [{"text": "临河实验中学", "url": "#"}, {"state": "open"}, "54/60 人 (90.0%)", "10月9日(周五)"]},
            {"cells": [{"text": "南山幼儿园", "url": "#"}, {"state": "no_data"}, "暂无数据", "10月9日(周五)"]},
        ],
        "board_columns": [{"label": "学校"}] + [{"label": f"第 {n} 步 公开承诺"} for n in range(1, 13)],
        "board_rows": [{"cells": ["小学"], "group": True}]
        + [
            {
                "cells": [
                    {"text": f"示例{n}小学", "url": "#"},
                    *[{"text": "12/12", "state": "done", "url": "#"}] * 6,
                    *["暂无数据"] * 6,
                ]
            }
            for n in range(1, 9)
        ],
        "total": ["合计（3 所）", "", "66/72 人 (91.7%)", ""],
        "page": Paginator(range(1, 96), 20).page(2),
        "filters": [
            {
                "name": "state",
                "label": _("状态"),
                "value": "open",
                "options": [("open", _("进行中")), ("done", _("已完成"))],
            },
            {
                "name": "type",
                "label": _("学校类型"),
                "value": "",
                "options": [("primary", _("小学")), ("middle", _("中学"))],
            },
        ],
        "tabs": [
            {"label": _("进行中"), "url": "#", "current": True, "count": 4},
            {"label": _("已结束"), "url": "#", "count": 12},
            {"label": _("全部"), "url": "#"},
        ],
        "trail": [
            {"label": _("我的待办"), "url": "#"},
            {"label": "临河实验中学", "url": "#"},
            {"label": _("公开承诺")},
        ],
        "facts": [
            {"label": _("支部"), "value": "第一党支部"},
            {"label": _("党员人数"), "value": 12, "note": "其中预备党员 1 名"},
            {"label": _("上年满意率"), "value": None},
        ],
        "events": [
            {"at": now - 3 * day, "title": "提交了目标承诺", "text": "公开范围：全校教职工"},
            {"at": now - 2 * day, "title": "支部书记审定", "labels": ["approved"]},
            {"at": now - day, "title": "会议记录补录", "labels": ["supplement"], "url": "#"},
        ],
        "diff_rows": [
            {"kind": "same", "old": "承诺期为一年。", "new": "承诺期为一年。"},
            {"kind": "changed", "old": "每学期讲评一次。", "new": "每季度讲评一次。"},
            {"kind": "added", "new": "讲评后三日内告知本人。"},
            {"kind": "removed", "old": "由办公室统一打印。"},
        ],
        "grades": ["优秀", "合格", "基本合格", "不合格"],
        "tally": [
            {"name": "李明远", "counts": [20, 7, 1, 0], "base": 28},
            {"name": "张宁", "counts": [11, 16, 1, 0], "base": 28},
            {"name": "陈子衿", "counts": [None, None, None, None], "base": None},
        ],
        "papers": [
            {"label": _("发出"), "value": 30},
            {"label": pgettext_lazy("票数", "收回"), "value": 29},
            {"label": _("有效"), "value": 28},
            {"label": _("无效"), "value": 1},
            {"label": _("弃权"), "value": 0},
        ],
        "next_steps": [
            {"title": _("支部书记在 3 天内审看"), "text": _("退回时会写明原因，您可以改后再交。")},
            {"title": _("审定后在本校公开"), "text": _("10月9日前您还可以自己撤回修改。")},
        ],
        "sheet_lines": [
            {"label": _("填报单位（盖章）"), "value": "临河实验中学"},
            {"label": _("填报人"), "value": ""},
            {"label": _("联系电话"), "value": ""},
            {"label": _("填报日期"), "value": ""},
        ],
        "sheet_paragraphs": [
            "根据本校党支部评议结果，现将拟推荐人选公示如下，公示期五个工作日。对公示对象有异议的，可在公示期内以书面、电话或网页形式反映。"
        ],
        "unmet_items": [{"text": "2 份承诺未审定", "url": "#"}, "1 名党员未提交讲述"],
        "drafted_at": now,
        "ends": today + 7 * day,
        "other_ends": today + 6 * day,
        "starts": today,
    }
