"""What the acts of this kind are called where the journal is read."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "duties.adopt": _("审定岗位职责"),
    "duties.assign": _("分配职责"),
    "duties.confirm": _("确认职责"),
    "duties.enter_many": _("批量录入职责"),
    "duties.release": _("解除职责"),
    "duties.remark": _("对职责提出意见"),
    "duties.save": _("保存职责草稿"),
    "duties.send_back": _("退回职责"),
    "duties.start": _("开始拟定职责"),
    "duties.submit": _("提交职责"),
}
