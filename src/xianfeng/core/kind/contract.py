"""The contract every step kind keeps: its parameters, what counts as done, its outcomes, what others may see.

A *kind* (设岗定责, 公开承诺, 评选 ...) is one folder under ``xianfeng.kinds``. Its ``kind.py`` holds one subclass of
:class:`StepKind` and one instance named ``kind``; nothing in it knows Django. A *plan* (``core.plan``) names kinds by
code and fills their parameters. Whoever wants behaviour that differs from kind to kind adds a method here, with a
default, and overrides it in the folder of the kind - never a comparison of codes elsewhere.

Before: ``kind: pledge`` with ``params: {measure: work_target, needs_target: true}`` in a plan file.
After: ``find_kind("pledge").read_params({...})`` gives a typed, frozen object, or faults with the path of each.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, ValidationError, WithJsonSchema

if TYPE_CHECKING:
    from xianfeng.core.plan.model import Pack, Step

Subject = Literal["person", "organization", "campaign"]
"""Of whom one piece of a step is owed: each person, each organisation of the audience, or the campaign once."""


def _read_share(raw: object) -> object:
    if isinstance(raw, (bool, float)):
        raise ValueError("a share is a fraction in quotes, such as '1/3' or '0.4'")
    if isinstance(raw, str):
        text = raw.strip()
        if text.endswith("%"):
            return Fraction(Decimal(text[:-1])) / 100
        return Fraction(text)
    return raw


UNIT_HOLDERS = frozenset(
    {"branch_secretary", "committee", "principal", "leader_in_charge", "discipline_commissioner",
     "organization_commissioner", "department_head", "the_person", "everyone"}
)  # fmt: skip
"""Holders (see ``core.plan.vocabulary.Holder``) who belong to the unit itself; all others look at it from outside."""

Share = Annotated[
    Fraction,
    BeforeValidator(_read_share),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "description": "a fraction such as '1/3', '0.4' or '40%'"}),
]
"""A part of a whole, kept exact (``Fraction``); written ``'1/3'``, ``'0.4'`` or ``'40%'``, never as a float."""


class KindParams(BaseModel):
    """Parameters of one kind. A field may say what a stricter value is: ``json_schema_extra={"stricter": ...}``.

    ``higher`` / ``lower``: numbers; ``superset``: lists may only grow; ``true``: a switch may only be turned on;
    without the entry a local plan may not change the field at all.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


def stricter(direction: Literal["higher", "lower", "superset", "true"]) -> dict[str, Any]:
    """The ``json_schema_extra`` that lets a local plan move a field in one direction only (S0-43)."""
    return {"stricter": direction}


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that must be on record for a step to be done by one subject.

    ``fact``: code of the evidence, for example ``pledge_published``; ``part``: a sub-kind of it, or empty;
    ``at_least``: how many pieces.
    """

    fact: str
    at_least: int = 1
    part: str = ""


@dataclass(frozen=True, slots=True)
class ParamFault:
    """A fault in the parameters of a step: code, path inside ``params`` and the values a sentence needs."""

    code: str
    path: tuple[str | int, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


class StepKind(ABC):
    """What a plan, a campaign and a page need to know about one kind of step."""

    code: ClassVar[str]
    title: ClassVar[str]
    """Chinese name as in the glossary; pages pass it through gettext."""
    version: ClassVar[int] = 1
    """Raised whenever a parameter changes its meaning; stored beside each result."""
    subject: ClassVar[Subject] = "person"
    """The usual subject; a step may narrow it by its own ``per`` within :attr:`subjects`."""
    subjects: ClassVar[frozenset[Subject]] = frozenset({"person", "organization", "campaign"})
    built: ClassVar[bool] = False
    """False: steps of this kind load, validate and render read-only, and keep a campaign from opening."""
    Params: ClassVar[type[KindParams]]
    verb: ClassVar[str] = "办理"
    """The word that opens a line of the to-do list, for example 写 or 填."""
    minutes: ClassVar[int | None] = None
    """How long the act usually takes one person, in minutes; None: not said."""
    page: ClassVar[str | None] = None
    """Name of the URL (argument ``step_id``) where the act is done; None: the general read-only page."""
    outcomes: ClassVar[tuple[str, ...]] = ()
    """Codes a consequence rule (S0-26) may refer to."""
    facts: ClassVar[tuple[str, ...]] = ()
    """Codes of the evidence this kind writes."""

    @abstractmethod
    def needs(self, params: KindParams) -> tuple[Need, ...]:
        """What one subject owes under these parameters. An empty tuple: nothing is owed by anyone."""

    def counts_as_done(self, params: KindParams, facts: Mapping[tuple[str, str], int]) -> bool:
        """Whether one subject is done, given how many pieces per ``(fact, part)`` are on record."""
        return all(facts.get((need.fact, need.part), 0) >= need.at_least for need in self.needs(params))

    def own_part(self, params: KindParams) -> tuple[Need, ...]:
        """What the subject itself must put on record. When it is there and the rest of :meth:`needs` is not, it is the
        reviewer's turn (the to-do list says so). By default there is no reviewer: the own part is everything."""
        return self.needs(params)

    def occasions(self, params: KindParams, opens: date, on: date) -> int:
        """How often what is asked has come round by the day ``on`` in a step that began on ``opens``: what is owed is
        owed that many times. A kind whose work comes back within one step (two reports a month) counts its periods."""
        return 1

    def tells_occasions(self, params: KindParams) -> bool:
        """Whether the kind itself puts every occasion on the to-do list with its own date (two reports a month); the step as
        a whole is then not listed a second time."""
        return False

    def least_time(self, params: KindParams) -> tuple[int, str] | None:
        """The shortest time in which a step of this kind can be done, as (number, ``working_days`` or ``days``); None: it
        sets no time of its own. A window shorter than that is told when a plan is adopted."""
        return None

    def contest_days(self, params: KindParams) -> int:
        """The longest time, in working days, in which somebody may contest what this step brings; 0: it names none. The slips
        of a secret vote are kept at least that long after it (``core.schedule.keeping``)."""
        return 0

    def doer(self, params: KindParams) -> str:
        """Who acts: ``subject``, or the holder who writes about the subject (``branch_secretary`` for a comment)."""
        return "subject"

    def faults(self, params: KindParams, step: Step, pack: Pack) -> Sequence[ParamFault]:
        """Faults that only show beside the rest of the pack, for example an unknown criteria set."""
        return ()

    def hears_masses(self, params: KindParams) -> bool:
        """Whether people who are not members speak in this step: their opinion, their answers. A gate that asks whether the
        masses have been heard looks for such a step before it (S1-38, S2-29)."""
        return False

    def must_be_redone(self, params: KindParams, *, dissatisfied: int, valid: int, asked: int) -> bool | None:
        """Whether those concerned are so dissatisfied that what was done in this step is done again under the superior
        (S3-52); None: the step has no such rule, or too few have answered."""
        return None

    def places(self, params: KindParams, counts: Mapping[str, int]) -> int | None:
        """How many may be chosen at most, from counts by named base; None: this kind chooses nobody or has no cap."""
        return None

    def masked(self, facts: Mapping[str, Any], *, viewer: str) -> Mapping[str, Any]:
        """The part of one piece of evidence that ``viewer`` may see: 'subject', 'unit', 'superior' or 'public'.

        By default the subject and the unit see all of it, the superior and the public only that it exists.
        """
        return facts if viewer in {"subject", "unit"} else {}

    def read_params(self, raw: Mapping[str, Any]) -> KindParams:
        """The typed parameters. Raises pydantic's ``ValidationError``; use :func:`params_faults` for faults as data."""
        return self.Params.model_validate(raw)

    def sample(self) -> dict[str, Any]:
        """Smallest parameters that validate; used in the authoring guide and by the contract tests."""
        return {}


class UnknownParams(KindParams):
    """Parameters of a kind that this installation does not have: kept as they are, never interpreted."""

    model_config = ConfigDict(extra="allow", frozen=True)


class UnknownKind(StepKind):
    """Stands in for a code without a folder: renders read-only, owes nothing, and keeps a campaign from opening."""

    Params = UnknownParams
    built = False

    def __init__(self, code: str) -> None:
        self.code = code  # type: ignore[misc]  # the one kind whose code is not known beforehand
        self.title = code  # type: ignore[misc]

    def needs(self, params: KindParams) -> tuple[Need, ...]:
        return ()


def own_errors(error: ValidationError) -> list[Mapping[str, Any]]:
    """Pydantic's errors without echoes: a list is also called too short when one of its items is faulty."""
    errors = list(error.errors())
    places = [tuple(item["loc"]) for item in errors]
    return [
        dict(item)
        for item, here in zip(errors, places, strict=True)
        if item["type"] != "too_short" or not any(len(one) > len(here) and one[: len(here)] == here for one in places)
    ]


def shape_words(error: Mapping[str, Any]) -> dict[str, str]:
    """What a value should have been, from one of pydantic's errors: ``shape`` (number, text, list, mapping, switch, share,
    limit or other), ``expected`` (the words or the limit that are allowed)."""
    kind, context = str(error["type"]), error.get("ctx") or {}
    if kind == "literal_error":
        return {"shape": "word", "expected": "、".join(re.findall(r"'([^']*)'", str(context["expected"])))}
    if kind.startswith(("greater_than", "less_than", "too_short", "too_long", "string_too")):
        limits = [
            str(value) for name, value in context.items() if name not in {"actual_length", "field_type", "input_type"}
        ]
        return {"shape": kind.removesuffix("_equal"), "expected": limits[0] if limits else ""}
    for start, shape in _SHAPES:
        if kind.startswith(start):
            return {"shape": shape, "expected": ""}
    return {"shape": "other", "expected": ""}


_SHAPES = (
    ("int", "number"),
    ("bool", "switch"),
    ("string", "text"),
    ("tuple", "list"),
    ("list", "list"),
    ("dict", "mapping"),
    ("model", "mapping"),
    ("date", "date"),
    ("value_error", "share"),
    ("is_instance", "share"),
)


def params_faults(
    kind: StepKind, raw: Mapping[str, Any], unset: Sequence[tuple[str | int, ...]] = ()
) -> list[ParamFault]:
    """Schema faults of ``raw``; what lies at or below a path in ``unset`` (a value still to be decided) is left out."""
    try:
        kind.Params.model_validate(raw)
    except ValidationError as error:
        found = []
        for item in own_errors(error):
            path = tuple(item["loc"])
            if any(path[: len(open_path)] == open_path for open_path in unset):
                continue
            told = {"kind": kind.code, "given": str(item.get("input"))[:60], **shape_words(item)}
            code = {"missing": "param_missing", "extra_forbidden": "param_unknown", "literal_error": "param_choice"}
            found.append(ParamFault(code.get(item["type"], "param_invalid"), path, told))
        return found
    return []


def loosened(kind: StepKind, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ParamFault]:
    """Fields of ``after`` that are not a tightening of ``before`` (both validated already)."""
    old, new = kind.Params.model_validate(before), kind.Params.model_validate(after)
    found = []
    for name, info in kind.Params.model_fields.items():
        was, now = getattr(old, name), getattr(new, name)
        if was == now:
            continue
        extra = info.json_schema_extra
        way = extra.get("stricter") if isinstance(extra, dict) else None
        if not _is_stricter(way, was, now):
            found.append(ParamFault("param_loosened", (name,), {"was": str(was), "now": str(now)}))
    return found


def _is_stricter(way: object, was: Any, now: Any) -> bool:
    if way == "superset":
        return all(item in now for item in was)
    if way == "true":
        return bool(now)
    if way in {"higher", "lower"}:
        if was is None or now is None:
            return was is None
        return bool(now > was) if way == "higher" else bool(now < was)
    return False
