"""整改: items with source, owner, due date, evidence, verdict by a second person, redo (S0-51 ... S0-55, S1-23, S3-48 ... S3-54)."""

from typing import Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, Share, StepKind, stricter


class Params(KindParams):
    """How items of one step are made and closed."""

    plans_of: tuple[Literal["person", "organization", "leading_team"], ...] = Field(
        min_length=1, description="谁要制定整改方案", json_schema_extra=stricter("superset")
    )
    sources: tuple[Literal["opinions", "appraisal", "inspection", "last_programme", "rating", "survey"], ...] = Field(
        default=("opinions",), description="问题从哪里来", json_schema_extra=stricter("superset")
    )
    parts: tuple[str, ...] = Field(default=(), description="必填的部分", json_schema_extra=stricter("superset"))
    classes: tuple[str, ...] = Field(default=(), description="问题的分类")
    latest: int | None = Field(default=None, ge=1, description="整改期限最长几天", json_schema_extra=stricter("lower"))
    checked_singly: bool = Field(
        default=True, description="逐项核对，不能一次全部销号", json_schema_extra=stricter("true")
    )
    redo_above: Share | None = Field(
        default=None, description="不满意超过多少须重新整改", json_schema_extra=stricter("lower")
    )
    redo_base: Literal["valid_answers", "all_asked"] = Field(default="valid_answers", description="不满意占什么的比例")
    least_answers: int | None = Field(
        default=None, ge=1, description="至少几份有效答卷才算数", json_schema_extra=stricter("higher")
    )
    columns_shown: tuple[str, ...] = Field(
        default=(), description="公布时必有的栏目", json_schema_extra=stricter("superset")
    )
    private: bool = Field(default=False, description="只限本人和支委会可见")


class RectificationKind(StepKind):
    """Done when every item of the subject has a verdict."""

    code = "rectification"
    title = "整改"
    subject = "organization"
    Params = Params
    verb = "整改"
    facts = ("plan_adopted", "items_decided")
    outcomes = ("all_done", "open_items", "redo")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        return (Need("plan_adopted"), Need("items_decided"))

    def sample(self) -> dict[str, object]:
        return {"plans_of": ["organization"]}


kind = RectificationKind()
