"""Every kind keeps the contract; codes without a folder are read-only."""

from __future__ import annotations

import pytest

from xianfeng.core.kind import Share, UnknownKind, find_kind, is_known, kind_codes, list_kinds, loosened, params_faults
from xianfeng.core.kind.contract import KindParams, StepKind, stricter

ALL = {
    "duties", "pledge", "study", "meeting", "opinion", "pairing", "statement", "rating", "selection", "notice",
    "rectification", "returns", "inspection", "survey", "closing", "admission",
}  # fmt: skip


def test_kinds_are_found_by_folder() -> None:
    assert set(kind_codes()) == ALL
    assert {kind.code for kind in list_kinds() if kind.built} == ALL


REGISTERS = {"admission"}
"""Kinds that nobody owes: what happened is written down when it happens."""


@pytest.mark.parametrize("code", sorted(ALL))
def test_a_kind_keeps_the_contract(code: str) -> None:
    kind = find_kind(code)
    params = kind.read_params(kind.sample())
    needs = kind.needs(params)
    assert kind.title and kind.verb and kind.version >= 1
    assert kind.subject in kind.subjects
    assert bool(needs) != (code in REGISTERS)
    assert all(need.fact in kind.facts and need.at_least >= 1 for need in needs)
    assert kind.counts_as_done(params, {}) == (code in REGISTERS)
    assert kind.counts_as_done(params, {(need.fact, need.part): need.at_least for need in needs})
    assert len(set(kind.outcomes)) == len(kind.outcomes)
    assert kind.masked({"text": "意见"}, viewer="public") == {}
    assert "title" in kind.Params.model_json_schema()


@pytest.mark.parametrize("code", sorted(ALL))
def test_parameters_refuse_what_they_do_not_know(code: str) -> None:
    kind = find_kind(code)
    faults = params_faults(kind, {**kind.sample(), "colour": "red"})
    assert [(fault.code, fault.path) for fault in faults] == [("param_unknown", ("colour",))]


@pytest.mark.parametrize("code", ["parade", "Pledge", "../pledge", "", "pledge.kind"])
def test_unknown_codes_are_read_only(code: str) -> None:
    kind = find_kind(code)
    assert isinstance(kind, UnknownKind)
    assert not is_known(code)
    assert (kind.built, kind.needs(kind.read_params({"any": 1})), params_faults(kind, {"any": 1})) == (False, (), [])


class Params(KindParams):
    share: Share | None = None
    fixed: int = 1
    more: int = 1
    less: int | None = None
    names: tuple[str, ...] = ()
    on: bool = False

    model_config = {
        **KindParams.model_config,
    }


for _name, _way in {"share": "lower", "more": "higher", "less": "lower", "names": "superset", "on": "true"}.items():
    Params.model_fields[_name].json_schema_extra = stricter(_way)  # type: ignore[arg-type]


class Trial(StepKind):
    code = "trial"
    title = "试"
    Params = Params

    def needs(self, params: KindParams) -> tuple[()]:
        return ()


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ({}, {}, []),
        ({"more": 2}, {"more": 3}, []),
        ({"more": 2}, {"more": 1}, ["more"]),
        ({"less": 5}, {"less": 4}, []),
        ({"less": 5}, {"less": 6}, ["less"]),
        ({"less": 5}, {}, ["less"]),
        ({}, {"less": 5}, []),
        ({"share": "1/3"}, {"share": "30%"}, []),
        ({"share": "1/3"}, {"share": "0.34"}, ["share"]),
        ({"names": ["a"]}, {"names": ["b", "a"]}, []),
        ({"names": ["a"]}, {"names": ["b"]}, ["names"]),
        ({"on": True}, {"on": False}, ["on"]),
        ({"on": False}, {"on": True}, []),
        ({"fixed": 1}, {"fixed": 2}, ["fixed"]),
    ],
)
def test_loosening_is_seen_field_by_field(before: dict, after: dict, names: list[str]) -> None:
    assert [fault.path[0] for fault in loosened(Trial(), before, after)] == names


def test_values_still_to_be_decided_are_left_out() -> None:
    kind = find_kind("notice")
    raw = {"what": "result", "days": "soon"}
    assert [fault.path for fault in params_faults(kind, raw)] == [("days",)]
    assert params_faults(kind, raw, [("days",)]) == []
