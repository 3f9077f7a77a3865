"""What a programme pack says: parameters, criteria, phases x steps, gates, consequences - all data, all with a source.

The models mirror the files ``pack.yaml`` (:class:`PackMeta`) and ``plan.yaml`` (:class:`Plan`) of one folder.
Numbers stand in ``parameters`` only; phases and steps refer to them by code, so that every number has one place,
one unit and one source sentence. A value the text leaves open is ``ask``: a campaign cannot open until it is set.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from xianfeng.core.kind.contract import Subject
from xianfeng.core.plan.criteria import CriteriaSet
from xianfeng.core.plan.meta import PackMeta
from xianfeng.core.plan.parameters import Parameter
from xianfeng.core.plan.source import Code, Line, Row, SeedCode, Source, Strict
from xianfeng.core.plan.vocabulary import Action, Holder, Node, SchoolType, Who


class Duration(Strict):
    """Exactly one unit, whose number is a parameter: ``{days: study_days}``."""

    days: Code | None = None
    working_days: Code | None = None
    weeks: Code | None = None
    months: Code | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> Duration:
        if sum(value is not None for value in (self.days, self.working_days, self.weeks, self.months)) != 1:
            raise ValueError("duration_needs_one_unit")
        return self

    @property
    def unit(self) -> str:
        """``days``, ``working_days``, ``weeks`` or ``months``."""
        return next(name for name in ("days", "working_days", "weeks", "months") if getattr(self, name) is not None)

    @property
    def parameter(self) -> str:
        """Code of the parameter that holds the number."""
        code: str = getattr(self, self.unit)
        return code


class Anchor(Strict):
    """A day: an edge of a phase or step, or a date parameter, moved by ``plus`` or ``minus``.

    Nothing named: the start (or end) of the phase the step stands in, or of the campaign for a phase.
    A parameter of type ``month_day`` means its first occurrence in the phase the step stands in (for a phase: in the
    campaign), once it is moved; as ``closes`` or ``ends`` the first one after the opening day. The day of ``closes`` is no longer open
    unless ``included``.
    """

    phase: Code | None = None
    step: Code | None = None
    param: Code | None = None
    campaign: bool = False
    edge: Literal["start", "end"] = "start"
    included: bool = Field(default=False, description="作为截止日时，该日仍在内（到12月31日为止）")
    plus: Duration | None = None
    minus: Duration | None = None

    @model_validator(mode="after")
    def _one_base(self) -> Anchor:
        if sum((self.phase is not None, self.step is not None, self.param is not None, self.campaign)) > 1:
            raise ValueError("anchor_needs_one_base")
        return self


class Phase(Strict):
    """A stretch of the calendar (阶段 or 环节). Starts where the one before ends unless ``starts`` says otherwise."""

    code: Code
    title: Line
    starts: Anchor | None = None
    lasts: Duration | None = None
    ends: Anchor | None = None
    brief: Line | None = Field(default=None, description="本阶段的任务、目的要求、要解决的问题")
    source: Source
    rows: tuple[Row, ...] = ()

    @model_validator(mode="after")
    def _one_end(self) -> Phase:
        if (self.lasts is None) == (self.ends is None):
            raise ValueError("phase_needs_one_end")
        return self


class Window(Strict):
    """When a step is open, ``[opens, closes)``; by default as long as its phase. ``every``: repeated until the phase ends.

    ``before``: a date parameter; a plan in which the step cannot be over before that day does not open (S0-60).
    """

    opens: Anchor | None = None
    closes: Anchor | None = None
    every: Duration | None = None
    before: Code | None = Field(default=None, description="须在哪一天之前办完（日期参数的代码）；赶不上的不能开始")


class Audience(Strict):
    """Whom a step concerns. ``excused``: who may be recorded as excused instead of done."""

    who: tuple[Who, ...] = Field(min_length=1)
    school_types: tuple[SchoolType, ...] = ()
    without: tuple[Who, ...] = ()
    excused: bool = True


class Done(Strict):
    """When the step as a whole counts as done: everybody, a share of the audience (a parameter), or once."""

    rule: Literal["everyone", "share", "once"] = "everyone"
    share: Code | None = None

    @model_validator(mode="after")
    def _share(self) -> Done:
        if (self.rule == "share") != (self.share is not None):
            raise ValueError("done_share")
        return self


ConditionRule = Literal[
    "step_done", "coverage_complete", "phase_done", "no_open_objection", "no_open_item", "no_blank_item",
    "notice_finished", "report_acknowledged", "plan_heard", "responsible_named", "approval_basis", "masses_heard",
    "threshold_met", "local_plan_approved", "organization_stands", "year_plan_accepted",
]  # fmt: skip


class Condition(Strict):
    """One thing that must hold before the next step opens; ``met_by`` says who can bring it about."""

    rule: ConditionRule
    step: Code | None = None
    phase: Code | None = None
    criteria: Code | None = None
    param: Code | None = None
    met_by: Holder
    source: Source


class Gate(Strict):
    """Conditions before a phase or a step opens. ``forced``: who may open it in spite of them, with a reason that is shown."""

    code: Code
    title: Line
    before_phase: Code | None = None
    before_step: Code | None = None
    before_close: bool = False
    conditions: tuple[Condition, ...] = Field(min_length=1)
    opened_by: Literal["conditions", "superior", "supervision_group"] = "conditions"
    forced: Holder | None = "superior"
    source: Source
    rows: tuple[Row, ...] = ()

    @model_validator(mode="after")
    def _one_place(self) -> Gate:
        if sum((self.before_phase is not None, self.before_step is not None, self.before_close)) != 1:
            raise ValueError("gate_needs_one_place")
        return self


class Step(Strict):
    """Kind + parameters + audience + window + what counts as done + who is responsible."""

    code: Code
    title: Line
    kind: Code
    phases: tuple[Code, ...] = Field(min_length=1, description="在哪个阶段进行；可以不止一个")
    per: Subject
    audience: Audience
    window: Window = Window()
    done: Done = Done()
    responsible: Holder
    core: bool = Field(default=True, description="规定动作；下级不得取消或放宽")
    criteria: tuple[Code, ...] = ()
    serves: tuple[Node, ...] = Field(default=(), description="服务于工程树的哪几项：标准代码.项的代码")
    after: tuple[Code, ...] = Field(default=(), description="须先完成的步骤")
    conditions: tuple[Condition, ...] = ()
    params: dict[str, Any] = Field(
        default_factory=dict, description="由该类步骤的参数表校验；数字写成 {param: 参数代码}"
    )
    asks: Line | None = Field(default=None, description="对办理人的一句话要求")
    text: Code | None = Field(default=None, description="texts 中的提纲或说明")
    source: Source
    rows: tuple[Row, ...] = ()


class Consequence(Strict):
    """考核奖惩: which outcome of which step leads to what, by whom, until when (S0-26)."""

    code: Code
    title: Line
    step: Code
    outcome: Code
    action: Action
    owner: Holder
    within: Duration
    by: Code | None = Field(default=None, description="最迟在哪天之前（日期参数代码）")
    waived_by: Holder = "superior"
    source: Source
    rows: tuple[Row, ...] = ()


class Role(Strict):
    """Who answers for the programme in each unit: for example exactly one first-responsible person (S0-34)."""

    code: Code
    title: Line
    holder: Holder
    exactly_one: bool = True
    required_to_open: bool = False
    source: Source
    rows: tuple[Row, ...] = ()


class StatedCount(Strict):
    """A count that the text itself states (四个环节). A difference from what the plan holds is a warning to its author."""

    phrase: Line
    count: int
    of: Literal["phases", "steps", "items", "parameters"]
    where: tuple[Code, ...] = Field(default=(), description="只数这些（阶段、步骤或标准的代码）；空：全部")
    source: Source
    rows: tuple[Row, ...] = ()


class Variant(Strict):
    """分类指导: values and step parameters for some types of school, within the limits of the parameter."""

    code: Code
    title: Line
    school_types: tuple[SchoolType, ...] = Field(min_length=1)
    parameters: dict[Code, str | int | bool] = Field(default_factory=dict)
    without_local_steps: tuple[Code, ...] = ()
    source: Source


class Vehicle(Strict):
    """活动载体: the name under which the programme is carried out (S1-02). It stands in the published version and changes only
    with one, so that it stays what it is (S2-22)."""

    title: Line
    slogan: Line | None = Field(default=None, description="口号；没有就不写")
    text: Line | None = Field(default=None, description="载体是什么")
    source: Source
    rows: tuple[Row, ...] = ()


class Calendar(Strict):
    """The frame all phases must fit in."""

    opens: Anchor | None = None
    closes: Anchor | None = None
    at_least: Duration | None = None
    counted: tuple[Code, ...] = Field(default=(), description="计入最短时间的阶段；空：全部")
    source: Source


class LookBack(Strict):
    """回头看: each link of the last round is checked again, one by one; gaps become tracked items (S0-22, S0-52)."""

    opens: Anchor
    closes: Anchor
    covers: tuple[Code, ...] = Field(min_length=1, description="逐项再查哪些步骤")
    verdicts: tuple[Line, ...] = Field(min_length=2, description="每项可下的结论")
    responsible: Holder
    source: Source
    rows: tuple[Row, ...] = ()


class Document(Strict):
    """A document that goes with the programme; ``confirmed_by`` each confirm that they have read this version (S0-28)."""

    code: Code
    title: Line
    confirmed_by: tuple[Who, ...] = ()
    confirm_within: Duration | None = None
    source: Source
    rows: tuple[Row, ...] = ()


class TextFile(Strict):
    """A text that ships with the pack: outline, form text, notice text."""

    code: Code
    title: Line
    file: Annotated[str, StringConstraints(pattern=r"^texts/[a-z0-9_]+\.md$")]
    source: Source


class Plan(Strict):
    """``plan.yaml``."""

    vehicle: Vehicle | None = None
    calendar: Calendar | None = None
    parameters: tuple[Parameter, ...] = ()
    roles: tuple[Role, ...] = ()
    criteria: tuple[CriteriaSet, ...] = ()
    tree: tuple[Code, ...] = Field(default=(), description="工程树由哪几套标准组成；各步骤用 serves 归入其中")
    texts: tuple[TextFile, ...] = ()
    phases: tuple[Phase, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1)
    gates: tuple[Gate, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    look_back: LookBack | None = None
    documents: tuple[Document, ...] = ()
    stated_counts: tuple[StatedCount, ...] = ()
    variants: tuple[Variant, ...] = ()
    excluded: tuple[Code, ...] = Field(default=(), description="本方案不允许出现的步骤类型")


class Pack(Strict):
    """A whole pack in memory: what both files say, the texts by code and the originals by seed."""

    meta: PackMeta
    plan: Plan
    texts: dict[Code, str] = Field(default_factory=dict)
    originals: dict[SeedCode, str] = Field(default_factory=dict)

    @property
    def code(self) -> str:
        """Code of the programme."""
        return self.meta.code

    def find_parameter(self, code: str) -> Parameter | None:
        """The parameter, or None."""
        return next((item for item in self.plan.parameters if item.code == code), None)

    def find_criteria(self, code: str) -> CriteriaSet | None:
        """The criteria set, or None."""
        return next((item for item in self.plan.criteria if item.code == code), None)

    def find_phase(self, code: str) -> Phase | None:
        """The phase, or None."""
        return next((item for item in self.plan.phases if item.code == code), None)

    def find_step(self, code: str) -> Step | None:
        """The step, or None."""
        return next((item for item in self.plan.steps if item.code == code), None)

    def fingerprint(self) -> str:
        """SHA-256 over the canonical JSON of everything the pack says: equal packs, equal print (64 hex digits)."""
        plain = self.model_dump(mode="json")
        return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


Settings = Mapping[str, Any]
"""Answers by code: a parameter's code, ``criteria.<set>.<slot>`` for a blank place, ``approval_basis`` for the authority."""
