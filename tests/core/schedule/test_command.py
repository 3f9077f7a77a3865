"""The command `xianfeng workdays`: one line out, or one sentence and exit code 2."""

from io import StringIO

import pytest

from xianfeng.core.schedule import workdays_main


def run(*words: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    code = workdays_main(words, out, err)
    return code, out.getvalue(), err.getvalue()


def test_prints_the_last_day() -> None:
    assert run("2026-02-10", "5") == (0, "2026-02-24\n", "")
    assert run("2026-02-10", "5", "--count-posting-day") == (0, "2026-02-14\n", "")
    assert run("--count-posting-day", "2026-09-28", "5") == (0, "2026-10-09\n", "")


def test_says_provisional() -> None:
    assert run("2026-12-28", "5") == (0, "2027-01-05 暂算\n", "")


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("2026-02-10",),
        ("2026-02-10", "5", "6"),
        ("2026-02-30", "5"),
        ("20260210", "5"),
        ("2026/02/10", "5"),
        ("２０２６-02-10", "5"),
        ("2026-02-10", "0"),
        ("2026-02-10", "-3"),
        ("2026-02-10", "2.5"),
        ("2026-02-10", "五"),
        ("2026-02-10", "999999999999"),
        ("2026-02-10", "5", "--posting"),
        ("9999-12-30", "5"),
    ],
)
def test_mistakes_get_one_sentence(words: tuple[str, ...]) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err.endswith("。\n") and err.count("\n") == 1
