"""谈心、结对、联系点、挂职、互派: two sides, a relation, dates, both confirm; content is off by default (S2-17, S3-29, S4-22, S4-26 ... S4-30, S4-34)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from pydantic import Field

from xianfeng.core.kind import KindParams, Need, Share, StepKind, stricter

Other = Literal["person", "organization", "outside"]
OTHER_OF: Mapping[str, Other] = {
    "talk": "person",
    "help": "outside",
    "contact_point": "organization",
    "secondment": "organization",
    "exchange": "organization",
    "care": "outside",
    "home_visit": "outside",
    "support": "organization",
    "mass_work": "organization",
    "cultivation": "person",
}
"""What stands on the other side, form by form, where the relation does not say."""
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}")


class Relation(KindParams):
    """One kind of pair."""

    code: str
    title: str
    target: Literal["every_pair", "per_person", "as_needed"] = Field(
        description="每一对都要，还是每人至少几次，还是需要时才有"
    )
    coverage: Share | None = Field(
        default=None, description="每一对都要时：至少覆盖多少", json_schema_extra=stricter("higher")
    )
    at_least: int | None = Field(default=None, ge=0, description="每人至少几次", json_schema_extra=stricter("higher"))
    owed_by: Literal["audience", "paired"] | None = Field(
        default=None, description="谁要做到：参加人人人都要，还是只限已结对的人；不写时，每一对都要的限已结对的人"
    )
    other: Other | None = Field(default=None, description="另一方是人、单位，还是系统外的人（不写按形式确定）")
    between: tuple[str, str] | None = Field(default=None, description="由系统按职务列出应结的对子：哪些人和哪些人")
    by_portfolio: bool = Field(default=False, description="由系统按分管关系列出：分管领导和所分管部门的负责人")

    body: Literal["union", "league", "womens_body"] | None = Field(
        default=None, description="带群团时：带的是工会、团组织还是妇女组织，由系统按名册列出"
    )

    reaches: Literal["non_members", "members", "staff"] | None = Field(
        default=None, description="应联系到哪些人：按部门列出已联系到几人"
    )

    @property
    def is_optional(self) -> bool:
        """There for those who need it; nobody owes it."""
        return self.target == "as_needed" or self.at_least == 0

    @property
    def is_listed(self) -> bool:
        """The roster says who these pairs are."""
        return self.by_portfolio or self.between is not None or self.body is not None


class Params(KindParams):
    """Relations of one step."""

    form: Literal[
        "talk", "help", "contact_point", "secondment", "exchange", "care", "home_visit", "support", "mass_work", "cultivation"
    ] = Field(description="谈心、帮扶、联系点、挂职、互派、关心、家访、支教、带群团、培育")  # fmt: skip
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
    may_refer: bool = Field(
        default=False, description="帮助之后可登记“已按党章规定另行办理”：只记日期，不记事由，不作任何处理"
    )

    @property
    def needs_consent(self) -> bool:
        """A talk needs no standing arrangement: confirming it is agreeing to it; the bodies a branch leads are there already.
        Everything else is agreed first."""
        return self.form not in ("talk", "mass_work")

    @property
    def coded(self) -> bool:
        """The other side is a pupil's family: a code of the school's own, never a name (S4-29)."""
        return self.form == "home_visit"

    @property
    def one_at_a_time(self) -> bool:
        """A posting takes the whole person: two at once are refused (S4-22, S4-30)."""
        return self.form in ("secondment", "support")

    @property
    def of_bodies(self) -> bool:
        """党建带工建、带团建、带妇建: activities of mass organisations, in numbers only (S4-34)."""
        return self.form == "mass_work"

    @property
    def plans_ahead(self) -> bool:
        """The day of the next contact may be set: whoever cares, talks or cultivates is reminded of it (S0-44, S0-45)."""
        return self.form in ("talk", "help", "care", "home_visit", "cultivation")

    @property
    def anyone_may_begin(self) -> bool:
        """A member may begin a talk or care for somebody although the step asks it of nobody; whom to help or to
        cultivate is for the branch to say."""
        return self.form in ("talk", "care")

    @property
    def owes_nothing(self) -> bool:
        """Every relation is there for those who need it, and nobody is asked for any (S3-79)."""
        return self.contacts is None and all(one.is_optional for one in self.relations)

    def other(self, relation: Relation) -> Other:
        return relation.other or OTHER_OF[self.form]

    def relation(self, code: str) -> Relation | None:
        return next((one for one in self.relations if one.code == code), None)


class Pairing(StepKind):
    """One piece is everything the pairs of one subject ask of it: contacts that both sides confirmed."""

    code = "pairing"
    title = "谈心与结对"
    subject = "person"
    built = True
    Params = Params
    verb = "联系"
    minutes = 5
    facts = ("contacts_met",)
    outcomes = ("covered", "uncovered")

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        assert isinstance(params, Params)
        return () if params.owes_nothing else (Need("contacts_met", part=params.form),)

    def sample(self) -> dict[str, object]:
        return {"form": "talk", "relations": [{"code": "member_member", "title": "党员之间", "target": "per_person"}]}


@dataclass(frozen=True, slots=True)
class Tally:
    """One relation of one subject: pairs that stand, those of them with contacts enough, confirmed contacts in all."""

    pairs: int = 0
    covered: int = 0
    contacts: int = 0


def contacts_asked(params: Params) -> int:
    """Confirmed contacts that make one pair covered."""
    return params.contacts or 1


def _is_owed(relation: Relation, tally: Tally, by_unit: bool) -> bool:
    if relation.is_optional:
        return False
    owed_by = relation.owed_by or ("audience" if by_unit or relation.target == "per_person" else "paired")
    return owed_by == "audience" or tally.pairs > 0


def is_met(params: Params, tallies: Mapping[str, Tally], *, by_unit: bool = False) -> bool:
    """Whether one subject has done what its relations ask.

    `every_pair`: the asked share of its pairs is covered (all of them, when the plan names none); `per_person`: contacts enough in
    all. A relation for those paired asks nothing of who has no pair in it, but somebody without any confirmed contact is never done.

    Before: 支书与党员 two pairs, one talk confirmed; 党员与党员 at least one, one confirmed. After: ``False``; with the second pair ``True``.
    """
    if not any(tally.contacts for tally in tallies.values()):
        return False
    for relation in params.relations:
        tally = tallies.get(relation.code, Tally())
        if not _is_owed(relation, tally, by_unit):
            continue
        if relation.target == "per_person":
            if tally.contacts < (relation.at_least or 1):
                return False
        elif not tally.pairs or Fraction(tally.covered, tally.pairs) < (relation.coverage or 1):
            return False
    return True


def is_code(text: str) -> bool:
    """Whether it can only be a code of the school's own: letters, digits, dots and dashes, with a digit, no names."""
    return bool(CODE.fullmatch(text)) and any(char.isdigit() for char in text)


def overlaps(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two periods [from, until) have a day in common; none as end: still running."""
    return (first[1] is None or second[0] < first[1]) and (second[1] is None or first[0] < second[1])


kind = Pairing()
