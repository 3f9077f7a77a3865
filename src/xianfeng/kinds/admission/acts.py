"""What the acts of this kind are called where the journal is read."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "admission.record": _("登记发展党员的一个环节"),
    "admission.take_back": _("撤回发展党员环节的登记"),
}
