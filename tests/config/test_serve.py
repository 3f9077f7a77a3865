"""`./xf up`: faults in one sentence, a second start that reads no migrations, and leftovers of a server that was killed."""

from __future__ import annotations

import ast
import json
import os
import shlex
import socket
import subprocess
import sys

import psutil
import pytest

from xianfeng.config import database, serve
from xianfeng.config.demo import STAGES
from xianfeng.config.demo.stages import DAYS_BEFORE, RUN, TITLES


@pytest.mark.parametrize(
    ("arguments", "said"),
    (
        (["up", "--port", "70000"], "端口 70000 不能用"),
        (["up", "--port", "acht"], "命令写得不对"),
        (["demo", "--stage", "holiday"], "命令写得不对"),
        (["demo"], "--stage"),
        (["down", "now"], "命令写得不对"),
    ),
)
def test_a_fault_of_the_command_line_is_one_sentence_and_exit_code_2(capsys, arguments, said):
    assert serve.main(arguments) == 2
    out, err = capsys.readouterr()
    assert said in err and "Traceback" not in err and out == ""


def test_an_occupied_port_is_said_before_anything_is_started(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve.main(["up", "--port", str(port)]) == 2
        out, err = capsys.readouterr()
        assert f"端口 {port} 已被占用" in err and "启动" not in out
    serve._require_free(port)


def test_down_ends_what_serves_from_here_and_nothing_else(monkeypatch, tmp_path, capsys):
    """The database is not taken away under a running server; a number that now is another program's is left alone."""
    monkeypatch.setattr(serve, "VAR", tmp_path)
    waits = [sys.executable, "-c", "import time; time.sleep(60)"]
    with subprocess.Popen([*waits, "xianfeng.config.serve"]) as serving, subprocess.Popen(waits) as other:
        for number in (serving.pid, other.pid, 2**22 - 1):
            (tmp_path / f"serving.{number}").touch()
        assert serve.main(["down"]) == 0
        assert (psutil.pid_exists(serving.pid), other.poll()) == (False, None)
        other.kill()
    assert [note.name for note in tmp_path.iterdir()] == [f"serving.{serving.pid}"]
    assert capsys.readouterr().out == "先锋已停止。\n没有内置数据库。\n"
    with serve._known():
        assert (tmp_path / f"serving.{os.getpid()}").exists()
    assert serve._stop_serving() is False and list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_migrations_are_told_by_their_names(monkeypatch, tmp_path):
    from django.apps import apps

    assert serve._is_migrated()
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "9999_of_tomorrow.py").touch()
    monkeypatch.setattr(apps.get_app_config("journal"), "path", str(tmp_path))
    assert not serve._is_migrated()


@pytest.mark.parametrize("number", (os.getpid(), 2**22 - 1, "half"), ids=("another program", "nobody", "half written"))
def test_lock_files_of_a_server_that_is_gone_are_cleared(tmp_path, number):
    for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (tmp_path / name).touch()
    (tmp_path / "postmaster.pid").write_text(f"{number}\n{tmp_path}\n")
    database._clear_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("listed", "left"),
    ((f"[{os.getpid()}, {2**22 - 1}]", [os.getpid()]), ("[12", []), ("3", [])),
    ids=("one lives", "half written", "no list"),
)
def test_users_of_the_server_that_were_killed_are_struck_off(tmp_path, listed, left):
    (tmp_path / ".handle_pids.json").write_text(listed)
    database._clear_leftovers(tmp_path)
    assert json.loads((tmp_path / ".handle_pids.json").read_text()) == left


def test_a_server_that_recovers_is_waited_for(tmp_path, monkeypatch, capsys):
    note = tmp_path / "postmaster.pid"
    lines = f"{os.getpid()}\n{tmp_path}\n1790000000\n5432\n{tmp_path}\n\n  1 2\n"
    database._await_recovery(tmp_path)
    assert capsys.readouterr().err == ""
    note.write_text(lines + "starting\n")
    monkeypatch.setattr(database.time, "sleep", lambda _seconds: note.write_text(lines + "ready   \n"))
    database._await_recovery(tmp_path)
    assert not database._recovers(tmp_path)
    assert capsys.readouterr().err == "数据库上次没有正常关闭，正在恢复，请稍候。\n"
    note.write_text(lines + "starting\n")
    monkeypatch.setattr(database, "LONGEST_RECOVERY", 0)
    database._await_recovery(tmp_path)
    assert database._recovers(tmp_path)


def test_a_folder_with_blanks_and_signs_in_its_name_holds_the_socket():
    folder = "/srv/先 锋+100%/it's/pg"
    line = f'-h "" -k {database._ShellWord(folder)}'
    assert shlex.split(line) == ["-h", "", "-k", folder, "-c", "unix_socket_permissions=0700"]
    address = database._address(f"postgresql://postgres:@/postgres?host={folder}")
    assert database.django_database(address)["HOST"] == folder


def test_a_folder_that_cannot_be_made_is_said(monkeypatch, tmp_path, capsys):
    (tmp_path / "file").touch()
    monkeypatch.setattr(database, "VAR", tmp_path / "file" / "var")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert serve.main(["demo", "--stage", "pledge"]) == 2
    assert "建不了文件夹" in capsys.readouterr().err


def test_every_station_has_its_acts_its_title_and_its_day():
    assert set(STAGES) == set(RUN) == set(TITLES) == set(DAYS_BEFORE)


XF = database.HOME / "xf"


def test_the_one_command_can_be_read_by_a_python_of_any_age():
    """What is too old must get as far as saying so: no annotations, no texts with holes, nothing from the future."""
    text = XF.read_text(encoding="utf-8")
    young = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match)
    for node in ast.walk(ast.parse(text, feature_version=(3, 4))):
        assert not isinstance(node, young)
        assert not (
            isinstance(node, ast.FunctionDef) and (node.returns or any(one.annotation for one in node.args.args))
        )
    assert "coding: utf-8" in text.splitlines()[1] and "__future__" not in text


def test_a_terminal_that_claims_to_know_no_chinese_gets_a_readable_sentence():
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, str(XF), "holiday"], capture_output=True, env=env)
    assert done.returncode == 2
    assert done.stderr.decode("utf-8").startswith("没有“holiday”这个命令。")
