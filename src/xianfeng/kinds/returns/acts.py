"""What the acts of this kind are called where the journal is read."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "returns.report_merged": _("汇总上报"),
    "returns.report_saved": _("保存报表草稿"),
    "returns.report_sent": _("报送报表"),
}
