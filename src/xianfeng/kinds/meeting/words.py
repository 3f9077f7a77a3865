"""What the pages of meetings say: groups, remarks, refusals, and what minutes still lack."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.apps.journal.actions import Refused
from xianfeng.apps.journal.telling import refusal_sentence

GROUPS = {
    "activists": gettext_lazy("入党积极分子"),
    "non_members": gettext_lazy("党外群众"),
    "retired_members": gettext_lazy("离退休党员"),
    "leaders": gettext_lazy("领导班子成员"),
}
FORMS = {
    "mobilisation": gettext_lazy("动员会"),
    "discussion": gettext_lazy("讨论会"),
    "organizational_life": gettext_lazy("组织生活会"),
    "democratic_life": gettext_lazy("民主生活会"),
    "general_meeting": gettext_lazy("党员大会"),
    "committee": gettext_lazy("班子会议"),
    "congress": gettext_lazy("教职工代表大会"),
    "hearing": gettext_lazy("听取汇报"),
    "forum": gettext_lazy("座谈传达"),
}
BASES = {
    "expected": gettext_lazy("应到会有表决权的人数"),
    "present": gettext_lazy("到会有表决权的人数"),
    "ballots_valid": gettext_lazy("有效票数"),
}
STATES = {
    "convened": ("waiting", gettext_lazy("已通知")),
    "written": ("in_review", gettext_lazy("待主持人签认")),
    "signed": ("done", gettext_lazy("已签认")),
}
LACKS = {
    "nobody_there": gettext_lazy("没有人到会，不能作为已召开的会议。"),
    "points": gettext_lazy("请写会议要点。"),
    "preconditions": gettext_lazy("会前须备齐的事项还没有全部完成。"),
    "heard": gettext_lazy("须听取的方面还没有全部听取，请填写各方面发言的人数。"),
    "also_present": gettext_lazy("请填写另请参加的各方面到会人数；没有的填 0。"),
    "turns": gettext_lazy("还有人没有发言，请为未发言和缺席的人定补会日期。"),
    "head": gettext_lazy("主要负责人没有讲，请写明原因。"),
    "output": gettext_lazy("请写会议形成的结果。"),
    "reports": gettext_lazy("须审议的报告还没有全部表决。"),
    "output_vote": gettext_lazy("会议要形成的内容还没有表决通过，请在议程中填写票数。"),
    "report_notes": gettext_lazy("须审议的报告还没有全部写明审议意见。"),
}
REMARKS = {
    "late_papers": gettext_lazy("有议题的材料没有按规定提前送达。"),
    "added_without_vote": gettext_lazy("有会上增加的议题没有表决通过。"),
    "not_by_the_head": gettext_lazy("不是主要负责人亲自讲。"),
    "few_delegates": gettext_lazy("代表人数没有达到教职工人数的规定比例。"),
    "units_without_delegate": gettext_lazy("有单位没有代表。"),
    "no_study_before": gettext_lazy("会前规定的天数内没有登记集中学习。"),
    "before_superior": gettext_lazy("早于上一级组织的会议。"),
}


def sentence(refused: Refused) -> str:
    """Why it did not go through, and what to do next."""
    if refused.code == "incomplete":
        return " ".join(str(LACKS[code]) for code in refused.params["lacks"])
    words = {
        "agenda_missing": _("请写至少一项议程。"),
        "same_person": _("主持人和记录人不能是同一人，会议记录须由两人签名。"),
        "conflict": _("这份记录刚刚被别人改过，请刷新页面后再写。"),
        "not_yet_held": _("日期在今天以后。会议开过后再写记录。"),
        "before_campaign": _("日期早于活动开始（%(day)s），请核对。"),
        "ground_missing": _("请写明请假事由：%(names)s。"),
        "votes_too_many": _("“%(title)s”的票数多于到会有表决权的人数（%(most)s 人），请核对。"),
        "expected_missing": _("请填应到会和到会人数。"),
        "too_many_present": _("到会人数多于应到会人数（%(most)s 人），请核对。"),
        "signed_already": _("会议记录已经签认，不能再改。确有错误的，写明理由撤销后重新记录。"),
        "not_written": _("会议记录还没有写完，写完后才能签认。"),
        "not_the_chair": _("会议记录由主持人签认。"),
        "own_minutes": _("写记录的人不能签认自己的记录，请另一人办理。"),
        "not_signed": _("会议记录签认后，决定才能列入督办。"),
        "not_carried": _("没有通过的事项不能列入督办。"),
        "day_impossible": _("补会日期须在会议当天至今天之间。"),
        "day_kept": _("这一天是%(what)s，学校日历规定不安排会议，请换一天。"),
        "day_busy": _("这一天是%(what)s。请换一天；确需在这一天开的，勾选“仍在这一天开”再登记。"),
        "units_without_delegate": _(
            "%(names)s还没有代表，选出后再通知开会；确有原因不选的，由上级在代表名册中写明事由。"
        ),
        "venue_times": _("订活动室请填写从几点到几点，结束要晚于开始。"),
        "venue_unknown": _("这间活动室已经停用或不归本单位使用，请另选。"),
        "venue_too_small": _("“%(name)s”只能坐 %(most)s 人，坐不下应到会的人，请换地点。"),
        "venue_taken": _("“%(name)s”这一天 %(start)s—%(end)s 已由%(who)s订用，请换时间或地点。"),
        "number_missing": _("请填到会人数。"),
        "due_missing": _("请定完成日期。"),
        "due_in_the_past": _("完成日期在今天以前，请核对。"),
    }
    return refusal_sentence(refused, words)
