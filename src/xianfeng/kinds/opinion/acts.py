"""What the acts of this kind are called where the journal is read."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "opinion.adopted": _("采纳意见"),
    "opinion.categorised": _("更正意见的类别"),
    "opinion.cited": _("写明决定采用了提案"),
    "opinion.copy_checked": _("复核意见副本"),
    "opinion.copy_written": _("隐去意见中的身份信息"),
    "opinion.declined": _("不采纳意见"),
    "opinion.digest_checked": _("核对意见归纳"),
    "opinion.digest_received": _("确认收到意见归纳"),
    "opinion.digest_returned": _("退回意见归纳"),
    "opinion.digest_written": _("归纳意见"),
    "opinion.fed_back": _("登记意见整理反馈"),
    "opinion.heard": _("登记听取意见"),
    "opinion.hearing_withdrawn": _("撤回听取意见的登记"),
    "opinion.hiding_decided": _("决定是否隐去意见"),
    "opinion.hiding_proposed": _("提出隐去意见"),
    "opinion.merged": _("并案办理意见"),
    "opinion.read": _("查看意见"),
    "opinion.replied": _("回复意见"),
    "opinion.routed_up": _("意见转交上级"),
}
