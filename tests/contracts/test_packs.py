"""Every built-in pack loads, cites what it says, and does in its cases what it promises."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xianfeng.core.kind import is_known
from xianfeng.core.plan import Pack, built_in_codes, built_in_folder, check_pack, load_built_in, resolve
from xianfeng.core.plan.cases import Given, answers, read_cases, run_case
from xianfeng.core.plan.checking import every_source
from xianfeng.core.plan.sentences import sentence

CODES = built_in_codes()
EXPECTED = {
    "advanced_nature_education",
    "four_projects",
    "july_first",
    "one_two_five_one",
    "staff_congress",
    "statement_appraisal_publicity",
    "ten_stars",
    "three_innovations_four_deeds",
}
ASKED_AT_LEAST = {
    "statement_appraisal_publicity": {
        "notice_days", "outstanding_cap", "cap_rounding", "rota_rounds", "non_member_share", "item_days",
        "branch_veto_line", "member_veto_line", "veto_contest_days",
    },
    "three_innovations_four_deeds": {"weight_everyday", "weight_periodic", "branch_line", "member_line", "notice_days"},
    "ten_stars": {
        "second_phase_from", "second_phase_months", "weight_self", "weight_peers", "weight_staff", "weight_organization",
        "least_peers", "least_staff", "basic_stars", "recommend_stars", "assessment_days", "notice_days",
    },
    "advanced_nature_education": {
        "phase_tolerance", "window_tolerance_days", "channels_at_least", "talk_coverage", "dissatisfied_share",
        "least_answers", "consolidation_months", "leaders_extra_hours", "review_days",
    },
    "july_first": {"ballot_lead", "notice_lead", "notice_days", "cap_organizations", "cap_members", "cap_workers"},
    "four_projects": {"vehicle_changes", "notice_days", "consult_days", "cap_members"},
    "one_two_five_one": {"report_day_included", "report_receivers", "check_every", "hearing_every"},
    "staff_congress": {"quorum", "majority", "majority_base", "seconders", "delegate_share"},
}  # fmt: skip
"""What the texts leave open: nobody but the bureau may decide it."""
SAID = {
    "statement_appraisal_publicity": {"narration_examples": 1, "commendation_day": "07-01", "coverage": "1"},
    "july_first": {"commendation_day": "07-01"},
    "ten_stars": {"recommend_by": "07-01", "assessment_day": "07-01"},
    "advanced_nature_education": {
        "study_days": 30, "analysis_days": 40, "rectification_days": 30, "least_months": 3, "collective_hours": 40,
        "window_opens": "07-01", "window_closes": "12-31",
    },
    "one_two_five_one": {"report_by_day": 12, "report_last_days": 3},
}  # fmt: skip
"""The numbers that the texts do say."""


@cache
def loaded(code: str) -> Pack:
    return load_built_in(code)


@pytest.fixture(params=CODES)
def pack(request: pytest.FixtureRequest) -> Pack:
    return loaded(request.param)


def folder_of(pack: Pack) -> Path:
    return built_in_folder() / pack.code


def test_all_programmes_of_the_five_documents_are_there() -> None:
    assert set(CODES) == EXPECTED


def test_a_pack_has_no_fault(pack: Pack) -> None:
    told = [
        f"{fault.file.name}:{fault.line} {sentence(fault)}" for fault in check_pack(folder_of(pack)) if fault.is_error
    ]
    assert told == []


def test_a_folder_holds_data_and_papers_only(pack: Pack) -> None:
    kinds = {path.suffix for path in folder_of(pack).rglob("*") if path.is_file()}
    assert kinds <= {".yaml", ".md"}
    assert (folder_of(pack) / "README.md").is_file()
    assert (folder_of(pack) / "original.md").is_file()


def test_every_quotation_is_an_exact_substring_of_the_packs_own_original(pack: Pack) -> None:
    quoted = [source for model in (pack.meta, pack.plan) for _, source in every_source(model) if source.quote]
    assert quoted, "a pack of an official text quotes it"
    for source in quoted:
        assert source.quote in pack.originals[source.seed or ""], source.quote


def test_originals_keep_no_website_frame_and_no_telephone(pack: Pack) -> None:
    for text in pack.originals.values():
        assert [word for word in ("http", "www", "下载", "会员", "客服", "QQ", "收藏") if word in text] == []
        assert re.findall(r"[0-9]{7,}", text) == []


def test_a_pack_survives_being_stored(pack: Pack) -> None:
    stored = json.loads(json.dumps(pack.model_dump(mode="json"), ensure_ascii=False))
    assert Pack.model_validate(stored) == pack
    assert Pack.model_validate(stored).fingerprint() == pack.fingerprint()


def test_texts_of_a_pack_are_all_listed_and_used(pack: Pack) -> None:
    listed = {text.file for text in pack.plan.texts}
    assert listed == {f"texts/{path.name}" for path in (folder_of(pack) / "texts").glob("*")}


def test_every_step_cites_the_text_or_says_why(pack: Pack) -> None:
    """Most steps stand in the text; the others say that they are our own."""
    cited = [step.source.is_cited for step in pack.plan.steps]
    assert sum(cited) >= len(cited) * 3 // 4


def test_a_value_without_a_sentence_says_why(pack: Pack) -> None:
    for parameter in pack.plan.parameters:
        if parameter.value is not None and not parameter.source.is_cited:
            assert len(parameter.source.default or "") >= 4, parameter.code


def test_nothing_opens_without_its_authority(pack: Pack) -> None:
    plan = resolve(pack, {}, date(2026, 3, 2))
    assert plan.asks[0].code == "approval_basis"
    assert not plan.may_open


def test_every_kind_named_exists(pack: Pack) -> None:
    assert [step.kind for step in pack.plan.steps if not is_known(step.kind)] == []


def test_cases(pack: Pack) -> None:
    cases, faults = read_cases(folder_of(pack))
    assert [f"{fault.file.name}:{fault.line} {sentence(fault)}" for fault in faults] == []
    assert cases, "a pack ships cases"
    assert {one.case.title: run_case(pack, one.case) for one in cases} == {one.case.title: [] for one in cases}


@pytest.mark.parametrize("code", sorted(ASKED_AT_LEAST))
def test_silent_values_are_asked(code: str) -> None:
    asked = {item.code for item in loaded(code).plan.parameters if item.ask is not None}
    assert ASKED_AT_LEAST[code] <= asked


@pytest.mark.parametrize(("code", "values"), SAID.items())
def test_numbers_of_the_texts_are_values_with_a_sentence(code: str, values: dict[str, object]) -> None:
    parameters = {item.code: item for item in loaded(code).plan.parameters}
    assert {name: parameters[name].value for name in values} == values
    assert [name for name in values if not parameters[name].source.is_cited] == []


@pytest.mark.parametrize("code", ["collective_hours", "study_days", "least_months", "window_closes"])
def test_soft_words_keep_word_tolerance_and_who_may_except(code: str) -> None:
    parameter = loaded("advanced_nature_education").find_parameter(code)
    assert parameter is not None and parameter.soft is not None
    assert parameter.soft.word in (parameter.soft.source.quote or "")
    assert parameter.soft.reason_required


def test_one_programme_runs_with_what_is_built() -> None:
    assert resolve(loaded("statement_appraisal_publicity"), {}, date(2026, 3, 2)).unbuilt == ()


def test_veto_rows_are_fixed_beforehand_and_can_be_contested() -> None:
    pack = loaded("statement_appraisal_publicity")
    vetoes = {}
    for step in pack.plan.steps:
        for veto in step.params.get("vetoes", ()):
            vetoes[veto["effect"]] = (veto["criteria"], veto["definition"], veto["contest_days"])
    assert vetoes == {
        "优秀": ("four_deeds", {"param": "member_veto_line"}, {"param": "veto_contest_days"}),
        "先进党支部": ("three_innovations", {"param": "branch_veto_line"}, {"param": "veto_contest_days"}),
    }


@pytest.mark.parametrize("code", CODES)
@settings(max_examples=25, deadline=None)
@given(
    start=st.dates(date(2024, 1, 1), date(2028, 12, 31)), school_type=st.sampled_from([None, "kindergarten", "primary"])
)
def test_any_first_day_gives_a_calendar_or_says_what_has_no_length(
    code: str, start: date, school_type: str | None
) -> None:
    pack = loaded(code)
    plan = resolve(pack, answers(pack, Given(answered=True)), start, school_type)
    empty = {dict(note.values).get("phase") for note in plan.notes} | {
        dict(note.values).get("step") for note in plan.notes
    }
    assert plan.phases[0].starts == start
    for phase in plan.phases:
        assert phase.ends > phase.starts or phase.code in empty
    for step in plan.steps:
        assert step.closes > step.opens or step.key in empty
    if {"phase_without_length", "window_without_length"} & {note.code for note in plan.notes}:
        assert not plan.may_open


ELECTED = {("staff_congress", "delegates")}
"""Elections to an office: their outcome is announced by the body that elected, and nobody is honoured by it."""


def test_everything_that_is_selected_for_an_honour_is_publicly_noticed(pack: Pack) -> None:
    """S2-29: an honour follows its public notice, and without a step for it no certificate could ever be given."""
    noticed = {step.params.get("of_step") for step in pack.plan.steps if step.kind == "notice"}
    selected = {step.code for step in pack.plan.steps if step.kind == "selection"}
    assert selected - noticed == {code for where, code in ELECTED if where == pack.code}


@pytest.mark.parametrize("code", sorted(EXPECTED))
def test_nobody_is_asked_for_a_number_that_nothing_reads(code: str) -> None:
    text = (built_in_folder() / code / "plan.yaml").read_text(encoding="utf-8")
    named = re.findall(r"(?:param|days|months|tolerance|share|at_least|by): ([a-z_]+)", text)
    asked = {one.code for one in load_built_in(code).plan.parameters}
    assert asked - set(named) == set()
