"""What the acts of this kind are called where the journal is read."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "inspection.checked": _("回头看核查"),
    "inspection.planned": _("安排督导检查"),
    "inspection.begun": _("开始督导检查"),
    "inspection.found": _("记下检查所见"),
    "inspection.shown": _("检查情况交被查单位"),
    "inspection.answered": _("答复检查情况"),
    "inspection.dues": _("登记党费交纳月份"),
    "inspection.closed": _("督导检查办结"),
}
