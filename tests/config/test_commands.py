"""The command `xianfeng`: one clear sentence, exit code 2, never a traceback."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import factories
from xianfeng.config import cli
from xianfeng.config.commands import campaign_open, campaign_status
from xianfeng.config.database import BadAddress, django_database

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.fixture
def district(db):
    return factories.District()


def _run(command, *arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return command(list(arguments), out, err), out.getvalue(), err.getvalue()


def test_status_says_where_each_step_stands(district):
    campaign = factories.campaign(district, [factories.plan_step("party_pledge", "pledge", title="党性承诺",
        params={"measure": "party_requirement", "at_least": 1, "scope": "school"})])  # fmt: skip
    code, out, _ = _run(campaign_status, str(campaign.pk), "--json")
    step = json.loads(out)["steps"][0]
    assert (code, step["n"], step["of"]) == (0, 0, 6)
    assert not [name for name in {**json.loads(out), **step} if f"`{name}`" not in DOCUMENT]
    code, out, _ = _run(campaign_status, str(campaign.pk))
    assert (code, "党性承诺" in out, "0/6" in out) == (0, True, True)


def test_opening_an_open_campaign_is_refused_in_one_sentence(district):
    campaign = factories.campaign(district, [factories.plan_step("party_pledge", "pledge")])
    assert _run(campaign_open, str(campaign.pk)) == (2, "", "活动已经开始。\n")


@pytest.mark.parametrize("arguments", [[], ["x"], ["0"], ["-1"], ["1", "2"], ["9" * 40], ["９"], ["--json"]])
def test_wrong_arguments_give_the_usage(db, arguments):
    for command in (campaign_open, campaign_status):
        code, out, err = _run(command, *arguments)
        assert (code, out, err.count("\n")) == (2, "", 1)


def test_unknown_campaign(db):
    assert _run(campaign_status, "12345") == (2, "", "没有编号为 12345 的活动。\n")


def test_unknown_command(capsys):
    assert cli.main(["party", "on"]) == 2
    assert capsys.readouterr().err == "没有“party on”这个命令。运行 xianfeng --help 查看全部命令。\n"


def test_a_fault_inside_is_one_sentence(capsys, monkeypatch):
    def broken(*_):
        raise RuntimeError("nobody\nexpected this")

    monkeypatch.setattr("xianfeng.core.schedule.command.workdays_main", broken)
    assert cli.main(["workdays", "2026-01-01", "5"]) == 2
    assert capsys.readouterr().err == "命令没有完成：RuntimeError：nobody expected this\n"


def test_wrong_input_of_every_kind_is_one_sentence_and_two(tmp_path, capsys):
    """Missing file, folder instead of file, other type, broken content, impossible value, unknown option or command."""
    (tmp_path / "noise.bin").write_bytes(b"\x00\xff\x00")
    (tmp_path / "list.json").write_text("[1]")
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "broken.yaml").write_text("a: [")
    there, gone = str(tmp_path), str(tmp_path / "gone")
    noise, listed = str(tmp_path / "noise.bin"), str(tmp_path / "list.json")
    calls = [
        ["packs", "check", gone],
        ["packs", "check", noise],
        ["packs", "check", there, there],
        ["packs", "check", "--foo"],
        ["workdays"],
        ["workdays", "2026-02-30", "5"],
        ["workdays", "2026-02-10", "five"],
        ["workdays", "2026-02-10", "0"],
        ["workdays", "2026-02-10", "5", "--foo"],
        ["workdays", "9999-12-30", "50"],
        ["score"],
        ["score", gone, listed],
        ["score", there, listed],
        ["score", noise, listed],
        ["score", listed, listed],
        ["score", str(tmp_path / "broken.yaml"), listed],
        ["score", str(tmp_path / "broken.yaml"), str(tmp_path / "broken.json")],
        ["plan", "read"],
        ["plan", "read", gone],
        ["plan", "read", there],
        ["plan", "read", noise],
        ["plan", "read", "--foo"],
        ["plan"],
        ["people"],
        ["results", "replay"],
        ["results", "replay", "x"],
        ["results", "replay", "1", "--foo"],
        ["journal", "verify", "now"],
        ["people", "import"],
        ["people", "import", gone],
        ["people", "import", there],
        ["people", "import", noise, "--foo"],
        ["campaign", "open", "x"],
        ["campaign", "close", "1"],
    ]
    for call in calls:
        assert cli.main(call) == 2, call
        said = capsys.readouterr()
        assert said.out == "", call
        assert said.err.strip(), call
        assert said.err.count("\n") <= 2, (call, said.err)
        assert not said.err.isascii(), (call, said.err)
        assert "Traceback" not in said.err and "Error" not in said.err, (call, said.err)


class _Full(io.StringIO):
    def flush(self):
        raise OSError(28, "No space left on device")


class _Gone(io.StringIO):
    def write(self, text):
        raise BrokenPipeError


@pytest.mark.parametrize("call", (["workdays", "2026-02-10", "5"], ["--help"], ["campaign", "open", "--help"]))
@pytest.mark.parametrize(
    ("out", "said"),
    ((None, "标准输出已经关闭，结果没有地方写，命令没有执行。\n"), (_Full(), "结果没有写完"), (_Gone(), "")),
    ids=("closed", "full", "nobody reads on"),
)
def test_an_output_nobody_takes_is_no_success_and_no_traceback(monkeypatch, call, out, said):
    err = io.StringIO()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    assert cli.main(call) == 2
    assert err.getvalue().startswith(said) and err.getvalue().count("\n") == bool(said)


def test_a_terminal_that_speaks_no_chinese_gets_utf_8(monkeypatch):
    kept = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(kept, encoding="ascii"))
    assert cli.main(["workdays", "2026-12-28", "5"]) == 0
    assert kept.getvalue().decode() == "2027-01-05 暂算\n"


@pytest.mark.parametrize("words", [*cli.PURE, *cli.WITH_DATABASE], ids=" ".join)
def test_every_command_tells_its_use_without_a_database(capsys, monkeypatch, words):
    monkeypatch.setattr(cli, "_database_command", None)
    assert cli.main([*words, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"用法：xianfeng {' '.join(words)}")
    assert f"  {words[0]} " in cli.USAGE


@pytest.mark.parametrize("words", [*cli.PURE, *cli.WITH_DATABASE], ids=" ".join)
def test_every_command_stands_in_the_document(words):
    assert f"`{' '.join(words)}" in DOCUMENT


def test_a_group_by_itself_names_its_commands(capsys):
    assert cli.main(["people"]) == 2
    assert capsys.readouterr().err == "“people”后面还要写上做什么：xianfeng people import。\n"
    assert cli.main(["campaign", "--help"]) == 0
    assert capsys.readouterr().out == "xianfeng campaign open\nxianfeng campaign status\n"


@pytest.mark.parametrize("address", ("mysql://a@b/c", "here", "postgresql://h:port/name", "postgresql://[::1/name"))
def test_an_address_that_is_none_of_a_postgresql_is_said(address):
    with pytest.raises(BadAddress, match="DATABASE_URL 应写成"):
        django_database(address)


def test_without_a_database_one_sentence():
    call = [sys.executable, "-m", "xianfeng.config.cli", "journal", "verify"]
    environment = {**os.environ, "DATABASE_URL": "postgresql://127.0.0.1:1/none"}
    found = subprocess.run(call, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr == "连不上数据库。请先运行 ./xf up，或检查环境变量 DATABASE_URL。\n"
