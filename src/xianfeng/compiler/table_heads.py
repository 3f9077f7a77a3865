"""The heads of scoring tables as they come out of a page: names of columns beside each other, with no mark between.

``项目 考核内容 分值 评分标准``: what counts how much. A table of results has names of people or units in its head
instead and is none.
"""

from __future__ import annotations

import re

_UNIT = r"(?:\s*（[^（）]{1,4}）)?"
COLUMN = r"(?:标准分值?|基准分值?|基础?分值?|满分值?|配分|赋分|分\s*值|分数|权重|比重|占比)"
OTHER = (
    r"(?:序号|编号|类别|大类|一级|二级|三级|指标|项\s*目|考[核评]|检查|评[比估价]|具体|目标|主要|内\s*容|要求|评分|计分|扣分"
    r"|加分|标准|细则|办法|方式|依据|备注|自评分?|自查|互评分?|考核分|得分|实得分?|[\u4e00-\u9fff]{2}打分|平均分|星级|名称"
    r"|考评|说明|材料|要点|满意度|(?:赋分|评分|考核|计分)?方法|及|与|和)"
)
SCORING_HEAD = re.compile(
    rf"(?:{OTHER}{_UNIT}\s*){{2,12}}{COLUMN}(?P<u>{_UNIT})(?:\s*{OTHER}{_UNIT}){{0,8}}|{COLUMN}(?P<v>{_UNIT})(?:\s*{OTHER}){{2,8}}"
)
_NAMES = re.compile(r"姓\s*名|选手|参赛|名次|排名|学\s*号|人\s*数|票\s*数|非常满意|回收|有效问卷")


def scoring_head(folded: str) -> re.Match[str] | None:
    """The first head of a scoring table, or None."""
    for m in SCORING_HEAD.finditer(folded):
        before = folded[max(0, m.start() - 20) : m.start()].rsplit("。", 1)[-1]
        if not _NAMES.search(before + folded[m.start() : m.end() + 20]):
            return m
    return None
