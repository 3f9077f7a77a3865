"""What the acts of this kind are called where the journal is read."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "study.confirm": _("确认读过"),
    "study.issue": _("发布学习材料"),
    "study.keep_essay": _("不再交流心得体会"),
    "study.log_session": _("登记集中学习"),
    "study.mark_seen": _("登记已看过"),
    "study.remove_session": _("删除学习登记"),
    "study.set_attendance": _("登记到会情况"),
    "study.share_essay": _("同意交流心得体会"),
    "study.write_essay": _("提交心得体会"),
}
