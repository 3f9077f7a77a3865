"""What to look at before a plan runs, in sentences: what it is, where, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from xianfeng.core.plan.resolved import Note


def advice(notes: Iterable[Note]) -> list[str]:
    """One sentence for each note; a code without a sentence is left out (it stands among the obstacles)."""
    return [told for note in notes if (told := _sentence(note))]


def _sentence(note: Note) -> str:
    sentences = {
        "phase_out_of_order": _(
            "“%(phase)s”排在“%(before)s”之后，却早在 %(starts)s 开始（前者 %(earlier)s 开始）；请核对两个阶段的日期。"
        ),
        "phase_gap": _(
            "“%(before)s”到 %(ends)s 结束，“%(phase)s”%(starts)s 才开始，中间空着；如果不是有意安排，请调整天数。"
        ),
        "step_outside_phase": _(
            "“%(step)s”（%(opens)s 至 %(ends)s）超出了“%(phase)s”（%(starts)s 至 %(last)s）；请调整步骤日期或阶段天数。"
        ),
        "step_before_its_turn": _(
            "“%(step)s”到 %(ends)s 就结束，而它要等的“%(before)s”%(starts)s 才开始；请把先后顺序或日期改过来。"
        ),
        "time_too_short": _(
            "“%(step)s”（%(opens)s 至 %(ends)s）只有 %(there)s 个工作日，至少需要 %(needed)s 个；请延长这一步。"
        ),
        "time_too_short_days": _(
            "“%(step)s”（%(opens)s 至 %(ends)s）只有 %(there)s 天，至少需要 %(needed)s 天；请延长这一步。"
        ),
        "no_working_day": _("“%(step)s”（%(opens)s 至 %(ends)s）没有一个工作日；请改期。"),
        "ends_on_day_off": _("%(day)s 不是工作日，而“%(steps)s”在这一天截止；请考虑改到前一个工作日。"),
        "in_school_holiday": _(
            "“%(step)s”（%(opens)s 至 %(ends)s）大半在%(holiday)s里，校园里没有人；请考虑改期，公示尤其如此。"
        ),
        "day_unconfirmed": _(
            "%(starts)s 至 %(ends)s 之间有的年份还没有公布放假安排，工作日暂按周一至周五计算；公布后请再核对一次。"
        ),
        "not_before_day": _(
            "“%(step)s”排到 %(ends)s，不能在%(name)s（%(day)s）之前办完；请提前开始，或减少几步的天数。"
        ),
        "too_few_days_before_day": _(
            "“%(step)s”%(opens)s 开始，须 %(needed)s 天，%(name)s（%(day)s）之前办不完；请把这一步提前，或缩短期限。"
        ),
        "too_few_workdays_before_day": _(
            "“%(step)s”%(opens)s 开始，须 %(needed)s 个工作日，%(name)s（%(day)s）之前办不完；请把这一步提前，或缩短期限。"
        ),
        "phase_before_frame": _("“%(phase)s”早于方案规定的起始日；请改开始日期。"),
        "phase_after_frame": _("“%(phase)s”晚于方案规定的结束日；请改开始日期或缩短阶段。"),
        "shorter_than_least": _("各阶段到 %(ends)s 结束，不满方案规定的最短时间（应不早于 %(needed)s）；请延长阶段。"),
    }
    values = {name: _day(value) for name, value in note.values}
    code = note.code
    if code == "time_too_short" and values.get("unit") == "days":
        code = "time_too_short_days"
    return sentences.get(code, "") % values


def _day(value: str) -> str:
    """An ISO day as people write it; everything else as it is."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return str(_("%(year)s年%(month)s月%(day)s日")) % {"year": day.year, "month": day.month, "day": day.day}
