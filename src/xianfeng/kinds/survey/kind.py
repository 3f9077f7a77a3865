"""满意度测评与补课: representatives and a drawn sample, kept apart; below the line the step is made up and measured again
(S0-49, S1-12, S3-57, S3-58)."""

from typing import Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, Share, StepKind, stricter


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
        default=None, description="不满意超过多少须补课", json_schema_extra=stricter("lower")
    )
    base: Literal["valid_answers", "all_asked"] = Field(
        default="valid_answers", description="比例按什么算；不了解不计入"
    )
    rounds_shown: bool = Field(default=True, description="历次结果都保留", json_schema_extra=stricter("true"))


class Survey(StepKind):
    """Owed once per organisation, or by the campaign."""

    code = "survey"
    title = "满意度测评"
    subject = "organization"
    Params = Params
    verb = "测评"
    minutes = 5
    facts = ("survey_counted",)
    outcomes = ("satisfied", "majority_dissatisfied", "too_few_answers")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        return tuple(Need("survey_counted", part=instrument) for instrument in params.instruments)

    def sample(self) -> dict[str, object]:
        return {"about": "programme", "instruments": ["representatives"]}


kind = Survey()
