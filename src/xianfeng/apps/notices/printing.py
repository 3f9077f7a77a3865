"""The sheet of a notice as a document to print, from the same rows as the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from django.utils.translation import gettext as _

from xianfeng.apps.notices import queries
from xianfeng.apps.notices.queries import NameRow, NoticeRow
from xianfeng.files.documents import NoticeSheet, TableColumn, notice_sheet
from xianfeng.ui.templatetags.xianfeng_ui import cn_day, padded_name


def period_words(notice: NoticeRow) -> str:
    """The period in one sentence: first and last day, how days are counted, and the end by the other way of counting."""
    if notice.ends_on is None:
        return ""
    counting = _("张贴当天计入") if notice.count_posting_day else _("从张贴次日起算")
    length = _("%(n)s 个工作日") % {"n": notice.days} if notice.working_days else _("%(n)s 天") % {"n": notice.days}
    words = _("公示期：%(starts)s至%(ends)s，%(counting)s，共 %(length)s") % {
        "starts": cn_day(notice.starts_on),
        "ends": cn_day(notice.ends_on),
        "counting": counting,
        "length": length,
    }
    other = _("从次日起算") if notice.count_posting_day else _("当天计入")
    words += _("（如%(other)s，到%(day)s）") % {"other": other, "day": cn_day(notice.other_ends_on)}
    if notice.provisional:
        words += _("；截止日期为暂算，以正式放假安排公布后的日期为准")
    return words + "。"


def objection_words(notice: NoticeRow) -> str:
    """How to object, in one sentence."""
    return _("公示期内如有异议，请以来信、来电、来访或网上方式向%(unit)s反映。") % {"unit": notice.contact_unit}


def tally_words(notice: NoticeRow) -> list[str]:
    """The hash of each count behind the result, and how to check it; empty where nothing was voted on in secret.

    As printed once it hangs; before that as it would be printed today.
    """
    tallies = list(notice.tallies) if notice.posted_on else queries.list_tallies(notice.subject)
    if not tallies:
        return []
    lines = [_("“%(title)s”计票校验值：%(value)s") % {"title": title, "value": value} for title, value in tallies]
    return [
        *lines,
        _(
            "核对办法：与“计票结果”页上的校验值比较，或请上级党组织用完整核验包重新计算；一致，就说明计票之后没有改过票数。"
        ),
    ]


def make_sheet(notice: NoticeRow, names: Sequence[NameRow], form: Literal["pdf", "docx"]) -> bytes:
    """PDF (a preview) or Word file of the sheet. A notice not posted yet has no date and cannot be printed."""
    assert notice.posted_on is not None
    contacts = [(_("联系人"), notice.contact_person), (_("电话"), notice.contact_phone)]
    if notice.contact_address:
        contacts.append((_("地址"), notice.contact_address))
    columns = (TableColumn(_("姓名")), TableColumn(_("说明"))) if names else ()
    return notice_sheet(
        NoticeSheet(
            title=notice.title,
            paragraphs=[notice.basis, *[line for line in notice.what.splitlines() if line.strip()]],
            issuer=notice.organization_name,
            date=notice.posted_on,
            columns=columns,
            rows=[(padded_name(name.name), name.line) for name in names],
            period=period_words(notice),
            objections=[objection_words(notice), *tally_words(notice)],
            contacts=contacts,
        ),
        form,
    )
