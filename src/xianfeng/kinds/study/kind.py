"""学习: sessions, readings and hours computed from attendance, never typed in (S0-01, S0-28, S3-14 ... S3-20, S3-84)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, ParamFault, StepKind, stricter

if TYPE_CHECKING:
    from xianfeng.core.plan.model import Pack, Step

KEPT_DAYS = 365
"""How long the words of an essay stay after the campaign has ended when its author keeps it to the reviewer (decision 0049)."""
Form = Literal["self_study", "coaching", "party_lecture", "situation_report", "deeds_report", "warning", "visit"]


class Training(KindParams):
    """One kind of training and the rule by which its time becomes credits."""

    title: str = Field(min_length=1, max_length=60, description="培训类别")
    minutes_per_credit: int = Field(default=45, ge=1, le=600, description="多少分钟认定一学时")
    most_a_year: int | None = Field(
        default=None, ge=1, description="这一类一年最多认定几学时；不写不限", json_schema_extra=stricter("lower")
    )


class Params(KindParams):
    """What one member studies in this step."""

    topics: tuple[str, ...] = Field(min_length=1, description="学习内容", json_schema_extra=stricter("superset"))
    every_topic: bool = Field(
        default=False, description="每个专题都要学到；每次学习写明学了哪些专题", json_schema_extra=stricter("true")
    )
    readings: tuple[str, ...] = Field(default=(), description="必读篇目", json_schema_extra=stricter("superset"))
    confirms_reading: bool = Field(
        default=False, description="本人确认读过；换了版本要重新确认", json_schema_extra=stricter("true")
    )
    forms: tuple[Form, ...] = Field(
        default=("coaching",), description="学习形式", json_schema_extra=stricter("superset")
    )
    collective_hours: int = Field(
        default=0, ge=0, description="集中学习至少几小时", json_schema_extra=stricter("higher")
    )
    leaders_extra_hours: int = Field(
        default=0, ge=0, description="班子成员另加几小时", json_schema_extra=stricter("higher")
    )
    sessions: int = Field(default=0, ge=0, description="至少几次", json_schema_extra=stricter("higher"))
    notes: bool = Field(default=False, description="作读书笔记", json_schema_extra=stricter("true"))
    essays: int = Field(default=0, ge=0, description="心得体会至少几篇", json_schema_extra=stricter("higher"))

    trainings: tuple[Training, ...] = Field(
        default=(), description="培训类别和学时认定规则", json_schema_extra=stricter("superset")
    )
    credits_a_year: int = Field(default=0, ge=0, description="一年至少认定几学时", json_schema_extra=stricter("higher"))

    def hours_of(self, *, leads: bool) -> int:
        """Collective hours one member owes: who is in the leading team studies longer (S3-17)."""
        return self.collective_hours + (self.leaders_extra_hours if leads else 0)

    @property
    def reading_list(self) -> tuple[str, ...]:
        """What has to be read and confirmed, in order; empty when nothing has."""
        return (self.readings or self.topics) if self.confirms_reading or self.readings else ()


@dataclass(frozen=True)
class Credit:
    """What one person has of one kind of training."""

    title: str
    minutes: int
    credits: int
    most: int | None
    left_out: int
    """Credits over the most of the year: trained, recorded, but not recognised."""


def credits_of(trainings: Iterable[Training], minutes: Mapping[str, int]) -> list[Credit]:
    """Credits by the rule of the plan, one line a kind of training (S4-17); ``minutes``: title -> minutes trained.

    Before: 20 hours in a kind of 45 minutes a credit, at most 20 a year. After: 20 credits, 6 left out.
    """
    found = []
    for one in trainings:
        trained = minutes.get(one.title, 0)
        full = trained // one.minutes_per_credit
        counted = full if one.most_a_year is None else min(full, one.most_a_year)
        found.append(Credit(one.title, trained, counted, one.most_a_year, full - counted))
    return found


class Study(StepKind):
    """Hours are counted from attended sessions; self-study does not count as collective."""

    code = "study"
    title = "学习"
    subject = "person"
    built = True
    Params = Params
    verb = "学习"
    minutes = 60
    facts = (
        "reading_confirmed",
        "collective_hour",
        "leader_hours_reached",
        "credits_reached",
        "session_held",
        "topic_covered",
        "note_kept",
        "essay_read",
    )
    outcomes = ("complete", "incomplete")

    def least_time(self, params: KindParams) -> tuple[int, str] | None:
        """Collective hours at eight a working day: less time than that nobody can study them in."""
        assert isinstance(params, Params)
        return (-(-params.collective_hours // 8), "working_days") if params.collective_hours else None

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        counted = (
            ("collective_hour", params.collective_hours),
            ("session_held", params.sessions),
            ("essay_read", params.essays),
        )
        needs = [Need(fact, at_least=number) for fact, number in counted if number]
        needs += [Need("reading_confirmed", part=item) for item in params.reading_list]
        if params.every_topic:
            needs += [Need("topic_covered", part=topic) for topic in params.topics]
        if params.notes:
            needs.append(Need("note_kept"))
        if params.leaders_extra_hours:
            needs.append(Need("leader_hours_reached"))
        if params.credits_a_year:
            needs.append(Need("credits_reached"))
        return tuple(needs) or (Need("session_held"),)

    def faults(self, params: KindParams, step: "Step", pack: "Pack") -> Sequence[ParamFault]:
        assert isinstance(params, Params)
        titles = [one.title for one in params.trainings]
        found = [
            ParamFault("training_twice", ("trainings", at), {"title": title})
            for at, title in enumerate(titles)
            if title in titles[:at]
        ]
        if params.credits_a_year and not titles:
            found.append(ParamFault("trainings_missing", ("trainings",)))
        return found

    def sample(self) -> dict[str, object]:
        return {"topics": ["学习内容"]}


kind = Study()
