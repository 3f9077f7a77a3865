"""What the acts of this kind are called where the journal is read."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "closing.choose_indicators": _("选定成效指标"),
    "closing.note": _("知悉总结"),
    "closing.save": _("保存总结"),
    "closing.send_back": _("退回总结"),
    "closing.submit": _("提交总结"),
}
