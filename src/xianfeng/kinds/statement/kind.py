"""讲述、点评、党性分析、总结: authored text with required parts and a chain of readers (S0-12, S0-13, S0-25, S0-30, S3-31 ... S3-34).

Before: a narration without an example. After: a narration with one example tied to a pledge, commented on and signed.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, ParamFault, StepKind, stricter

if TYPE_CHECKING:
    from xianfeng.core.plan.model import Pack, Step

Author = Literal["self", "branch_secretary", "superior_head", "committee", "principal", "programme_office"]

PRIVATE = "self_analysis"
"""For its author and reader alone: in no export and no archive, nor its words in the journal (S3-32)."""
KEPT_DAYS = 365
"""How long its words stay after the campaign has ended: as long as the next year's looks back on it."""


class Register(KindParams):
    """Projects that a branch tries for a time and then spreads or ends (S2-15)."""

    sorts: tuple[str, ...] = Field(default=(), description="项目的类别")
    at_least: int = Field(
        default=1, ge=1, description="至少几个项目试行期满、有了结论", json_schema_extra=stricter("higher")
    )


class PostPart(KindParams):
    """A part written for one kind of post; each member is shown the one that fits (S2-20)."""

    who: Literal["secretaries", "leaders", "party_workers", "retired_members", "mobile_members", "members"] = Field(
        description="写给哪类岗位的党员"
    )
    title: str = Field(min_length=1, max_length=60, description="这一部分的题目")


class Params(KindParams):
    """One form of text."""

    form: Literal[
        "narration", "comment", "self_analysis", "committee_opinion", "review", "plan", "summary", "essay", "intention"
    ] = Field(description="讲述、点评、党性分析、评议意见、回顾、计划、总结、心得、打算")
    author: Author = Field(default="self", description="谁写；点评时是点评人")
    author_of_secretary: Author | None = Field(default=None, description="对象是书记本人时由谁写")
    comments_on: str | None = Field(default=None, description="点评哪个步骤的文本（步骤代码）")
    parts: tuple[str, ...] = Field(default=(), description="必写的部分", json_schema_extra=stricter("superset"))
    for_posts: tuple[PostPart, ...] = Field(
        default=(),
        description="按岗位分别写的部分；党员看到排在前面的、适合本人的那一部分",
        json_schema_extra=stricter("superset"),
    )
    examples: int = Field(default=0, ge=0, le=10, description="至少几个具体事例", json_schema_extra=stricter("higher"))
    examples_tied_to: tuple[Literal["pledge", "duty", "item"], ...] = Field(
        default=(), description="事例须对应承诺、职责或事项"
    )
    outline: str | None = Field(default=None, description="提纲（texts 的代码）")
    items_of: tuple[str, ...] = Field(
        default=(), description="须讲到这些标准中的项目（criteria 的代码）", json_schema_extra=stricter("superset")
    )
    every_key_item: bool = Field(default=False, description="重点项目必须讲到", json_schema_extra=stricter("true"))
    most_characters: int | None = Field(
        default=None, ge=100, le=20000, description="最多字数", json_schema_extra=stricter("lower")
    )
    speaking_minutes: int | None = Field(
        default=None, ge=1, le=60, description="口头讲述最多几分钟", json_schema_extra=stricter("lower")
    )
    same_text_flagged: bool = Field(
        default=True, description="几个人用同一段文字时提示", json_schema_extra=stricter("true")
    )
    changes_at_most: int | None = Field(
        default=None, ge=0, description="通过以后最多改几次；不写不限", json_schema_extra=stricter("lower")
    )
    review_days: int | None = Field(
        default=None,
        ge=1,
        description="本人收到后几个工作日内可以要求复核；不写不限",
        json_schema_extra=stricter("higher"),
    )
    revises: str | None = Field(default=None, description="在哪个步骤的材料上修改（步骤代码）；两份都留，改动看得见")
    adopted: bool = Field(
        default=False,
        description="支委会讨论通过，记下日期和到会委员；本人是委员的，讨论本人时回避",
        json_schema_extra=stricter("true"),
    )
    projects: Register | None = Field(
        default=None, description="试行项目：写了就按项目登记（做法、试行时间、结果、推广或停止），不写整篇文本"
    )
    signed: bool = Field(default=False, description="须署名", json_schema_extra=stricter("true"))
    shown_at_once: Literal[True] = Field(default=True, description="写好即给本人看；总是如此，不能改")
    readers: tuple[Literal["branch_secretary", "superior_head", "leader_in_charge", "committee", "by_post"], ...] = (
        Field(
            default=(),
            description="由谁审阅，依次；by_post 按职务确定：分管领导阅部门负责人，书记阅其余党员，上级阅书记",
        )
    )


class Statement(StepKind):
    """One piece is one accepted text of this form about the subject, whoever wrote it."""

    code = "statement"
    title = "讲述与点评"
    subject = "person"
    built = True
    Params = Params
    verb = "写"
    minutes = 20
    facts = ("statement_accepted", "statement_submitted", "project_decided")
    outcomes = ("accepted", "returned")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        if params.projects is not None:
            return (Need("project_decided", at_least=params.projects.at_least),)
        return (Need("statement_accepted", part=params.form),)

    def own_part(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        if not params.readers or params.projects is not None:
            return self.needs(params)
        return (Need("statement_submitted", part=params.form),)

    def doer(self, params: KindParams) -> str:
        assert isinstance(params, Params)
        return "subject" if params.author == "self" else params.author

    def faults(self, params: KindParams, step: "Step", pack: "Pack") -> Sequence[ParamFault]:
        assert isinstance(params, Params)
        found = [
            ParamFault("criteria_unknown", ("items_of", at), {"code": code})
            for at, code in enumerate(params.items_of)
            if pack.find_criteria(code) is None
        ]
        if params.comments_on is not None and pack.find_step(params.comments_on) is None:
            found.append(ParamFault("step_unknown", ("comments_on",), {"code": params.comments_on}))
        if params.revises is not None and pack.find_step(params.revises) is None:
            found.append(ParamFault("step_unknown", ("revises",), {"code": params.revises}))
        if params.outline is not None and params.outline not in {text.code for text in pack.plan.texts}:
            found.append(ParamFault("text_unknown", ("outline",), {"code": params.outline}))
        if params.form == "comment" and params.author == "self":
            found.append(ParamFault("comment_on_oneself", ("author",)))
        return found

    def sample(self) -> dict[str, object]:
        return {"form": "narration"}


def required_parts(params: Params, criteria: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[tuple[str, str, bool]]:
    """Sections of the form as (key, title, required): the plan's parts, then the items of its criteria (S0-30, S0-33).

    Key items are required where the plan says so; otherwise at least one item must be spoken to (see :func:`lacks`).
    A set whose items nobody has filled in yet is one section under its own code.
    """
    sections = [(f"part:{title}", title, True) for title in params.parts]
    sections += [(f"post:{one.who}", one.title, True) for one in params.for_posts]
    for code in params.items_of:
        for item in criteria.get(code, ()):
            key_item = params.every_key_item and bool(item.get("key_item"))
            sections.append((f"criterion:{code}.{item['key']}", str(item["title"]), key_item))
    return sections


def characters(texts: Iterable[str]) -> int:
    """How long texts are together, spaces and line ends not counted."""
    return sum(len("".join(text.split())) for text in texts)


def lacks(
    params: Params,
    sections: Sequence[tuple[str, str, bool]],
    parts: Mapping[str, str],
    examples: Sequence[tuple[str, str]],
) -> list[str]:
    """What keeps a text from being handed in: keys of empty sections, `items`, `examples`, `ties`, `too_long`.

    ``examples``: pairs of text and what it is tied to ('' for nothing).
    Before: three parts written, no example. After: ``["examples"]`` (S0-12).
    """
    found = [key for key, _title, required in sections if required and not parts.get(key, "").strip()]
    items = [key for key, _title, _required in sections if key.startswith("criterion:")]
    if items and not any(parts.get(key, "").strip() for key in items):
        found.append("items")
    written = [(text, tie) for text, tie in examples if text.strip()]
    if len(written) < params.examples:
        found.append("examples")
    elif params.examples_tied_to and params.examples:
        tied = [tie for _text, tie in written if tie.partition(":")[0] in params.examples_tied_to]
        if len(tied) < params.examples:
            found.append("ties")
    length = characters([*parts.values(), *(text for text, _tie in written)])
    if params.most_characters is not None and length > params.most_characters:
        found.append("too_long")
    return found


kind = Statement()
