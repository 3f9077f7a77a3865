"""What the acts of this kind are called where the journal is read."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "pledge.advance": _("填写承诺进展"),
    "pledge.amend": _("调整承诺"),
    "pledge.claim": _("申报承诺兑现"),
    "pledge.confirm": _("核实承诺兑现"),
    "pledge.discard": _("删除承诺草稿"),
    "pledge.drop": _("取消承诺"),
    "pledge.ask_served": _("请受益方确认兑现"),
    "pledge.close_hearing": _("结束受益方确认"),
    "pledge.print_slips": _("发放确认条"),
    "pledge.publish": _("公开承诺"),
    "pledge.reject_claim": _("退回兑现申报"),
    "pledge.say_why": _("说明没有承诺的理由"),
    "pledge.save": _("保存承诺草稿"),
    "pledge.send_back": _("退回承诺"),
    "pledge.start": _("开始写承诺"),
    "pledge.submit": _("提交承诺"),
}
