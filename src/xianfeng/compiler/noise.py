"""What the web put around and into a plan: found, reported and left out of the reading; never deleted from the original.

Download-site frames, breadcrumbs, "上一篇", page marks, watermarks inside sentences, a title printed twice
(S0-64, S1-46, S2-43, S3-90, S4-60). Before: ``作读书第 3 页 共 5 页笔记``  After: ``作读书笔记`` plus a noise entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xianfeng.compiler.text import Span


@dataclass(frozen=True)
class Noise:
    """A piece of the original that is no part of the plan, and what it is: frame, path, page, watermark, twice."""

    span: Span
    reason: str


_PATH = re.compile(
    r"^\s*(?:您?的?(?:当前|现在|所在)?的?位置\s*(?:是|在)?\s*[:：]|您(?:现在)?(?:的位置|在这里).*[:：>]|首页\s*[>»›/|]|\S{2,12}\s*>>\s*\S)"
)
_FRAME = re.compile(
    r"^\s*(?:"
    r"上一[篇条页]|下一[篇条页]|前一篇|后一篇"
    r"|[【\[（(]?\s*(?:打印(?:正文|本页|此页)?|关闭(?:窗口|本页)?|返回(?:顶部|列表)|字体[:：]|字号)"
    r"|(?:文章)?来源\s*[:：].{0,40}(?:作者|时间|日期|点击|浏览)|信息来源\s*[:：]|文章来源\s*[:：]|稿件来源"
    r"|(?:发布|更新|添加|上传|发表)(?:时间|日期)\s*[:：]|作者\s*[:：].{0,40}(?:时间|日期|点击|浏览|来源|下载)"
    r"|(?:发布|发稿|录入)(?:者|人|单位|部门)\s*[:：].{0,60}(?:时间|日期|浏览|点击|来源)"
    r"|(?:点击|浏览|阅读|访问|下载)(?:数|次数|量|率)\s*[:：]"
    r"|(?:责任编辑|责编|小编|编辑|审核人?|供稿|摄影)\s*[:：]\s*\S{0,12}\s*$"
    r"|分享(?:到|至|赚钱)?\s*[:：]?\s*$|收藏(?:\s*分享.*)?\s*$|下载(?:文档|本文|此文)?\s*$|收起\s*$|展开\s*$|网站客服"
    r"|ID\s*[:：]\s*\d+\s*$|(?:文件)?大小\s*[:：]\s*[\d.]+\s*[KMG]?B|页数\s*[:：]\s*\d+\s*页?|格式\s*[:：]\s*\w{2,5}\s*$"
    r"|[时時][间間]\s*[:：]\s*\d{4}-\d{1,2}-\d{1,2}|导语\s*[:：]|導語\s*[:：]|温馨提示\s*[:：]|版权声明"
    r"|此文档下载收益|将本文的?\s*word|推荐度\s*[:：]|\d{4}-\d{2}-\d{2}(?:\s+\d{2}:\d{2}(?::\d{2})?)?\s*$"
    r"|当前文档|相关(?:推荐|文章|阅读|链接)\s*[:：]?|热[点门]推荐|你可能(?:关注|感兴趣|喜欢)|猜你喜欢|本文(?:由|来自|链接)"
    r"|近\d+万道|每天仅需|扫(?:一扫|码|描).{0,16}二维码|微信扫|本站|声明\s*[:：].{0,30}(?:本站|网友|版权)"
    r"|\d+\.\s*(?:部分包含数学公式|本文档由用户上传|下载前请仔细|下载文档时)"
    r")",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"^\s*(?:上一[篇条页]\s*[:：]|下一[篇条页]\s*[:：]|热[点门]推荐|你可能(?:关注|感兴趣|喜欢)|相关(?:推荐|文章|阅读)|猜你喜欢|此文档下载收益|将本文的?\s*word)",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"第\s*\d{1,3}\s*页\s*[,，/]?\s*共\s*\d{1,3}\s*页|^[ \t]*[-—–]\s*\d{1,3}\s*[-—–][ \t]*$|^[ \t]*第\s*\d{1,3}\s*页[ \t]*$",
    re.MULTILINE,
)
_WATERMARK = re.compile(
    r"(?:本(?:稿件|文|文档|范文|资料)(?:版权|著作权)(?:属于|归)\s*[\w.]{2,20}?(?:网|站|所有)(?:所有)?"
    r"|(?:本文|更多\S{0,6}|文章)来(?:自|源于?)\s*[:：]?\s*[\w.]{2,20}?(?:网|\.com|\.cn)(?:站)?"
    r"|(?:https?://|www\.)[\w./?=&%-]+"
    r"|(?<=[\u4e00-\u9fff，。；])[\w-]{2,20}\.(?:com|cn|net|org)(?:\.cn)?(?![\w@]))",
)
_PUBLISHED = re.compile(
    r"(?:发布|更新|发表|上传|添加)?(?:时间|日期|時間)\s*[:：]\s*((?:19|20)\d{2})[-年./](\d{1,2})[-月./](\d{1,2})"
)


def find_noise(original: str) -> list[Noise]:
    """Every noisy piece, in order, without overlaps. Whole lines for frames, the words alone inside a sentence."""
    found: list[Noise] = []
    lines = list(_lines(original))
    tail = len(original)
    for start, end in lines:
        if start > len(original) * 0.5 and _TAIL.match(original[start:end]):
            tail = start
            break
    seen = ""
    for start, end in lines:
        line = original[start:end]
        bare = line.strip()
        if start >= tail:
            if bare:
                found.append(Noise(Span(start, end), "frame"))
            continue
        if not bare:
            continue
        if _PATH.match(line):
            found.append(Noise(Span(start, end), "path"))
        elif _FRAME.match(line) and len(bare) <= 160:
            found.append(Noise(Span(start, end), "frame"))
        elif _squeezed(bare) == seen and 6 <= len(bare) <= 80 and not bare.endswith(("。", "；", ";")):
            found.append(Noise(Span(start, end), "twice"))
        else:
            seen = _squeezed(bare)
    taken = [n.span for n in found]
    for pattern, reason in ((_PAGE, "page"), (_WATERMARK, "watermark")):
        for m in pattern.finditer(original):
            if m.end() > m.start() and not any(s.start < m.end() and m.start() < s.end for s in taken):
                found.append(Noise(Span(m.start(), m.end()), reason))
                taken.append(found[-1].span)
    return sorted(found, key=lambda n: n.span.start)


def published_date(original: str) -> tuple[int, int, int] | None:
    """The day a web page says it was put up (发布时间：2024年01月15日): a hint for years the plan leaves out."""
    m = _PUBLISHED.search(original)
    if m is None:
        return None
    year, month, day = (int(part) for part in m.groups())
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _squeezed(line: str) -> str:
    return re.sub(r"[\s*#]", "", line)


def _lines(original: str):  # type: ignore[no-untyped-def]
    start = 0
    for piece in original.splitlines(keepends=True):
        end = start + len(piece.rstrip("\r\n"))
        yield start, end
        start += len(piece)
