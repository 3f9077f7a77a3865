"""发展党员, and the restricted list of cadres in training (S4-20): how far each applicant has come, which paper is there, and how soon the next stage may be (S4-16, S4-53).

Before: 入党积极分子 since 2025-09-01, at least twelve months. After: 发展对象 not before 2026-09-01.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, StepKind, stricter
from xianfeng.core.schedule import add_months


class Stage(KindParams):
    """One stage of the procedure, in its order."""

    code: str
    title: str
    paper: str = Field(default="", description="这一环节要有的材料；不写就是不要材料")
    after_months: int | None = Field(
        default=None, ge=1, le=120, description="距上一环节至少几个月", json_schema_extra=stricter("higher")
    )
    standing: Literal["activist", "probationary_member", "full_member"] | None = Field(
        default=None, description="名册里的政治面貌就是这一环节，日期从名册取，不另填"
    )


class Params(KindParams):
    """Whom the register is about, and its stages."""

    about: Literal["applicants", "cadres"] = Field(
        default="applicants", description="登记谁：发展对象，还是后备干部培养对象（只有支委会、上级和本人看得到）"
    )
    stages: tuple[Stage, ...] = Field(
        min_length=1, description="发展党员的各个环节，依次", json_schema_extra=stricter("superset")
    )


class Admission(StepKind):
    """A register of the branch. Nobody owes a number of new members, so that nobody is hurried."""

    code = "admission"
    title = "发展党员"
    subject = "organization"
    subjects = frozenset({"organization"})
    built = True
    Params = Params
    verb = "登记"
    minutes = 5

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        return ()

    def sample(self) -> dict[str, object]:
        return {"stages": [{"code": "applied", "title": "递交入党申请书"}]}


@dataclass(frozen=True, slots=True)
class Reached:
    """A stage somebody has come to: the day, and whether its paper is there (none asked for: True)."""

    on: date
    has_paper: bool


def first_day(stages: Sequence[Stage], at: int, reached: Mapping[str, Reached]) -> date | None:
    """The first day on which the stage `at` may follow the one before it; none while that one has no date or no term is set."""
    if at == 0:
        return None
    before = reached.get(stages[at - 1].code)
    if before is None:
        return None
    return add_months(before.on, stages[at].after_months or 0)


def gaps(stages: Sequence[Stage], reached: Mapping[str, Reached]) -> list[tuple[str, str]]:
    """(code of the gap, title of the stage): `skipped` | `paper` | `too_early`, up to the last stage that was reached.

    It says what the file lacks, never anything about the person.
    """
    last = max((at for at, stage in enumerate(stages) if stage.code in reached), default=-1)
    found = []
    for at, stage in enumerate(stages[: last + 1]):
        here = reached.get(stage.code)
        if here is None:
            found.append(("skipped", stage.title))
            continue
        if not here.has_paper:
            found.append(("paper", stage.title))
        earliest = first_day(stages, at, reached)
        if earliest is not None and here.on < earliest:
            found.append(("too_early", stage.title))
    return found


kind = Admission()
