"""What the acts of this kind are called where the journal is read."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "statement.answer_review": _("答复复核要求"),
    "statement.decide_project": _("写明项目结果和结论"),
    "statement.pass": _("审核通过讲述"),
    "statement.reply": _("回应点评"),
    "statement.save": _("保存讲述草稿"),
    "statement.see": _("签署已看过评议意见"),
    "statement.send_back": _("退回讲述"),
    "statement.start_project": _("登记试行项目"),
    "statement.submit": _("提交讲述"),
    "statement.take_back": _("收回讲述"),
}
