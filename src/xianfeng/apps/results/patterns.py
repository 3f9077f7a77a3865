"""Patterns that a committee looks at before it signs: put together, kept with the decision as data, told in plain words.

They change nothing and are stored against nobody (S0-14 ... S0-16); `core.fairness` says what each of them can show.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from xianfeng.apps.people import posts
from xianfeng.core.fairness import FairnessFinding, leaders_share, seniority
from xianfeng.core.scoring import text_of


def about_persons(marks: Mapping[int, Fraction], tops: Collection[int], *, on: date) -> list[FairnessFinding]:
    """Whether marks go with years of service, age or post, and how many of the best lead. `marks`: person -> mark."""
    rows = posts.list_standing(list(marks), on=on)
    served = [(mark, day) for person, mark in marks.items() if (day := rows[person].worked_since)]
    aged = [(mark, day) for person, mark in marks.items() if (day := rows[person].birth_month)]
    return [
        seniority([mark for mark, _day in served], [on.year - day.year for _mark, day in served]),
        seniority([mark for mark, _day in aged], [on.year - day.year for _mark, day in aged], about="age"),
        seniority(list(marks.values()), [int(rows[person].leads) for person in marks], about="post"),
        leaders_share(
            sorted(str(person) for person in tops),
            [str(person) for person in marks if rows[person].leads],
            sorted(str(person) for person in marks),
        ),
    ]


def plain(findings: Iterable[FairnessFinding]) -> list[dict[str, Any]]:
    """As data, to be kept with the decision and shown in the archive; numbers exact."""
    return [
        {
            "test": f"{one.test}_{one.params['about']}" if "about" in one.params else one.test,
            "statistic": text_of(one.statistic),
            "p": text_of(one.p_value) if one.p_value is not None else None,
            "n": one.n,
            "expected": text_of(one.expected) if one.expected is not None else None,
            "notable": one.is_notable,
            "params": {
                key: text_of(value) if isinstance(value, Fraction) else value for key, value in one.params.items()
            },
            "limits": [limit.code for limit in one.limits],
        }
        for one in findings
    ]


def lines(findings: Iterable[Mapping[str, Any]]) -> list[dict[str, object]]:
    """Each pattern in one plain sentence, with its test, its size and what it cannot show."""
    titles = {
        "everybody_excellent": _("是否全员优秀：最高一档所占的比例，与上限相比（二项分布精确检验）"),
        "seniority_years_of_service": _("是否论资排辈：结果与参加工作年数的秩相关（置换检验）"),
        "seniority_age": _("是否看年龄：结果与年龄的秩相关（置换检验）"),
        "seniority_post": _("是否看职务：结果与是否担任领导职务的秩相关（置换检验）"),
        "leaders_share": _("是否偏向领导：最高一档中担任领导职务的比例，与全体相比（超几何精确检验）"),
        "rota": _("是否轮流坐庄：各轮最高一档重复的次数（置换检验）"),
        "straight_lined": _("署名表是否一填到底：各项填得完全相同的表所占比例（置换检验）"),
    }
    limits = {
        "marks_of_one_sheet_belong_together": _("同一张表的各项并不互相独立"),
        "no_data": _("没有资料"),
        "correlation_is_no_cause": _("相关不等于原因，经验也可能带来好成绩"),
        "too_few_people": _("人数太少，无法检验"),
        "all_alike": _("结果都相同，无法检验"),
        "leading_may_be_merit": _("担任领导的人也可能确实做得好"),
        "no_choice_was_made": _("没有高下之分，无法检验"),
        "equal_chances_assumed": _("假定每人机会相同"),
        "too_few_rounds": _("轮次太少，无法检验"),
        "unanimity_looks_the_same": _("意见确实一致时看上去也一样"),
        "too_few_sheets": _("表太少，无法检验"),
        "sheets_differ_in_rows": _("各表项目不同，无法检验"),
        "ballots_are_unlinkable": _("无记名票逐条打散，任何人都看不到整张票，所以只看署名的表"),
    }
    found = []
    for one in findings:
        size = _("样本%(n)s") % {"n": one["n"]}
        if one["p"] is None:
            said = _("无法检验，%(size)s。") % {"size": size}
        else:
            said = _("现为%(value)s，凭机会约为%(expected)s，p＝%(p)s，%(size)s。") % {
                "value": _digits(one["statistic"]),
                "expected": _digits(one["expected"]) if one["expected"] is not None else "—",
                "p": _digits(one["p"], 3),
                "size": size,
            }
        if one["test"] == "everybody_excellent" and "entropy" in one["params"]:
            said += _("等次分布的均匀度%(entropy)s（0为全部相同）。") % {"entropy": one["params"]["entropy"]}
        found.append(
            {
                "test": one["test"],
                "title": titles.get(one["test"], one["test"]),
                "said": said,
                "limits": "；".join(limits.get(code, code) for code in one["limits"]),
                "notable": one["notable"],
            }
        )
    return found


def _digits(text: str, places: int = 2) -> str:
    return text_of(Fraction(text), places)
