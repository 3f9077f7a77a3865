"""设岗定责: duty sheets of departments, branches and posts, complete in both directions (S0-05, S0-06, S0-24).

Before: a department without a duty sheet, a member without a post. After: two empty lists, and the link can close.
"""

from typing import Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, StepKind, stricter


class Params(KindParams):
    """What the duty sheets of one step must hold."""

    level: Literal["department", "branch", "post"] = Field(description="职责定到哪一层：部门、支部、个人岗位")
    both_ways: bool = Field(
        default=True, description="职责都有人承担，党员都有职责", json_schema_extra=stricter("true")
    )
    hangs_under: tuple[Literal["department", "branch"], ...] = Field(
        default=(), description="岗位职责须挂在哪些上级职责之下", json_schema_extra=stricter("superset")
    )
    from_last_round: bool = Field(default=True, description="以上一轮职责为底稿，并显示改动")


class Duties(StepKind):
    """One piece is one adopted duty sheet with at least one duty that has a holder."""

    code = "duties"
    title = "设岗定责"
    subject = "person"
    subjects = frozenset({"person", "organization"})
    built = True
    Params = Params
    verb = "填"
    minutes = 10
    facts = ("duty_sheet_adopted", "duty_sheet_submitted")
    outcomes = ("complete", "incomplete")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        return (Need("duty_sheet_adopted", part=params.level),)

    def own_part(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        if params.level != "post":
            return self.needs(params)
        return (Need("duty_sheet_submitted", part=params.level),)

    def sample(self) -> dict[str, object]:
        return {"level": "post"}


kind = Duties()
