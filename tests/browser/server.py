"""The server of the browser tests: Django's own, with connections to the database that outlive a request.

Chromium opens many sockets, each gets a thread, and a new connection per thread would read the database's catalogue
anew for every page. As behind the real server, a few connections serve all requests in turn, and a browser keeps the
styles and scripts it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import DEFAULT_DB_ALIAS, connections


class LendingServer(ThreadedWSGIServer):
    """Lends a connection for one request and takes it back when the answer is whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.free: list[Any] = []
        super().__init__(*args, **kwargs)

    def set_app(self, application: Callable[..., Any]) -> None:
        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            if environ["PATH_INFO"].startswith("/static/"):
                return application(environ, _kept(start_response))
            connections[DEFAULT_DB_ALIAS] = lent = self._lend()
            try:
                response = application(environ, start_response)
                try:
                    return [b"".join(response)]
                finally:
                    response.close()
            finally:
                del connections[DEFAULT_DB_ALIAS]
                self.free.append(lent)

        super().set_app(answer)

    def _lend(self) -> Any:
        try:
            return self.free.pop()
        except IndexError:
            made = connections.create_connection(DEFAULT_DB_ALIAS)
            made.inc_thread_sharing()
            return made

    def server_close(self) -> None:
        super().server_close()
        while self.free:
            self.free.pop().close()


def _kept(start_response: Callable[..., Any]) -> Callable[..., Any]:
    """The same answer, to be kept for ten years: the date of an answer is the journey's, the browser's clock is not."""
    kept = ("Cache-Control", "max-age=315360000")
    return lambda status, headers, *more: start_response(status, [*headers, kept], *more)
