"""Everything a campaign needs and the text leaves open. Asking is the only way to fill a gap; nothing is invented.

Stages without a start or a length, years left out, 公示 without days, votes without a base, quotas without rounding,
parties without weights, sets without items, soft words without a tolerance, reports without a day.
"""

from __future__ import annotations

from collections.abc import Iterator

from xianfeng.compiler.diagnose.model import Ask
from xianfeng.compiler.reader import Understanding
from xianfeng.compiler.readings import Reading, Step
from xianfeng.compiler.text import Span


def find_asks(understanding: Understanding) -> Iterator[Ask]:
    """The questions, stages first."""
    document = understanding.document
    if document.genre in {"news", "result", "review"}:
        return

    def span(reading: Reading) -> Span:
        return document.text.span(reading.start, reading.end)

    whats = {number.what for number in understanding.numbers}
    for phase in understanding.phases:
        known_start = phase.first is not None or phase.start_month is not None
        known_end = phase.last is not None or phase.end_month is not None or phase.duration_days is not None
        if not known_start and not (known_end and phase.duration_days is None):
            yield Ask("phase_start", phase.name, span(phase))
        if not known_end:
            yield Ask("phase_end", phase.name, span(phase))
        if phase.first is None and phase.last is None and (phase.start_month or phase.end_month):
            yield Ask("phase_year", phase.name, span(phase))
        elif phase.fuzzy:
            yield Ask("phase_exact_day", phase.name, span(phase))
    if not understanding.phases and understanding.steps:
        yield Ask("campaign_dates", "")
    kinds: dict[str, Step] = {}
    for step in understanding.steps:
        kinds.setdefault(step.kind, step)
    if "notice" in kinds and "notice_days" not in whats:
        yield Ask("notice_days", kinds["notice"].title, span(kinds["notice"]))
    if "notice" in kinds:
        yield Ask("objection_channel", kinds["notice"].title, span(kinds["notice"]))
    if "ballot" in kinds and "quorum" not in whats:
        yield Ask("quorum", kinds["ballot"].title, span(kinds["ballot"]))
    if "ballot" in kinds:
        yield Ask("ballot_base", kinds["ballot"].title, span(kinds["ballot"]))
    if "rate" in kinds and "quota_ratio" not in whats and "quota_count" not in whats:
        yield Ask("quota", kinds["rate"].title, span(kinds["rate"]))
    for number in understanding.numbers:
        if number.what == "quota_ratio" and "四舍五入" not in document.folded:
            yield Ask("quota_rounding", number.applies_to, span(number))
        if number.soft:
            yield Ask("tolerance", number.applies_to, span(number))
        if number.what == "deadline_day" and number.date and len(number.date) == 5:
            yield Ask("deadline_year", number.applies_to, span(number))
    unweighted = [party for party in understanding.scoring_parties if party.weight is None]
    if len(unweighted) >= 2:
        yield Ask("weights", "", span(unweighted[0]))
    for found in understanding.criteria_sets:
        if found.announced and len(found.items) < found.announced:
            yield Ask("criteria_items", found.name, span(found))
    if "report" in kinds and "deadline_day" not in whats and not understanding.duties:
        yield Ask("report_day", kinds["report"].title, span(kinds["report"]))
    if "honour" in kinds:
        yield Ask("approval_basis", kinds["honour"].title, span(kinds["honour"]))
    if not any("责任人" in role.role or role.role == "组长" for role in understanding.roles):
        yield Ask("first_responsible", "")
