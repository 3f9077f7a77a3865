"""谈心、结对、联系点、挂职、互派: two sides, a relation, dates, both confirm; content is off by default (S2-17, S3-29, S4-22, S4-26 ... S4-30)."""

from typing import Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, Share, StepKind, stricter


class Relation(KindParams):
    """One kind of pair."""

    code: str
    title: str
    target: Literal["every_pair", "per_person"] = Field(description="每一对都要，还是每人至少几次")
    coverage: Share | None = Field(
        default=None, description="每一对都要时：至少覆盖多少", json_schema_extra=stricter("higher")
    )
    at_least: int | None = Field(default=None, ge=0, description="每人至少几次", json_schema_extra=stricter("higher"))


class Params(KindParams):
    """Relations of one step."""

    form: Literal["talk", "help", "contact_point", "secondment", "exchange", "care", "home_visit", "support"] = Field(
        description="谈心、帮扶、联系点、挂职、互派、关心、家访、支教"
    )
    relations: tuple[Relation, ...] = Field(min_length=1, json_schema_extra=stricter("superset"))
    both_confirm: bool = Field(default=True, description="双方确认", json_schema_extra=stricter("true"))
    content_kept: bool = Field(default=False, description="是否记录内容；谈心一律不记")
    names_restricted: bool = Field(
        default=True, description="姓名只限双方和一名负责人可见", json_schema_extra=stricter("true")
    )
    contacts: int | None = Field(
        default=None, ge=1, description="每期至少联系几次", json_schema_extra=stricter("higher")
    )
    most_per_person: int | None = Field(default=None, ge=1, description="一人最多结对几个")


class Pairing(StepKind):
    """One piece is one contact that both sides confirmed."""

    code = "pairing"
    title = "谈心与结对"
    subject = "person"
    Params = Params
    verb = "联系"
    minutes = 5
    facts = ("contact_confirmed",)
    outcomes = ("covered", "uncovered")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        return tuple(
            Need("contact_confirmed", at_least=relation.at_least or 1, part=relation.code)
            for relation in params.relations
            if relation.at_least != 0
        )

    def sample(self) -> dict[str, object]:
        return {"form": "talk", "relations": [{"code": "member_member", "title": "党员之间", "target": "per_person"}]}


kind = Pairing()
