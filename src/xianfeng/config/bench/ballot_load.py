"""Electors in a window of minutes against one server process pair, as `./xf up` runs it: two web workers, one machine.

Each elector opens the sheet, has it checked and sends it; submissions are spread evenly at random over the window. Then
visitors arrive at the same rate, for at most a minute, at a minimal Django page that only writes one row, served by a pair
of the same kind, for the ratio. What is measured of a submission is the sending: from the first byte out to the last byte in.
Both servers have answered a few requests before the window begins, as a server does that has been up since the morning.

`XF_BENCH_BALLOTS=full` takes 2,000 electors and ten minutes, `=100/20` a hundred in twenty seconds; otherwise a tenth in a
tenth of the time. Rows of anything smaller say 缩小.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import random
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from xianfeng.config.bench.row import Row

CANDIDATES = 30
HANDS = 24
"""Requests of different electors that may be under way at the same time."""
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Scale:
    electors: int
    seconds: float
    label: str


FULL = Scale(2000, 600.0, "2,000 人 10 分钟")
SHORT = Scale(200, 60.0, "缩小：200 人 1 分钟")


def scale() -> Scale:
    wanted = os.environ.get("XF_BENCH_BALLOTS", "")
    if found := re.fullmatch(r"(\d+)/(\d+)", wanted):
        electors, seconds = int(found[1]), int(found[2])
        return Scale(max(electors, CANDIDATES), seconds, f"缩小：{max(electors, CANDIDATES)} 人 {seconds} 秒")
    return FULL if wanted == "full" else SHORT


def bare(request: HttpRequest) -> HttpResponse:
    """The baseline: one page, one row."""
    if request.method == "POST":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_bare (note) VALUES (%s)", [request.POST.get("note", "")])
    return HttpResponse("ok")


urlpatterns = [path("", bare)]


def _run_server(port: int, is_bare: bool, folder: str) -> None:
    """In a process of its own: gunicorn with two workers over the whole project, or over the minimal page."""
    from gunicorn.app.base import BaseApplication

    connection.close()
    settings.KEY_FOLDER = folder
    if is_bare:
        settings.ROOT_URLCONF, settings.MIDDLEWARE = "xianfeng.config.bench.ballot_load", []
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()

    class Served(BaseApplication):
        def load_config(self) -> None:
            for key, value in {"bind": f"127.0.0.1:{port}", "workers": 2, "timeout": 120, "loglevel": "error"}.items():
                self.cfg.set(key, value)

        def load(self):
            return application

    Served().run()


@contextmanager
def served(*, is_bare: bool, folder: str) -> Iterator[int]:
    """A server process pair; gives its port."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    connection.close()
    server = multiprocessing.get_context("fork").Process(target=_run_server, args=(port, is_bare, folder))
    server.start()
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.join(10)


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


def _warm(port: int, address: str, cookies: str) -> None:
    """Enough requests at once that each worker has had one."""
    with ThreadPoolExecutor(8) as pool:
        for answer in pool.map(lambda _turn: _ask(port, "GET", address, cookies)[0], range(16)):
            if answer != 200:
                raise RuntimeError(f"the server answers {answer}")


@dataclass
class Sent:
    """Seconds of every sending, seconds from opening to receipt, and what went wrong."""

    posts: list[float]
    visits: list[float]
    errors: list[str]


def _ask(
    port: int, method: str, address: str, cookies: str, form: Sequence[tuple[str, str]] = ()
) -> tuple[int, str, str]:
    """(status, page, csrf cookie set)."""
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookies, "Host": f"localhost:{port}"}
    if method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers["Origin"] = f"http://localhost:{port}"
    try:
        wire.request(method, address, urlencode(form) if form else None, headers)
        answer = wire.getresponse()
        page = answer.read().decode()
        found = re.search(rf"{settings.CSRF_COOKIE_NAME}=([^;]+)", answer.getheader("Set-Cookie") or "")
        return answer.status, page, found[1] if found else ""
    finally:
        wire.close()


def elector_visit(port: int, poll_id: int, session: str, marks: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """Open, check, send, as a browser does; (seconds of the sending, seconds of it all). Raises RuntimeError."""
    address = {name: reverse(f"ballots:{name}", args=[poll_id]) for name in ("sheet", "review", "send")}
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}"
    started = time.perf_counter()
    status, page, csrf = _ask(port, "GET", address["sheet"], cookies)
    token = _TOKEN.search(page)
    if status != 200 or token is None:
        raise RuntimeError(f"sheet {status}")
    cookies += f"; {settings.CSRF_COOKIE_NAME}={csrf}"
    form = [("csrfmiddlewaretoken", token[1]), *marks]
    status, _page, _csrf = _ask(port, "POST", address["review"], cookies, form)
    if status != 200:
        raise RuntimeError(f"review {status}")
    before = time.perf_counter()
    status, _page, _csrf = _ask(port, "POST", address["send"], cookies, form)
    done = time.perf_counter()
    if status != 302:
        raise RuntimeError(f"send {status}")
    return done - before, done - started


def bare_visit(port: int) -> tuple[float, float]:
    started = time.perf_counter()
    _ask(port, "GET", "/", "")
    before = time.perf_counter()
    status, page, _csrf = _ask(port, "POST", "/", "", [("note", "x")])
    done = time.perf_counter()
    if (status, page) != (200, "ok"):
        raise RuntimeError(f"bare {status}")
    return done - before, done - started


def moments_of(visits: int, seconds: float) -> list[float]:
    """So many random moments of a window, in order; the same ones every time."""
    chance = random.Random(20260915)  # noqa: S311 (no secret)
    return sorted(chance.uniform(0, seconds) for _ in range(visits))


def arrive(visits: Sequence[Callable[[], tuple[float, float]]], seconds: float) -> Sent:
    """Let the visits begin at random moments of the window, and collect their times."""
    moments = moments_of(len(visits), seconds)
    sent, lock, begun = Sent([], [], []), threading.Lock(), time.monotonic()

    def one(at: float, visit: Callable[[], tuple[float, float]]) -> None:
        time.sleep(max(0.0, begun + at - time.monotonic()))
        try:
            post, whole = visit()
        except (OSError, RuntimeError, http.client.HTTPException) as error:
            with lock:
                sent.errors.append(str(error))
            return
        with lock:
            sent.posts.append(post)
            sent.visits.append(whole)

    with ThreadPoolExecutor(HANDS) as pool:
        for job in [pool.submit(one, at, visit) for at, visit in zip(moments, visits, strict=True)]:
            job.result()
    return sent


def share(times: Sequence[float], part: float) -> float:
    """The time within which this part of the requests was answered, in milliseconds."""
    return sorted(times)[min(len(times) - 1, int(len(times) * part))] * 1000


def bench_window(poll_id: int, sessions: Sequence[str], seconds: float, folder: str, label: str) -> Iterator[Row]:
    marks = [(f"r{row}", ("outstanding" if row < 5 else "qualified")) for row in range(1, CANDIDATES + 1)]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_bare (id bigserial PRIMARY KEY, note text)")
    with served(is_bare=False, folder=folder) as port:
        _warm(port, reverse("ballots:sheet", args=[poll_id]), f"{settings.SESSION_COOKIE_NAME}={sessions[0]}")
        ours = arrive(
            [lambda session=session: elector_visit(port, poll_id, session, marks) for session in sessions], seconds
        )
    with served(is_bare=True, folder=folder) as port:
        _warm(port, "/", "")
        while_long = min(seconds, 60.0)
        as_often = max(1, round(len(sessions) * while_long / seconds))
        base = arrive([lambda: bare_visit(port)] * as_often, while_long)
    if ours.errors:
        print(f"  {len(ours.errors)} 次出错，例如：{ours.errors[0]}", file=sys.stderr)
    yield Row(f"交票出错（{label}）", f"{len(ours.errors)}", f"{len(base.errors)}")
    if not ours.posts or not base.posts:
        return
    for part, name in ((0.5, "中位数"), (0.95, "p95")):
        mine, bare_one = share(ours.posts, part), share(base.posts, part)
        yield Row(f"交票 {name}（毫秒，{label}）", f"{mine:.1f}", f"{bare_one:.1f}", mine / bare_one)
    mine, bare_one = share(ours.visits, 0.95), share(base.visits, 0.95)
    yield Row("打开、检查、交出 p95（毫秒）", f"{mine:.1f}", f"{bare_one:.1f}", mine / bare_one)
