"""What a campaign needs of a step and the text leaves open: a plain question each, whose answer goes into the step itself.

Before: ``评选结果予以公示`` without a number of days. After: ``公示几个工作日`` (usually 5, and why), the answer being the ``days``
of every notice that has none. What is usual and the rule it comes from stand beside the question; nothing is filled in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from xianfeng.compiler.draft import Draft
from xianfeng.compiler.pack.gathering import Gathered, Made, Question

_BRANCH_RULES = "《中国共产党支部工作条例（试行）》第十一条"
_CONGRESS_RULES = "《学校教职工代表大会规定》"

NOTICE_DAYS = Question(
    "公示几个工作日", "integer", "working_day", minimum=1, maximum=60, usual=5,
    because="评优推荐的公示通常不少于5个工作日，与发展党员相同（《中国共产党发展党员工作细则》第十三条）",
)  # fmt: skip
OBJECTIONS_TO = Question("公示期间由哪个部门受理意见（写部门名称）", "text")
QUORUM = Question(
    "参加投票的至少占应参加人数的多少方为有效（如 1/2、80%）", "share", minimum="0", maximum="1", usual="1/2",
    because=f"支部党员大会须有半数以上到会（{_BRANCH_RULES}）；教职工代表大会须有三分之二以上（{_CONGRESS_RULES}第二十条）",
)  # fmt: skip
SHEETS = Question("满意度测评至少收回几份有效答卷方可作数", "integer", "item", minimum=1, maximum=100000)
MAJORITY = Question(
    "赞成票须超过多少方可当选（如 1/2）", "share", minimum="0", below="1", usual="1/2",
    because=f"表决以超过半数为通过（{_BRANCH_RULES}；{_CONGRESS_RULES}第二十二条）",
)  # fmt: skip
MAJORITY_BASE = Question(
    "得票率以哪一个人数为基数", "choice", usual="roll",
    choices={"roll": "应参加投票的人数", "present": "实际参加投票的人数", "ballots_valid": "有效票数"},
    because=f"支部党员大会以应到会有表决权的党员人数为基数（{_BRANCH_RULES}）",
)  # fmt: skip
SATISFACTION_BASE = Question(
    "满意率以哪一个数为基数", "choice", usual="valid_answers",
    choices={"valid_answers": "有效答卷数", "all_asked": "发出的答卷数"}, because="答“不了解”的不计入基数，另行公布",
)  # fmt: skip
CAP = Question("“{about}”最多占多少（如 1/3、15%）", "share", minimum="0", below="1")
ROUNDING = Question(
    "按比例算出的名额有小数时怎样取整", "choice", usual="down",
    choices={"down": "舍去小数", "half_up": "四舍五入", "up": "有小数就进一"}, because="比例是上限，舍去小数才不会超过",
)  # fmt: skip
WEIGHT = Question("{about}占多少（如 40%，各方合计须为 100%）", "share", minimum="0", maximum="1")
REPORT_BY = Question(
    "“{about}”在所在阶段结束前几天报齐（最后一天报齐的填 0）", "integer", "day", minimum=0, maximum=60, usual=0,
    because="原文没有另定日期的，阶段结束时报齐",
)  # fmt: skip
MONTHLY_BY = Question("“{about}”在每月几日以前报送（含当天）", "integer", "day", minimum=1, maximum=28)
MONTH_END = Question("“{about}”在月底前几天内报送", "integer", "day", minimum=1, maximum=15)

_ROUNDED = (
    (re.compile(r"四舍五入"), "half_up"),
    (re.compile(r"不足(?:一|1)[人名个]的?，?(?:按|以|计)(?:为)?(?:一|1)|(?:有小数的?|逢小数)[^，。]{0,4}进"), "up"),
    (re.compile(r"(?:小数|尾数|余数)[^，。]{0,6}(?:舍去|不计|略去)|只舍不入|去尾"), "down"),
)


def ask_open(draft: Draft, made: list[Made], plan: Gathered) -> None:
    """Ask what each step still needs, in the order of the steps."""
    plan.caps |= {str(step.params["honour"]): step.params["cap"] for step in made if "cap" in step.params}
    for step in made:
        for needs in _NEEDS.get(step.shape.kind, ()):
            needs(draft, step, plan)


def _notice(draft: Draft, step: Made, plan: Gathered) -> None:
    """A 公示 that waits for objections needs its days and somebody to object to."""
    if not step.params.get("objections", True):
        return
    if "days" not in step.params:
        step.params["days"] = {"param": plan.ask_once("notice_days", NOTICE_DAYS, step.title, step.item)}
    step.params["objections_to"] = {"param": plan.ask_once("objection_channel", OBJECTIONS_TO, step.title, step.item)}


def _cap(draft: Draft, step: Made, plan: Gathered) -> None:
    """How many may be chosen at most, unless the text gives a number of places; and what becomes of a fraction."""
    counted = any(number.values["what"] == "quota_count" for number in step.figures)
    honour = str(step.params["honour"])
    if "cap" not in step.params and honour in plan.caps:
        step.params["cap"] = plan.caps[honour]  # 推荐优秀党员 … 表彰优秀党员: the same share
    elif "cap" not in step.params and not counted:
        step.params["cap"] = {"param": plan.ask("quota", CAP, honour, step.item)}
    if "cap" not in step.params:
        return
    plan.caps.setdefault(honour, step.params["cap"])
    told = next((way for words, way in _ROUNDED if words.search(draft.text)), "")
    asked = told or {"param": plan.ask_once("quota_rounding", ROUNDING, step.title, step.item)}
    step.params["cap_rounding"] = asked


def _vote(draft: Draft, step: Made, plan: Gathered) -> None:
    """A vote needs to know how many must take part, what carries, and of whom the share is a share."""
    if step.item.values["kind"] != "ballot":
        return
    _quorum(draft, step, plan)
    if "majority" not in step.params:
        step.params["majority"] = {"param": plan.ask_once("ballot_majority", MAJORITY, step.title, step.item)}
    if "majority_base" not in step.params:
        step.params["majority_base"] = {"param": plan.ask_once("ballot_base", MAJORITY_BASE, step.title, step.item)}


def _quorum(draft: Draft, step: Made, plan: Gathered) -> None:
    if step.item.values["kind"] == "ballot" and "quorum" not in step.params:
        step.params["quorum"] = {"param": plan.ask_once("quorum", QUORUM, step.title, step.item)}


def _sheets(draft: Draft, step: Made, plan: Gathered) -> None:
    if step.item.values["kind"] == "ballot":
        step.params["least_answers"] = {"param": plan.ask_once("quorum", SHEETS, step.title, step.item)}
        step.params["base"] = {"param": plan.ask_once("ballot_base", SATISFACTION_BASE, step.title, step.item)}


def _weights(draft: Draft, step: Made, plan: Gathered) -> None:
    """The shares of several sides of one rating where the text gives none."""
    sides = step.params["parties"]
    if step.sides < 2 or any("weight" in side for side in sides):
        return
    for side in sides:
        about = f"“{step.title}”中{side['title']}"
        side["weight"] = {"param": plan.ask("weights", WEIGHT, about, step.item)}


def _report(draft: Draft, step: Made, plan: Gathered) -> None:
    """When it is handed in: by a day of each month, or so long before its stage ends, where the text names no due day at all."""
    if "window" in step.entry or "windows" in step.params:
        return
    form = step.params.get("form")
    if form in ("monthly", "half_monthly"):
        by_day = _monthly(draft, plan) or plan.ask("report_day", MONTHLY_BY, step.title, step.item)
        windows: list[dict[str, Any]] = [{"code": "monthly", "title": step.title, "by_day": {"param": by_day}}]
        if form == "half_monthly":
            last = plan.ask("report_day", MONTH_END, step.title, step.item)
            windows.append({"code": "month_end", "title": step.title, "last_days": {"param": last}})
        step.params["windows"] = windows
    elif not any(number.values["what"] == "deadline_day" for number in draft.of("number")):
        asked = plan.ask("report_day", REPORT_BY, step.title, step.item)
        step.entry["window"] = {"closes": {"edge": "end", "minus": {"days": asked}}}


def _monthly(draft: Draft, plan: Gathered) -> str:
    """The day of each month that the text names (每月12日前), as a parameter; '' where it names none."""
    days = (
        number for number in draft.of("number") if number.values["what"] == "deadline_day" and not number.values["date"]
    )
    monthly = (plan.figures[one.code] for one in days if one.code in plan.figures and "月" in one.quote)
    return next((str(one["code"]) for one in monthly if one.get("unit") == "day" and one["value"] <= 28), "")


_NEEDS: dict[str, tuple[Callable[[Draft, Made, Gathered], None], ...]] = {
    "notice": (_notice,),
    "selection": (_cap, _vote),
    "rating": (_weights, _quorum),
    "survey": (_sheets,),
    "returns": (_report,),
}
