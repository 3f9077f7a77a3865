"""Plain text and Markdown in UTF-8, UTF-16, GBK/GB18030 and Big5: which one it is, is told from the bytes.

Before: bytes of ``教育局`` in GBK. After: the text, and ``encoding="gb18030"``.
"""

from __future__ import annotations

import codecs

from xianfeng.files.reading.model import Limits, Note, ReadDocument, Writer
from xianfeng.files.refusal import FileRefused

_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处理府研质信南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
)
_TRADITIONAL = frozenset(
    "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經黨員部實際組織開展"
)


def read_plain(data: bytes, limits: Limits) -> ReadDocument:
    """Text from bytes. Raises ``FileRefused`` with ``not_text`` when the bytes are no text in any of these codes."""
    text, encoding = decode(data)
    writer = Writer(limits.max_characters)
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        level = len(line) - len(line.lstrip("#")) if line.startswith("#") and line.lstrip("#").startswith(" ") else 0
        writer.add(line, "heading" if level else "paragraph", level)
    return writer.done("text", [Note("encoding", {"name": encoding})], encoding)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its code. A mark at the front settles it; else the code whose text reads like Chinese."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(name, errors="replace"), name.removesuffix("-sig")
    if b"\x00" in data[:4096]:
        raise FileRefused("not_text")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    best: tuple[float, str, str] | None = None
    for name in ("gb18030", "big5hkscs"):
        text = data.decode(name, errors="replace")
        score = _likeness(text)
        if best is None or score > best[0]:
            best = (score, text, name.replace("hkscs", ""))
    utf8 = data.decode("utf-8", errors="replace")
    if _likeness(utf8) >= (best[0] if best else 0):
        return utf8, "utf-8"
    if best is None or best[0] < 0.05:
        raise FileRefused("not_text")
    return best[1], best[2]


def _likeness(text: str) -> float:
    """How much a text reads like Chinese: common characters among all, damage counting against it."""
    sample = text[:20_000]
    wide = [c for c in sample if ord(c) > 0x2E7F]
    if not wide:
        return 0.06 if sample.isprintable() else 0.0
    known = sum(1 for c in wide if c in _COMMON or c in _TRADITIONAL or c in "，。、；：“”（）《》！？")
    return known / len(wide) - 3 * sample.count("\ufffd") / len(sample)
