"""The ribbon: which steps hold a link of the programme open."""

from __future__ import annotations

from datetime import date

from xianfeng.apps.campaigns.queries import StepRow
from xianfeng.desk.home.ribbon import phases_of

PHASES = [{"code": code, "title": code} for code in ("duties", "telling", "notice")]


def item(phase: str, opens: date, closes: date, state: str) -> dict[str, object]:
    step = StepRow(
        1, f"{phase}_text", "步骤", "statement", "person", ("members",), (), (), {"form": "narration"}, 0, opens, closes,
        "branch_secretary", (), (), True, "", phase,
    )  # fmt: skip
    return {"step": step, "state": state, "url": "", "unmet": None}


def test_a_step_that_runs_on_into_the_last_link_holds_no_earlier_one_open():
    start, second, third, end = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
    own = item("duties", start, second, "done")
    through = item("duties", start, date(2026, 11, 20), "open")
    rest = [item("telling", second, third, "open"), item("notice", third, end, "not_started")]
    today = date(2026, 10, 10)

    def states(*first) -> list[str]:
        return [link["state"] for link in phases_of(PHASES, [*first, *rest], today)]

    assert states(own, through) == ["done", "open", "not_started"]
    assert states(through) == ["open", "open", "not_started"]  # alone in its link, it is the link
    late = item("duties", start, date(2026, 10, 20), "open")  # put off by some days: still owed before the next
    assert states(own, late) == ["open", "open", "not_started"]
    assert [link["state"] for link in phases_of(PHASES[:1], [own, through], today)] == ["open"]
