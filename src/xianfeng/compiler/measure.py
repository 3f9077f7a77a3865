"""How well the compiler reads, measured on a folder of annotated fragments: precision, recall, F1 and every error.

A reading and an annotation are matched one to one, best pair first. They match when both say the same and point to
the same place. The same place: the quotes share at least half of the shorter one, wherever they stand in the text
(of numbers, whose value settles the matter, any overlap will do).
The same: headings level and title; phases the name (one may hold the other) or all dates; steps the place alone, the kind being
counted apart; numbers ``what`` and value, of deadlines also month and day where both give them; scoring parties party and
weight; criteria sets the name or the place, with at least half of the items; vetoes the place; roles the role and the
same set of holders. Dates of matched phases and kinds of matched steps are rates of their own.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from xianfeng.compiler.facts import FIELDS, read_facts

_DATES = ("start", "end", "start_month", "start_day", "end_month", "end_day")
Fact = dict[str, Any]
Facts = dict[str, list[Fact]]


@dataclass
class Tally:
    """Counts of one field."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def precision(self) -> float:
        """Right among read; 1.0 when nothing was read."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    def recall(self) -> float:
        """Right among annotated; 1.0 when nothing was annotated."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def f1(self) -> float:
        """Harmonic mean of both."""
        p, r = self.precision(), self.recall()
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass
class Score:
    """Everything counted over a folder."""

    fields: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in FIELDS})
    dates_right: int = 0
    dates_of: int = 0
    kinds_right: int = 0
    kinds_of: int = 0
    phase_of_step_right: int = 0
    negatives: int = 0
    negatives_clean: int = 0
    errors: list[str] = field(default_factory=list)

    def micro(self) -> Tally:
        """All fields together."""
        total = Tally()
        for tally in self.fields.values():
            total.right += tally.right
            total.extra += tally.extra
            total.missed += tally.missed
        return total


def measure(fragments: Iterable[Fact], read: Callable[[str], Facts] = read_facts) -> Score:
    """Read every fragment and compare with its annotations."""
    score = Score()
    for fragment in fragments:
        gold: Facts = fragment.get("gold") or {}
        found = read(fragment["text"])
        if fragment.get("kind") == "negative":
            score.negatives += 1
            score.negatives_clean += not found["phases"] and not found["steps"]
        for name in FIELDS:
            _compare(score, name, str(fragment["id"]), fragment["text"], gold.get(name, []), found.get(name, []))
    return score


def _compare(score: Score, name: str, fragment: str, text: str, gold: list[Fact], found: list[Fact]) -> None:
    pairs = []
    for g, annotated in enumerate(gold):
        for f, reading in enumerate(found):
            closeness = _same_place(text, annotated["quote"], reading["quote"], 0.0 if name == "numbers" else 0.5)
            if _agrees(name, annotated, reading, closeness):
                pairs.append((closeness, -abs(g - f), g, f))
    matched_gold: dict[int, int] = {}
    matched_found: set[int] = set()
    for _, _, g, f in sorted(pairs, reverse=True):
        if g not in matched_gold and f not in matched_found:
            matched_gold[g] = f
            matched_found.add(f)
    tally = score.fields[name]
    tally.right += len(matched_gold)
    tally.missed += len(gold) - len(matched_gold)
    tally.extra += len(found) - len(matched_found)
    for g, annotated in enumerate(gold):
        if g not in matched_gold:
            score.errors.append(f"{fragment} {name} missed: {_line(annotated)}")
        else:
            _details(score, name, fragment, annotated, found[matched_gold[g]])
    for f, reading in enumerate(found):
        if f not in matched_found:
            score.errors.append(f"{fragment} {name} extra: {_line(reading)}")


def _details(score: Score, name: str, fragment: str, annotated: Fact, reading: Fact) -> None:
    if name == "phases":
        score.dates_of += 1
        same = all(annotated.get(k) == reading.get(k) for k in ("start", "end", "duration_days"))
        same = same and all(annotated.get(k) in (None, reading.get(k)) for k in ("start_month", "end_month"))
        score.dates_right += same
        if not same:
            score.errors.append(f"{fragment} phases dates: {_line(annotated)} read as {_line(reading)}")
    elif name == "steps":
        score.kinds_of += 1
        score.kinds_right += annotated["kind"] == reading["kind"]
        score.phase_of_step_right += annotated.get("phase") == reading.get("phase")
        if annotated["kind"] != reading["kind"]:
            score.errors.append(
                f"{fragment} steps kind: {annotated['kind']} read as {reading['kind']}: {annotated['quote'][:60]}"
            )


def _agrees(name: str, annotated: Fact, reading: Fact, closeness: float) -> bool:
    if name == "headings":
        return (
            closeness > 0
            and annotated["level"] == reading["level"]
            and _plain(annotated["title"]) == _plain(reading["title"])
        )
    if name == "criteria_sets":
        named = _plain(annotated["name"]) in _plain(reading["name"]) or _plain(reading["name"]) in _plain(
            annotated["name"]
        )
        return (closeness > 0 or named) and _items_agree(annotated["items"], reading["items"])
    if closeness <= 0:
        return False
    if name == "phases":
        a, b = _plain(annotated["name"]), _plain(reading["name"])
        return a in b or b in a or all(annotated.get(k) == reading.get(k) for k in _DATES)
    if name == "numbers":
        if annotated["what"] != reading["what"] or abs(float(annotated["value"]) - float(reading["value"])) > 0.001:
            return False
        dates = [str(fact["date"])[-5:] for fact in (annotated, reading) if fact.get("date")]
        return len(dates) < 2 or dates[0] == dates[1]
    if name == "scoring_parties":
        return annotated["party"] == reading["party"] and annotated.get("weight") == reading.get("weight")
    if name == "roles":
        return annotated["role"] == reading["role"] and _holders(annotated["holder"]) == _holders(reading["holder"])
    return True


def _items_agree(annotated: list[str], found: list[str]) -> bool:
    same = sum(1 for a in annotated if any(_plain(a) in _plain(f) or _plain(f) in _plain(a) for f in found))
    return same * 2 >= len(annotated) and same * 2 >= len(found)


def _holders(words: str) -> set[str]:
    return {_plain(part) for part in re.split(r"[、，,]", words) if part.strip()}


def _plain(words: str) -> str:
    return re.sub(r"[\s“”\"'‘’（）()：:，,。、.．]", "", words)


def _same_place(text: str, a: str, b: str, least: float) -> float:
    """The share of the shorter quote that both cover, at their closest occurrences; 0 below ``least``."""
    best = 0.0
    for start in _occurrences(text, a):
        for other in _occurrences(text, b):
            common = min(start + len(a), other + len(b)) - max(start, other)
            if common > 0:
                share = common / min(len(a), len(b))
                if share >= least:
                    best = max(best, share * (0.5 + 0.5 * common / max(len(a), len(b))))
    return best


def _occurrences(text: str, quote: str) -> list[int]:
    found: list[int] = []
    at = text.find(quote) if quote else -1
    while at >= 0 and len(found) < 40:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def _line(fact: Fact) -> str:
    return json.dumps(fact, ensure_ascii=False)[:260]


def load_fragments(folder: Path) -> list[Fact]:
    """The annotated fragments of a folder, in the order of their names."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def report(score: Score, out: TextIO, errors: bool = True) -> None:
    """Print the table, the rates and, if wanted, a line per error."""
    if errors:
        for line in score.errors:
            out.write(line + "\n")
        out.write("\n")
    out.write(f"{'field':<18}{'precision':>10}{'recall':>10}{'F1':>10}{'right':>8}{'extra':>8}{'missed':>8}\n")
    for name, tally in [*score.fields.items(), ("micro", score.micro())]:
        out.write(
            f"{name:<18}{tally.precision():>10.3f}{tally.recall():>10.3f}{tally.f1():>10.3f}"
            f"{tally.right:>8}{tally.extra:>8}{tally.missed:>8}\n"
        )
    out.write(f"dates of phases right   {_rate(score.dates_right, score.dates_of)}\n")
    out.write(f"kinds of steps right    {_rate(score.kinds_right, score.kinds_of)}\n")
    out.write(f"phases of steps right   {_rate(score.phase_of_step_right, score.kinds_of)}\n")
    out.write(f"negatives without phase or step   {score.negatives_clean} of {score.negatives}\n")


def _rate(right: int, of: int) -> str:
    return f"{right / of:.3f} ({right} of {of})" if of else "- (none)"


def corpus_main(argv: list[str] | None = None) -> int:
    """``corpus [DIR] [--only 001,004] [--without 003] [--quiet]``: measure a folder of annotated fragments."""
    import argparse

    parser = argparse.ArgumentParser(prog="corpus", description="Measure the plan compiler on annotated fragments.")
    parser.add_argument("folder", nargs="?", help="a folder of NNN.json; by default ../shared/corpus/plans")
    parser.add_argument("--only", default="", help="ids to take, joined by commas")
    parser.add_argument("--without", default="", help="ids to leave out, joined by commas")
    parser.add_argument("--quiet", action="store_true", help="no line per error")
    options = parser.parse_args(sys.argv[1:] if argv is None else argv)
    folder = Path(options.folder or "../shared/corpus/plans")
    if not folder.is_dir():
        sys.stderr.write(f"没有找到标注片段文件夹：{folder}\n")
        return 2
    only = {part for part in options.only.split(",") if part}
    without = {part for part in options.without.split(",") if part}
    fragments = [f for f in load_fragments(folder) if (not only or f["id"] in only) and f["id"] not in without]
    report(measure(fragments), sys.stdout, errors=not options.quiet)
    return 0


if __name__ == "__main__":
    raise SystemExit(corpus_main())
