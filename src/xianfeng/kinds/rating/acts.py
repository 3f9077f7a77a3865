"""What the acts of this kind are called where the journal is read."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "rating.answer_review": _("答复复核申请"),
    "rating.ask_review": _("申请复核等次"),
    "rating.choose_aims": _("选择重点争创的星"),
    "rating.close_party": _("结束本方评价"),
    "rating.confirm_conduct": _("监督人员确认测评过程"),
    "rating.leave_out": _("说明不听取这一方的理由"),
    "rating.note_everyday": _("记下平时考核"),
    "rating.open_party": _("开始本方评价"),
    "rating.send_sheet": _("提交评价表"),
    "rating.start_round": _("开始评价"),
    "rating.withdraw_everyday": _("撤销一条平时考核"),
}
