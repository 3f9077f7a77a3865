"""What the acts of this kind are called where the journal is read."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "pairing.agree": _("同意结对"),
    "pairing.confirm": _("确认联系"),
    "pairing.decline": _("不同意结对"),
    "pairing.end": _("结束结对"),
    "pairing.log": _("登记联系"),
    "pairing.propose": _("提出结对"),
    "pairing.propose_many": _("按职务列出谈心对象"),
    "pairing.refer": _("登记已另行办理"),
    "pairing.remove": _("撤销联系登记"),
    "pairing.report": _("写挂职支教小结或反馈"),
}
