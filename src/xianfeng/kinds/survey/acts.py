"""What the acts of this kind are called where the journal is read."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "survey.answer_problem": _("写明由什么解决问题"),
    "survey.close_round": _("结束测评"),
    "survey.issue_codes": _("发放测评码"),
    "survey.note_problem": _("列出主要问题"),
    "survey.open_round": _("开始测评"),
    "survey.plan_make_up": _("确定补课安排"),
}
