"""报送: periodic or event reports up one named relation, pre-filled from what is recorded (S0-18, S3-42, S3-60, S4-44 ... S4-48)."""

from typing import Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, StepKind, stricter


class MonthWindow(KindParams):
    """One window a month: up to a day, or the last days of the month by its real length."""

    code: str
    title: str
    by_day: int | None = Field(default=None, ge=1, le=28, description="每月几日前")
    last_days: int | None = Field(default=None, ge=1, le=15, description="月底前几天内")
    day_included: bool | None = Field(default=None, description="截止日当天算不算")


class Params(KindParams):
    """One return."""

    form: Literal["half_monthly", "monthly", "summary", "meeting_material", "recommendation", "filing"] = Field(
        description="半月记实表、月报、总结、会议材料、推荐、备案"
    )
    relation: Literal["party_affiliation", "administrative", "cadre_authority"] = Field(description="按什么关系报送")
    windows: tuple[MonthWindow, ...] = ()
    receivers: Literal["own_level", "both_levels"] = Field(default="own_level", description="只报本级，还是两级都报")
    prefilled: bool = Field(default=True, description="从已有记录生成", json_schema_extra=stricter("true"))
    parts: tuple[str, ...] = Field(default=(), description="必有的部分", json_schema_extra=stricter("superset"))
    acknowledged: bool = Field(default=True, description="要回执", json_schema_extra=stricter("true"))
    level_at_least: str | None = Field(default=None, description="报到哪一级以上")


class ReturnsKind(StepKind):
    """Done when the receiver has acknowledged."""

    code = "returns"
    title = "报送"
    subject = "organization"
    Params = Params
    verb = "报"
    minutes = 10
    facts = ("return_acknowledged",)
    outcomes = ("on_time", "late", "missing")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        return (Need("return_acknowledged", part=params.form),)

    def sample(self) -> dict[str, object]:
        return {"form": "summary", "relation": "party_affiliation"}


kind = ReturnsKind()
