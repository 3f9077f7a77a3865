"""学习: sessions, readings and hours computed from attendance, never typed in (S0-01, S0-28, S3-14 ... S3-20, S3-84)."""

from typing import Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, StepKind, stricter

Form = Literal["self_study", "coaching", "party_lecture", "situation_report", "deeds_report", "warning", "visit"]


class Params(KindParams):
    """What one member studies in this step."""

    topics: tuple[str, ...] = Field(min_length=1, description="学习内容", json_schema_extra=stricter("superset"))
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

    def hours_of(self, *, leads: bool) -> int:
        """Collective hours one member owes: who is in the leading team studies longer (S3-17)."""
        return self.collective_hours + (self.leaders_extra_hours if leads else 0)

    @property
    def reading_list(self) -> tuple[str, ...]:
        """What has to be read and confirmed, in order; empty when nothing has."""
        return (self.readings or self.topics) if self.confirms_reading or self.readings else ()


class Study(StepKind):
    """Hours are counted from attended sessions; self-study does not count as collective."""

    code = "study"
    title = "学习"
    subject = "person"
    built = True
    Params = Params
    verb = "学习"
    minutes = 60
    facts = ("reading_confirmed", "collective_hour", "leader_hours_reached", "session_held", "note_kept", "essay_read")
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
        if params.notes:
            needs.append(Need("note_kept"))
        if params.leaders_extra_hours:
            needs.append(Need("leader_hours_reached"))
        return tuple(needs) or (Need("session_held"),)

    def sample(self) -> dict[str, object]:
        return {"topics": ["学习内容"]}


kind = Study()
