"""The words around a quantity, cut once and shared by all number rules."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xianfeng.compiler.clauses import clause_around
from xianfeng.compiler.document import Document
from xianfeng.compiler.quantities import Quantity, find_quantities
from xianfeng.compiler.readings import Number

_NUMBERING = re.compile(
    r"^\s*(?:\d{1,2}[、.](?!\d)|（[一二三四五六七八九十\d]{1,2}）|[一二三四五六七八九十]{1,2}、|第[一二三四五六七八九十\d]{1,3}条)\s*"
)
_SOFT = re.compile(r"(?:原则上|一般|左右|大约|约|基本|力争|争取|尽量|可适当|适当)")
_MINIMUM = re.compile(
    r"(?:不少于|不低于|不得少于|不得低于|至少|不小于|最少|达到?|满|(?<!不)(?<!不得)(?<!不应)(?<!不能)(?:超过|大于|高于))\s*$"
)
_MAXIMUM = re.compile(r"(?:不超过|不得超过|不高于|不多于|至多|最多|不大于|低于|少于|不足|以内)\s*$")


@dataclass(frozen=True)
class Place:
    """A quantity ``q`` with the words before and behind it, its clause, its sentence and the titles above it."""

    q: Quantity
    before: str
    behind: str
    clause: str
    clause_start: int
    clause_end: int
    sentence: str
    titles: str
    own: str  # from the clause's start, or the quantity before, to this quantity

    def lead(self, width: int) -> str:
        """The last ``width`` characters in front of the quantity."""
        return self.before[-width:]


def find_places(document: Document) -> tuple[Place, ...]:
    """Every quantity of the document that is no part of a date, with its surroundings."""
    folded = document.folded
    dated = bytearray(len(folded) + 1)
    for day in document.days:
        dated[day.start : day.end] = b"\x01" * (day.end - day.start)
    places = []
    previous_end = 0
    for q in find_quantities(folded):
        if any(dated[q.start : q.end]):
            continue
        clause = clause_around(folded, q.start, q.end)
        sentence = document.sentence_at(q.start)
        line_start = folded.rfind("\n", 0, q.start) + 1
        line_end = folded.find("\n", q.end)
        line_end = len(folded) if line_end < 0 else line_end
        own_from = max(
            clause.start, previous_end if previous_end <= q.start else 0, _list_mark(folded, clause.start, q.start)
        )
        places.append(
            Place(
                q=q,
                before=folded[max(line_start, q.start - 40) : q.start],
                behind=folded[q.end : min(line_end, q.end + 30)],
                clause=folded[clause.start : clause.end],
                clause_start=clause.start,
                clause_end=clause.end,
                sentence=folded[sentence.start : sentence.end] if sentence else folded[clause.start : clause.end],
                titles=" ".join(h.title for h in document.path_at(q.start)),
                own=_NUMBERING.sub("", folded[own_from : q.start]),
            )
        )
        previous_end = q.end
    return tuple(places)


def _list_mark(folded: str, start: int, end: int) -> int:
    """Behind the last 、 in front of the quantity, so that 高一1个、高二1个 are two."""
    at = folded.rfind("、", start, end)
    return at + 1 if at >= start and end - at > 2 else start


_AFTER = re.compile(r"\s*(?:（[^（）]{1,8}）)?(?:及?以上|及?以下|以内|左右|前后|之内|工作日)")


def number_reading(
    place: Place,
    what: str,
    unit: str,
    rule: str,
    confidence: float = 0.8,
    value: float | None = None,
    date: str | None = None,
) -> Number:
    """A reading quoted from its own words up to the quantity and the bound behind it."""
    q = place.q
    lead = _lead_in(place.own)
    if not lead:
        lead = (
            _lead_in(place.before[-min(8, max(0, q.start - place.clause_start)) :])
            if q.start > place.clause_start
            else ""
        )
    tail = _AFTER.match(place.behind)
    end = min(q.end + (tail.end() if tail else 0), max(q.end, place.clause_end))
    noun = re.match(r"(?:的)?[\u4e00-\u9fff“”]{0,8}", place.behind[end - q.end :])
    end = min(end + (noun.end() if noun else 0), max(end, place.clause_end))
    if 0 < place.clause_end - end <= 5:
        end = place.clause_end  # do not leave half a word behind
    soft = _SOFT.search(place.own[-12:] + place.behind[:3])
    bound = ""
    if _MINIMUM.search(place.lead(8)) or re.match(r"\s*(?:及?以上)", place.behind):
        bound = "min"
    elif _MAXIMUM.search(place.lead(8)) or re.match(r"\s*(?:以内|及?以下|之内)", place.behind):
        bound = "max"
    return Number(
        start=q.start - len(lead),
        end=end,
        rule=rule,
        confidence=confidence,
        what=what,
        value=q.value if value is None else value,
        unit=unit,
        applies_to=_subject(place),
        soft=soft.group() if soft else "",
        bound=bound,
        date=date,
        at=q.start,
    )


def _lead_in(own: str) -> str:
    """The words in front that belong to the quotation: all of a short clause, else from the last fitting joint."""
    if len(own) > 18:
        own = own[-18:]
        joint = max((own.rfind(mark, 0, 12) for mark in "对由按在向的至为把将每各"), default=-1)
        own = own[joint + (own[joint] == "的") :] if joint >= 0 else own[-14:]
    return own.lstrip(" 、，：“”.）+；")


def _subject(place: Place) -> str:
    """What the number is about: the words in front of it without bounds and verbs, else those behind it."""
    words = re.sub(
        r"(?:原则上|一般|不少于|不低于|不得少于|不超过|不得超过|至少|至多|最多|为|是|达到?|满|占|按照?|控制在|共|约|有|的|进行)+\s*$",
        "",
        place.own,
    ).strip(" ，、：（“”")
    if len(words) < 2:
        after = re.match(r"\s*(?:以上|以下|的)?([\u4e00-\u9fff“”]{2,12})", place.behind)
        words = after.group(1) if after else words
    return words[-20:]
