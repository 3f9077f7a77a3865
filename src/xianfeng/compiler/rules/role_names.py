"""Names in a list of offices: 「王某某  校长」「李某、张　伟（副校长）」「赵某 钱某 各班班主任」; posts are no names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from xianfeng.compiler.outline import Block

_HAN = r"[\u4e00-\u9fff]"
_WORD = re.compile(
    rf"(?P<bracket>（[^（）]*）?)|(?P<apart>(?<!{_HAN}){_HAN}\s{{1,4}}{_HAN}(?=[\s、，；（）]|$))|(?P<word>[^\s、，；（）]+)"
)  # 张　伟: two single characters apart are one name
POSTS = re.compile(
    r"(?:校长|书记|主任|主席|常委|委员|组长|[科局处院部厅市县区镇乡队站所厂社师]长|秘书|经理|教师|教授|老师|代表|成员|干部|园长|馆长|会长|理事|班主任|辅导员|调研员|研究员|督学|巡视员|会计|专干|助理|干事|科员|负责人|工程师|总监|副职|主管)"
)
_BODY = re.compile(r"(?:[处室科办局部委院校系所站组会队级]|中心|公司|大学|小学|中学|单位|机关|社区|街道)$")
_GROUP = re.compile(r"(?:各|全体|其他|其余)[\u4e00-\u9fff]{1,14}$")  # 各班班主任 at the end of a list of names
NEVER = re.compile(
    r"(?:学校|支部|党委|党支部|办公室|小组|年级|科室|部门|教师|领导|各|全体|党员|学生|附件|一[、，]|二[、，])"
)


@dataclass(frozen=True)
class _Piece:
    """A word of a list: where it ends, whether a gap, a list mark or nothing stood before it."""

    text: str
    end: int
    mark: str


def is_name(word: str) -> bool:
    """Whether ``word`` can be a person's name: two to four characters, no post and no body."""
    word = re.sub(r"（[^）]*）", "", word)
    return (
        2 <= len(word) <= 4
        and not POSTS.search(word)
        and not NEVER.search(word)
        and not _BODY.search(word)
        and bool(re.fullmatch(r"[\u4e00-\u9fff·*×xX]+", word))
    )


def names_behind(folded: str, start: int, end: int) -> tuple[list[str], int]:
    """Names behind a label: one, or all of a list joined by 、 or gaps; posts are left out."""
    words = folded[start:end]
    made = re.match(r"\s*(?:由)?([^。；\n]{3,60}?)(?:等)?(?:人员)?(?:共同)?组成", words)
    if made:
        return [made.group(1).strip()], start + made.end(1)
    named = _named(_pieces(words))
    if not any(is_name(piece.text) for piece in named):
        whole = re.split(r"[，。；\n]", words.strip(), maxsplit=1)[0].strip()
        at = start + words.find(whole) + len(whole)
        return ([whole], at) if 2 <= len(whole) <= 60 else ([], start)
    return [piece.text for piece in named], start + named[-1].end


def names_of_line(folded: str, block: Block) -> tuple[list[str], int]:
    """A further line of a list of names: it begins with a name and holds a post, or holds only names."""
    words = folded[block.start : block.end]
    if block.is_numbered() or len(words) > 60 or "：" in words or re.search(r"[。；]", words):
        return [], 0
    pieces = _pieces(words)
    if not pieces or not is_name(pieces[0].text):
        return [], 0
    if len(pieces) == 1 and "（" not in words:
        return ([pieces[0].text], block.end) if len(pieces[0].text) <= 3 else ([], 0)
    if POSTS.search(words) or all(is_name(piece.text) for piece in pieces):
        named = _named(pieces)
        return [piece.text for piece in named], block.start + named[-1].end
    return [], 0


def _pieces(words: str) -> list[_Piece]:
    """The words of a list; what stands in brackets behind a name is left out."""
    found: list[_Piece] = []
    at = 0
    for m in _WORD.finditer(words):
        if m["bracket"]:
            continue
        between = words[at : m.start()]
        mark = "、" if re.search(r"[、，；]", between) else " " if re.search(r"\s", between) else ""
        found.append(_Piece(re.sub(r"\s", "", m.group()), m.end(), mark))
        at = m.end()
    return found


def _named(pieces: list[_Piece]) -> list[_Piece]:
    """The people of a list, and behind list marks the offices that stand for people (各班班主任, 教研组长)."""
    posts_follow = any(
        piece.mark == " " and before.mark != "" and is_name(before.text) and POSTS.search(piece.text)
        for before, piece in pairwise(pieces)
    ) or (len(pieces) > 1 and is_name(pieces[0].text) and pieces[1].mark == " " and bool(POSTS.search(pieces[1].text)))
    return [
        piece
        for piece in pieces
        if is_name(piece.text)
        or _GROUP.match(piece.text)
        or (not posts_follow and piece.mark == "、" and POSTS.search(piece.text) and len(piece.text) <= 14)
    ]
