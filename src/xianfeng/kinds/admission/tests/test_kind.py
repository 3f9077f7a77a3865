"""Stages in their order, months between them, papers."""

from datetime import date

from xianfeng.kinds.admission.kind import Params, Reached, first_day, gaps, kind

STAGES = Params.model_validate(
    {
        "stages": [
            {"code": "applied", "title": "申请", "paper": "申请书"},
            {"code": "activist", "title": "积极分子", "standing": "activist"},
            {"code": "candidate", "title": "发展对象", "after_months": 12, "paper": "支委会记录"},
        ]
    }
).stages


def test_the_months_between_two_stages_are_calendar_months():
    reached = {"activist": Reached(date(2025, 8, 31), True)}
    assert first_day(STAGES, 2, reached) == date(2026, 8, 31)
    assert first_day(STAGES, 2, {}) is None
    assert first_day(STAGES, 0, reached) is None


def test_gaps_are_of_the_file_and_end_at_the_last_stage():
    assert gaps(STAGES, {}) == []
    assert gaps(STAGES, {"activist": Reached(date(2025, 9, 1), True)}) == [("skipped", "申请")]
    whole = {
        "applied": Reached(date(2025, 1, 5), False),
        "activist": Reached(date(2025, 9, 1), True),
        "candidate": Reached(date(2026, 8, 1), True),
    }
    assert gaps(STAGES, whole) == [("paper", "申请"), ("too_early", "发展对象")]


def test_nobody_owes_a_number_of_new_members():
    assert kind.needs(Params(stages=STAGES)) == ()
