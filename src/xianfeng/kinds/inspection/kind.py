"""督导检查与回头看: task, form, repeatable sample, finding, reply; findings become items (S0-22, S0-36, S2-18, S2-33, S4-51 ... S4-54)."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, Share, StepKind, stricter


class Params(KindParams):
    """One inspection."""

    form: Literal["look_back", "report_hearing", "dispatch", "exchange", "visit", "target", "dues", "admission", "study", "through_lines", "acceptance"] = Field(
        description="回头看、听取汇报、专题调度、交流研讨、明查暗访、目标考核、党费收缴、发展程序、理论学习、贯穿始终、迎接外部验收的自查"
    )  # fmt: skip
    forms: tuple[Literal["report_hearing", "dispatch", "exchange", "visit"], ...] = Field(
        default=(),
        description="检查人每次可选的形式；不写就只用上面那一种",
        json_schema_extra=stricter("superset"),
    )
    looks_at: tuple[str, ...] = Field(
        default=(), description="逐项检查哪些步骤（代码）", json_schema_extra=stricter("superset")
    )
    criteria: tuple[str, ...] = Field(
        default=(), description="检查表用哪套标准", json_schema_extra=stricter("superset")
    )
    questions: tuple[str, ...] = Field(default=(), description="必答的问题", json_schema_extra=stricter("superset"))
    sample: Share | None = Field(
        default=None, description="抽查多少；由系统抽取并可重演", json_schema_extra=stricter("higher")
    )
    unannounced: bool = Field(default=False, description="事先不告知，事后必须给对方看并可答复")
    reply_within: int | None = Field(
        default=None, ge=1, description="对方几个工作日内答复", json_schema_extra=stricter("lower")
    )
    singly: Literal[True] = Field(default=True, description="逐项下结论；总是如此，不能改")

    def chosen(self, form: str) -> "Params":
        """As it reads for a check in this form: one of those to choose from, else the plan's own. Only a visit is unannounced."""
        taken = form if form in self.forms else self.form
        return self.model_copy(update={"form": taken, "unannounced": self.unannounced and taken == "visit"})


GENERAL_LINES: dict[str, tuple[str, ...]] = {
    "look_back": ("上一轮各环节是否落实、有无反弹",),
    "report_hearing": ("汇报的情况与记录是否一致", "存在的问题是否讲清"),
    "dispatch": ("调度的事项是否按时落实",),
    "exchange": ("交流的做法是否真实、可学",),
    "visit": ("实地看到的情况与记录是否一致",),
    "target": ("年度目标各项是否按进度完成",),
    "dues": ("党费是否按月交纳（只看交到哪个月，不看金额）", "票据与登记是否一致"),
    "admission": ("各阶段材料是否齐全", "各阶段时间是否合规"),
    "study": ("学习记录与签到、笔记是否一致",),
    "through_lines": ("本阶段是否始终坚持",),
    "acceptance": ("验收指标是否逐项落实", "验收材料是否齐全"),
}
"""What a form looks at where the plan names neither criteria nor questions nor steps."""


def sheet_lines(
    params: Params,
    criteria: Mapping[str, Sequence[Mapping[str, Any]]],
    steps: Mapping[str, str],
    sampled: Sequence[tuple[int, str]],
) -> list[tuple[str, str, int | None]]:
    """The check sheet as (key, what is asked, person): criteria, questions, steps looked at, then one line a sampled person.

    `criteria`: items by set, the concrete points of the unit right below their item (S2-11); `steps`: titles by code. A blank criterion is left out: nobody can check it.
    """
    lines: list[tuple[str, str, int | None]] = []
    for code in params.criteria:
        for item in criteria.get(code, ()):
            if str(item["title"]).strip():
                key = f"{code}.{item['key']}"
                lines.append((key, str(item["title"]), None))
                lines += [(f"{key}.{n}", str(point), None) for n, point in enumerate(item.get("points", ()), 1)]
    lines += [(f"question_{number}", question, None) for number, question in enumerate(params.questions, 1)]
    lines += [(f"step.{code}", steps.get(code, code), None) for code in params.looks_at]
    if not lines:
        lines = [(f"{params.form}_{n}", text, None) for n, text in enumerate(GENERAL_LINES[params.form], 1)]
    return lines + [(f"person_{person}", name, person) for person, name in sampled]


def sample_size(share: Fraction, population: int) -> int:
    """How many are drawn: the share rounded up, at least one where there is anybody."""
    return min(population, max(1, math.ceil(share * population))) if population else 0


class Inspection(StepKind):
    """Done when every point has a verdict and the inspected side could reply."""

    code = "inspection"
    title = "督导检查"
    subject = "organization"
    built = True
    Params = Params
    verb = "检查"
    minutes = 30
    facts = ("inspection_closed", "inspection_finding")
    outcomes = ("in_order", "gaps_found")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        return (Need("inspection_closed", part=params.form),)

    def doer(self, params: KindParams) -> str:
        """Who inspects from outside writes about the unit; the four through-lines (S2-18) are the unit's own questions."""
        assert isinstance(params, Params)
        return "subject" if params.form in ("look_back", "through_lines") else "superior"

    def sample(self) -> dict[str, object]:
        return {"form": "look_back"}


kind = Inspection()
