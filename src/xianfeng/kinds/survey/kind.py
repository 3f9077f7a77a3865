"""满意度测评与补课: representatives and a drawn sample, kept apart; below the line the step is made up and measured again
(S0-49, S1-12, S3-57, S3-58).

The items of the step's criteria sets are asked one by one beside the questions of the plan: they are shown, and compared with an
earlier survey of the same items (S3-64, S3-70), but decide nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, ParamFault, Share, StepKind, stricter

if TYPE_CHECKING:
    from xianfeng.core.plan.model import Pack, Step


class Params(KindParams):
    """One measurement."""

    about: Literal["programme", "rectification", "baseline", "expectations", "role"] = Field(description="测什么")
    instruments: tuple[Literal["representatives", "random_sample", "everyone"], ...] = Field(
        min_length=1, description="用什么方式", json_schema_extra=stricter("superset")
    )
    answered_by: tuple[Literal["members", "staff", "non_members", "students", "parents", "delegates"], ...] = Field(
        default=("staff",), json_schema_extra=stricter("superset")
    )
    sample_size: int | None = Field(default=None, ge=1, description="抽样几人", json_schema_extra=stricter("higher"))
    least_answers: int | None = Field(
        default=None, ge=1, description="至少几份有效答卷", json_schema_extra=stricter("higher")
    )
    make_up_above: Share | None = Field(
        default=None, description="不满意超过多少须补课；不写为半数", json_schema_extra=stricter("lower")
    )
    satisfied_at_least: Share | None = Field(
        default=None, description="满意和基本满意合计至少多少，不到须补课", json_schema_extra=stricter("higher")
    )
    questions: tuple[str, ...] = Field(
        default=(), description="逐项测评的内容；不写为一项", json_schema_extra=stricter("superset")
    )
    base: Literal["valid_answers", "all_asked"] = Field(
        default="valid_answers", description="比例按什么算；不了解不计入"
    )
    compares_with: str | None = Field(
        default=None, description="与先前哪个步骤的测评逐项对照（步骤代码）；两次须用同一套标准"
    )
    rounds_shown: Literal[True] = Field(default=True, description="历次结果都保留；总是如此，不能改")


BEFOREHAND = ("baseline", "expectations")
"""What is asked about the state before the work: no round of it is passed or failed, and it is taken again to compare."""
SATISFIED, BASICALLY, DISSATISFIED, NOT_INFORMED = "satisfied", "basically_satisfied", "dissatisfied", "not_informed"
CHOICES = (SATISFIED, BASICALLY, DISSATISFIED, NOT_INFORMED)
MAJORITY = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The outcome of one round, with the question that decided it (position, from 1; 0: none did)."""

    outcome: str
    question: int = 0


def judge(params: Params, counts: Sequence[Mapping[str, int]], asked: int) -> Judgement:
    """Whether the masses are satisfied, question by question; one question below the line is enough for a make-up round.

    `counts`: per question, choice -> sheets; `asked`: 发出. The base is the informed valid answers, or everybody asked
    (`params.base`); 不了解 is in no share (REQUIREMENTS 4-12). Fewer informed answers than `least_answers` decide nothing.
    What is asked beforehand is counted, whatever came out.
    """
    line = MAJORITY if params.make_up_above is None else params.make_up_above
    verdict = Judgement("counted" if params.about in BEFOREHAND else "satisfied")
    for position, row in enumerate(counts, start=1):
        informed = sum(row.get(choice, 0) for choice in CHOICES if choice != NOT_INFORMED)
        if not informed or informed < (params.least_answers or 0):
            return Judgement("too_few_answers", position)
        if params.about in BEFOREHAND:
            continue
        base = informed if params.base == "valid_answers" else asked
        is_below = Fraction(row.get(DISSATISFIED, 0), base) > line
        if params.satisfied_at_least is not None:
            content = row.get(SATISFIED, 0) + row.get(BASICALLY, 0)
            is_below = is_below or Fraction(content, base) < params.satisfied_at_least
        if is_below and verdict.outcome == "satisfied":
            verdict = Judgement("majority_dissatisfied", position)
    return verdict


class Survey(StepKind):
    """Owed once per organisation, or by the campaign."""

    code = "survey"
    title = "满意度测评"
    subject = "organization"
    built = True
    Params = Params
    verb = "测评"
    minutes = 5
    facts = ("survey_counted",)
    outcomes = ("satisfied", "counted", "majority_dissatisfied", "too_few_answers")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        return tuple(Need("survey_counted", part=instrument) for instrument in params.instruments)

    def hears_masses(self, params: KindParams) -> bool:
        assert isinstance(params, Params)
        return bool({"staff", "non_members", "students", "parents", "delegates"} & set(params.answered_by))

    def faults(self, params: KindParams, step: "Step", pack: "Pack") -> Sequence[ParamFault]:
        assert isinstance(params, Params)
        if params.compares_with is None:
            return []
        other = pack.find_step(params.compares_with)
        if other is None or other.kind != self.code:
            return [ParamFault("step_unknown", ("compares_with",), {"code": params.compares_with})]
        if not set(step.criteria) & set(other.criteria):
            return [ParamFault("compared_without_items", ("compares_with",), {"other": other.title})]
        return []

    def sample(self) -> dict[str, object]:
        return {"about": "programme", "instruments": ["representatives"]}


kind = Survey()
