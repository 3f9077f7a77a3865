"""What the acts of this kind are called where the journal is read."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "selection.nominate": _("推荐人选"),
    "selection.start_round": _("开始评选"),
}
