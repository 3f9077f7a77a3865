"""Why it could not be filed, in one sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from xianfeng.apps.journal.actions import Refused


def sentence(refused: Refused) -> str:
    return {
        "notice_open": _("公示“%(subject)s”还没有结束，确认或撤回后才能归档。"),
        "return_open": _("上报的“%(subject)s”还没有签收，签收后才能归档。"),
        "retention_unknown": _("请选择保管期限。"),
        "text_missing": _("请写下附注内容。"),
    }.get(refused.code, _("没有办成，请刷新页面后再试。")) % refused.params
