"""A document set by our own typesetter is read back paragraph by paragraph, without its page numbers."""

from datetime import date

from xianfeng.compiler import read_facts
from xianfeng.files.documents.model import Heading, OfficialDocument, Paragraph
from xianfeng.files.documents.pdf import official_pdf
from xianfeng.files.reading import read_document

LONG = "各学校党组织要认真开好动员部署大会，切实做好思想发动，使广大教职工党员深刻认识开展教育活动的重大意义，明确具体要求，增强自觉性和坚定性，集中学习的时间一般不少于四十个小时，并撰写心得体会。"


def test_text_pdf() -> None:
    document = OfficialDocument(
        title="关于开展主题教育活动的实施方案",
        recipients="各学校党支部",
        blocks=(
            Heading("方法步骤"),
            Paragraph(LONG),
            Heading("有关要求"),
            Paragraph("各支部于6月20日前将总结报送党办。"),
        ),
        issuer="中共某县教育局委员会",
        date=date(2026, 3, 2),
    )
    read = read_document("plan.pdf", official_pdf(document))
    assert LONG in read.text
    facts = read_facts(read.text)
    assert [h["title"] for h in facts["headings"]] == ["方法步骤", "有关要求"]
    assert [(n["what"], n["value"], n.get("date")) for n in facts["numbers"]] == [
        ("study_hours_min", 40, None),
        ("deadline_day", 20, "2026-06-20"),
    ]
