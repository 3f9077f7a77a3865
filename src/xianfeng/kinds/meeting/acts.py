"""What the acts of this kind are called where the journal is read."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "meeting.convene": _("召集会议"),
    "meeting.follow_up": _("会议决定列入督办"),
    "meeting.hand_in": _("提交会议记录"),
    "meeting.make_up": _("登记补会"),
    "meeting.pass_on": _("登记会议传达"),
    "meeting.register_venue": _("登记活动室"),
    "meeting.remove": _("撤销会议记录"),
    "meeting.retire_venue": _("停用活动室"),
    "meeting.send_back": _("退回会议记录"),
    "meeting.send_papers": _("送发会议材料"),
    "meeting.sign": _("签认会议记录"),
    "meeting.write": _("填写会议记录"),
}
