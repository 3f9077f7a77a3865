"""A meeting in words and numbers, on the page and as the Word file that is signed."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.files.documents import Block, Heading, OfficialDocument, Paragraph, Table, TableColumn, official_docx
from xianfeng.files.documents.model import official_date
from xianfeng.kinds.meeting import words
from xianfeng.kinds.meeting.kind import Params, Vote, base_of, quorum_met
from xianfeng.kinds.meeting.queries import Item, MeetingRow

COMMON = {
    Fraction(1, 2): gettext_lazy("半数"),
    Fraction(2, 3): gettext_lazy("三分之二"),
    Fraction(3, 4): gettext_lazy("四分之三"),
    Fraction(4, 5): gettext_lazy("五分之四"),
}


def share(value: Fraction | None) -> str:
    """三分之二; other fractions as n/m."""
    if value is None:
        return ""
    return str(COMMON.get(value, f"{value.numerator}/{value.denominator}"))


def figures(row: MeetingRow, params: Params) -> list[tuple[str, str]]:
    """The numbers of a meeting, each with what it is a number of; nothing before it is written down."""
    if row.present is None:
        return []
    found = []
    if row.expected is not None:
        found += [
            (_("应到会"), _("%(n)s 人") % {"n": row.expected}),
            (_("到会"), _("%(n)s 人") % {"n": row.present}),
            (_("请假"), _("%(n)s 人") % {"n": row.excused}),
        ]
    else:
        found.append((_("到会"), _("%(n)s 人") % {"n": row.present}))
    met = quorum_met(params, row.voting_present or 0, row.voting or 0)
    if met is not None:
        said = _("符合规定人数") if met else _("不足规定人数，不能作决定")
        text = _("有表决权的应到 %(all)s 人，到会 %(n)s 人，须占%(share)s：%(said)s") % {
            "all": row.voting,
            "n": row.voting_present,
            "share": share(params.quorum),
            "said": said,
        }
        found.append((_("法定人数"), text))
    found += [
        (str(words.GROUPS.get(group, group)), _("%(n)s 人（不计入应到会）") % {"n": number})
        for group, number in row.also_present.items()
    ]
    found += [
        (_("听取%(group)s") % {"group": group}, _("%(n)s 人次") % {"n": number}) for group, number in row.heard.items()
    ]
    return found


def result(one: Item, row: MeetingRow, params: Params) -> str:
    """赞成 20、反对 3、弃权 1，占应到会有表决权的人数（24 人）……：通过; '' where nobody voted."""
    if one.in_favour is None:
        return ""
    vote = Vote(one.in_favour, one.against, one.abstained)
    base = base_of(params, vote, row.voting_present or 0, row.voting or 0)
    return _("赞成 %(yes)s、反对 %(no)s、弃权 %(not)s；%(base)s %(n)s，须超过%(share)s：%(said)s") % {
        "yes": one.in_favour,
        "no": one.against or 0,
        "not": one.abstained or 0,
        "base": words.BASES[params.majority_base],
        "n": base,
        "share": share(params.majority or Fraction(1, 2)),
        "said": _("通过") if one.is_carried else _("未通过"),
    }


def minutes_docx(row: MeetingRow, params: Params, *, step_title: str, issuer: str, with_names: bool) -> bytes:
    """会议记录. The two lines for signatures stay empty where somebody has not signed in the system."""
    form = str(words.FORMS[params.form])
    facts = [
        (_("时间"), official_date(row.held_on)),
        (_("地点"), row.place),
        (_("主持人"), row.chair_name),
        (_("记录人"), row.recorder_name),
        *figures(row, params),
    ]
    blocks: list[Block] = [Paragraph(f"{name}：{value}", indented=False) for name, value in facts if value]
    if with_names and row.missing:
        blocks.append(
            Table(
                [
                    TableColumn(_("姓名")),
                    TableColumn(_("情况")),
                    TableColumn(_("事由"), 2),
                    TableColumn(_("补会"), 1.5),
                ],
                [
                    (
                        one.name,
                        one.state_word,
                        one.ground,
                        official_date(one.made_up_on)
                        if one.made_up_on
                        else _("定于%(day)s") % {"day": official_date(one.make_up_by)}
                        if one.make_up_by
                        else "",
                    )
                    for one in row.missing
                ],
                _("未到会和未发言的人员"),
            )
        )
    blocks.append(Heading(_("议程和决定")))
    for one in row.agenda:
        blocks.append(Heading(one.title + (_("（会上增加）") if one.is_added else ""), level=2))
        blocks += [Paragraph(text) for text in (one.notes, result(one, row, params)) if text]
        if one.decision:
            blocks.append(Paragraph(_("决定：%(text)s") % {"text": one.decision}))
    blocks.append(Heading(_("会议要点")))
    blocks.append(Paragraph(row.points))
    if row.output:
        blocks += [Heading(params.output or _("形成的结果")), Paragraph(row.output)]
    if row.remarks:
        blocks.append(Heading(_("需要说明的情况")))
        blocks += [Paragraph(str(words.REMARKS[code])) for code in row.remarks]
    blocks.append(
        Table(
            [TableColumn(_("主持人签名")), TableColumn(_("记录人签名"))],
            [(row.signed_by_label or "　", row.written_by_label or "　")],
        )
    )
    return official_docx(
        OfficialDocument(
            title=_("%(form)s记录") % {"form": form},
            blocks=[Paragraph(step_title, indented=False), *blocks],
            issuer=issuer,
            date=row.held_on,
            seal="none",
        )
    )
