"""Why a report was refused, in one sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused


def sentence(refused: Refused) -> str:
    return {
        "no_superior": _("本组织没有登记上一级党组织，无法上报。请先在人员与组织中登记隶属关系。"),
        "notice_not_confirmed": _("公示还没有确认，确认后才能上报。"),
        "sent_back_already": _("这份材料已经退回，等待重新上报。"),
        "acknowledged_already": _("这份材料已经签收，不能再退回。"),
        "reason_missing": _("请写明理由。"),
    }.get(refused.code, _("没有办成，请刷新页面后再试。")) % refused.params
