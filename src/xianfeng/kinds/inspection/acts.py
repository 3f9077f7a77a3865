"""What the acts of this kind are called where the journal is read."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "inspection.checked": _("回头看核查"),
}
