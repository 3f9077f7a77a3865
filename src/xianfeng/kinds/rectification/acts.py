"""What the acts of this kind are called where the journal is read."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "rectification.adopt": _("审定整改方案"),
    "rectification.finish": _("核对整改办结"),
    "rectification.save": _("保存整改方案"),
    "rectification.send_back": _("退回整改方案"),
    "rectification.submit": _("提交整改方案"),
}
